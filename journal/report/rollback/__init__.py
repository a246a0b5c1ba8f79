"""What `journal rollback` tells: a page in Markdown, and the same for a program."""
