"""The two ledgers: `drizzle.__drizzle_migrations` and `_manual_migrations`; how they are read, written and locked."""
