"""REBUILD. A temporary database, or its schema step by step, from a migrations folder."""
