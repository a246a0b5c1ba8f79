"""Snapshots as drizzle-kit keeps them in `meta/`: said from the catalog and the migration files, without node."""
