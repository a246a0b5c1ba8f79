ALTER TYPE priority RENAME VALUE 'normal' TO 'medium';
