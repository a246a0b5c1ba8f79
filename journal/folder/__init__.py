"""READ. Files become frozen values; nothing here knows a database."""
