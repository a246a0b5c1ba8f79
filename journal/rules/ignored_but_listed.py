"""ignored-but-listed (error): a migration is on the ignore list, and the journal lists it.

Why: Drizzle does not know the ignore list and runs it.
Instead: remove it from one of the two lists.
"""

MESSAGE = "{name} is on the ignore list, but the journal lists it, so Drizzle runs it."
HELP = "Remove it from one of the two lists."
