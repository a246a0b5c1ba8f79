"""The snapshots that drizzle-kit would have written into `meta/`, and the chain of their ids."""
