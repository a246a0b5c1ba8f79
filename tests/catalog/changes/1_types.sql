-- change: add schema
-- differs: schema: more
CREATE SCHEMA more;

-- change: add extension
-- differs: extension: pg_trgm
CREATE EXTENSION pg_trgm;

-- change: drop extension
-- differs: extension: citext
DROP EXTENSION citext;

-- change: move extension
-- differs: extension: citext
ALTER EXTENSION citext SET SCHEMA stage;

-- change: add label at the end
-- differs: enum: stage.mood
ALTER TYPE mood ADD VALUE 'wild';

-- change: add label before
-- differs: enum: stage.mood
ALTER TYPE mood ADD VALUE 'meh' BEFORE 'ok';

-- change: rename label
-- differs: enum: stage.mood
ALTER TYPE mood RENAME VALUE 'sad' TO 'low';

-- change: add enum
-- differs: enum: stage.size
CREATE TYPE size AS ENUM ('s', 'l');

-- change: domain default
-- differs: domain: stage.email
ALTER DOMAIN email SET DEFAULT 'c@d';

-- change: domain not null
-- differs: domain: stage.email
ALTER DOMAIN email SET NOT NULL;

-- change: domain check added
-- differs: domain constraint: stage.email.short
ALTER DOMAIN email ADD CONSTRAINT short CHECK (length(VALUE) < 99);

-- change: domain check dropped
-- differs: domain constraint: stage.email.has_at
ALTER DOMAIN email DROP CONSTRAINT has_at;

-- change: domain added
-- differs: domain: stage.url
CREATE DOMAIN url AS text COLLATE "C" NOT NULL CHECK (VALUE <> '');

-- change: attribute added
-- differs: composite type: stage.address
ALTER TYPE address ADD ATTRIBUTE town text;

-- change: attribute dropped
-- differs: composite type: stage.address
ALTER TYPE address DROP ATTRIBUTE zip;

-- change: composite added
-- differs: composite type: stage.pair
CREATE TYPE pair AS (a int, b int);

-- change: range added
-- differs: range type: stage.r
CREATE TYPE r AS RANGE (SUBTYPE = int, MULTIRANGE_TYPE_NAME = rs);

-- change: range dropped
-- differs: range type: stage.span
DROP TYPE span;

-- change: collation added
-- differs: collation: stage.px
CREATE COLLATION px FROM "POSIX";

-- change: collation dropped
-- differs: collation: stage.plain_c
DROP COLLATION plain_c;
