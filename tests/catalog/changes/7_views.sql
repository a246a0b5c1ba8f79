-- change: view body
-- differs: view: stage.grown_ups
CREATE OR REPLACE VIEW grown_ups AS SELECT id, name FROM users WHERE age > 30;

-- change: view column
-- differs: view: stage.grown_ups
CREATE OR REPLACE VIEW grown_ups AS SELECT id, name, age FROM users WHERE age > 20;

-- change: view barrier
-- differs: view: stage.grown_ups
ALTER VIEW grown_ups SET (security_barrier);

-- change: view check option
-- differs: view: stage.grown_ups
ALTER VIEW grown_ups SET (check_option = local);

-- change: view invoker
-- needs: 15
-- differs: view: stage.grown_ups
ALTER VIEW grown_ups SET (security_invoker = on);

-- change: view default
-- differs: view: stage.grown_ups
ALTER VIEW grown_ups ALTER name SET DEFAULT 'v';

-- change: add view
-- differs: view: stage.more
CREATE VIEW more AS SELECT 1 AS a;

-- change: drop view
-- differs: view: stage.counted
DROP VIEW counted;

-- change: materialised body
-- differs: materialized view: stage.titles
DROP MATERIALIZED VIEW titles;
CREATE MATERIALIZED VIEW titles AS SELECT id, body AS title FROM posts;
CREATE INDEX titles_id ON titles (id);

-- change: materialised index
-- differs: index: stage.titles_id
DROP INDEX titles_id;

-- change: materialised options
-- differs: materialized view: stage.titles
ALTER MATERIALIZED VIEW titles SET (fillfactor = 50);

-- change: materialised column
-- differs: materialized view: stage.titles
ALTER MATERIALIZED VIEW titles ALTER title SET STATISTICS 9;
