CREATE TYPE status AS ENUM ('on', 'off', 'it''s', 'a b', 'back\slash', '`', '${x}', 'ü', '"');
CREATE TYPE "Status" AS ENUM ('x');
CREATE TABLE t (a status DEFAULT 'it''s', b status NOT NULL DEFAULT 'on'::status, c status[] DEFAULT '{on,off}', d "Status", e status DEFAULT '${x}', status status);
ALTER TYPE status ADD VALUE 'last'; ALTER TYPE status ADD VALUE 'first' BEFORE 'on';
