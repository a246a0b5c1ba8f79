"""crlf-line-endings: a file with CRLF hashes differently on another machine.

Why: Drizzle stores the SHA-256 of the whole text; a checkout that turns line ends has another hash, and parity is lost.
Instead: save the file with LF and add `*.sql text eol=lf` to .gitattributes. If a database has recorded it as it is,
write its name with `-text` there, and git leaves it alone everywhere.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.folder.git.history import attributes
from journal.rules.support.finding import Finding
from journal.rules.support.noted import noted
from journal.rules.support.subject import Subject

SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each, unless git is told to leave it alone."""
    findings = list(noted("crlf-line-endings")(subject))
    paths = [finding.place.path for finding in findings if finding.place]
    told = attributes(subject.git, ["text"], paths) or {}
    for finding in findings:
        if not finding.place or told.get(finding.place.path, {}).get("text") != "unset":
            yield finding
