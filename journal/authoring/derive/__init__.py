"""DERIVE a down file: the difference of the schemas around the forward file, with renames, archives and rows. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from journal.authoring.derive.archives import archives_in
from journal.authoring.derive.by_text import by_text, created_names
from journal.authoring.derive.difference import by_difference
from journal.authoring.derive.one_difference import drop_with_remark
from journal.authoring.derive.renames import rename_back
from journal.authoring.derive.rows import block, publication, query, row_change
from journal.authoring.derive.values import (
    NOTHING,
    Archive,
    Derived,
    Fate,
    ForwardFile,
    ForwardStep,
    SchemaChange,
    Undo,
    remark,
    together,
)
from journal.catalog.values import Table
from journal.sql.parsed import Parsed
from journal.sql.tree import choice

_KINDS_THAT_LEAVE_NOTHING = (
    "variable_set_stmt", "variable_show_stmt", "transaction_stmt", "lock_stmt", "explain_stmt", "vacuum_stmt",
    "refresh_mat_view_stmt", "reindex_stmt", "check_point_stmt", "notify_stmt", "listen_stmt", "unlisten_stmt",
    "discard_stmt", "load_stmt", "constraints_set_stmt", "prepare_stmt", "deallocate_stmt",
)  # fmt: skip
_KINDS_BY_DIFFERENCE = frozenset([
    *_KINDS_THAT_LEAVE_NOTHING,
    "create_stmt", "create_table_as_stmt", "create_foreign_table_stmt", "index_stmt", "create_seq_stmt",
    "create_enum_stmt", "create_range_stmt", "composite_type_stmt", "create_domain_stmt", "create_trig_stmt",
    "create_policy_stmt", "rule_stmt", "create_function_stmt", "view_stmt", "define_stmt", "create_schema_stmt",
    "create_extension_stmt", "create_stats_stmt", "create_event_trig_stmt",
    "alter_table_stmt", "drop_stmt", "alter_seq_stmt", "alter_function_stmt", "alter_policy_stmt", "alter_type_stmt",
    "alter_stats_stmt", "alter_default_privileges_stmt", "alter_event_trig_stmt", "cluster_stmt", "alter_owner_stmt",
    "alter_enum_stmt", "alter_domain_stmt", "comment_stmt", "grant_stmt",
])  # fmt: skip
"""Statements whose whole effect is seen by comparing the schemas before and after them."""

_DROPS_WITHOUT_DATA = ("OBJECT_INDEX", "OBJECT_VIEW", "OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE",
                       "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_AGGREGATE")  # fmt: skip

_SPECIAL: Mapping[str, Callable[[ForwardStep, ForwardFile], Undo | None]] = {
    "rename_stmt": rename_back,
    "alter_object_schema_stmt": rename_back,
    "alter_enum_stmt": rename_back,
    "insert_stmt": row_change,
    "update_stmt": row_change,
    "delete_stmt": row_change,
    "merge_stmt": row_change,
    "truncate_stmt": row_change,
    "do_stmt": block,
    "call_stmt": block,
    "select_stmt": query,
    "create_publication_stmt": publication,
}


def derive(
    statements: Sequence[Parsed], steps: Sequence[ForwardStep] | None = None, *, data_stays: bool = False
) -> Derived:
    """Derive the down file. `steps` are those of `split`, replayed; without them only the SQL text is looked at."""
    replayed = steps is not None
    steps = steps or [ForwardStep(number, (statement,)) for number, statement in enumerate(statements, 1)]
    archives = {archive.table: archive for archive in archives_in(statements)}
    file = ForwardFile(dict(_created(steps)), archives, data_stays)
    if not replayed or not steps:
        return Derived(tuple(_by_text(steps, file)))
    undos = [*_undos(steps, file)][::-1]
    return Derived((*undos, *_of_archives(steps, archives, [sql for undo in undos for sql in undo.sql])))


def split(statements: Sequence[Parsed]) -> Iterator[ForwardStep]:
    """Split a file into steps: runs of schema changes, which end where data is dropped, and single statements else."""
    run: list[Parsed] = []
    for number, statement in enumerate(statements, 1):
        alone = not _is_by_difference(statement)
        if run and alone:
            yield ForwardStep(number - len(run), tuple(run))
            run = []
        run.append(statement)
        if alone or _drops_data(statement):
            yield ForwardStep(number - len(run) + 1, tuple(run))
            run = []
    if run:
        yield ForwardStep(len(statements) - len(run) + 1, tuple(run))


def _is_by_difference(statement: Parsed) -> bool:
    is_value_rename = statement.kind == "alter_enum_stmt" and bool(statement.node.old_val)
    return statement.kind in _KINDS_BY_DIFFERENCE and not is_value_rename


def _drops_data(statement: Parsed) -> bool:
    if statement.kind == "drop_stmt":
        is_cascade = choice(statement.node, "behavior") == "DROP_CASCADE"
        return is_cascade or choice(statement.node, "remove_type") not in _DROPS_WITHOUT_DATA
    return statement.kind == "alter_table_stmt" and any(
        choice(command.alter_table_cmd, "subtype") == "AT_DropColumn" for command in statement.node.cmds
    )


def _created(steps: Sequence[ForwardStep]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the tables and columns that the file creates and that were not there before."""
    for step in steps:
        objects = step.change.before.objects if step.change else {}
        known = {key[2:] for key in objects if key[0] in ("table", "column")}
        for number, statement in enumerate(step.statements, step.number):
            yield from ((name, number) for name in created_names(statement) if name[1:] not in known)


