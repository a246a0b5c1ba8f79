"""Values made up for a type, as text. Pure: nothing here knows a table."""
