"""TELL the findings of `drizzle-journal check`: one file a format, each a pure function from a CheckResult."""
