"""unprintable-name: a file's name is not printable UTF-8.

Why: JSON cannot hold it, so the journal cannot list it.
Instead: rename it.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.ERROR
check = noted("unprintable-name")
