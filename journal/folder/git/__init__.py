"""Git's view of the project's files: the folder at a ref, and the commits that changed a file."""
