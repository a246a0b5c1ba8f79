ALTER TYPE status ADD VALUE 'sent';
