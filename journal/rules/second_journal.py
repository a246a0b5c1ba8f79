"""second-journal: there is a second journal.

Why: one of the two is read by nobody, and whoever looks into it is misled.
Instead: compare the two, and remove the one that is not read.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.WARNING
check = noted("second-journal")
