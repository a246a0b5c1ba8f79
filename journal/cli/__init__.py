"""TRANSLATE. Words become values, one call is made, and its result becomes text and an exit code. One verb a file."""
