"""What the rules share: the subject they look at, findings, exceptions, and reading SQL."""
