"""sub-folder: a .sql file lies in a sub-folder of the migrations.

Why: drizzle-kit looks for migrations in the folder itself, so nobody runs it.
Instead: move it up, or put it on the ignore list of the settings.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.WARNING
check = noted("sub-folder")
