"""unprintable-name (error): a file name is not printable UTF-8.

Why: JSON cannot represent it, so the journal cannot list the file.
Instead: rename it.
"""
