"""crlf-line-endings: a file with CRLF hashes differently on another machine.

Why: Drizzle stores the SHA-256 of the whole text. One checkout with autocrlf has other line ends, so another hash, and
the journal and the databases no longer agree.
Instead: commit the file with LF and write `*.sql text eol=lf` in .gitattributes; where a database has recorded the one
with CRLF, keep it: `-text` for that file.
"""

from journal.errors import Severity
from journal.rules.noted import noted

SEVERITY = Severity.WARNING
check = noted("crlf-line-endings")
