"""One random table with its columns, constraints, indexes, triggers, policies, partitions and children, as SQL."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

_TYPES: dict[str, tuple[str, ...]] = {
    "int": ("1", "-1", "(1 + 2)"), "bigint": ("0",), "smallint": ("7",), "numeric(10,2)": ("1.50", "0"),
    "double precision": ("0.1", "'NaN'"), "boolean": ("true", "false"), "text": ("''", "'it''s'", "upper('x')"),
    "varchar(40)": ("'abc'",), "char(3)": ("'a'",), "timestamptz": ("now()", "'2024-01-02 03:04:05+00'"),
    "timestamp(3)": ("localtimestamp",), "date": ("CURRENT_DATE", "'2024-02-29'"), "interval": ("'1 day 02:00'",),
    "uuid": ("gen_random_uuid()",), "jsonb": ("'{}'", "'{\"a\": 1}'"), "text[]": ("'{}'", "ARRAY['a','b']"),
    "int[]": ("'{1,2}'",), "bytea": ("'\\x00'",), "inet": ("'127.0.0.1'",), "int4range": ("'[1,5)'",), "point": (),
}  # fmt: skip
_UNSORTED = ("point", "composite")  # have no order that a btree could use
_ACTIONS = (
    "",
    " ON DELETE CASCADE",
    " ON DELETE SET NULL ON UPDATE CASCADE",
    " DEFERRABLE INITIALLY DEFERRED",
    " MATCH FULL",
)
_ORDERS = ("", " DESC", " ASC NULLS FIRST", " DESC NULLS LAST")


@dataclass
class Made:
    """The objects so far. `types`: literals for a default of each; `logged`: tables that others may refer to.

    `later`: statements that need all tables.
    """

    rng: random.Random
    schemas: list[str]
    types: dict[str, list[str]] = field(default_factory=dict)
    sequences: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    views: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)

    def schema(self) -> str:
        """Return one of the schemas, more often the public one."""
        return self.rng.choice([*self.schemas, "public", "public", "public"])

    def maybe(self, chance: float, text: str) -> str:
        """Return the text sometimes, and else an empty one."""
        return text if self.rng.random() < chance else ""


def quoted(name: str) -> str:
    """Return a name in quotes where SQL needs them."""
    return '"' + name.replace('"', '""') + '"'


def table(made: Made, word: str) -> Iterator[str]:
    """Add a table with its parts."""
    rng, name = made.rng, f"{made.schema()}.{quoted(word)}"
    columns = {quoted(f"{rng.choice(('c', 'Col', 'a b', 'where'))} {n}"): _type(made) for n in range(rng.randint(1, 8))}
    parted = rng.random() < 0.15
    lines = [_key(made, parted=parted), *(_column(made, column, type_) for column, type_ in columns.items())]
    lines += _checks(made, word)
    options = (
        made.maybe(0.2, f" WITH (fillfactor = {rng.randint(50, 99)})") if not parted else " PARTITION BY RANGE (id)"
    )
    unlogged = made.maybe(0.1, "UNLOGGED ") if not parted else ""
    yield f"CREATE {unlogged}TABLE {name} ({', '.join(lines)}){options}"
    if parted:
        yield f"CREATE TABLE {_beside(name, 'low')} PARTITION OF {name} FOR VALUES FROM (MINVALUE) TO (100)"
        yield f"CREATE TABLE {_beside(name, 'rest')} PARTITION OF {name} DEFAULT"
    elif rng.random() < 0.1:
        yield f"CREATE TABLE {_beside(name, 'heir')} (own int DEFAULT {rng.randint(1, 9)}) INHERITS ({name})"
    yield from _indexes(made, name, columns)
    yield from _guards(made, name, word)
    if made.logged and rng.random() < 0.6:
        other = rng.choice(made.logged)
        made.later.append(
            f"ALTER TABLE {name} ADD COLUMN {quoted(f'ref {word}')} bigint REFERENCES {other}{rng.choice(_ACTIONS)}"
        )
    made.tables.append(name)
    made.logged += [] if unlogged else [name]


def _key(made: Made, *, parted: bool) -> str:
    identity = f"GENERATED {made.rng.choice(('ALWAYS', 'BY DEFAULT'))} AS IDENTITY"
    kind = made.rng.choice(("bigserial", "bigint", f"bigint {identity}", f"bigint {identity} (START 5 INCREMENT 3)"))
    return f"id {'bigint' if parted else kind} PRIMARY KEY"


def _type(made: Made) -> str:
    return made.rng.choice([*_TYPES, *made.types, *made.types])


def _column(made: Made, name: str, type_: str) -> str:
    rng = made.rng
    if type_ == "int" and rng.random() < 0.2:
        return f"{name} int GENERATED ALWAYS AS ({rng.choice(made.functions)}(id::int) + 1) STORED"
    if type_ == "int" and made.sequences and rng.random() < 0.2:
        return f"{name} int DEFAULT nextval({_literal(rng.choice(made.sequences))})"
    defaults = [*made.types.get(type_, []), *_TYPES.get(type_, ())]
    default = made.maybe(0.5, f" DEFAULT {rng.choice(defaults)}") if defaults else ""
    collation = made.maybe(0.3, ' COLLATE "C"') if type_ in ("text", "varchar(40)") else ""
    return f"{name} {type_}{collation}{default}{made.maybe(0.3, ' NOT NULL')}"


def _checks(made: Made, word: str) -> Iterator[str]:
    rng = made.rng
    if rng.random() < 0.3:
        yield f"CHECK (id > {rng.randint(-9, 0)})"
    if rng.random() < 0.3:
        called = f"{rng.choice(made.functions)}(1) = 2"
        yield f"CONSTRAINT {quoted(f'{word} check')} CHECK (id < {rng.randint(100, 999)} OR {called})"


def _indexes(made: Made, name: str, columns: dict[str, str]) -> Iterator[str]:
    rng = made.rng
    plain = [column for column, type_ in columns.items() if not any(word in type_ for word in _UNSORTED)] or ["id"]
    for _ in range(rng.randint(0, 3)):
        some = rng.sample(plain, min(len(plain), rng.randint(1, 3)))
        keys = ", ".join(f"{column}{rng.choice(_ORDERS)}" for column in some)
        rest = made.maybe(0.2, " INCLUDE (id)") + made.maybe(0.2, " WITH (fillfactor = 70)")
        rest += made.maybe(0.2, f" WHERE id > {rng.randint(1, 9)}")
        yield f"CREATE INDEX ON {name} ({keys}){rest}"
    for column, type_ in columns.items():
        if type_ in ("jsonb", "text[]", "int[]") and rng.random() < 0.5:
            yield f"CREATE INDEX ON {name} USING gin ({column})"
        if type_ in ("int4range", "point") and rng.random() < 0.5:
            yield f"CREATE INDEX ON {name} USING gist ({column})"
    if rng.random() < 0.2:
        yield f"CREATE UNIQUE INDEX ON {name} (id, (id + {rng.randint(1, 9)}) DESC)"
    if rng.random() < 0.15:
        yield f"CREATE STATISTICS {_beside(name, 'stat')} (ndistinct) ON id, (id % 7) FROM {name}"


def _guards(made: Made, name: str, word: str) -> Iterator[str]:
    """Triggers, rules, row security."""
    rng = made.rng
    if rng.random() < 0.3:
        when = made.maybe(0.5, "WHEN (new.id > 0) ")
        event = rng.choice(("BEFORE INSERT", "AFTER INSERT OR UPDATE", "BEFORE UPDATE OF id"))
        does = f"{when}EXECUTE FUNCTION fired('a', 'b''c')"
        yield f"CREATE TRIGGER {quoted(f'{word} trigger')} {event} ON {name} FOR EACH ROW {does}"
    if rng.random() < 0.3:
        yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
        command = rng.choice(("ALL", "SELECT", "DELETE"))
        says = f"FOR {command} TO {rng.choice(('reader', 'PUBLIC'))} USING (id > {rng.randint(1, 9)})"
        yield f"CREATE POLICY {quoted(f'{word} policy')} ON {name} {says}"
    if rng.random() < 0.1:
        yield f"CREATE RULE {quoted(f'{word} rule')} AS ON DELETE TO {name} WHERE old.id < 0 DO INSTEAD NOTHING"


def _beside(name: str, word: str) -> str:
    """Return another name, derived from a quoted one."""
    return f'{name[:-1]} {word}"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
