"""The way back: what a copy and the database of now differ in, and what is done about it."""
