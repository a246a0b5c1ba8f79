"""not-utf8 (warning): a migration is not UTF-8.

Why: Node decodes it as UTF-8 and replaces invalid bytes with U+FFFD: that text is executed, stored and hashed.
Instead: save the file as UTF-8, as long as no database has recorded its hash.
"""

from journal.rules.support.noted import noted

check = noted(
    "not-utf8",
    "{name} is not UTF-8; Drizzle runs and hashes it with U+FFFD in place of the invalid bytes.",
    "Save the file as UTF-8, as long as no database has recorded its hash.",
)
