-- Event triggers, on and off.
CREATE SCHEMA watch;
CREATE FUNCTION watch.seen() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
CREATE EVENT TRIGGER at_end ON ddl_command_end EXECUTE FUNCTION watch.seen();
CREATE EVENT TRIGGER tagged ON ddl_command_start WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION watch.seen();
CREATE EVENT TRIGGER on_drop ON sql_drop EXECUTE FUNCTION watch.seen();
CREATE EVENT TRIGGER "Re Write" ON table_rewrite EXECUTE FUNCTION watch.seen();
ALTER EVENT TRIGGER on_drop DISABLE;
ALTER EVENT TRIGGER at_end ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER tagged IS 'an event trigger';
