-- Rules on tables and views.
CREATE TABLE t (id int, a text);
CREATE TABLE log (at timestamptz DEFAULT now(), what text);
CREATE VIEW v AS SELECT id, a FROM t;
CREATE RULE nothing AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE RULE also AS ON INSERT TO t WHERE new.id > 10 DO ALSO INSERT INTO log (what) VALUES ('in ' || new.a);
CREATE RULE several AS ON UPDATE TO t DO ALSO (INSERT INTO log (what) VALUES (old.a); NOTIFY changed);
CREATE RULE several_more AS ON UPDATE TO t DO ALSO (INSERT INTO log (what) VALUES (old.a); DELETE FROM log WHERE what = new.a);
CREATE RULE through AS ON INSERT TO v DO INSTEAD INSERT INTO t VALUES (new.id, new.a) RETURNING t.id, t.a;
CREATE RULE "Quoted Rule" AS ON UPDATE TO v DO INSTEAD UPDATE t SET a = new.a WHERE id = old.id;
ALTER TABLE t DISABLE RULE also;
ALTER TABLE t ENABLE ALWAYS RULE nothing;
COMMENT ON RULE through ON v IS 'a rule';
DROP RULE several ON t;
