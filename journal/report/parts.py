"""The parts that many reports share: notes, skipped files, the table of entries, the diff of a journal, a moment."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from shlex import join, quote
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple

from journal.errors import Note, Place
from journal.escape import cut, joined, one_line
from journal.folder.git.repository import Git
from journal.folder.read import Folder
from journal.project.settings import Ledger, Settings
from journal.sql.statements import statements

if TYPE_CHECKING:  # each report needs a part of them, and imports it itself
    from journal.connect.target import Target
    from journal.ledger.privileges import Privileges
    from journal.ledger.read import LiveLedger
    from journal.replay.explain import AppliedMigration

SHORT_HASH = 12
_FEW = 8
"""As many lines of one kind are never shortened."""
_STEP = re.compile(r" (?=(?:Next|To [a-z ]+|Type|If these differences are known): )")
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def moment(millis: int) -> str:
    """Return a `when` as text, in UTC."""
    try:
        return f"{datetime.fromtimestamp(millis / 1000, UTC):%Y-%m-%d %H:%M:%S}"
    except (OverflowError, ValueError):
        return str(millis)


def duration(seconds: float | None) -> str:
    """Return a time as text; empty where it is not known."""
    if seconds is None:
        return ""
    return f"{seconds * 1000:.0f} ms" if seconds < 10 else f"{seconds:.1f} s"


def size(number: int) -> str:
    """Return a size for people: `8 kB`, `1.2 GB`."""
    value, unit = float(number), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.1f} {_UNITS[unit]}" if unit and value < 10 else f"{value:.0f} {_UNITS[unit]}"


def relative(path: Path, root: Path) -> str:
    """Return a path relative to the project's folder where it is below it."""
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def keep_in_git(root: Path, *paths: Path) -> str:
    """Return the command that stages written files, to type in this working directory; empty outside of git."""
    repository, here = Git(root).repository, Path.cwd()
    if repository is None:
        return ""
    inside = here.is_relative_to(repository.top)
    names = join(relative(path, here if inside else root) for path in paths)
    return f"git add {names}" if inside else f"git -C {quote(str(root))} add {names}"


def counted(number: int, noun: str) -> str:
    """Return the number with its noun: `1 entry`, `2 entries`, `3 files`, `4 indexes`, `5 statistics`."""
    if number == 1 or noun.endswith("s"):
        return f"{number} {noun}"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}es" if noun.endswith(("h", "x")) else f"{noun}s"
    return f"{number} {plural}"


def place_words(place: Place, root: Path) -> str:
    """Return a place with its path relative to the project's folder."""
    return str(Place(Path(relative(place.path, root)), place.line, place.column))


def skipped_files(folder: Folder) -> Iterator[str]:
    """Yield the lines on down files and ignored files: they are not in the journal, and always shown."""
    if folder.downs:
        yield f"skipped: {counted(len(folder.downs), 'down file')}"
        yield from indented(", ".join(migration.tag for migration in folder.downs))
    yield from ignored_files(folder)


def ignored_files(folder: Folder) -> Iterator[str]:
    """Yield the lines on ignored files; those of one reason are together."""
    names: dict[str, list[str]] = {}
    for item in folder.ignored:
        names.setdefault(item.reason, []).append(item.name)
    for reason, alike in names.items():
        yield f"ignored: {alike[0] if len(alike) == 1 else counted(len(alike), 'file')} ({reason})"
        yield from indented(", ".join(alike)) if len(alike) > 1 else ()


def place_of_journal(settings: Settings) -> Iterator[str]:
    """Yield a line where the journal was found outside of Drizzle's own place, and nothing names that folder."""
    drizzles = settings.migrations / "meta"
    if settings.meta != drizzles and not settings.names_meta:
        own, looked = (relative(folder, settings.root) for folder in (settings.meta, drizzles))
        yield f"note: the journal is in {own}, where it was found; Drizzle looks in {looked} [journal-beside]"


def indented(text: str) -> list[str]:
    """Return text in indented lines of a readable width."""
    return wrap(text, 110, initial_indent="  ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def notes(all_notes: tuple[Note, ...], root: Path) -> Iterator[str]:
    """Yield each note in a line, the message with its place; then the help, once for notes that follow each other."""
    for help_, alike in groupby(all_notes, attrgetter("help")):
        for note in alike:
            where = f" ({place_words(note.place, root)})" if note.place and note.place.line else ""
            yield f"{note.severity}: {cut(note.message)}{where} [{note.code}]"
        if help_:
            yield f"  help: {help_}"


def journal_diff(before: str, after: str, path: str) -> str:
    """Return a unified diff; a missing final newline is marked as in git."""
    from difflib import unified_diff

    lines = []
    path = one_line(path)
    old = path if before else "/dev/null"
    for line in unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), old, path):
        lines.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(lines)


