"""The result of `drizzle-journal rollback`: a page in Markdown, and a JSON document."""
