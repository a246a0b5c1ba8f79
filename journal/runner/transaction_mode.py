"""How a file runs: in one transaction of the runner, with its own BEGIN and COMMIT, or outside of any. Pure."""

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
    """How a transaction ends: COMMIT keeps what ran in it; OTHER (ROLLBACK, PREPARE TRANSACTION) does not."""

    COMMIT = "commit"
    OTHER = "other"


@dataclass(frozen=True)
class AtomicStep:
    """Statements that are in the database together, or not at all.

    `opening` and `closing` are the file's own BEGIN and COMMIT, if it has them. `block`: it is a transaction of the
    file; else it is a single statement, perhaps one that cannot run in a transaction.
    """

    body: tuple[Statement, ...]
    block: bool = False
    opening: Statement | None = None
    closing: Statement | None = None

    @property
    def first(self) -> int:
        """The number of its first statement, counted from 1 through the file."""
        return min(statement.number for statement in (*self.body, self.opening, self.closing) if statement)

    @property
    def last(self) -> int:
        """The number of its last statement."""
        return max(statement.number for statement in (*self.body, self.opening, self.closing) if statement)

    @property
    def ending(self) -> Ending:
        """How its transaction ends."""
        kept = self.closing is None or _KEEPS.match(bare_statement(self.closing.text))
        return Ending.COMMIT if kept else Ending.OTHER


@dataclass(frozen=True)
class RunnableFile:
    """A file as it runs. `whole`: in one transaction of the runner; else step by step."""

    whole: bool
    statements: tuple[Statement, ...] = ()
    steps: tuple[AtomicStep, ...] = ()


def script_of(migration: Migration) -> RunnableFile:
    """Return the file in steps, if it needs them. Raises FolderUnreadable for an unknown header."""
    stepwise = has_header(migration)
    if not stepwise and not _CONTROL.search(migration.text):
        return RunnableFile(whole=True)
    found = statements(migration.text)
    if not stepwise and not any(opens(statement) or closes(statement) for statement in found):
        return RunnableFile(whole=True, statements=found)
    return RunnableFile(whole=False, statements=found, steps=tuple(_steps(found)))


def has_header(migration: Migration) -> bool:
    """Tell whether a comment before the first statement is `-- journal: no-transaction`. Raises FolderUnreadable."""
    text = migration.text
    position = len(text) - len(text.lstrip())
    while comment := _COMMENT.match(text, position):
        header = _HEADER.match(comment[0].rstrip())
        if header and header[1].lower() == NO_TRANSACTION:
            return True
        if header:
            near = nearest(header[1].lower(), [NO_TRANSACTION], 0.5)
            raise FolderUnreadable(
                f"{migration.path.name} begins with `-- journal: {header[1]}`, which is no known header.",
                hint=f"Did you mean `-- journal: {NO_TRANSACTION}`?" if near else f"There is one: {NO_TRANSACTION}.",
                place=place_at(migration.path, text, position),
            )
        position = comment.end()
    return False


def bare_statement(text: str) -> str:
    """Return a statement without the comments before it."""
    text = text.lstrip()
    while comment := _COMMENT.match(text):
        text = text[comment.end() :].lstrip()
    return text


def opens(statement: Statement) -> bool:
    """Tell whether it begins a transaction."""
    return bool(_OPENS.match(bare_statement(statement.text)))


def closes(statement: Statement) -> bool:
    """Tell whether it ends a transaction. ROLLBACK TO a savepoint does not."""
    text = bare_statement(statement.text)
    return bool(_CLOSES.match(text)) and not _TO_SAVEPOINT.match(text)


def _steps(found: Sequence[Statement]) -> Iterator[AtomicStep]:
    """Yield the steps. A file that ends a transaction before it begins one expects to be in one, as under Drizzle."""
    first = next((statement for statement in found if opens(statement) or closes(statement)), None)
    opening: Statement | None = None
    inside = first is not None and closes(first)
    body: list[Statement] = []
    for statement in found:
        if opens(statement) and not inside:
            opening, inside = statement, True
        elif closes(statement) and inside:
            yield AtomicStep(tuple(body), True, opening, statement)
            body, opening = [], None
            inside = bool(re.search(r"\band\s+chain\b", statement.text, re.IGNORECASE))
        elif inside:
            body.append(statement)
        else:
            yield AtomicStep((statement,))
    if body or opening:
        yield AtomicStep(tuple(body), True, opening)
