-- What goes out from now on.
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'sent';
