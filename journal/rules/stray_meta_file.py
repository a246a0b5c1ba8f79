"""stray-meta-file (error): a file in meta/ is not a snapshot.

Why: drizzle-kit reads every file there whose name does not begin with an underscore, and `check` and `generate` fail.
Instead: move it out of that folder.
"""

from journal.rules.support.noted import noted

check = noted(
    "stray-meta-file",
    "{name} in the folder of the journal is not a snapshot; drizzle-kit check and generate fail on it.",
    "Move it out of that folder.",
)