def verdict_first(closing: str, body: str, verdict: str = "") -> str:
    """Return a report: its verdict in one line, the `body`, and the closing sentence with the next command.

    The closing sentence has the verdict again, because a terminal shows the end of a report, and a log its beginning.
    `verdict`: where it is not the closing sentence up to the next command.
    """
    return (joined([verdict or verdict_in(closing)]) if body else "") + body + joined([closing])


def verdict_in(closing: str) -> str:
    """Return a closing sentence without the next command."""
    return _STEP.split(closing, maxsplit=1)[0]


def refused_verdict(refusals: int, state: str) -> str:
    """Return the verdict of a stamp or unstamp that is refused. `state`: the schema that the live one has to have."""
    why = counted(refusals, "error") if refusals else f"the live schema is not {state}"
    return f"Refused: {why}. Nothing was written."


class EntryRow(NamedTuple):
    """One line of the table of entries, as text."""

    tag: str
    when: str
    hash: str
    state: str


def shortened(lines: Iterable[str], *, verbose: bool) -> list[str]:
    """Return lines of one kind: all of a few or where `verbose`, else the first ones, the last, and a count."""
    lines = list(lines)
    if verbose or len(lines) <= _FEW:
        return lines
    return [*lines[:3], f"… and {len(lines) - 4:,} more (-v lists all)", lines[-1]]


def shortened_table(table: list[EntryRow]) -> list[EntryRow]:
    """Return the table with one row for those in the middle of many that follow each other in one state."""
    rows = list[EntryRow]()
    for state, group in groupby(table, attrgetter("state")):
        same = list(group)
        more = EntryRow(f"… and {len(same) - 4:,} more (-v)", "", "", state)
        rows += same if len(same) <= _FEW else [*same[:3], more, same[-1]]
    return rows


def table_text(table: list[EntryRow]) -> str:
    """Return the table as plain, aligned lines, for an output that is no terminal."""
    moments = max((len(row.when) for row in table), default=0)
    width = max((len(row.tag) for row in table), default=0)
    return joined(f"{row.tag:<{width}}  {row.when:<{moments}}  {row.hash:<{SHORT_HASH}}  {row.state}" for row in table)


def note_json(note: Note, root: Path) -> dict[str, Any]:
    """Return a note as JSON."""
    place = note.place
    return {
        "code": note.code,
        "severity": note.severity.value,
        "message": note.message,
        "help": note.help,
        "path": relative(place.path, root) if place else None,
        "line": place.line or None if place else None,
    }


def database_lines(target: "Target", server_version: str) -> Iterator[str]:
    """Yield `database user@host/name (PostgreSQL 18.1, from --url)`, with what another place names, and the notes."""
    other = f", not {target.rival}" if target.rival else ""
    yield f"database {target.shown} (PostgreSQL {server_version}, from {target.source}){other}"
    yield from (f"note: {note}" for note in target.notes)


def write_warnings(privileges: "Privileges") -> Iterator[str]:
    """Warn of what would prevent the write that was planned."""
    for grant in privileges.grants:
        yield f"warning: to write this, the role needs: {grant}; [right-missing]"
    if privileges.read_only:
        yield f"warning: this database takes no writes: {privileges.read_only}. [read-only]"


def ledger_line(place: Ledger, ledger: "LiveLedger", *, missing: str = "missing") -> str:
    """`ledger drizzle.__drizzle_migrations: 3 rows`"""
    rows = counted(len(ledger.rows), "row") if ledger.exists else missing
    return f"ledger {place.schema}.{place.table}: {rows}"


def ledger_json(ledger: "LiveLedger") -> dict[str, Any]:
    """Return the object `ledger` of a document."""
    return {"exists": ledger.exists, "named": ledger.named, "rows": len(ledger.rows)}


def ran_line(applied: "AppliedMigration") -> str:
    """`ran 0001_b (2 statements, 5 ms)`"""
    return f"ran {applied.tag} ({counted(applied.statements or 0, 'statement')}, {duration(applied.seconds)})"


def statement_lines(text: str) -> list[str]:
    """Return the first line of each statement, with its number."""
    return [f"  {statement.number}. {first_line(statement.text)}" for statement in statements(text)]


def first_line(statement: str) -> str:
    """Return the first line of a statement, with an ellipsis if there is more."""
    line, _, rest = statement.partition("\n")
    return f"{line.rstrip()} …" if rest.strip() else line.rstrip()
