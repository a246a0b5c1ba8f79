-- Reverts 0001_renames.sql.

BEGIN;

ALTER DOMAIN positive RENAME CONSTRAINT above_zero TO positive_check;

ALTER POLICY mine ON members RENAME TO own;

ALTER SCHEMA history RENAME TO audit;

ALTER FUNCTION uno() RENAME TO one;

ALTER VIEW addresses RENAME TO mails;

ALTER SEQUENCE counts RENAME TO numbers;

ALTER TYPE point2 RENAME ATTRIBUTE "X" TO x;

ALTER TYPE feeling RENAME VALUE 'fine' TO 'ok';

ALTER TYPE feeling RENAME TO mood;

ALTER INDEX members_mail_idx RENAME TO users_email_idx;

ALTER TABLE members RENAME TO users;

ALTER TABLE users RENAME COLUMN mail TO email;

COMMIT;
