-- needs: 15
-- Views with their caller's rights.
CREATE TABLE t (id int, a text);
CREATE VIEW invoked WITH (security_invoker = true) AS SELECT id FROM t;
CREATE VIEW all_three WITH (security_invoker, security_barrier, check_option = cascaded) AS SELECT id FROM t WHERE id > 0;
CREATE VIEW not_invoked WITH (security_invoker = off) AS SELECT id FROM t;
CREATE OR REPLACE VIEW later AS SELECT id FROM t;
ALTER VIEW later SET (security_invoker = on);
