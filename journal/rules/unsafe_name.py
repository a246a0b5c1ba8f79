"""unsafe-name: a file's name cannot be a tag.

Why: a name with a backslash or control characters cannot be listed so that Drizzle finds it everywhere.
Instead: rename it.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.ERROR
check = noted("unsafe-name")
