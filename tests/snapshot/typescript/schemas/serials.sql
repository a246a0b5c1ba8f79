CREATE TABLE a (id serial PRIMARY KEY, b bigserial, c smallserial NOT NULL, d serial UNIQUE);
CREATE TABLE b (id serial, n bigserial, m smallserial);
ALTER TABLE b ALTER COLUMN id DROP NOT NULL, ALTER COLUMN n DROP NOT NULL, ALTER COLUMN m DROP NOT NULL;
CREATE SEQUENCE shared; CREATE TABLE c (id integer PRIMARY KEY DEFAULT nextval('shared'), n integer DEFAULT nextval('shared'::regclass));
CREATE TABLE d (id integer); CREATE SEQUENCE d_seq OWNED BY d.id;
CREATE TABLE e (id serial); ALTER TABLE e ALTER COLUMN id DROP DEFAULT;
