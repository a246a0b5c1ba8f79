"""config-of-other-dialect (note): drizzle.config is for a database other than PostgreSQL.

Why: its `out` and its ledger are not used then, so this may not be the folder you mean.
Instead: name the right file with `--config`, or the folder with `--migrations`.
"""
