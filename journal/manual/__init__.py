"""RUN BY HAND. The embedded runner for SQL that Drizzle's migrator does not run."""
