"""The pattern that changes a column's values and can be undone: the old column stays beside the new one. Pure."""

from collections.abc import Iterator

from journal.authoring.drop_pattern import no_column, preflight
from journal.authoring.sql_names import plain, spelt
from journal.authoring.targets import AuthoringTarget, TargetUnknown
from journal.catalog.ddl.tables import default_of
from journal.catalog.quoting import literal
from journal.catalog.types_functions_grants import Comment
from journal.catalog.values import Column, Schema
from journal.escape import comment
from journal.sql.parser import parse_sql
from journal.sql.tree import walk


def transform(target: AuthoringTarget, schema: Schema, new_type: str, using: str | None) -> tuple[list[str], list[str]]:
    """Return the forward file: comment lines and statements. `using` is SQL for the new value."""
    column, legacy = _column_and_legacy(target, schema)
    where, name, old = target.where, spelt(target.column), spelt(legacy)
    value = _with_legacy_name(using, target.column, legacy) if using else f"{old}::{new_type}"
    head = [
        comment(f"Why {target.title} becomes {new_type}: write it here."),
        comment(f"The old values stay in {legacy}, so that this can be undone; drop it in a later migration."),
        "-- Indexes and constraints of the old column stay on it; create those that the new one needs.",
    ]
    notice = literal(f"preflight: % row(s) of {target.title.replace('%', '%%')} will be transformed")
    set_aside = f"""
    IF {no_column(where, legacy)} THEN
        SELECT count(*) INTO total FROM {where};
        RAISE NOTICE {notice}, total;

        ALTER TABLE {where} RENAME COLUMN {name} TO {old};
    END IF;
"""
    statements = [
        preflight("total", set_aside),
        f"ALTER TABLE {where} ALTER COLUMN {old} DROP NOT NULL;",
        f"ALTER TABLE {where} ALTER COLUMN {old} DROP DEFAULT;",
        f"ALTER TABLE {where} ADD COLUMN IF NOT EXISTS {name} {new_type};",
        f"UPDATE {where} SET {name} = {value} WHERE {name} IS NULL AND {old} IS NOT NULL;",
    ]
    default = f"({default_of(column, schema)})::{new_type}" if column.default else ""
    return head, [*statements, *_properties(target, column, default)]


def transform_back(target: AuthoringTarget, schema: Schema, forward: str) -> tuple[list[str], list[str]]:
    """Return the down file: old rows get their old value back, newer ones the new value in the old type."""
    column, legacy = _column_and_legacy(target, schema)
    where, name, old = target.where, spelt(target.column), spelt(legacy)
    head = [
        comment(f"Reverts {forward}."),
        "-- Rows from before it get the value they had then; what was written into them since is lost. Newer rows have",
        comment(f"the new value only: they get it as {column.type}, and this stops where it does not fit."),
    ]
    # A cast to a text type would cut what is too long; an assignment without one stops.
    cast = "" if column.type.startswith("character") else f"::{column.type}"
    statements = [
        f"UPDATE {where} SET {old} = {name}{cast} WHERE {old} IS NULL AND {name} IS NOT NULL;",
        f"ALTER TABLE {where} DROP COLUMN {name};",
        f"ALTER TABLE {where} RENAME COLUMN {old} TO {name};",
        *_properties(target, column, default_of(column, schema)),
    ]
    text = schema.objects.get(("comment", *target.key))
    if isinstance(text, Comment):
        statements.append(f"COMMENT ON COLUMN {where}.{name} IS {literal(text.text)};")
    return head, statements


def _properties(target: AuthoringTarget, column: Column, default: str) -> Iterator[str]:
    head = f"ALTER TABLE {target.where} ALTER COLUMN {spelt(target.column)}"
    if default:
        yield f"{head} SET DEFAULT {plain(default)};"
    if column.not_null:
        yield f"{head} SET NOT NULL;"


def _column_and_legacy(target: AuthoringTarget, schema: Schema) -> tuple[Column, str]:
    """Return the column, and the name that the old one gets. Raises TargetUnknown where the pattern does not fit."""
    column, legacy = schema.objects[target.key], f"{target.column[:56]}_legacy"
    if not isinstance(column, Column) or column.generated or column.identity:
        raise TargetUnknown(f"{target.title} is generated; --transform is for columns that hold values.")
    if ("column", target.schema, target.table, legacy) in schema.objects:
        raise TargetUnknown(f"{target.schema}.{target.table} has a column {legacy} already.",
                            hint="Drop it first, in a migration of its own.")  # fmt: skip
    return column, legacy


def _with_legacy_name(using: str, column: str, legacy: str) -> str:
    """Return the expression with the column under its new name. Raises TargetUnknown where it is no expression."""
    import postgast

    try:
        parsed = parse_sql(f"SELECT {using}")
    except postgast.PgQueryError as error:
        raise TargetUnknown(f"--using {using!r} is no SQL expression: {error.message}.") from None
    for found in walk(parsed, "ColumnRef"):
        if found.fields[-1].string.sval == column:
            found.fields[-1].string.sval = legacy
    return str(postgast.deparse(parsed)).removeprefix("SELECT ")
