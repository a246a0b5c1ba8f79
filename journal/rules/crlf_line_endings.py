"""crlf-line-endings (warning): a migration has CRLF line ends, so it hashes differently on another machine.

Why: Drizzle stores the SHA-256 of the whole text; a checkout that converts line ends has another hash.
Instead: save the file with LF and add `*.sql text eol=lf` to .gitattributes. If a database has recorded its hash, add
its name with `-text` there, so that git never converts it.
"""

from journal.folder.git.history import attributes
from journal.rules.support.rule import noted
from journal.rules.support.subject import Findings, Subject

MESSAGE = "{name} has CRLF line ends; a checkout with LF has another hash."
HELP = "If a database has recorded it, add to .gitattributes: {name} -text. Otherwise save it with LF."


def check(subject: Subject) -> Findings:
    """Skip the files that .gitattributes protects."""
    findings = list(noted("crlf-line-endings", MESSAGE, HELP, subject))
    known = attributes(subject.git, ["text"], [finding.place.path for finding in findings if finding.place]) or {}
    for finding in findings:
        if not finding.place or known.get(finding.place.path, {}).get("text") != "unset":
            yield finding
