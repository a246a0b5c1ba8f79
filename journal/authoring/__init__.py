"""AUTHORING. New migration files: how they are called, what stands in them, and the way back out of the way forward."""
