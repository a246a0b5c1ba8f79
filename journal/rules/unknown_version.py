"""unknown-version (note): the journal's version is not the one that drizzle-kit 0.31 writes.

Why: older versions of drizzle-kit wrote the folder. Neither the migrator nor drizzle-kit reads this number, so nothing
stops; the version of the snapshots does, which is the rule snapshot-old-version.
Instead: nothing has to be done. `drizzle-kit up` upgrades old snapshots, and leaves this number as it is.
"""

from journal.folder.entries import VERSION_IS_NOT_READ, json_of
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    raw = subject.raw
    if raw.value and raw.value.get("version") != "7":
        version = json_of(raw.value.get("version")) if "version" in raw.value else "missing"
        message = f'The journal\'s version is {version}; drizzle-kit 0.31 writes "7".'
        yield Finding(message, VERSION_IS_NOT_READ, raw.place(key="version"))
