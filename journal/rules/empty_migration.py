"""empty-migration: a migration has nothing in it.

Why: Drizzle records it as applied all the same. What is written into it later never runs where it was recorded.
Instead: write what it should do before it is deployed, or remove it with its entry.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.WARNING
check = noted("empty-migration")
