"""TELL what `journal check` found: one file a format, each a pure function from Checked to str or dict."""
