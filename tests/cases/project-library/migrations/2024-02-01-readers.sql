BEGIN;
CREATE TABLE readers (
    card_no integer PRIMARY KEY,
    name text NOT NULL,
    email text UNIQUE,
    blocked boolean NOT NULL DEFAULT FALSE
);
INSERT INTO readers (card_no, name) SELECT row_number() OVER (ORDER BY reader), reader FROM (SELECT DISTINCT reader FROM loans) r;
ALTER TABLE loans ADD COLUMN card_no integer REFERENCES readers (card_no);
UPDATE loans SET card_no = readers.card_no FROM readers WHERE readers.name = loans.reader;
ALTER TABLE loans ALTER COLUMN card_no SET NOT NULL;
ALTER TABLE loans DROP COLUMN reader;
COMMIT;
