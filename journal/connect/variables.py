"""The environment variables that name a database."""

VARIABLES = ("DATABASE_URL", "POSTGRES_URL")
"""Hold a URL; the first that is set counts."""

DIRECT_VARIABLES = ("DATABASE_URL_UNPOOLED", "POSTGRES_URL_NON_POOLING", "DIRECT_URL")
"""Hold the URL of the same database without its pooler. Source: the pages of Neon, Vercel and Supabase."""

LIBPQ_VARIABLES = ("PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE")
"""Of libpq's own variables, those that name a database or the server of one."""
