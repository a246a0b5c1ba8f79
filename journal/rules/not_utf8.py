"""not-utf8 (warning): a migration is not UTF-8.

Why: Node decodes it as UTF-8 and replaces invalid bytes with U+FFFD: that text is executed, stored and hashed.
Instead: save the file as UTF-8, if no database has recorded its hash.
"""

MESSAGE = "{name} is not UTF-8; Drizzle runs and hashes it with U+FFFD in place of the invalid bytes."
HELP = "Save the file as UTF-8, if no database has recorded its hash."
