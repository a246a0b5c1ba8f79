"""not-a-file: something whose name ends with .sql is no regular file.

Why: it looks like a migration and cannot be one.
Instead: rename or remove it.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.ERROR
check = noted("not-a-file")
