"""The copy: made, put right, and put in the project's place."""
