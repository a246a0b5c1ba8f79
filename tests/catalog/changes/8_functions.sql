-- change: function body
-- differs: function: stage.score(integer, integer)
CREATE OR REPLACE FUNCTION score(a int, b int DEFAULT 2) RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN a - b;
END';

-- change: function default
-- differs: function: stage.score(integer, integer)
CREATE OR REPLACE FUNCTION score(a int, b int DEFAULT 3) RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN a + b;
END';

-- change: function volatility
-- differs: function: stage.score(integer, integer)
ALTER FUNCTION score VOLATILE;

-- change: function strict
-- differs: function: stage.score(integer, integer)
ALTER FUNCTION score STRICT;

-- change: function definer
-- differs: function: stage.score(integer, integer)
ALTER FUNCTION score SECURITY DEFINER;

-- change: function parallel
-- differs: function: stage.score(integer, integer)
ALTER FUNCTION score PARALLEL SAFE;

-- change: function cost
-- differs: function: stage.score(integer, integer)
ALTER FUNCTION score COST 9;

-- change: function setting
-- differs: function: stage.score(integer, integer)
ALTER FUNCTION score SET search_path = '';

-- change: function leakproof
-- differs: function: stage.score(integer, integer)
ALTER FUNCTION score LEAKPROOF;

-- change: function overloaded
-- differs: function: stage.score(text)
CREATE FUNCTION score(a text) RETURNS int LANGUAGE sql AS 'SELECT 1';

-- change: function dropped
-- differs: function: stage.score(integer, integer)
DROP FUNCTION score;

-- change: function returns
-- differs: function: stage.score(integer, integer)
DROP FUNCTION score;
CREATE FUNCTION score(a int, b int DEFAULT 2) RETURNS bigint LANGUAGE plpgsql STABLE AS 'BEGIN RETURN a + b;
END';

-- change: function argument name
-- differs: function: stage.score(integer, integer)
DROP FUNCTION score;
CREATE FUNCTION score(x int, b int DEFAULT 2) RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN a + b;
END';

-- change: used function body
-- differs: function: stage.slug(text)
CREATE OR REPLACE FUNCTION slug(x text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper(x)';

-- change: procedure body
-- differs: function: stage.cleaned(integer)
CREATE OR REPLACE PROCEDURE cleaned(a int) LANGUAGE sql AS 'SELECT 2';

-- change: procedure added
-- differs: function: stage.p(integer)
CREATE PROCEDURE p(INOUT a int) LANGUAGE sql AS 'SELECT 2';

-- change: aggregate start
-- differs: function: stage.total(integer)
DROP AGGREGATE total(int);
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '1');
