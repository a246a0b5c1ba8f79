"""drizzle-journal: puts Drizzle's migration journal right and proves it on a temporary PostgreSQL.

Every verb of the command line is also a plain function, in the module of its name:
`journal.check.check`, `journal.fix.fix`, `journal.scaffold.scaffold`, `journal.bootstrap.bootstrap`,
`journal.status.status`, `journal.manual.run.run`, `journal.manual.down.down`,
`journal.server.embedded.storage.clear_cache`.
"""

__version__ = "0.1.0"
