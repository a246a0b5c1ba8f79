CREATE TABLE loyalty.movements (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT movements_account_fk REFERENCES loyalty.accounts (user_id),
    order_id bigint CONSTRAINT movements_order_fk REFERENCES core.orders (id) ON DELETE SET NULL,
    points integer NOT NULL CONSTRAINT movements_not_zero CHECK (points <> 0),
    reason text,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX movements_once_per_order ON loyalty.movements (order_id) WHERE order_id IS NOT NULL AND points > 0;

CREATE FUNCTION loyalty.book() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    UPDATE loyalty.accounts SET points = points + NEW.points WHERE user_id = NEW.user_id;
    RETURN NEW;
END';
CREATE TRIGGER movements_book AFTER INSERT ON loyalty.movements FOR EACH ROW EXECUTE FUNCTION loyalty.book();
