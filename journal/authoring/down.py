"""A forward file's statements -> its down file, and what has to be said of it. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap
from typing import Any

from journal.authoring.derive import undo
from journal.authoring.derive.archives import archives_in
from journal.authoring.derive.refs import of_relation
from journal.authoring.derive.values import (
    Archive,
    Fate,
    File,
    ForwardStatement,
    Moment,
    SchemaBeforeAfter,
    Undo,
    together,
)
from journal.catalog.quoting import dollar_quoted, literal
from journal.catalog.values import Key, Schema
from journal.escape import comment
from journal.runner.transaction_mode import NO_TRANSACTION
from journal.sql.parsed import Parsed
from journal.sql.tree import choice

_WIDTH = 116
_HEADS = {
    Fate.GONE: "Gone with the forward file, and not brought back:",
    Fate.STAYS: "Stays as the forward file made it:",
    Fate.LOST: "Lost when this runs:",
}


@dataclass(frozen=True)
class Derived:
    """The way back: the undo of each statement, the last one first."""

    undos: tuple[Undo, ...]

    @property
    def whole(self) -> Undo:
        """All of it as one."""
        return together(self.undos)

    @property
    def complete(self) -> bool:
        """Whether nothing has to be written by hand."""
        return not self.whole.open

    @property
    def statements(self) -> tuple[str, ...]:
        """What runs, less what stops it where something is left open."""
        return tuple(sql for one in self.undos for sql in one.sql)

    @property
    def explained(self) -> frozenset[Key]:
        """The objects that will not be as before, and are told of."""
        return self.whole.explained

    @property
    def in_transaction(self) -> bool:
        """Whether all of it can run in one."""
        return not any(" CONCURRENTLY " in sql.split("\n")[0] for sql in self.statements)


def derive(
    statements: Sequence[Parsed], states: Sequence[Moment] | None = None, *, data_stays: bool = False
) -> Derived:
    """The way back from a forward file. `states`: those before each statement, then that after the last."""
    schemas = [one.schema for one in states] if states else None
    around = SchemaBeforeAfter(schemas[0], schemas[-1]) if schemas else None
    archives = {one.of: one for one in archives_in(statements)}
    renames = any(one.kind in ("rename_stmt", "do_stmt") for one in statements)
    file = File(dict(_made(statements, schemas)), around, archives, renames, data_stays)
    pairs = [SchemaBeforeAfter(*pair) for pair in pairwise(schemas)] if schemas else [None] * len(statements)
    paths = [one.path for one in states[:-1]] if states else [("public",)] * len(statements)
    steps = [
        ForwardStatement(number, one, file, pair, path)
        for number, (one, pair, path) in enumerate(zip(statements, pairs, paths, strict=True), 1)
    ]
    undos = [undo(step) for step in reversed(steps) if not _is_guard(step, statements)]
    return Derived(tuple(_spent(undos, archives.values())))


def _spent(undos: Sequence[Undo], archives: Iterable[Archive]) -> Iterator[Undo]:
    """An archive whose rows came back goes, as nothing is in it that is not in its table; else it stays."""
    used = [one.name for one in archives if any(f"FROM {one.name}" in sql for each in undos for sql in each.sql)]
    for one in undos:
        names = {key[-1] for key in one.explained if key[0] == "table"}
        spent = [name for name in used if name.rpartition(".")[2] in names]
        yield Undo(tuple(f"DROP TABLE IF EXISTS {name};" for name in spent)) if spent else one


def _is_guard(step: ForwardStatement, statements: Sequence[Parsed]) -> bool:
    """DROP … IF EXISTS of what the file makes further down: taken for a guard, where no state says more."""
    if step.states is not None:
        return False
    later = " ".join(one.text for one in statements[step.number :])
    node = step.node
    if step.statement.kind == "drop_stmt" and node.missing_ok:
        from journal.authoring.derive.dropped import dropped  # noqa: PLC0415

        return all(f"{ref.name}" in later and "create" in later.lower() for ref in dropped(step))
    if step.statement.kind != "alter_table_stmt":
        return False
    commands = [one.alter_table_cmd for one in node.cmds]
    return all(
        choice(one, "subtype") == "AT_DropConstraint" and one.missing_ok and one.name in later for one in commands
    )


def _made(statements: Sequence[Parsed], states: Sequence[Schema] | None) -> Iterator[tuple[tuple[str, ...], int]]:
    """The tables and columns that the file creates and that were not there before, each with its statement's number."""
    for number, statement in enumerate(statements, 1):
        objects = states[number - 1].objects if states else {}
        for name in _creates(statement):
            if not any(key[0] in ("table", "column") and key[2:] == name[1:] for key in objects):
                yield name, number


def _creates(statement: Parsed) -> Iterator[tuple[str, ...]]:
    node = statement.node
    if statement.kind == "create_stmt":
        yield _name(node.relation)
    elif statement.kind == "create_table_as_stmt":
        yield _name(node.into.rel)
    elif statement.kind == "alter_table_stmt":
        for one in node.cmds:
            if choice(one.alter_table_cmd, "subtype") == "AT_AddColumn":
                column = getattr(one.alter_table_cmd, "def").column_def.colname
                yield *_name(node.relation), column


def _name(relation: Any) -> tuple[str, str]:
    ref = of_relation(relation)
    return ref.schema or "public", ref.name


def down_text(derived: Derived, forward: str, *, name: str) -> str:
    """The down file. `forward` and `name` are the names of the two files, with their ending."""
    header = [] if derived.in_transaction else [f"-- journal: {NO_TRANSACTION}"]
    lines = [*header, comment(f"Reverses {forward}."), *_told(derived)]
    body = [block for one in derived.undos for block in (*(_stop(name, text) for text in one.open), *one.sql)]
    if not derived.in_transaction:
        lines += ["--", "-- CONCURRENTLY cannot run in a transaction, so this runs statement by statement."]
    if not body:
        body = ["-- There is nothing to take back."]
    elif derived.in_transaction:
        body = ["BEGIN;", *body, "COMMIT;"]
    return "\n".join(lines) + "\n\n" + "\n\n".join(body) + "\n"


def _told(derived: Derived) -> Iterator[str]:
    for fate, heading in _HEADS.items():
        texts = [one.text for one in derived.whole.told if one.fate is fate]
        if texts:
            yield from ("--", f"-- {heading}")
            for text in texts:
                yield from map(comment, wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    "))


def _stop(name: str, text: str) -> str:
    """What somebody has to write, and until then a block that stops all of it."""
    words = wrap(f"TODO: {text}. Write it here, or take this block out.", _WIDTH)
    raised = literal(f"{name} is not complete: {text}".replace("%", "%%"))
    stop = dollar_quoted(f" BEGIN RAISE EXCEPTION {raised}; END ", "stop")
    return "\n".join([*map(comment, words), f"DO {stop};"])
