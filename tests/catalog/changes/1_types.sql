-- change: add schema
-- told: schema: more
CREATE SCHEMA more;

-- change: add extension
-- told: extension: pg_trgm
CREATE EXTENSION pg_trgm;

-- change: drop extension
-- told: extension: citext
DROP EXTENSION citext;

-- change: move extension
-- told: extension: citext
ALTER EXTENSION citext SET SCHEMA stage;

-- change: add label at the end
-- told: enum: stage.mood
ALTER TYPE mood ADD VALUE 'wild';

-- change: add label before
-- told: enum: stage.mood
ALTER TYPE mood ADD VALUE 'meh' BEFORE 'ok';

-- change: rename label
-- told: enum: stage.mood
ALTER TYPE mood RENAME VALUE 'sad' TO 'low';

-- change: add enum
-- told: enum: stage.size
CREATE TYPE size AS ENUM ('s', 'l');

-- change: domain default
-- told: domain: stage.email
ALTER DOMAIN email SET DEFAULT 'c@d';

-- change: domain not null
-- told: domain: stage.email
ALTER DOMAIN email SET NOT NULL;

-- change: domain check added
-- told: domain constraint: stage.email.short
ALTER DOMAIN email ADD CONSTRAINT short CHECK (length(VALUE) < 99);

-- change: domain check dropped
-- told: domain constraint: stage.email.has_at
ALTER DOMAIN email DROP CONSTRAINT has_at;

-- change: domain added
-- told: domain: stage.url
CREATE DOMAIN url AS text COLLATE "C" NOT NULL CHECK (VALUE <> '');

-- change: attribute added
-- told: composite type: stage.address
ALTER TYPE address ADD ATTRIBUTE town text;

-- change: attribute dropped
-- told: composite type: stage.address
ALTER TYPE address DROP ATTRIBUTE zip;

-- change: composite added
-- told: composite type: stage.pair
CREATE TYPE pair AS (a int, b int);

-- change: range added
-- told: range type: stage.r
CREATE TYPE r AS RANGE (SUBTYPE = int, MULTIRANGE_TYPE_NAME = rs);

-- change: range dropped
-- told: range type: stage.span
DROP TYPE span;

-- change: collation added
-- told: collation: stage.px
CREATE COLLATION px FROM "POSIX";

-- change: collation dropped
-- told: collation: stage.plain_c
DROP COLLATION plain_c;
