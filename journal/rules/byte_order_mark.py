"""byte-order-mark (error): a migration starts with a byte order mark.

Why: Drizzle sends the mark with the first piece, and PostgreSQL reads it as part of the first word: 42601.
Instead: save the file as UTF-8 without BOM, if no database has recorded its hash.
"""

MESSAGE = "{name} starts with a byte order mark; PostgreSQL refuses it with 42601."
HELP = "Save the file as UTF-8 without BOM, if no database has recorded its hash."
