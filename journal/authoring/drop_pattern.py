"""The pattern that drops a table or a column: count, archive, drop what depends on it, drop. Pure."""

import re
from collections.abc import Iterator

from journal.authoring.derive.archives import primary_key
from journal.authoring.derive.one_difference import drop_sql
from journal.authoring.sql_names import spelt
from journal.authoring.targets import AuthoringTarget
from journal.catalog.quoting import dollar_quoted, literal
from journal.catalog.values import Constraint, Key, MaterializedView, Schema, View
from journal.escape import comment

_LONGEST = 63


def removal(target: AuthoringTarget, schema: Schema | None, date: str) -> tuple[list[str], list[str]]:
    """Return the comment lines at the top and the statements. `date` is for the archive's name: 20251125.

    Without a schema, dependent objects are not known: the drop has no CASCADE, and fails where there are any.
    """
    head = [
        comment(f"Why {target.title} is dropped, and since when it is unused: write it here."),
        comment(f"Its rows are kept in {archive_name(target, date)}; drop it when they are no longer needed."),
    ]
    if schema is None:
        head.append("-- Dependent objects are not known here: DROP without CASCADE names them, and changes nothing.")
    drop = f"DROP TABLE IF EXISTS {target.where};"
    if target.column:
        drop = f"ALTER TABLE {target.where} DROP COLUMN IF EXISTS {spelt(target.column)};"
    return head, [_preflight(target, schema, date), *(_dependents(target, schema) if schema else ()), drop]


def archive_name(target: AuthoringTarget, date: str) -> str:
    """`_backup_users_20251125`, within PostgreSQL's 63 bytes."""
    middle = "_".join(filter(None, (target.table, target.column)))
    room = _LONGEST - len(f"_backup__{date}")
    return f"_backup_{middle.encode()[:room].decode('utf-8', 'ignore')}_{date}"


def _preflight(target: AuthoringTarget, schema: Schema | None, date: str) -> str:
    """Return the block that counts the rows and archives them, and passes where the target is gone already."""
    where, title, counted = target.where, target.title.replace("%", "%%"), "row(s)"
    is_gone, rows, archived = f"to_regclass({literal(where)}) IS NULL", where, f"TABLE {where}"
    if target.column:
        column, counted = spelt(target.column), "row(s) hold a value"
        key = (primary_key(schema, target.schema, target.table) if schema else ()) or ("id",)
        is_gone = no_column(where, target.column)
        rows = f"{where} WHERE {column} IS NOT NULL"
        archived = f"SELECT {', '.join(map(spelt, key))}, {column} FROM {rows}"
    archive = spelt("" if target.schema == "public" else target.schema, archive_name(target, date))
    body = f"""
    IF {is_gone} THEN
        RAISE NOTICE {literal(f"preflight: {title} is gone already")};
        RETURN;
    END IF;

    SELECT count(*) INTO affected FROM {rows};
    RAISE NOTICE {literal(f"preflight: dropping {title}, % {counted}")}, affected;

    CREATE TABLE {archive} AS {archived};
"""
    return preflight("affected", body)


def preflight(variable: str, body: str) -> str:
    """Return a DO block with one bigint variable."""
    declared = f"\nDECLARE\n    {variable} bigint;\nBEGIN{body}END;\n"
    return f"DO {dollar_quoted(declared)};"


def no_column(where: str, column: str) -> str:
    """Return the condition that a table has no such column."""
    return (
        "NOT EXISTS (\n        SELECT 1\n          FROM pg_attribute\n"
        f"         WHERE attrelid = to_regclass({literal(where)})\n"
        f"           AND attname = {literal(column)}\n           AND NOT attisdropped\n    )"
    )


def _dependents(target: AuthoringTarget, schema: Schema) -> Iterator[str]:
    """Yield the drops of dependent views, the outermost first, and of other tables' foreign keys."""
    waiting: list[Key] = [("table", target.schema, target.table)]
    views: dict[Key, None] = {}
    mentions = re.compile(rf"\b{re.escape(target.column)}\b" if target.column else "")
    while waiting:
        key = waiting.pop(0)
        for other, needed in schema.needs.items():
            view = schema.objects.get(other)
            if key not in needed or not isinstance(view, View | MaterializedView):
                continue
            if views or mentions.search(view.definition):
                views.pop(other, None)
                views[other] = None
                waiting.append(other)
    yield from (drop_sql(schema.objects[key]) for key in reversed(views))
    refers = re.compile(rf"REFERENCES {re.escape(spelt(target.schema, target.table))}\b")
    for found in schema.by_kind.get("constraint", ()):
        if isinstance(found, Constraint) and refers.search(found.definition):
            is_about = not target.column or target.column in found.definition.partition("REFERENCES")[2]
            if is_about and (found.schema, found.table) != (target.schema, target.table):
                yield drop_sql(found)
