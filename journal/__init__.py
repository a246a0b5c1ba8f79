"""drizzle-journal: puts Drizzle's migration journal right and proves it on a temporary PostgreSQL.

Each command of the command line is also a plain function, in `journal.verbs` or in the package of its name.
"""

__version__ = "0.1.0"
