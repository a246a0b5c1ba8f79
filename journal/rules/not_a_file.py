"""not-a-file (error): something with a name that ends in .sql is not a regular file.

Why: it looks like a migration and cannot be one.
Instead: rename or remove it.
"""

MESSAGE = "{name} is not a regular file, so it cannot be a migration."
HELP = "Rename or remove it."
