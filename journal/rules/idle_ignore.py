"""idle-ignore (warning): the ignore list names a file that does not exist.

Why: a later file of that name would be ignored unnoticed.
Instead: remove the line from the settings.
"""
