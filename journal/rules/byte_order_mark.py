"""byte-order-mark: a file starts with a byte order mark.

Why: Drizzle sends the mark with the first piece, and PostgreSQL takes it for a part of the first word: 42601.
Instead: save the file as UTF-8 without BOM, as long as no database has recorded its hash.
"""

from journal.errors import Severity
from journal.rules.support.noted import noted

SEVERITY = Severity.ERROR
check = noted("byte-order-mark")
