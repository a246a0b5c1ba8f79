"""Where drizzle-kit's model differs from the database, because its SQL did less than it meant. Pure.

Rebuilt snapshots have drizzle-kit's model, so its `generate` cannot see these differences; the notes here list them.
"""

from collections.abc import Mapping

from journal.catalog.values import Column, Constraint, Key, Schema, Sequence
from journal.errors import Note
from journal.snapshot.render.schema_texts import Texts

Deviations = Mapping[Key, tuple[Note, ...]]
"""The notes on each table and sequence, by its key; most have none."""

_NOTES = {
    "still-not-null": (
        "{0.schema}.{0.table}.{0.name} is still NOT NULL: its primary key was dropped, and in drizzle-kit's model the "
        "column is nullable.",
        "Write ALTER COLUMN … DROP NOT NULL in a custom migration: npx drizzle-kit generate --custom",
    ),
    "still-numbered": (
        "{0.schema}.{0.table}.{0.name} still gets its default from a sequence: drizzle-kit changed its type from a "
        "serial, and in its model the column has no default.",
        "Write ALTER COLUMN … DROP DEFAULT in a custom migration: npx drizzle-kit generate --custom",
    ),
    "lost-with-column": (
        "{1} on {0.schema}.{0.table} no longer exists, but drizzle-kit's model has it: PostgreSQL dropped it with the "
        "column {0.name}, which drizzle-kit dropped and added again.",
        "Create it in a custom migration: npx drizzle-kit generate --custom",
    ),
    "still-cycles": (
        "The sequence {0.schema}.{0.name} still cycles: drizzle-kit altered it without NO CYCLE, and in its model the "
        "sequence does not cycle.",
        "Write ALTER SEQUENCE {0.schema}.{0.name} NO CYCLE in a custom migration: npx drizzle-kit generate --custom",
    ),
}
"""The text and the hint of each note, by its code."""

_KIT_ONLY = ("recreated", "was_key", "was_serial", "cycle")
"""The facets that a snapshot needs only to have drizzle-kit's model in place of the database's state."""


def deviations_of(schema: Schema, texts: Texts) -> Deviations:
    """Return the notes on the tables and sequences of a schema."""
    found: dict[Key, list[Note]] = {key: [] for key in schema.objects if key[0] in ("table", "sequence")}
    existing = {key[-1] for key in schema.objects if key[0] in ("index", "constraint")}
    constraints = (item for item in schema.by_kind.get("constraint", ()) if isinstance(item, Constraint))
    in_keys = {(*it.key[1:3], name) for it in constraints if it.type == "primary key" for name in it.columns}
    for key, item in schema.objects.items():
        if isinstance(item, Column) and ("table", item.schema, item.table) in found:
            notes = found["table", item.schema, item.table]
            dropped = texts.get((key, "recreated"), "").split("\n")
            notes += [_note("lost-with-column", item, name) for name in dropped if name and name not in existing]
            was_key = (key, "was_key") in texts and texts.get((key, "not_null")) == ""
            if was_key and item.not_null and not item.identity and key[1:] not in in_keys:
                notes.append(_note("still-not-null", item))
            if (key, "was_serial") in texts and item.default:
                notes.append(_note("still-numbered", item))
        elif isinstance(item, Sequence) and item.cycles and (key, "cycle") in texts:
            found[key].append(_note("still-cycles", item))
    return {key: tuple(notes) for key, notes in found.items()}


def without_kit_only_texts(texts: Texts) -> dict[tuple[Key, str], str]:
    """Return the texts without those that replace the database's state by drizzle-kit's model."""
    return {(key, facet): text for (key, facet), text in texts.items() if facet not in _KIT_ONLY}


def _note(code: str, item: Column | Sequence, name: str = "") -> Note:
    text, hint = (sentence.format(item, name) for sentence in _NOTES[code])
    return Note(code, text, hint)
