"""commented-baseline: the baseline is the commented-out file of `drizzle-kit pull`.

Why: pull into an empty folder writes the whole schema as one block comment with breakpoints in it. Drizzle cuts at
those, so the first piece is an open comment and the migrator dies with "unterminated /* comment".
Instead: remove the lines with /* and */ so that it builds the schema, and record it in databases that have the schema
already.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.ERROR
check = noted("commented-baseline")
