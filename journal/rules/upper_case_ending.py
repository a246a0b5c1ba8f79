"""upper-case-ending (error): a file's ending is not .sql in lower case.

Why: Drizzle appends `.sql` to the tag: on a case-sensitive file system it never reads this file.
Instead: rename it.
"""

MESSAGE = "{name} does not end with .sql in lower case; Drizzle never reads it."
HELP = "Rename it."
