"""ignored-but-listed (error): a migration is on the ignore list, and the journal lists it.

Why: Drizzle does not know the ignore list and runs it.
Instead: remove it from one of the two lists.
"""

from journal.rules.support.noted import noted

check = noted(
    "ignored-but-listed",
    "{name} is on the ignore list, but the journal lists it, so Drizzle runs it.",
    "Remove it from one of the two lists.",
)
