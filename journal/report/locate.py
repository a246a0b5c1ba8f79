"""Text and JSON of `drizzle-journal locate`."""

from typing import Any

from journal.escape import joined
from journal.ledger.identify import Wrong, identify
from journal.ledger.notes import replace_squashed
from journal.ledger.predict import local_migrations
from journal.report.drift import differences_json, differences_text, other_version, summary
from journal.report.parts import counted, database_lines, shortened
from journal.verbs.locate import LocateResult, StateAfter

SHORT = 12
_NOTHING = "nothing applied"


def locate_text(located: LocateResult, *, verbose: bool = False) -> str:
    """Return where the database is, the evidence, and the next command."""
    live, where = located.live, _where(located)
    lines = [f"error: {_contradiction(located)} [not-there]" if located.not_run else where]
    lines += database_lines(located.target, live.server_version)
    lines += other_version(live.server_version, located.temporary_version)
    width = max(len(_name(state)) for state in located.states)
    states = (
        f"{_name(state):<{width}}  {state.fingerprint[:SHORT]}  "
        f"{counted(state.real, 'difference') if state.real else 'equal'}"
        for state in located.states
    )
    lines += shortened(states, verbose=verbose)
    if located.equal:
        first, *others = located.at
        if others:
            names = ", ".join(_name(state) for state in others)
            lines.append(
                f"It also equals the one after {names}: look at the data to see which of them ran. [same-schema]"
            )
        if located.not_renamed and first.names:
            names = ", ".join(_name(state) for state in located.not_renamed)
            lines.append(
                f"The schema after {names} differs only by names. The database has the old ones. [not-renamed]"
            )
    lines += differences_text(located.differences)
    lines.append(f"Drizzle's ledger: {counted(len(live.ledger.rows), 'row') if live.ledger.exists else 'missing'}")
    if live.manual:
        tags = [entry.tag for entry in located.folder.journal.entries if live.manual.has(entry.tag)]
        newest = f", up to {tags[-1]}" if tags else ""
        lines.append(f"{live.manual}: {counted(len(tags), 'entry')} of the journal{newest}")
    return joined([*lines, where, _closing(located)])


def _where(located: LocateResult) -> str:
    """Return which state the live schema equals, or the nearest one."""
    if not located.equal:
        return f"The schema equals no state. The nearest is {_name(located.nearest)}: {summary(located.differences)}."
    first = located.at[0]
    return f"The schema equals the one after {first.tag}." if first.tag else "None of these migrations is applied."


def locate_json(located: LocateResult) -> dict[str, Any]:
    """Return the JSON document."""
    return {
        "status": "ok" if located.passed else "no",
        "database": located.target.shown,
        "passed_over": list(located.target.notes),
        "server_version": located.live.server_version,
        "temporary_version": located.temporary_version,
        "equal": [state.tag for state in located.equal],
        "at": [state.tag for state in located.at] if located.equal else [],
        "nearest": located.nearest.tag,
        "states": [
            {"tag": state.tag, "fingerprint": state.fingerprint, "differences": state.real} for state in located.states
        ],
        "differences": differences_json(located.differences),
        "ledger_rows": len(located.live.ledger.rows),
        "not_run": list(located.not_run),
    }


def _name(state: StateAfter) -> str:
    return state.tag or _NOTHING


def _contradiction(located: LocateResult) -> str:
    tags, objects = located.not_run, located.live.recorded.objects
    missing = [name for tag in tags if tag in objects for name in objects[tag].missing]
    said = f"The ledger records {', '.join(tags)}, but the schema is without "
    said += "it" if len(tags) == 1 else "them"
    return f"{said}: {', '.join(missing)}." if missing else f"{said}."


def _is_squashed(located: LocateResult, tag: str) -> bool:
    """Tell whether there are rows of no migration, and none that records this entry as it is."""
    rows = identify(local_migrations(located.folder), {}, located.live.ledger)
    is_right = any(found.local and found.local.tag == tag and Wrong.HASH not in found.wrong for found in rows)
    return not is_right and any(found.wrong == {Wrong.FOREIGN} for found in rows)


def _closing(located: LocateResult) -> str:
    command = located.folder.settings.command
    if located.not_run:
        return f"Next: {command('unstamp', *located.not_run)}"
    if not located.equal:
        named = located.folder.settings.env_var or located.folder.settings.typed
        verify = command("verify", *(() if named else located.target.option))  # it looks for no database by itself
        return f"Next: fix the differences, or compare in detail: {verify}"
    tag = located.at[0].tag
    if tag is None:
        return f"Next: {located.folder.settings.drizzle_kit('migrate')}"
    if _is_squashed(located, tag):
        return f"Next: {command(*replace_squashed(located.folder, tag))}"
    count = [entry.tag for entry in located.folder.journal.entries].index(tag) + 1
    if len(located.live.ledger.rows) >= count:
        return f"Next: {command('status')}"
    return f"Next: {command('stamp', '--to', tag)}"
