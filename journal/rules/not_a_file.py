"""not-a-file (error): something with a name that ends in .sql is not a regular file.

Why: it looks like a migration and cannot be one.
Instead: rename or remove it.
"""

from journal.rules.support.noted import noted

check = noted("not-a-file", "{name} is not a regular file, so it cannot be a migration.", "Rename or remove it.")
