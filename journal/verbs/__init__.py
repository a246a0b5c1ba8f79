"""One module for each command that is not a package of its own: its whole story, from values to a result."""
