"""CONNECT. To a database of the user's, and to those of our own; and what of a URL may be shown."""
