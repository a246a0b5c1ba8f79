"""The text of new files: skeletons that refuse to run, and derived down files. Pure."""

from textwrap import wrap

from journal.authoring.derive.values import Derived, Fate
from journal.catalog.quoting import dollar_quoted, literal
from journal.escape import comment
from journal.folder.transaction_header import NO_TRANSACTION
from journal.sql.statements import MARKER

_PREFLIGHT = """DO $$
DECLARE
    affected bigint := 0;
BEGIN
    -- SELECT count(*) INTO affected FROM ... WHERE ...;
    RAISE NOTICE 'preflight: % row(s) will change', affected;
END;
$$;"""
_NOT_WRITTEN = "is not written yet: write it, then remove this line"
_WIDTH = 116
_HEADINGS = {
    Fate.GONE: "Removed by the forward file, and not brought back:",
    Fate.STAYS: "Stays as the forward file made it:",
    Fate.LOST: "Lost when this runs:",
}


def forward_text(name: str, *, manual: bool, breakpoints: bool) -> str:
    """Return a forward file of that name that refuses to run until it is written."""
    how = (
        "For drizzle-journal run --file: one transaction, all of it or nothing."
        if manual
        else "Drizzle runs it in its own transaction: no BEGIN and no COMMIT here."
    )
    head = [
        "-- Why: one or two sentences for a reader next year.",
        "--",
        "-- Guards, so that it can run twice: ADD COLUMN IF NOT EXISTS, CREATE ... IF NOT EXISTS, DROP ... IF EXISTS.",
        f"-- {how}",
    ]
    return laid_out(head, [_PREFLIGHT, _refusal(f"{name} {_NOT_WRITTEN}")], manual=manual, breakpoints=breakpoints)


def down_skeleton(name: str, forward: str) -> str:
    """Return a down file that refuses to run until it is written."""
    head = [
        comment(f"Reverts {forward}."),
        "-- What it loses, and what does not come back: write it here.",
        "--",
        comment(f"Once the forward file is written, type: drizzle-journal new --down-of {forward}"),
    ]
    return laid_out(head, [_refusal(f"{name} {_NOT_WRITTEN}")], manual=True, breakpoints=False)


def laid_out(head: list[str], statements: list[str], *, manual: bool, breakpoints: bool) -> str:
    """Return comment lines and statements as a file: in a transaction, or with breakpoints between them."""
    if manual:
        statements, between = ["BEGIN;", *statements, "COMMIT;"], "\n\n"
    else:
        between = f"\n{MARKER}\n" if breakpoints else "\n\n"
    return "\n".join(head) + "\n\n" + between.join(statements) + "\n"


def _refusal(message: str) -> str:
    """Return a block that raises the message."""
    text = literal(message.replace("%", "%%"))
    return f"DO {dollar_quoted(f' BEGIN RAISE EXCEPTION {text}; END ', 'stop')};"


def down_text(derived: Derived, forward: str, *, name: str) -> str:
    """Return the text. `forward` and `name` are the names of the two files, with their ending."""
    head = [] if derived.in_transaction else [f"-- journal: {NO_TRANSACTION}"]
    head.append(comment(f"Reverts {forward}."))
    for fate, heading in _HEADINGS.items():
        remarks = [remark.text for remark in derived.whole.remarks if remark.fate is fate]
        head += ["--", f"-- {heading}"] if remarks else []
        for text in remarks:
            head += map(comment, wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="    "))
    body = []
    for undo in derived.undos:
        for text in undo.todo:
            lines = wrap(f"TODO: {text}. Write it here, or remove this block.", _WIDTH)
            body.append("\n".join([*map(comment, lines), _refusal(f"{name} is not complete: {text}")]))
        body += undo.sql
    if not derived.in_transaction:
        head += ["--", "-- CONCURRENTLY cannot run in a transaction, so this runs statement by statement."]
    if not body:
        body = ["-- There is nothing to revert."]
    elif derived.in_transaction:
        body = ["BEGIN;", *body, "COMMIT;"]
    return "\n".join(head) + "\n\n" + "\n\n".join(body) + "\n"
