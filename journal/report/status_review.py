"""`drizzle-journal status` for code review tools and CI: annotations, a step summary, JUnit."""

from pathlib import Path

from journal.errors import Note, Place, Severity
from journal.ledger.status import EntryStateKind, RowState
from journal.report.issues import Issue, base_of, issue_of
from journal.report.junit import Case, junit_xml
from journal.report.parts import SHORT_HASH
from journal.report.status import MEANINGS, status_closing, status_rows
from journal.report.step_summary import summary_text
from journal.verbs.status import StatusResult


def status_issues(seen: StatusResult, workspace: Path | None = None) -> list[Issue]:
    """Return every entry and row that is not as it should be, and the notes, as annotations."""
    base, files, found = base_of(seen.folder.settings.root, workspace), seen.folder.by_tag, list[Note]()
    for entry in seen.status.entries:
        if entry.state not in (EntryStateKind.APPLIED, EntryStateKind.PENDING):
            migration = files.get(entry.local.tag)
            place = Place(migration.path) if migration else Place(seen.folder.journal.path)
            text = f"{entry.local.tag}: {MEANINGS[entry.state]}."
            of_0 = f"drizzle 0.x {entry.by_0}\n" if entry.by_0 else ""
            reasons = f"{of_0}drizzle 1.0 {entry.by_1}"
            found.append(Note(entry.state, text, reasons, place, Severity.ERROR))
    found += [_of_row(state) for state in seen.status.rows]
    return [issue_of(note, base) for note in (*found, *seen.folder.settings.notes, *seen.notes)]


def _of_row(state: RowState) -> Note:
    what = f"row {state.row.id} ({state.row.hash[:SHORT_HASH]}): {MEANINGS[state.state]}."
    return Note(state.state, what, severity=Severity.ERROR)


def status_summary(seen: StatusResult) -> str:
    """Return the step summary: the database with its counts, the entries, and what needs attention."""
    where = f"{seen.target.shown}, PostgreSQL {seen.server_version}"
    rows = [row for row in status_rows(seen) if row.state != EntryStateKind.APPLIED]
    attention = [(one.severity, one.name, f"{one.message}\n{one.help}".strip())
                 for one in status_issues(seen)]  # fmt: skip
    tables = (("Migration", "When", "Hash", "State"), rows), (("Severity", "Code", "What"), attention)
    return summary_text("drizzle-journal status", f"{where}: {status_closing(seen)}", *tables)


def status_junit(seen: StatusResult) -> str:
    """Return JUnit's XML: a test for each entry and row, which fails in a state of `fail_on`, and for each note."""
    cases = [_case(entry.local.tag, entry.state, seen) for entry in seen.status.entries]
    cases += [_case(f"row {state.row.id}", state.state, seen) for state in seen.status.rows]
    errors = [note for note in seen.notes if note.severity is Severity.ERROR]
    cases += [Case("notes", note.code, "failure", note.code, note.message, note.help) for note in errors]
    return junit_xml("drizzle-journal status", cases)


def _case(name: str, state: EntryStateKind, seen: StatusResult) -> Case:
    return Case("ledger", name, *(("failure", state, MEANINGS[state]) if state in seen.fail_on else ()))
