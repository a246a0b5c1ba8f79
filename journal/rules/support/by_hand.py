"""Which migrations are written by hand in a folder that has down files: the ones that are asked for more care."""

from journal.folder.names import Kind
from journal.rules.support.script import ParsedMigration
from journal.sql.statements import MARKER


def is_by_hand(script: ParsedMigration) -> bool:
    """Whether the file has no breakpoint, is not the baseline, and has neighbours that take something back."""
    if MARKER in script.text or script.migration.kind is Kind.BASELINE:
        return False
    return script.subject.has_downs
