"""What the transaction statements of a file do under Drizzle, and what to do about it, in words for every command.

Drizzle 0.x and 1.0 run all pending migrations, with their rows in the ledger, in one transaction.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from journal.dataclass import dataclass
from journal.folder.entries import FILE_NAME
from journal.folder.migrations import Migration
from journal.project.settings import Settings
from journal.rules.support.refused_in_transaction import refused_in_transaction
from journal.sql.parsed import Parsed, ParsedPiece
from journal.sql.parser import LARGEST_FILE
from journal.sql.statements import cut
from journal.sql.tree import choice

RULE = "transaction-control"
KEEP = "Where a database has run it, leave the file as it is: an edit changes only its hash."

_WORD = re.compile(rb"\b(?:begin|start|commit|end|rollback|abort|prepare)\b", re.IGNORECASE)
_STARTS = ("TRANS_STMT_BEGIN", "TRANS_STMT_START")
_ENDS = ("TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK", "TRANS_STMT_PREPARE")
_APPLIED = (
    "ends Drizzle's transaction. If a later migration fails, this file stays applied. A part of the failed migration "
    "may stay applied as well"
)
_IN_PART = (
    "ends Drizzle's transaction before the file is recorded. If something fails later, the statements before it may "
    "stay applied without a row in the ledger. The next migrate then runs them again"
)
_ROLLED_BACK_OR_PREPARED = {
    "TRANS_STMT_ROLLBACK": "rolls back Drizzle's transaction with every pending migration before this file; only this "
    "file is recorded as applied, and Drizzle 0.x never runs the others",
    "TRANS_STMT_PREPARE": "ends Drizzle's transaction: its changes wait for COMMIT PREPARED",
}
_NO_EFFECT = "has no effect: Drizzle's transaction has begun already"
_CHANGED = "begins no transaction: its options change Drizzle's transaction, or fail in it (25001)"


@dataclass(frozen=True)
class OwnTransaction:
    """The statement at `offset` of the file `name` that ends or changes Drizzle's transaction, and what it `does`.

    `pair`: the statements that belong together. `refused`: a statement of the file that no transaction may have.
    """

    name: str
    word: str
    does: str
    offset: int = 0
    pair: str = ""
    refused: str = ""

    @property
    def effect(self) -> str:
        """Return what the file does under Drizzle as a sentence without a full stop."""
        return f"{self.word} in {self.name} {self.does}"

    @property
    def is_harmless(self) -> bool:
        """Tell whether it has no effect under Drizzle."""
        return self.does == _NO_EFFECT

    @property
    def has_options(self) -> bool:
        """Tell whether it is a BEGIN with options, such as an isolation level."""
        return self.does == _CHANGED


def ends_transaction(statement: Parsed) -> bool:
    """Tell whether the statements after this one are in another transaction, or in none."""
    return statement.kind == "transaction_stmt" and choice(statement.node, "kind") in _ENDS


def own_transaction(name: str, statements: Iterable[Parsed]) -> OwnTransaction | None:
    """Return what the statements of a file do to Drizzle's transaction; None if they leave it alone."""
    control, last, refused = list[Parsed](), None, ""
    for last in statements:
        control += [last] if last.kind == "transaction_stmt" else []
        refused = refused or refused_in_transaction(last)
    ended = next(filter(ends_transaction, control), None)
    begun = [one for one in takewhile(lambda one: one is not ended, control) if choice(one.node, "kind") in _STARTS]
    changing = [one for one in begun if one.node.options]
    if not (ended or begun):
        return None
    at = (*changing, *([ended] if ended else ()), *begun)[0]
    does = _CHANGED if changing else _NO_EFFECT
    if ended and not changing:
        in_part = _APPLIED if ended is last and not ended.node.chain else _IN_PART
        does = _ROLLED_BACK_OR_PREPARED.get(choice(ended.node, "kind"), in_part)
    pair = " and ".join(_word(one) for one in (*begun[:1], *([ended] if ended else ())))
    return OwnTransaction(name, _word(at), does, at.offset, pair, refused)


def own_transaction_of(migration: Migration) -> OwnTransaction | None:
    """Return the same for a migration; None also for a file that is too large to be parsed."""
    if len(migration.raw) > LARGEST_FILE or not _WORD.search(migration.raw):
        return None
    return own_transaction(migration.path.name, statements_in(migration.text))


def statements_in(text: str) -> Iterator[Parsed]:
    """Yield the statements of a file that parse."""
    for piece in cut(text):
        yield from ParsedPiece(piece).statements


def seen_to_end(migration: Migration) -> OwnTransaction:
    """Return the same for a migration that has ended its transaction in a replay, even where it cannot be parsed."""
    return own_transaction_of(migration) or OwnTransaction(migration.path.name, "A statement", _APPLIED)


def sentences(found: Sequence[OwnTransaction]) -> Iterator[str]:
    """Yield what each of the files does, in one sentence for all that do the same."""
    for does in dict.fromkeys(own.does for own in found):
        first, *others = (own for own in found if own.does == does)
        also = f" The same is true of {', '.join(own.name for own in others)}." if others else ""
        yield f"{first.effect}.{also}"


def before_it_runs(settings: Settings, tag: str, own: OwnTransaction) -> str:
    """Return what to do about a migration that a database has not run yet."""
    return f"Apply it as it is: {settings.command('run', '--to', tag)}. {if_none_has_it(own)}"


def where_unknown(settings: Settings, tag: str, own: OwnTransaction) -> str:
    """Return what to do about a migration of which it is not known which databases have run it."""
    return f"{if_none_has_it(own)} {if_all_have_it(settings, tag)}"


def if_none_has_it(own: OwnTransaction) -> str:
    """Return what to do where no database has run the migration."""
    if own.refused:
        move = f"move {own.refused} into a file on the ignore list, for `drizzle-journal run --file`"
        return f"If no database has run it, {move}, and remove {own.pair}."
    return f"If no database has run it, remove {own.pair or own.word}."


def if_all_have_it(settings: Settings, tag: str) -> str:
    """Return what to do where nothing has still to run the migration. Only entries of a journal can be accepted."""
    if not (settings.meta / FILE_NAME).exists():
        return "If all databases have run it, keep the file."
    accept = settings.command("check", "--accept", RULE, "--tag", tag, "--reason", "every database has it")
    return f"If all databases have run it, keep the file, and accept the finding: {accept}"


def _word(statement: Parsed) -> str:
    """Return the statement's word as the file has it, such as END."""
    word = re.split(r"\W", statement.text, maxsplit=1)[0].upper()
    return f"{word} TRANSACTION" if word in ("START", "PREPARE") else word
