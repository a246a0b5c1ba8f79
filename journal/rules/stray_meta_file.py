"""stray-meta-file (error): a file in meta/ is not a snapshot.

Why: drizzle-kit reads every file there whose name does not begin with an underscore, and `check` and `generate` fail.
Instead: move it out of that folder.
"""

MESSAGE = "{name} in the folder of the journal is not a snapshot; drizzle-kit check and generate fail on it."
HELP = "Move it out of that folder."
