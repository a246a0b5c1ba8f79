"""What drizzle-kit would have written into `meta/`: the snapshot of each entry's schema, and the chain of them all."""
