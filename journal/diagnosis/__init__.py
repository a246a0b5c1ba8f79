"""Find a project, look at all of it that needs no server, and name the next command: the doctor."""
