-- Sequences with all options, owned by columns and by none, used by others' defaults.
CREATE SEQUENCE plain;
CREATE SEQUENCE small AS smallint;
CREATE SEQUENCE wide AS bigint INCREMENT BY 7 MINVALUE -100 MAXVALUE 1000000 START WITH 5 CACHE 10 CYCLE;
CREATE SEQUENCE down AS integer INCREMENT BY -2 MINVALUE -1000 MAXVALUE 10 START 10 NO CYCLE;
CREATE TABLE uses (a bigint DEFAULT nextval('plain'), b text DEFAULT 'N' || nextval('public.wide'), c int);
CREATE SEQUENCE owned OWNED BY uses.c;
CREATE SCHEMA other;
CREATE SEQUENCE other.elsewhere START 3;
CREATE TABLE other.far (a int DEFAULT nextval('other.elsewhere'), b int DEFAULT nextval('plain'));
CREATE SEQUENCE owned_no_default OWNED BY uses.a;
SELECT nextval('plain'), setval('wide', 500);
COMMENT ON SEQUENCE wide IS 'has been used';
