"""The pattern that takes a table or a column away: count, archive, drop what depends on it, drop. Pure."""

import re
from collections.abc import Iterator

from journal.authoring.derive.taking import take_away
from journal.authoring.sql_names import spelt
from journal.authoring.targets import AuthoringTarget, key_of
from journal.catalog.quoting import dollar_quoted, literal
from journal.catalog.values import Constraint, Key, MaterializedView, Schema, View
from journal.escape import comment

_LONGEST = 63


def removal(target: AuthoringTarget, schema: Schema | None, date: str) -> tuple[list[str], list[str]]:
    """The head's lines and the statements. `date` is for the archive's name: 20251125.

    Without a schema, what depends on it is not known: the drop then refuses, since it is without CASCADE.
    """
    head = [
        comment(f"Why {target.title} goes, and since when it is unused: say it here."),
        comment(f"Its rows are kept in {archive_name(target, date)}; drop that once nobody can want them back."),
    ]
    if schema is None:
        head.append("-- What depends on it is not known here: DROP without CASCADE names it, and changes nothing.")
    drops = [*_dependents(target, schema)] if schema else []
    return head, [_preflight(target, schema, date), *drops, _drop(target)]


def archive_name(target: AuthoringTarget, date: str) -> str:
    """`_backup_users_20251125`, within PostgreSQL's 63 bytes."""
    middle = "_".join(filter(None, (target.table, target.column)))
    room = _LONGEST - len(f"_backup__{date}")
    cut = middle.encode()[:room].decode("utf-8", "ignore")
    return f"_backup_{cut}_{date}"


def _preflight(target: AuthoringTarget, schema: Schema | None, date: str) -> str:
    archive = spelt("" if target.schema == "public" else target.schema, archive_name(target, date))
    name, where = target.title.replace("%", "%%"), target.where
    if target.column:
        key = ", ".join(spelt(one) for one in key_of(target, schema))
        column = spelt(target.column)
        gone = (
            "NOT EXISTS (\n        SELECT 1\n          FROM pg_attribute\n"
            f"         WHERE attrelid = to_regclass({literal(where)})\n"
            f"           AND attname = {literal(target.column)}\n           AND NOT attisdropped\n    )"
        )
        counted, kept = f"{where} WHERE {column} IS NOT NULL", f"SELECT {key}, {column} FROM {where}"
        kept += f" WHERE {column} IS NOT NULL"
        rows = "row(s) hold a value"
    else:
        gone, counted, kept, rows = f"to_regclass({literal(where)}) IS NULL", where, f"TABLE {where}", "row(s)"
    gone_text, count_text = (literal(text) for text in (
        f"preflight: {name} is gone already", f"preflight: dropping {name}, % {rows}"))  # fmt: skip
    body = f"""
DECLARE
    affected bigint;
BEGIN
    IF {gone} THEN
        RAISE NOTICE {gone_text};
        RETURN;
    END IF;

    SELECT count(*) INTO affected FROM {counted};
    RAISE NOTICE {count_text}, affected;

    CREATE TABLE {archive} AS {kept};
END;
"""
    return f"DO {dollar_quoted(body)};"


def _dependents(target: AuthoringTarget, schema: Schema) -> Iterator[str]:
    """The views and foreign keys of others, first what needs others."""
    waiting: list[Key] = [("table", target.schema, target.table)]
    views: dict[Key, None] = {}
    while waiting:
        key = waiting.pop(0)
        for other, needed in schema.needs.items():
            one = schema.objects.get(other)
            if key in needed and isinstance(one, View | MaterializedView) and (views or _speaks_of(one, target)):
                views.pop(other, None)
                views[other] = None
                waiting.append(other)
    for other in reversed(views):
        yield from take_away(schema.objects[other]).sql
    refers = re.compile(rf"REFERENCES {re.escape(spelt(target.schema, target.table))}\b")
    for one in schema.by_kind.get("constraint", ()):
        if isinstance(one, Constraint) and refers.search(one.definition) and _is_of_another(one, target):
            yield from take_away(one).sql


def _speaks_of(one: View | MaterializedView, target: AuthoringTarget) -> bool:
    return not target.column or bool(re.search(rf"\b{re.escape(target.column)}\b", one.definition))


def _is_of_another(one: Constraint, target: AuthoringTarget) -> bool:
    """Whether it stands in the way: it is another table's, and is about this column."""
    about = not target.column or target.column in one.definition.partition("REFERENCES")[2]
    return about and (one.schema, one.table) != (target.schema, target.table)


def _drop(target: AuthoringTarget) -> str:
    if target.column:
        return f"ALTER TABLE {target.where} DROP COLUMN IF EXISTS {spelt(target.column)};"
    return f"DROP TABLE IF EXISTS {target.where};"
