"""The first text of new files: comments, a preflight, and a block that refuses to run until they are written. Pure."""

from journal.catalog.quoting import dollar_quoted, literal
from journal.escape import comment
from journal.sql.statements import MARKER

_PREFLIGHT = """DO $$
DECLARE
    affected bigint := 0;
BEGIN
    -- SELECT count(*) INTO affected FROM ... WHERE ...;
    RAISE NOTICE 'preflight: % row(s) will change', affected;
END;
$$;"""


def forward_text(name: str, *, manual: bool, breakpoints: bool) -> str:
    """Return a forward file of that name that refuses to run until it is written."""
    how = (
        "For journal run --file: one transaction, all of it or nothing."
        if manual
        else "Drizzle runs it in its own transaction: no BEGIN and no COMMIT here."
    )
    head = [
        "-- Why: one or two sentences for a reader next year.",
        "--",
        "-- Guards, so that it can run twice: ADD COLUMN IF NOT EXISTS, CREATE ... IF NOT EXISTS, DROP ... IF EXISTS.",
        f"-- {how}",
    ]
    return laid_out(head, [_PREFLIGHT, _stop(name)], manual=manual, breakpoints=breakpoints)


def down_skeleton(name: str, forward: str) -> str:
    """Return a down file that refuses to run until it is written."""
    head = [
        comment(f"Reverts {forward}."),
        "-- What it loses, and what does not come back: write it here.",
        "--",
        comment(f"Once the forward file is written, type: journal new --down-of {forward}"),
    ]
    return laid_out(head, [_stop(name)], manual=True, breakpoints=False)


def laid_out(head: list[str], statements: list[str], *, manual: bool, breakpoints: bool) -> str:
    """Return comment lines and statements as a file: in a transaction, or with breakpoints between them."""
    if manual:
        statements, between = ["BEGIN;", *statements, "COMMIT;"], "\n\n"
    else:
        between = f"\n{MARKER}\n" if breakpoints else "\n\n"
    return "\n".join(head) + "\n\n" + between.join(statements) + "\n"


def _stop(name: str) -> str:
    text = literal(f"{name} is not written yet: write it, then remove this line".replace("%", "%%"))
    return f"DO {dollar_quoted(f' BEGIN RAISE EXCEPTION {text}; END ', 'stop')};"
