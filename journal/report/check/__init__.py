"""TELL the findings of `journal check`: one file a format, each a pure function from a CheckResult."""
