"""The result of `journal verify`, section by section, as text, JSON, JUnit and HTML. Pure."""
