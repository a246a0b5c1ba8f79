"""stray-meta-file: a file in meta/ is no snapshot.

Why: drizzle-kit reads every file there that does not begin with an underscore, and `check` and `generate` break on
it.
Instead: move it out of that folder.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.ERROR
check = noted("stray-meta-file")
