"""TELL. A result becomes text, a Rich table or a JSON document. Pure: nothing here prints."""
