"""Proofs by drizzle-kit that take more than one command."""
