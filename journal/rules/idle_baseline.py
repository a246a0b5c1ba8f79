"""idle-baseline: the settings name a baseline that is not there.

Why: no file is treated as the baseline, so none is protected as one.
Instead: correct or remove `baseline` in the settings.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.WARNING
check = noted("idle-baseline")
