"""What stands in new files before anybody has written in them: the house pattern, and a stop. Pure."""

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
    """A forward file of that name that refuses to run until it is written."""
    how = (
        "Run by hand, with journal run --file: one transaction, all of it or nothing."
        if manual
        else "Drizzle runs it in its own transaction: no BEGIN and no COMMIT here."
    )
    lines = [
        "-- Why: one or two sentences for whoever reads this in a year.",
        "--",
        "-- Guards, so that it can run twice: ADD COLUMN IF NOT EXISTS, CREATE ... IF NOT EXISTS, DROP ... IF EXISTS.",
        f"-- {how}",
    ]
    return laid_out(lines, [_PREFLIGHT, _stop(name, "write it, then take this line out")], manual=manual,
                    breakpoints=breakpoints)  # fmt: skip


def down_skeleton(name: str, forward: str) -> str:
    """A down file that refuses to run until it is written."""
    lines = [
        comment(f"Reverses {forward}."),
        "-- What is lost by it, and what does not come back: say it here.",
        "--",
        comment(f"Once the forward file is written, type: journal new --down-of {forward}"),
    ]
    return laid_out(lines, [_stop(name, "write it, then take this line out")], manual=True, breakpoints=False)


def laid_out(head: list[str], statements: list[str], *, manual: bool, breakpoints: bool) -> str:
    """The lines of a comment, then the statements: in a transaction, or with breakpoints between them."""
    if manual:
        statements, between = ["BEGIN;", *statements, "COMMIT;"], "\n\n"
    else:
        between = f"\n{MARKER}\n" if breakpoints else "\n\n"
    return "\n".join(head) + "\n\n" + between.join(statements) + "\n"


def _stop(name: str, what: str) -> str:
    text = literal(f"{name} is not written yet: {what}".replace("%", "%%"))
    return f"DO {dollar_quoted(f' BEGIN RAISE EXCEPTION {text}; END ', 'stop')};"
