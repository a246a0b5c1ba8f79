"""The pattern that changes a column's values and can be undone: the old column stays beside the new one. Pure."""

from collections.abc import Iterator

from journal.authoring.sql_names import plain, spelt
from journal.authoring.targets import AuthoringTarget, TargetUnknown, column_of
from journal.catalog.ddl.tables import default_of
from journal.catalog.quoting import dollar_quoted, literal
from journal.catalog.values import Column, Comment, Schema
from journal.escape import comment
from journal.sql.parser import parse_sql
from journal.sql.tree import walk


def transform(target: AuthoringTarget, schema: Schema, new_type: str, using: str | None) -> tuple[list[str], list[str]]:
    """The forward file: head's lines and statements. `using` is SQL for the new value, of the row's columns."""
    column, legacy = _checked(target, schema)
    where, name, old = target.where, spelt(target.column), spelt(legacy)
    value = _of_legacy(using, target.column, legacy) if using else f"{old}::{new_type}"
    head = [
        comment(f"Why {target.title} becomes {new_type}: say it here."),
        comment(
            f"What it was stays in {legacy}, byte for byte, so that this can be undone; drop that in a later migration."
        ),
        "-- Indexes and constraints of the old column stay with it; make those that the new one needs, too.",
    ]
    statements = [
        _aside(target, column, legacy),
        f"ALTER TABLE {where} ALTER COLUMN {old} DROP NOT NULL;",
        f"ALTER TABLE {where} ALTER COLUMN {old} DROP DEFAULT;",
        f"ALTER TABLE {where} ADD COLUMN IF NOT EXISTS {name} {new_type};",
        f"UPDATE {where} SET {name} = {value} WHERE {name} IS NULL AND {old} IS NOT NULL;",
    ]
    if column.default:
        text = f"({default_of(column, schema)})::{new_type}"
        statements.append(f"ALTER TABLE {where} ALTER COLUMN {name} SET DEFAULT {plain(text)};")
    if column.not_null:
        statements.append(f"ALTER TABLE {where} ALTER COLUMN {name} SET NOT NULL;")
    return head, statements


def transform_back(target: AuthoringTarget, schema: Schema, forward: str) -> tuple[list[str], list[str]]:
    """The down file: rows from before get their old value back, newer ones the new value in the old type."""
    column, legacy = _checked(target, schema)
    where, name, old = target.where, spelt(target.column), spelt(legacy)
    head = [
        comment(f"Reverses {forward}."),
        "-- Rows from before it get the value they had then; what was written into them since is lost. Newer rows only",
        comment(f"have the new value, as {column.type}: where that does not fit, this stops."),
    ]
    statements = [
        f"UPDATE {where} SET {old} = {name}{_cast(column)} WHERE {old} IS NULL AND {name} IS NOT NULL;",
        f"ALTER TABLE {where} DROP COLUMN {name};",
        f"ALTER TABLE {where} RENAME COLUMN {old} TO {name};",
    ]
    if column.default:
        statements.append(f"ALTER TABLE {where} ALTER COLUMN {name} SET DEFAULT {plain(default_of(column, schema))};")
    if column.not_null:
        statements.append(f"ALTER TABLE {where} ALTER COLUMN {name} SET NOT NULL;")
    return head, [*statements, *_comment(target, schema)]


def _cast(column: Column) -> str:
    """None into a text: a cast would cut what is too long, and without one that stops."""
    return "" if column.type.startswith("character") else f"::{column.type}"


def _checked(target: AuthoringTarget, schema: Schema) -> tuple[Column, str]:
    """The column, and what the old one will be called. Raises TargetUnknown for what the pattern cannot do."""
    column, legacy = column_of(target, schema), f"{target.column[:56]}_legacy"
    if column.generated or column.identity:
        raise TargetUnknown(f"{target.title} is generated: the pattern is for columns that hold values.")
    if ("column", target.schema, target.table, legacy) in schema.objects:
        raise TargetUnknown(f"{target.schema}.{target.table} has a column {legacy} already.",
                            hint="Drop it first, in a migration of its own.")  # fmt: skip
    return column, legacy


def _aside(target: AuthoringTarget, column: Column, legacy: str) -> str:
    where = literal(target.where)
    body = f"""
DECLARE
    total bigint;
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM pg_attribute
         WHERE attrelid = to_regclass({where}) AND attname = {literal(legacy)} AND NOT attisdropped
    ) THEN
        SELECT count(*) INTO total FROM {target.where};
        RAISE NOTICE {literal(f"preflight: % row(s) of {target.title.replace('%', '%%')} will be transformed")}, total;

        ALTER TABLE {target.where} RENAME COLUMN {spelt(target.column)} TO {spelt(legacy)};
    END IF;
END;
"""
    return f"DO {dollar_quoted(body)};"


def _of_legacy(using: str, column: str, legacy: str) -> str:
    """The expression with the column under its new name. Raises TargetUnknown where it is no expression."""
    import postgast  # noqa: PLC0415

    try:
        parsed = parse_sql(f"SELECT {using}")
    except postgast.PgQueryError as error:
        raise TargetUnknown(f"--using {using!r} is no SQL expression: {error.message}.") from None
    for found in walk(parsed, "ColumnRef"):
        if found.fields[-1].string.sval == column:
            found.fields[-1].string.sval = legacy
    return str(postgast.deparse(parsed)).removeprefix("SELECT ")


def _comment(target: AuthoringTarget, schema: Schema) -> Iterator[str]:
    """The new column has none of its own, and the old one kept its."""
    found = schema.objects.get(("comment", *target.key))
    if isinstance(found, Comment):
        yield f"COMMENT ON COLUMN {target.where}.{spelt(target.column)} IS {literal(found.text)};"
