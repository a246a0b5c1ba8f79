"""not-where-drizzle-looks: the journal is not where drizzle-kit looks for it.

Why: drizzle-kit reads meta/_journal.json in its `out` folder and nothing else; this one is read by nobody.
Instead: move it there, or name that folder with --meta.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.WARNING
check = noted("not-where-drizzle-looks")
