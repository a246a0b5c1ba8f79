CREATE EXTENSION btree_gist;
CREATE DOMAIN public.email AS text CONSTRAINT email_check CHECK (VALUE ~ '^[^@]+@[^@]+$');
