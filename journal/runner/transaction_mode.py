"""How a file runs: in one transaction of the runner, with its own BEGIN and COMMIT, or outside of any. Pure."""

import re
from dataclasses import dataclass

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
    def statements(self) -> tuple[Statement, ...]:
        """All of its statements, in order; their numbers count from 1 through the file."""
        return tuple(statement for statement in (self.opening, *self.body, self.closing) if statement)

    @property
    def keeps(self) -> bool:
        """Tell whether what ran in it stays: not after ROLLBACK or PREPARE TRANSACTION."""
        return self.closing is None or bool(_KEEPS.match(bare_statement(self.closing.text)))


def steps_of(migration: Migration) -> tuple[AtomicStep, ...]:
    """Return the steps of a file, or none if it runs in one transaction. Raises FolderUnreadable.

    A file that ends a transaction before it begins one expects to be in one, as under Drizzle.
    """
    stepwise = has_header(migration)
    if not stepwise and not _CONTROL.search(migration.text):
        return ()
    found, steps = statements(migration.text), list[AtomicStep]()
    first = next((statement for statement in found if opens(statement) or closes(statement)), None)
    if not stepwise and first is None:
        return ()
    opening: Statement | None = None
    inside, body = first is not None and closes(first), list[Statement]()
    for statement in found:
        if opens(statement) and not inside:
            opening, inside = statement, True
        elif closes(statement) and inside:
            steps.append(AtomicStep(tuple(body), True, opening, statement))
            body, opening = [], None
            inside = bool(re.search(r"\band\s+chain\b", statement.text, re.IGNORECASE))
        elif inside:
            body.append(statement)
        else:
            steps.append(AtomicStep((statement,)))
    return (*steps, AtomicStep(tuple(body), True, opening)) if body or opening else tuple(steps)


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
