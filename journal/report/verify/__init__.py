"""The result of `drizzle-journal verify`, section by section, as text, JSON, JUnit and HTML. Pure."""
