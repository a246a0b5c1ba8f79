"""DERIVE a down file: the difference of the schemas around the forward file, with renames, archives and rows. Pure."""

import re
from collections.abc import Iterator, Sequence

from journal.authoring.derive.archives import archives_in
from journal.authoring.derive.by_text import by_text, created_names
from journal.authoring.derive.difference import KINDS_BY_DIFFERENCE, by_difference
from journal.authoring.derive.one_difference import drop_with_remark
from journal.authoring.derive.rows import RULES
from journal.authoring.derive.values import (
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

_DROPS_WITHOUT_DATA = ("OBJECT_INDEX", "OBJECT_VIEW", "OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE",
                       "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", "OBJECT_AGGREGATE")  # fmt: skip


def derive(
    statements: Sequence[Parsed], steps: Sequence[ForwardStep] | None = None, *, data_stays: bool = False
) -> Derived:
    """Derive the down file. `steps` are those of `split`, replayed; without them only the SQL text is looked at."""
    replayed = steps is not None
    steps = steps or [ForwardStep(number, (statement,)) for number, statement in enumerate(statements, 1)]
    archives = {archive.table: archive for archive in archives_in(statements)}
    file = ForwardFile(dict(_created(steps)), archives, data_stays)
    if not replayed or not steps:
        return Derived(tuple(by_text(steps, file)))
    undos = [*_undos(steps, file)][::-1]
    # Archives whose rows are back in their tables are dropped; others that are called `_backup_…` stay.
    first, last = steps[0].change, steps[-1].change
    assert first and last  # noqa: S101 - they were replayed
    for key in last.after.objects.keys() - first.before.objects.keys():
        table = last.after.objects[key]
        if not isinstance(table, Table):
            continue
        names = [archive.name for archive in archives.values() if archive.name.rpartition(".")[2] == table.name]
        if any(f"FROM {name}" in text for name in names for undo in undos for text in undo.sql):
            undos.append(Undo(drop_with_remark(table).sql))
        elif table.name.startswith("_backup_"):
            undos.append(Undo(remarks=remark(Fate.STAYS, f"the archive {table.name}"), explained=frozenset([key])))
        elif names:
            undos.append(drop_with_remark(table))
    return Derived(tuple(undos))


def split(statements: Sequence[Parsed]) -> Iterator[ForwardStep]:
    """Split a file into steps: runs of schema changes, which end where data is dropped, and single statements else."""
    run: list[Parsed] = []
    for number, statement in enumerate(statements, 1):
        alone = not _is_by_difference(statement)
        if run and alone:
            yield ForwardStep(number - len(run), tuple(run))
            run = []
        run.append(statement)
        drops_data = False
        if statement.kind == "drop_stmt":
            is_cascade = choice(statement.node, "behavior") == "DROP_CASCADE"
            drops_data = is_cascade or choice(statement.node, "remove_type") not in _DROPS_WITHOUT_DATA
        elif statement.kind == "alter_table_stmt":
            kinds = (choice(command.alter_table_cmd, "subtype") for command in statement.node.cmds)
            drops_data = "AT_DropColumn" in kinds
        if alone or drops_data:
            yield ForwardStep(number - len(run) + 1, tuple(run))
            run = []
    if run:
        yield ForwardStep(len(statements) - len(run) + 1, tuple(run))


def _is_by_difference(statement: Parsed) -> bool:
    is_value_rename = statement.kind == "alter_enum_stmt" and bool(statement.node.old_val)
    return statement.kind in KINDS_BY_DIFFERENCE and not is_value_rename


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
        kind, undo = step.statement.kind, None
        if not _is_by_difference(step.statement):
            if kind in RULES:
                undo = RULES[kind](step, file)
            elif step.change and step.change.is_empty:
                undo = Undo(todo=(f"{step.beginning}: there is no rule for this kind of statement",))
        if undo and not (undo.sql or undo.todo):
            yield undo
            continue
        # A table or column that the run drops and this step creates again, empty: the two cannot be compared as one.
        first, change = run[0].change if run else None, step.change
        dropped = first.before.objects.keys() - change.before.objects.keys() if first and change else ()
        made = change.after.objects if change else {}
        if run and (undo or any(key[0] in ("table", "column", "sequence") and key in made for key in dropped)):
            yield _by_difference(run, file)
            run = []
        if undo:
            yield undo
        else:
            run.append(step)
    if run:
        yield _by_difference(run, file)


def _by_difference(run: Sequence[ForwardStep], file: ForwardFile) -> Undo:
    first, last = run[0].change, run[-1].change
    assert first and last  # noqa: S101 - only replayed steps come here
    undo = by_difference(SchemaChange(first.before, last.after), file.archives)
    statements = [statement for step in run for statement in step.statements]
    if any(one.kind in ("index_stmt", "drop_stmt") and one.node.concurrent for one in statements):
        sql = tuple(re.sub(r"^(CREATE (?:UNIQUE )?INDEX|DROP INDEX) ", r"\1 CONCURRENTLY ", sql) for sql in undo.sql)
        undo = Undo(sql, undo.remarks, undo.todo, undo.explained)
    undos = [undo]
    for statement in (one for one in statements if one.kind == "alter_table_stmt"):
        # What a comparison does not see: a column that is dropped and added again.
        commands = [command.alter_table_cmd for command in statement.node.cmds]
        dropped = {command.name for command in commands if choice(command, "subtype") == "AT_DropColumn"}
        for table, *column in (name[1:] for name in created_names(statement)):
            if dropped.intersection(column):
                text = f"the values of {table}.{column[0]}: the column is dropped and added again"
                undos.append(Undo(remarks=remark(Fate.GONE, text)))
    return together(undos)
