CREATE TYPE mood AS ENUM ('sad', 'ok');
COMMENT ON TYPE mood IS 'How it goes.';
CREATE TYPE point2 AS (x integer, y integer);
