"""The kinds of objects in a schema, from PostgreSQL's documentation and not from our code."""

KINDS = frozenset({
    "schema", "extension", "enum", "domain", "domain constraint", "composite type", "range type", "collation", "table",
    "column", "constraint", "index", "sequence", "view", "materialized view", "function", "trigger", "rule", "policy",
    "event trigger", "statistics", "comment", "grant", "default privilege",
})  # fmt: skip
