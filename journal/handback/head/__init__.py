"""The head, proved: what `schema.ts` makes, held against what the entries make, and told as `generate` tells it."""
