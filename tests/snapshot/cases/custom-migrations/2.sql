CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;
--> statement-breakpoint
INSERT INTO users (name) VALUES ('first'), ('second');
--> statement-breakpoint
CREATE DOMAIN short AS text CHECK (length(VALUE) < 10);
--> statement-breakpoint
COMMENT ON TABLE users IS 'People; not "things"';
