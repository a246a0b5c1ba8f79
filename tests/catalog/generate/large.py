"""A large schema that is quick to create, always the same, for benchmarks and comparisons with pg_dump."""

from collections.abc import Iterator

_TYPES = ("text", "integer", "timestamptz", "numeric(10,2)", "boolean", "jsonb", "uuid", "varchar(80)")
_DEFAULTS = ("''", "0", "now()", "0.00", "false", "'{}'", "gen_random_uuid()", "'x'")


def large(tables: int = 1000, columns: int = 10) -> str:
    """Return a script that runs in a transaction with 1024 locks a connection."""
    return "".join(f"{statement};\n" for statement in _statements(tables, columns))


def _statements(tables: int, columns: int) -> Iterator[str]:
    yield "CREATE TYPE state AS ENUM ('new', 'done')"
    yield "CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$"
    for number in range(tables):
        yield from _table(number, columns)
        if number % 10 == 9:
            yield from _reader(number)


def _table(number: int, columns: int) -> Iterator[str]:
    kinds = ((f"c{n}", _TYPES[n % len(_TYPES)], _DEFAULTS[n % len(_DEFAULTS)]) for n in range(columns - 3))
    lines = [f"{name} {type_} NOT NULL DEFAULT {default}" for name, type_, default in kinds]
    up = f"REFERENCES t{number // 2} ON DELETE CASCADE" if number else "REFERENCES t0"
    yield (
        f"CREATE TABLE t{number} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, up bigint {up}, "
        f"state state DEFAULT 'new', {', '.join(lines)}, CONSTRAINT t{number}_positive CHECK (id > 0))"
    )
    yield f"CREATE INDEX t{number}_up ON t{number} (up, state DESC)"
    yield f"CREATE INDEX t{number}_new ON t{number} (lower(c0)) WHERE state = 'new'"
    if number % 4 == 0:
        yield f"COMMENT ON TABLE t{number} IS 'table {number}'"
        yield f"COMMENT ON COLUMN t{number}.id IS 'its key'"


def _reader(number: int) -> Iterator[str]:
    yield f"CREATE VIEW v{number} AS SELECT a.id, b.state FROM t{number} a JOIN t{number - 1} b ON b.id = a.up"
    body = f"'SELECT * FROM t{number} WHERE id = $1'"
    yield f"CREATE FUNCTION f{number}(bigint) RETURNS SETOF t{number} LANGUAGE sql STABLE AS {body}"
    yield f"CREATE TRIGGER touch BEFORE UPDATE ON t{number} FOR EACH ROW EXECUTE FUNCTION touched()"
    yield f"ALTER TABLE t{number} ENABLE ROW LEVEL SECURITY"
    yield f"CREATE POLICY own ON t{number} TO reader USING (id < {number})"
    yield f"GRANT SELECT ON t{number} TO reader"
