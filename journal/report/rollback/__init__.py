"""The result of `journal rollback`: a page in Markdown, and a JSON document."""
