"""ignored-but-listed: a file is on the ignore list, and the journal lists it.

Why: Drizzle knows no ignore list and runs it.
Instead: take it off the one list or the other.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.ERROR
check = noted("ignored-but-listed")
