-- needs: 17
-- The server's own collations.
CREATE COLLATION built_in (provider = builtin, locale = 'C.UTF-8');
CREATE TABLE t (a text COLLATE built_in, b text COLLATE pg_c_utf8);
