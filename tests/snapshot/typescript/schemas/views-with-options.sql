CREATE TABLE t (id integer PRIMARY KEY, n numeric(5,2) NOT NULL, u uuid[], k serial);
CREATE VIEW checked WITH (security_barrier = true) AS SELECT id, n FROM t WHERE id > 0 WITH CASCADED CHECK OPTION; CREATE VIEW invoking WITH (security_invoker = on, check_option = local) AS SELECT * FROM t;
CREATE VIEW with_default AS SELECT id, n FROM t; ALTER VIEW with_default ALTER COLUMN n SET DEFAULT 1;
CREATE MATERIALIZED VIEW stored WITH (fillfactor = 80, autovacuum_enabled = false) AS SELECT id, count(*) AS many FROM t GROUP BY id; CREATE UNIQUE INDEX stored_id ON stored (id); CREATE MATERIALIZED VIEW empty_one AS SELECT id FROM t WITH NO DATA;
