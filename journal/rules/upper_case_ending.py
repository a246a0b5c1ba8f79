"""upper-case-ending: a file's ending is not .sql in small letters.

Why: Drizzle puts `.sql` behind the tag: on a system that tells letters apart, such a file is never read.
Instead: rename it.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.ERROR
check = noted("upper-case-ending")
