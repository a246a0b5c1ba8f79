"""The text of a down file: its head with what cannot be undone, and its statements. Pure."""

from collections.abc import Iterator
from textwrap import wrap

from journal.authoring.derive.values import Derived, Fate
from journal.catalog.quoting import dollar_quoted, literal
from journal.escape import comment
from journal.runner.transaction_mode import NO_TRANSACTION

_WIDTH = 116
_HEADINGS = {
    Fate.GONE: "Removed by the forward file, and not brought back:",
    Fate.STAYS: "Stays as the forward file made it:",
    Fate.LOST: "Lost when this runs:",
}


def down_text(derived: Derived, forward: str, *, name: str) -> str:
    """Return the text. `forward` and `name` are the names of the two files, with their ending."""
    head = [] if derived.in_transaction else [f"-- journal: {NO_TRANSACTION}"]
    head += [comment(f"Reverts {forward}."), *_remarks(derived)]
    body = [block for undo in derived.undos for block in (*(_stop(name, text) for text in undo.todo), *undo.sql)]
    if not derived.in_transaction:
        head += ["--", "-- CONCURRENTLY cannot run in a transaction, so this runs statement by statement."]
    if not body:
        body = ["-- There is nothing to revert."]
    elif derived.in_transaction:
        body = ["BEGIN;", *body, "COMMIT;"]
    return "\n".join(head) + "\n\n" + "\n\n".join(body) + "\n"


def _remarks(derived: Derived) -> Iterator[str]:
    for fate, heading in _HEADINGS.items():
        texts = [remark.text for remark in derived.whole.remarks if remark.fate is fate]
        if texts:
            yield from ("--", f"-- {heading}")
            for text in texts:
                yield from map(comment, wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    "))


def _stop(name: str, text: str) -> str:
    """Return the comment on what a person has to write, and a block that stops the file until then."""
    lines = wrap(f"TODO: {text}. Write it here, or remove this block.", _WIDTH)
    message = literal(f"{name} is not complete: {text}".replace("%", "%%"))
    stop = dollar_quoted(f" BEGIN RAISE EXCEPTION {message}; END ", "stop")
    return "\n".join([*map(comment, lines), f"DO {stop};"])
