"""What git knows of the project's files: the folder at a ref, and when a file had which content."""
