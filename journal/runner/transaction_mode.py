"""How a file runs: in one transaction of the runner, with its own BEGIN and COMMIT, or outside of any. Pure."""

import re

from journal.dataclass import dataclass
from journal.folder.migrations import Migration
from journal.folder.transaction_header import no_transaction_evidence, refuse_unknown_header
from journal.sql.leading_comments import without_leading_comments
from journal.sql.statements import Statement, statements

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
        return self.closing is None or bool(_KEEPS.match(without_leading_comments(self.closing.text)))


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
    """Tell whether the file runs statement by statement, by its header or the settings. Raises FolderUnreadable."""
    refuse_unknown_header(migration)
    return no_transaction_evidence(migration) is not None


def opens(statement: Statement) -> bool:
    """Tell whether it begins a transaction."""
    return bool(_OPENS.match(without_leading_comments(statement.text)))


def closes(statement: Statement) -> bool:
    """Tell whether it ends a transaction. ROLLBACK TO a savepoint does not."""
    text = without_leading_comments(statement.text)
    return bool(_CLOSES.match(text)) and not _TO_SAVEPOINT.match(text)
