"""Where it is rehearsed: a server, databases for the asking, and the walks through the files."""
