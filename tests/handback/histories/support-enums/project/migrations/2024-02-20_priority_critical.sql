ALTER TYPE priority ADD VALUE 'critical';
