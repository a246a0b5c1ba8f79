"""config-of-other-dialect: drizzle.config is for another database than PostgreSQL.

Why: its `out` and its ledger are not followed then, so the folder that is looked at may not be the one you mean.
Instead: name the right file with `--config`, or the folder with `--migrations`.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.NOTE
check = noted("config-of-other-dialect")
