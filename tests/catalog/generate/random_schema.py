"""A random schema with objects of all kinds, as one script. The same seed gives the same text."""

import random
from collections.abc import Iterator

from catalog.generate.random_table import Made, quoted, table

_WORDS = ("user", "Order", "item", "a b", "größe", "select", "x'y", 'q"q', "line", "Total", "tag", "log")
_LABELS = ("new", "old", "it's", "ü", "two words", "Z", "done", "")
_ROLES = ("reader", "writer", "anon", '"Mixed Role"', "PUBLIC")
_EXPRESSIONS = ("count(*)", "max(id)", "min(id) + 1", "array_agg(id ORDER BY id DESC)", "bool_and(id > 0)")


def random_schema(seed: int, tables: int) -> str:
    """Return about `tables` tables and the objects that they need, for every PostgreSQL since 14."""
    rng = random.Random(seed)
    made = Made(rng, [quoted(f"{rng.choice(_WORDS)} {number}") for number in range(3)])
    parts = [*_before(made)]
    for number in range(tables):
        parts += table(made, f"{rng.choice(_WORDS)}_{number}")
    parts += made.later
    parts += _after(made)
    return "".join(f"{part};\n" for part in parts)


def _before(made: Made) -> Iterator[str]:
    """Schemas, types, sequences and functions that tables use."""
    rng = made.rng
    yield from (f"CREATE SCHEMA {name}" for name in made.schemas)
    for number in range(rng.randint(1, 4)):
        labels = rng.sample(_LABELS, rng.randint(1, 6))
        name = f"{made.schema()}.{quoted(f'Enum {number}')}"
        yield f"CREATE TYPE {name} AS ENUM ({', '.join(map(_literal, labels))})"
        made.types[name] = [_literal(label) for label in labels]
    for number in range(rng.randint(0, 3)):
        name = f"{made.schema()}.domain_{number}"
        check = rng.choice(("", f" CHECK (VALUE > {number})", f' CONSTRAINT "C {number}" CHECK (VALUE <> 7) NOT NULL'))
        yield f"CREATE DOMAIN {name} AS int DEFAULT {rng.randint(10, 20)}{check}"
        made.types[name] = ["11"]
    for number in range(rng.randint(0, 2)):
        name = f"{made.schema()}.composite_{number}"
        yield f'CREATE TYPE {name} AS (a int, "B" {rng.choice([*made.types])})'
        made.types[name] = []
    for number in range(rng.randint(0, 2)):
        name = f"{made.schema()}.range_{number}"
        yield f"CREATE TYPE {name} AS RANGE (SUBTYPE = {rng.choice(('int', 'float8', 'date'))})"
        made.types[name] = ["'empty'"]
    for number in range(rng.randint(0, 3)):
        name = f"{made.schema()}.{quoted(f'seq {number}')}"
        options = f"CACHE {rng.randint(1, 9)}{rng.choice(('', ' CYCLE'))}"
        yield f"CREATE SEQUENCE {name} INCREMENT {rng.choice((1, 5, -1))} {options}"
        made.sequences.append(name)
    for number in range(rng.randint(1, 3)):
        name = f"{made.schema()}.pure_{number}"
        yield f"CREATE FUNCTION {name}(bigint) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT ($1 * {number})::int'"
        made.functions.append(name)
    yield "CREATE FUNCTION fired() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN coalesce(new, old); END $$"


def _after(made: Made) -> Iterator[str]:
    """Objects that use tables: views on views, functions, grants, comments."""
    rng = made.rng
    for number in range(rng.randint(1, len(made.tables))):
        yield _view(made, number)
    for number in range(rng.randint(1, 4)):
        yield _function(made, number)
    for on in rng.sample(made.tables, max(1, len(made.tables) // 3)):
        rights = rng.choice(("SELECT", "INSERT, UPDATE", "SELECT (id), UPDATE (id)", "ALL"))
        yield f"GRANT {rights} ON {on} TO {rng.choice(_ROLES)}"
    for on in rng.sample(made.tables, max(1, len(made.tables) // 3)):
        yield f"COMMENT ON TABLE {on} IS {_literal(rng.choice(_LABELS) or 'x')}"
        yield f"COMMENT ON COLUMN {on}.id IS 'number {rng.randint(1, 99)}'"
    for name in made.types:
        if rng.random() < 0.3:
            yield f"COMMENT ON TYPE {name} IS 'a type'"
            yield f"GRANT USAGE ON TYPE {name} TO writer WITH GRANT OPTION"


def _view(made: Made, number: int) -> str:
    rng = made.rng
    name = f"{made.schema()}.{quoted(f'View {number}')}"
    one, other = rng.choice(made.tables), rng.choice(made.tables + made.views)
    join = f"{one} a {rng.choice(('JOIN', 'LEFT JOIN', 'FULL JOIN'))} {other} b USING (id)"
    body = rng.choice((
        f"SELECT id, {rng.choice(made.functions)}(id) AS called FROM {one} WHERE id > {number}",
        f"SELECT id FROM {join}",
        f"SELECT a.id, b.id AS \"Id 2\" FROM {one} a, LATERAL (SELECT {_EXPRESSIONS[1]} AS id FROM {other}) b",
        f"SELECT id % 3 AS id, {rng.choice(_EXPRESSIONS)} AS n FROM {one} GROUP BY 1",
        f"SELECT id FROM {one} UNION ALL SELECT id FROM {other}",
        f"WITH RECURSIVE r AS (SELECT 1 AS id UNION SELECT r.id + 1 FROM r JOIN {other} USING (id)) SELECT id FROM r",
    ))  # fmt: skip
    made.views.append(name)
    if rng.random() < 0.25:
        made.views.pop()
        data = rng.choice(("", " WITH NO DATA"))
        return (
            f"CREATE MATERIALIZED VIEW {name} AS {body} WITH NO DATA"
            if data
            else f"CREATE MATERIALIZED VIEW {name} AS {body}"
        )
    options = rng.choice(("", " WITH (security_barrier)"))
    return f"CREATE VIEW {name}{options} AS {body}"


def _function(made: Made, number: int) -> str:
    rng = made.rng
    name, on = f"{made.schema()}.{quoted(f'Fn {number}')}", rng.choice(made.tables)
    marks = f"{rng.choice(('STABLE', 'VOLATILE'))} {rng.choice(('', 'SECURITY DEFINER', 'STRICT', 'COST 7'))}"
    head = rng.choice((
        f"(a int, b text DEFAULT 'x') RETURNS SETOF {on} LANGUAGE sql {marks}",
        f"(INOUT a int, VARIADIC b int[] DEFAULT '{{}}') LANGUAGE sql {marks} SET search_path = ''",
    ))  # fmt: skip
    text = f"SELECT * FROM {on}" if "SETOF" in head else f"SELECT max(id)::int FROM {on}"
    if rng.random() < 0.4 and "SET search_path" not in head:
        return f"CREATE FUNCTION {name}{head} BEGIN ATOMIC {text}; END"
    return f"CREATE FUNCTION {name}{head} AS $$ {text} $$"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
