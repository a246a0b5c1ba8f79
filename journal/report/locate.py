"""What `journal locate` tells."""

from collections.abc import Iterator
from typing import Any

from journal.connect.target import Target
from journal.escape import joined
from journal.ledger.drizzle import LiveLedger
from journal.report.drift import differences_json, differences_text, summary
from journal.report.parts import counted
from journal.verbs.locate import LocateResult, StateAfter

SHORT = 12
_NOTHING = "nothing applied"


def locate_text(located: LocateResult, target: Target) -> str:
    """Where the database is, what speaks for it, and the next command."""
    lines = [f"database {target.shown} (PostgreSQL {located.server_version}, from {target.source})"]
    lines += other_version(located.server_version, located.temporary_version)
    lines += [f"{_name(state)}  {state.fingerprint[:SHORT]}  {_said(state)}" for state in located.states]
    lines += _verdict(located)
    lines += _witnesses(located)
    return joined([*lines, _closing(located)])


def locate_json(located: LocateResult, target: Target) -> dict[str, Any]:
    """The same for a program."""
    return {
        "status": "ok" if located.equal else "no",
        "database": target.shown,
        "server_version": located.server_version,
        "temporary_version": located.temporary_version,
        "equal": [state.tag for state in located.equal],
        "nearest": located.nearest.tag,
        "states": [
            {"tag": state.tag, "fingerprint": state.fingerprint, "differences": state.real} for state in located.states
        ],
        "differences": differences_json(located.differences),
        "ledger_rows": len(located.ledger.rows),
    }


def other_version(live_version: str, temporary_version: str) -> Iterator[str]:
    """A note where the live server and the temporary one are not of one major version."""
    live, ours = (version.partition(".")[0] for version in (live_version, temporary_version))
    if live != ours:
        yield f"note: compared on PostgreSQL {ours}; {live} may write the same expression in another way. [other-major]"


def _name(state: StateAfter) -> str:
    return state.tag or _NOTHING


def _said(state: StateAfter) -> str:
    return counted(state.real, "difference") if state.real else "equal"


def _verdict(located: LocateResult) -> Iterator[str]:
    if not located.equal:
        yield f"It equals no state. The nearest is {_name(located.nearest)}: {summary(located.differences)}."
        yield from differences_text(located.differences)
        return
    first, *others = located.equal
    yield f"Its schema is that after {_name(first)}." if first.tag else "It has nothing of these migrations."
    if others:
        names = ", ".join(_name(state) for state in others)
        yield f"So it is after {names}: look at its data to see which of them ran. [same-schema]"
    yield from differences_text(located.differences)


def _witnesses(located: LocateResult) -> Iterator[str]:
    """What the two ledgers say of it."""
    yield f"Drizzle's ledger: {_rows(located.ledger)}"
    if located.manual:
        tags = [entry.tag for entry in located.folder.journal.entries if located.manual.has(entry.tag)]
        newest = f", up to {tags[-1]}" if tags else ""
        yield f"_manual_migrations: {counted(len(tags), 'entry')} of the journal{newest}"


def _rows(ledger: LiveLedger) -> str:
    return counted(len(ledger.rows), "row") if ledger.exists else "not there"


def _closing(located: LocateResult) -> str:
    command = located.folder.settings.command
    if not located.equal:
        return f"Next: mend the differences, or look closer: {command('verify')}"
    tag = located.equal[0].tag
    if tag is None:
        return "Next: drizzle-kit migrate"
    count = [entry.tag for entry in located.folder.journal.entries].index(tag) + 1
    if len(located.ledger.rows) >= count:
        return f"Next: {command('status')}"
    return f"Next: {command('stamp', '--to', tag)}"
