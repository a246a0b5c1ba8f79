"""not-where-drizzle-looks (warning): the journal is not where drizzle-kit looks for it.

Why: drizzle-kit reads only meta/_journal.json in its `out` folder, so it does not read this one.
Instead: move it there, or name its folder as `out` in drizzle.config.
"""
