"""empty-migration (warning): a migration is empty.

Why: Drizzle records it as applied anyway. SQL that is added later never runs where it is recorded.
Instead: write its SQL before it is deployed, or remove it with its entry.
"""

MESSAGE = "{name} is empty; Drizzle records it as applied anyway."
HELP = "Write its SQL, or put it on the ignore list of the settings."
