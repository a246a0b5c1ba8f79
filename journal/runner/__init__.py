"""Running one file by hand: what it asks for, its statements, and what is kept when it stops half way."""
