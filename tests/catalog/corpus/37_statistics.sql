-- Extended statistics of each kind.
CREATE TABLE t (a int, b int, c text, "D" date);
CREATE STATISTICS all_kinds ON a, b, c FROM t;
CREATE STATISTICS chosen (ndistinct, mcv) ON a, "D" FROM t;
CREATE STATISTICS expressions (dependencies) ON (a + b), lower(c), b FROM t;
CREATE STATISTICS single ON (a % 10) FROM t;
CREATE STATISTICS "Quoted" (mcv) ON b, "D" FROM t;
ALTER STATISTICS chosen SET STATISTICS 500;
CREATE SCHEMA s;
CREATE STATISTICS s.elsewhere (ndistinct) ON a, c FROM t;
COMMENT ON STATISTICS all_kinds IS 'all';
