"""A PostgreSQL from binaries on this machine, on a clone of a cluster that is kept in the cache."""
