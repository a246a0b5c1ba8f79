"""commented-baseline (error): the baseline is the commented-out file of `drizzle-kit pull`.

Why: pull into an empty folder writes the whole schema as one block comment with breakpoints in it. Drizzle splits the
text there, so the first piece is an open comment and the migrator fails with "unterminated /* comment".
Instead: remove the lines with /* and */, so that the file creates the schema, and stamp it in databases that have it.
"""

MESSAGE = (
    "{name} is a baseline that `drizzle-kit pull` wrote as one comment. Drizzle splits the comment at the breakpoints, "
    'and fails with "unterminated /* comment".'
)
HELP = "Remove the line /* at its start and the line */ at its end, so that it creates the schema."
