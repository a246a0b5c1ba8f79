"""Where drizzle-kit takes the database to be otherwise than it is, as its SQL did less than it meant. Pure.

The rebuilt snapshots say what drizzle-kit would have said, so its `generate` sees none of this; here it is told.
"""

from collections.abc import Iterator, Mapping

from journal.catalog.values import Column, Constraint, Key, Object, Schema, Sequence, Table
from journal.errors import Note
from journal.snapshot.render.source_schema import Texts

Apart = Mapping[Key, tuple[Note, ...]]
"""What there is to say of each table and sequence, by its key; of most nothing."""


def apart(schema: Schema, texts: Texts) -> Apart:
    """What there is to say of the tables and sequences of a schema, with what the files say of them."""
    lost = dict(_lost(schema, texts))
    left = _left(schema, texts)
    found: dict[Key, tuple[Note, ...]] = {}
    for key, one in schema.objects.items():
        if isinstance(one, Table):
            found[key] = (*lost.get(key, ()), *left.get(key, ()))
        elif isinstance(one, Sequence):
            found[key] = (_cycles(one),) if one.cycles and (key, "cycle") in texts else ()
    return found


def without_assumptions(texts: Texts) -> dict[tuple[Key, str], str]:
    """The texts without those by which something is told as drizzle-kit takes it to be."""
    return {(key, facet): text for (key, facet), text in texts.items() if facet not in _TAKEN}


_TAKEN = ("anew", "was_key", "cycle")


def _lost(schema: Schema, texts: Texts) -> Iterator[tuple[Key, list[Note]]]:
    standing = {key[-1] for key in schema.objects if key[0] in ("index", "constraint")}
    columns = ((one, texts.get((one.key, "anew"), "")) for one in schema.by_kind.get("column", ()))
    for one, text in columns:
        gone = [name for name in text.split("\n") if name and name not in standing]
        if gone and isinstance(one, Column):
            yield ("table", one.schema, one.table), [_went(one, name) for name in gone]


def _left(schema: Schema, texts: Texts) -> Mapping[Key, list[Note]]:
    found: dict[Key, list[Note]] = {}
    keys = {(*one.key[1:3], name) for one in schema.by_kind.get("constraint", ()) for name in _of_key(one)}
    for one in schema.by_kind.get("column", ()):
        is_left = (one.key, "was_key") in texts and texts.get((one.key, "not_null")) == ""
        if is_left and isinstance(one, Column) and one.not_null and not one.identity and one.key[1:] not in keys:
            found.setdefault(("table", one.schema, one.table), []).append(_not_null(one))
    return found


def _of_key(one: Object) -> tuple[str, ...]:
    return one.columns if isinstance(one, Constraint) and one.type == "primary key" else ()


def _not_null(column: Column) -> Note:
    return Note(
        "still-not-null",
        f"{column.schema}.{column.table}.{column.name} is NOT NULL still: it was in a primary key that is gone, and "
        "drizzle-kit takes it to be nullable.",
        "Say ALTER COLUMN … DROP NOT NULL in a custom migration: drizzle-kit generate --custom.",
    )


def _went(column: Column, name: str) -> Note:
    return Note(
        "lost-with-column",
        f"{name} on {column.schema}.{column.table} is no more, though drizzle-kit takes it to be there: it went with "
        f"the column {column.name}, which drizzle-kit dropped and made anew.",
        "Make it again in a custom migration: drizzle-kit generate --custom.",
    )


def _cycles(sequence: Sequence) -> Note:
    name = f"{sequence.schema}.{sequence.name}"
    return Note(
        "still-cycles",
        f"The sequence {name} still cycles: drizzle-kit altered it without a word on that, and takes it for one that "
        "does not.",
        f"Say ALTER SEQUENCE {name} NO CYCLE in a custom migration: drizzle-kit generate --custom.",
    )
