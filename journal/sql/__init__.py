"""PostgreSQL's own parser: the SQL of a file as statements and as a tree. What they are good for is not known here."""
