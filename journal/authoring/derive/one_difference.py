"""The undo of one difference between the schema before a step and the one after it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from journal.authoring.derive.archives import values_back
from journal.authoring.derive.values import NOTHING, Archive, Fate, SchemaChange, Undo, remark
from journal.authoring.sql_names import guarded, plain, spelt
from journal.catalog.ddl.drop import drop_statement
from journal.catalog.ddl.tables import alter_column, create_column, default_of
from journal.catalog.difference import Difference
from journal.catalog.types_functions_grants import Composite, Enum
from journal.catalog.values import Column, Constraint, Object, Schema, Sequence, Table, Trigger
from journal.escape import comment

_EXTENDED_TYPES = ("text", "character varying", "character", "bytea", "jsonb", "json", "xml")


def object_of(schema: Schema, difference: Difference) -> Object | None:
    """Return the object that differs, as a schema has it."""
    return next((found for found in schema.by_kind.get(difference.kind, ()) if found.title == difference.name), None)


def drop_sql(found: Object) -> str:
    """Return `DROP … IF EXISTS`, without CASCADE: what others need stays, and the statement fails."""
    return guarded(plain(drop_statement(found)))


def drop_with_remark(found: Object) -> Undo:
    """Return the drop of what the forward file created, with a remark on the data that is lost."""
    kind = {"table": "rows", "column": "values"}.get(found.kind)
    lost = remark(Fate.LOST, f"the {kind} of {_title(found)}") if kind else ()
    return Undo((drop_sql(found),), lost)


def _title(found: Object) -> str:
    return found.title.removeprefix("public.")


def undo_of(change: SchemaChange, difference: Difference, archives: Mapping[str, Archive]) -> Undo:
    """Return the statements that revert a difference, or a `todo` where there are none."""
    before, after = object_of(change.before, difference), object_of(change.after, difference)
    if difference.expected is None and after is not None:
        names = {archive.name.rpartition(".")[2] for archive in archives.values()}
        is_archive = isinstance(after, Table) and (after.name.startswith("_backup_") or after.name in names)
        is_copy_of_parents = isinstance(after, Trigger) and not after.definition
        is_made_by_column = isinstance(after, Sequence) and after.identity
        return NOTHING if is_archive or is_copy_of_parents or is_made_by_column else drop_with_remark(after)
    if before is None:
        return Undo(todo=(f"{difference.kind} {difference.name}: {difference.hazard or 'it changed'}",))
    sql = guarded(plain(difference.sql or ""))
    if difference.actual is None:
        return _create_dropped(change, before, archives, sql, facet=difference.facet)
    undo = _change_back(change.before, before, after, difference.facet, sql)
    text = f"{difference.kind} {difference.name}: {difference.facet} was {difference.expected}, and {difference.hazard}"
    return undo or Undo(todo=(text,))


def _create_dropped(
    change: SchemaChange, before: Object, archives: Mapping[str, Archive], sql: str, *, facet: str
) -> Undo:
    if isinstance(before, Constraint) and ("table", before.schema, before.table) in change.after.objects:
        return Undo((drop_sql(before), sql))
    if isinstance(before, Table):
        archive = archives.get(before.name)
        is_whole = archive and not archive.columns
        kept = " that were written after the archive was made" if is_whole else ": it comes back empty"
        return Undo((sql,), remark(Fate.GONE, f"the rows of {_title(before)}{kept}"))
    if isinstance(before, Column) and not facet:
        archive = archives.get(before.table)
        values = values_back(archive, before, change.before) if archive else ()
        kept = " that were written after the archive was made" if values else ": the column comes back empty"
        gone = () if before.generated else remark(Fate.GONE, f"the values of {_title(before)}{kept}")
        if "NOT NULL" not in before.not_null or before.default or before.generated or before.identity:
            return Undo((sql, *values), gone)
        # SET NOT NULL waits until rows can have a value.
        added = guarded(plain(create_column(replace(before, not_null=""), change.before)))
        note = comment(f"This fails if a row has no value in {_title(before)}. Give every row a value first.")
        return Undo((added, *values, f"{note}\n{plain(f'{alter_column(before)} SET NOT NULL;')}"), gone)
    if not sql or (isinstance(before, Sequence) and before.identity):  # its column makes it
        return NOTHING
    is_counter = isinstance(before, Sequence) and not before.owner
    text = f"the number that the sequence {_title(before)} had reached: it starts again"
    return Undo((sql,), remark(Fate.GONE, text) if is_counter else ())


def _change_back(schema: Schema, before: Object, after: Object | None, facet: str, sql: str) -> Undo | None:
    """Return the undo of a change in place, by `sql` where the comparison has it; None where nothing reverts it."""
    undo = Undo((sql,)) if sql else None
    if isinstance(before, Trigger) and facet == "enabled":
        table = spelt(before.schema, before.table)
        undo = Undo((f"ALTER TABLE {table} {before.enabled} TRIGGER {spelt(before.name)};",))
    elif isinstance(before, Table) and isinstance(after, Table) and facet in ("parents", "bound"):
        undo = Undo(tuple(_parents_back(before, after)))
    elif sql and isinstance(before, Column) and facet == "not null" and before.not_null:
        note = comment(f"Rows without {_title(before)} that were written since stop this: give them a value first.")
        undo = Undo((f"{note}\n{sql}",))
    elif isinstance(before, Column) and isinstance(after, Column):
        undo = undo or _column_back(schema, before, after, facet)
    elif not sql and isinstance(before, Enum) and isinstance(after, Enum) and facet == "labels":
        new = ", ".join(f"'{label}'" for label in after.labels if label not in before.labels)
        text = f"the new values of the type {_title(before)} ({new}): PostgreSQL cannot remove an enum value"
        undo = Undo(remarks=remark(Fate.STAYS, text), explained=frozenset([before.key]))
    elif not sql and isinstance(before, Composite) and isinstance(after, Composite):
        count, head = len(before.attributes), f"ALTER TYPE {spelt(before.schema, before.name)} DROP ATTRIBUTE IF EXISTS"
        if after.attributes[:count] == before.attributes:
            undo = Undo(tuple(f"{head} {spelt(name)};" for name, _ in after.attributes[count:]))
    return undo


def _parents_back(before: Table, after: Table) -> Iterator[str]:
    """Detach a table from the parents that it has now, and attach it to those it had."""
    table, is_same = spelt(before.schema, before.name), before.bound == after.bound
    for parent in after.parents:
        if parent not in before.parents or not is_same:
            detach, disinherit = f"{spelt(*parent)} DETACH PARTITION {table};", f"{table} NO INHERIT {spelt(*parent)};"
            yield f"ALTER TABLE {disinherit if after.bound is None else detach}"
    for parent in before.parents:
        if parent not in after.parents or not is_same:
            attach = f"{spelt(*parent)} ATTACH PARTITION {table} {before.bound};"
            yield f"ALTER TABLE {f'{table} INHERIT {spelt(*parent)};' if before.bound is None else attach}"


def _column_back(schema: Schema, before: Column, after: Column, facet: str) -> Undo | None:
    """Return the undo of a change of a column that a comparison has no statement for, since it could lose something."""
    head = alter_column(before)
    if facet == "type":  # into a text of limited length without USING: a cast would cut, without one it stops
        using = "" if before.type.startswith(("character", "text")) else f' USING "{before.name}"::{before.type}'
        lines = [f"{head} DROP DEFAULT;"] if after.default else []
        lines += [f"{head} TYPE {before.type}{using};"]
        lines += [f"{head} SET DEFAULT {default_of(before, schema)};"] if before.default else []
        text = (
            f"values of {_title(before)} that {after.type} can hold and {before.type} cannot: a cast rounds them, or "
            f"this stops. To keep the old values beside the new ones: drizzle-journal new NAME --transform "
            f"{before.table}.{before.name} --to TYPE"
        )
        return Undo((plain("\n".join(lines)),), remark(Fate.LOST, text))
    if facet == "collation":
        collation = before.collation or 'pg_catalog."default"'
        return Undo((plain(f"{head} TYPE {before.type} COLLATE {collation};"),))
    if facet == "storage":  # that of the type by itself; the word DEFAULT exists only from PostgreSQL 16 on
        base = before.type.partition("(")[0]
        own = {"numeric": "MAIN", "inet": "MAIN", "cidr": "MAIN"}.get(base, "DEFAULT")
        storage = "EXTENDED" if before.type.endswith("[]") or base in _EXTENDED_TYPES else own
        return Undo((plain(f"{head} SET STORAGE {storage};"),))
    if facet in ("default", "generated"):
        made = plain(create_column(before, schema))
        lost = remark(Fate.LOST, f"the values of {_title(after)}: they are computed again, or start empty")
        return Undo((drop_sql(after), made), lost)
    return None
