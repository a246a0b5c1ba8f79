"""unsafe-name (error): a file name cannot be a tag.

Why: with a backslash or control characters in its name, the file cannot be listed so that Drizzle finds it on every
system.
Instead: rename it.
"""

MESSAGE = "The file name {name!r} cannot be a tag of the journal."
HELP = "Rename it."
