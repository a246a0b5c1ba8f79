CREATE TYPE dunning_level AS ENUM ('reminder', 'first', 'second', 'collection');

CREATE TABLE dunning (
    invoice_no    INTEGER NOT NULL REFERENCES invoice,
    level         dunning_level NOT NULL,
    sent_at       TIMESTAMP(0) WITH TIME ZONE NOT NULL DEFAULT NOW(),
    grace         INTERVAL NOT NULL DEFAULT INTERVAL '14 days',
    UNIQUE (invoice_no, level)
);

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM information_schema.columns WHERE table_name = 'invoice' AND column_name = 'blocked') THEN
        ALTER TABLE invoice ADD COLUMN blocked BOOLEAN NOT NULL DEFAULT FALSE;
    END IF;
END
$$;
