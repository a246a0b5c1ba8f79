"""The verbs for SQL that is run by hand."""