def _undos(steps: Sequence[ForwardStep], file: ForwardFile) -> Iterator[Undo]:
    """Yield the undos in the order of the forward file; neighbouring schema changes are reverted as one."""
    run: list[ForwardStep] = []
    for step in steps:
        undo = _special(step, file)
        if undo and not (undo.sql or undo.todo):
            yield undo
            continue
        if run and (undo or _brings_back(run, step)):
            yield _by_difference(run, file)
            run = []
        if undo:
            yield undo
        else:
            run.append(step)
    if run:
        yield _by_difference(run, file)


def _special(step: ForwardStep, file: ForwardFile) -> Undo | None:
    """Return the undo of a step that is not read off the schemas; None for one that is."""
    if _is_by_difference(step.statement):
        return None
    if step.statement.kind in _SPECIAL:
        return _SPECIAL[step.statement.kind](step, file)
    if step.change and step.change.is_empty:
        return Undo(todo=(f"{step.beginning}: there is no rule for this kind of statement",))
    return None


def _brings_back(run: Sequence[ForwardStep], step: ForwardStep) -> bool:
    """Whether a table or column that the run drops is created again, empty: then the two cannot be compared as one."""
    if not (run[0].change and step.change):
        return False
    dropped = run[0].change.before.objects.keys() - step.change.before.objects.keys()
    return any(key[0] in ("table", "column", "sequence") and key in step.change.after.objects for key in dropped)


def _by_difference(run: Sequence[ForwardStep], file: ForwardFile) -> Undo:
    first, last = run[0].change, run[-1].change
    assert first and last  # noqa: S101 - only replayed steps come here
    undo = by_difference(SchemaChange(first.before, last.after), file.archives)
    statements = [statement for step in run for statement in step.statements]
    if any(one.kind in ("index_stmt", "drop_stmt") and one.node.concurrent for one in statements):
        sql = tuple(re.sub(r"^(CREATE (?:UNIQUE )?INDEX|DROP INDEX) ", r"\1 CONCURRENTLY ", sql) for sql in undo.sql)
        undo = Undo(sql, undo.remarks, undo.todo, undo.explained)
    return together([undo, *_remarks(statements, first)])


def _remarks(statements: Sequence[Parsed], change: SchemaChange) -> Iterator[Undo]:
    """Yield remarks on what a comparison does not see: an extension that was there, a column that is added again."""
    for statement in statements:
        if statement.kind == "create_extension_stmt":
            key = ("extension", statement.node.extname)
            if key in change.before.objects:
                text = f"the extension {key[1]}: it may have been there before"
                yield Undo(remarks=remark(Fate.STAYS, text), explained=frozenset([key]))
        elif statement.kind == "alter_table_stmt":
            commands = [command.alter_table_cmd for command in statement.node.cmds]
            dropped = {command.name for command in commands if choice(command, "subtype") == "AT_DropColumn"}
            for table, *column in (name[1:] for name in created_names(statement)):
                if dropped.intersection(column):
                    text = f"the values of {table}.{column[0]}: the column is dropped and added again"
                    yield Undo(remarks=remark(Fate.GONE, text))


def _of_archives(steps: Sequence[ForwardStep], archives: Mapping[str, Archive], sql: Sequence[str]) -> Iterator[Undo]:
    """Drop the archives whose rows are back in their tables; others that are called `_backup_…` stay."""
    first, last = steps[0].change, steps[-1].change
    assert first and last  # noqa: S101 - only replayed steps come here
    for key in last.after.objects.keys() - first.before.objects.keys():
        table = last.after.objects[key]
        if not isinstance(table, Table):
            continue
        names = [archive.name for archive in archives.values() if archive.name.rpartition(".")[2] == table.name]
        if any(f"FROM {name}" in text for name in names for text in sql):
            yield Undo(drop_with_remark(table).sql)
        elif table.name.startswith("_backup_"):
            yield Undo(remarks=remark(Fate.STAYS, f"the archive {table.name}"), explained=frozenset([key]))
        elif names:
            yield drop_with_remark(table)


def _by_text(steps: Sequence[ForwardStep], file: ForwardFile) -> Iterator[Undo]:
    for step in reversed(steps):
        kind = step.statement.kind
        special = _SPECIAL.get(kind)
        undo = special(step, file) if special else None
        undo = undo or by_text(step, file, [other.statement for other in steps[step.number :]])
        if undo is None and kind in _KINDS_THAT_LEAVE_NOTHING:
            undo = NOTHING
        reason = "what was there before is not known without a replay"
        if not (special or kind in _KINDS_BY_DIFFERENCE):
            reason = "there is no rule for this kind of statement"
        yield undo or Undo(todo=(f"{step.beginning}: {reason}",))
