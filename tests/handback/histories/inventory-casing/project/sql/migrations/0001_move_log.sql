-- read by the finance export only, the application does not know it
CREATE TABLE stock_log (id bigserial PRIMARY KEY, line text NOT NULL);

CREATE OR REPLACE FUNCTION log_move() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
    INSERT INTO stock_log (line) VALUES (format('%s x %s', NEW.quantity, NEW.item_id));
    RETURN NULL;
END
$fn$;

CREATE TRIGGER stock_moves_log AFTER INSERT ON stock_moves FOR EACH ROW EXECUTE FUNCTION log_move();
