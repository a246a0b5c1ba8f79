"""drizzle.config.*, read without running it: its values, the place of each, and the expressions it computes."""
