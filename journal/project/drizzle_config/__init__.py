"""drizzle.config.*, read without running it: what it says, where it says it, and what only running it would tell."""
