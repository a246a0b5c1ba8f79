"""drizzle-journal: puts Drizzle's migration journal right and proves it on a temporary PostgreSQL.

Every verb of the command line is also a plain function, in the module of its name:
`journal.scaffold.scaffold`, `journal.bootstrap.bootstrap`, `journal.manual.run.run`.
"""

__version__ = "0.1.0"
