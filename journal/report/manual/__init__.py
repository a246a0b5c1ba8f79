"""What the verbs for SQL that is run by hand tell."""
