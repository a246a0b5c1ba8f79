-- Stored generated columns, on functions, on each other's sources, on domains.
CREATE FUNCTION slug(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT lower(replace($1, ' ', '-')) $$;
CREATE TABLE generated (
  first text NOT NULL, last text,
  whole text GENERATED ALWAYS AS (first || ' ' || coalesce(last, '')) STORED,
  slug text GENERATED ALWAYS AS (slug(first)) STORED NOT NULL,
  doc tsvector GENERATED ALWAYS AS (setweight(to_tsvector('english', first), 'A')) STORED,
  amount numeric(10,2), tax numeric(10,2) GENERATED ALWAYS AS (amount * 0.19) STORED CHECK (tax >= 0)
);
CREATE INDEX ON generated USING gin (doc);
CREATE UNIQUE INDEX ON generated (slug);
COMMENT ON COLUMN generated.whole IS 'made';
ALTER TABLE generated ALTER amount SET DEFAULT 1;
CREATE TABLE was_generated (a int, b int GENERATED ALWAYS AS (a * 2) STORED);
ALTER TABLE was_generated ALTER b DROP EXPRESSION;
