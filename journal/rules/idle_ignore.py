"""idle-ignore: the ignore list names a file that is not there.

Why: it once excused something; the next file of that name would be excused in silence.
Instead: remove the line from the settings.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.WARNING
check = noted("idle-ignore")
