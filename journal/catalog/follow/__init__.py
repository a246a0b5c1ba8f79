"""The schema after each step of one transaction, without reading all of it each time."""
