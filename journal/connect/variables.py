"""The environment variables that name a database."""

VARIABLES = ("DATABASE_URL", "POSTGRES_URL")
"""Hold a URL; the first that is set counts."""

LIBPQ_VARIABLES = ("PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE")
"""Of libpq's own variables, those that name a database or the server of one."""
