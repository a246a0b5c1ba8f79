"""The proofs by drizzle-kit itself, on the copy."""
