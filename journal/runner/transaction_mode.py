"""What a file asks of the runner: one transaction around all of it, its own BEGIN and COMMIT, or none. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from journal.errors import FolderUnreadable, nearest, place_at
from journal.folder.migrations import Migration
from journal.sql.statements import Statement, statements

NO_TRANSACTION = "no-transaction"
_HEADER = re.compile(r"--[ \t]*journal:[ \t]*(\S.*?)[ \t]*\r?\Z", re.IGNORECASE)
_COMMENT = re.compile(r"(?:--[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)\s*")
_CONTROL = re.compile(r"\b(?:begin|start|commit|end|rollback|abort|prepare)\b", re.IGNORECASE)
_OPENS = re.compile(r"(?:begin|start\s+transaction)\b", re.IGNORECASE)
_CLOSES = re.compile(r"(?:(?:commit|end|rollback|abort)\b(?!\s+prepared)|prepare\s+transaction\b)", re.IGNORECASE)
_TO_SAVEPOINT = re.compile(r"rollback(?:\s+work|\s+transaction)?\s+to\b", re.IGNORECASE)
_KEEPS = re.compile(r"(?:commit|end)\b", re.IGNORECASE)


class Ending(StrEnum):
    """How a transaction ends: what ran in it is kept, or is not there at once."""

    COMMIT = "commit"
    OTHER = "other"


@dataclass(frozen=True)
class AtomicStep:
    """Statements that are in the database together, or not at all.

    `opening` and `closing` are the file's own BEGIN and COMMIT, where it says them; `block`: it is a transaction of the
    file's, else a statement on its own, which may be one that cannot run in a transaction.
    """

    body: tuple[Statement, ...]
    block: bool = False
    opening: Statement | None = None
    closing: Statement | None = None

    @property
    def first(self) -> int:
        """The number of its first statement, counted from 1 through the file."""
        return min(one.number for one in (*self.body, self.opening, self.closing) if one)

    @property
    def last(self) -> int:
        """The number of its last statement."""
        return max(one.number for one in (*self.body, self.opening, self.closing) if one)

    @property
    def ending(self) -> Ending:
        """How its transaction ends."""
        kept = self.closing is None or _KEEPS.match(bare_statement(self.closing.text))
        return Ending.COMMIT if kept else Ending.OTHER


@dataclass(frozen=True)
class RunnableFile:
    """A file as it is run. `whole`: in one transaction of the runner's; else step by step."""

    whole: bool
    statements: tuple[Statement, ...] = ()
    steps: tuple[AtomicStep, ...] = ()


def script_of(migration: Migration) -> RunnableFile:
    """Take a file apart as far as it has to be. Raises FolderUnreadable for a header that nobody knows."""
    alone = has_header(migration)
    if not alone and not _CONTROL.search(migration.text):
        return RunnableFile(whole=True)
    found = statements(migration.text)
    if not alone and not any(_is_control(one) for one in found):
        return RunnableFile(whole=True, statements=found)
    return RunnableFile(whole=False, statements=found, steps=tuple(_steps(found)))


def has_header(migration: Migration) -> bool:
    """Whether the comments at its top say `-- journal: no-transaction`."""
    text, position = migration.text, 0
    position += len(text) - len(text.lstrip())
    while comment := _COMMENT.match(text, position):
        said = _HEADER.match(comment[0].rstrip())
        if said:
            _refuse_unknown(migration, said[1], position)
            return True
        position = comment.end()
    return False


def bare_statement(text: str) -> str:
    """A statement less the comments before it."""
    text = text.lstrip()
    while comment := _COMMENT.match(text):
        text = text[comment.end() :].lstrip()
    return text


def _refuse_unknown(migration: Migration, said: str, position: int) -> None:
    if said.lower() == NO_TRANSACTION:
        return
    near = nearest(said.lower(), [NO_TRANSACTION], 0.5)
    raise FolderUnreadable(
        f"{migration.path.name} begins with `-- journal: {said}`, which is no known header.",
        hint=f"Did you mean `-- journal: {NO_TRANSACTION}`?" if near else f"There is one: {NO_TRANSACTION}.",
        place=place_at(migration.path, migration.text, position),
    )


def _is_control(statement: Statement) -> bool:
    return opens(statement) or closes(statement)


def opens(statement: Statement) -> bool:
    """Whether it begins a transaction."""
    return bool(_OPENS.match(bare_statement(statement.text)))


def closes(statement: Statement) -> bool:
    """Whether it ends one. ROLLBACK TO a savepoint does not."""
    text = bare_statement(statement.text)
    return bool(_CLOSES.match(text)) and not _TO_SAVEPOINT.match(text)


def _steps(found: Sequence[Statement]) -> Iterator[AtomicStep]:
    """A file whose first word on transactions is COMMIT takes one for given, as it is in Drizzle's migrator."""
    first = next((one for one in found if _is_control(one)), None)
    opening: Statement | None = None
    inside = first is not None and closes(first)
    body: list[Statement] = []
    for one in found:
        if opens(one) and not inside:
            opening, inside = one, True
        elif closes(one) and inside:
            yield AtomicStep(tuple(body), True, opening, one)
            body, opening = [], None
            inside = bool(re.search(r"\band\s+chain\b", one.text, re.IGNORECASE))
        elif inside:
            body.append(one)
        else:
            yield AtomicStep((one,))
    if body or opening:
        yield AtomicStep(tuple(body), True, opening)
