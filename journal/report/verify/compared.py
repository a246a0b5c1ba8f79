"""The text of the comparisons: parity without a live database, schema and indexes with one."""

from collections.abc import Iterator

from journal.catalog.difference import Difference, Weight
from journal.escape import statement_lines
from journal.report.bootstrap import error_lines, server_line
from journal.report.drift import CODES, sentence, summary
from journal.report.parts import counted, notes, own_transaction_warnings, relative
from journal.verification.live import Indexes, SchemaComparison
from journal.verification.parity import ParityResult
from journal.verification.verify import Verified


def parity_summary(content: ParityResult) -> str:
    """Return `3 entries: journal, files and captured hashes agree`."""
    entries = counted(len(content.parity.entries), "entry")
    bad = sum(line.startswith("error:") for line in _errors(content))
    return f"{counted(bad, 'error')} in {entries}" if bad else f"{entries}: journal, files and captured hashes agree"


def parity_lines(content: ParityResult) -> Iterator[str]:
    """Yield where it was replayed, notes, and what does not agree."""
    folder = content.folder
    yield server_line(content)
    if folder.downs:
        yield f"skipped: {counted(len(folder.downs), 'down file')}"
    yield from (f"ignored: {item.name} ({item.reason})" for item in folder.ignored)
    yield from notes(folder.notes + content.rebuilt.assumed, folder.settings.root)
    yield from own_transaction_warnings(content.rebuilt.applied)
    yield from _errors(content)


def _errors(content: ParityResult) -> Iterator[str]:
    yield from error_lines(content)
    for migration in content.parity.unlisted:
        path = relative(migration.path, content.folder.settings.root)
        yield f"error: {path} is not in the journal, so Drizzle never runs it. [unlisted]"
    for tag in content.unhashed:
        yield f"error: {tag} has no hash in the journal. [unhashed]"


def drift_summary(content: SchemaComparison | Indexes) -> str:
    """Return `2 real differences, 1 of names`."""
    invalid = content.drift.invalid if isinstance(content, Indexes) else ()
    parts = [f"{len(invalid)} not valid"] if invalid else []
    parts += [summary(content.differences)] if content.differences else []
    tag = content.drift.at.tag
    return ", ".join(parts) or (f"as after {tag}" if tag else "as before the first entry")


def drift_lines(content: SchemaComparison | Indexes, verified: Verified) -> Iterator[str]:
    """Yield the differences, each with the statement that fixes it."""
    if isinstance(content, SchemaComparison):
        yield from _schema_context(content, verified)
    else:
        for name in content.drift.invalid:
            yield f"error: index {name} is not valid, so no query uses it. [invalid-index]"
            yield f"  REINDEX INDEX CONCURRENTLY {name};"
    for difference in content.differences:
        yield from _difference(difference, strict=verified.strict)


def _schema_context(content: SchemaComparison, verified: Verified) -> Iterator[str]:
    at = content.drift.at
    before = f"compared with the schema before the first entry: {at.witness} has none of them"
    yield f"compared with the schema after {at.tag}, the last entry in {at.witness}" if at.tag else before
    replayed = next(
        (section.content for section in verified.sections if isinstance(section.content, ParityResult)), None
    )
    ours = replayed.rebuilt.server.version.partition(".")[0] if replayed else ""
    live = content.drift.live_version.partition(".")[0]
    if ours and live != ours:
        yield f"note: compared on PostgreSQL {ours}; {live} may spell the same expression differently. [other-major]"
    for ignored in verified.ignored:
        yield f"ignored: {ignored.pattern} ({ignored.reason})"


def _difference(difference: Difference, *, strict: bool) -> Iterator[str]:
    label = "error" if strict or difference.weight is Weight.REAL else "note"
    yield f"{label}: {sentence(difference)} [{CODES[difference.weight]}]"
    if difference.sql:
        yield from (f"  {line}" for line in statement_lines(difference.sql))
    elif difference.hazard:
        yield f"  no statement: {difference.hazard}"
