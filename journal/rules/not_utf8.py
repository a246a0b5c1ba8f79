"""not-utf8: a file is not UTF-8.

Why: Node decodes it as UTF-8 and puts U+FFFD for what it cannot read: that is what runs, what lands in the tables and
what is hashed.
Instead: save the file as UTF-8, as long as no database has recorded its hash.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.WARNING
check = noted("not-utf8")
