"""graph-parent (error): a snapshot.json names a parent that no snapshot has, or is a second first one.

Why: `drizzle-kit check` of 1.0 ends with an error, and `generate` cannot tell what the schema was.
Instead: restore the snapshots as they were generated, those of all folders together.
"""

from journal.errors import Place
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    read = [one for one in subject.graph if one.id]
    ids = {one.id for one in read}
    first = next((one for one in read if not one.parents), None)
    for snapshot in read:
        unknown = [parent for parent in snapshot.parents if parent not in ids]
        if unknown:
            message = f"The snapshot of {snapshot.folder} follows {unknown[0]}, which no snapshot is."
        elif not snapshot.parents and first and snapshot is not first:
            message = f"The snapshot of {snapshot.folder} follows none, and neither does that of {first.folder}."
        else:
            continue
        help_ = "Restore the snapshots of all folders from one commit."
        yield Finding(message, help_, Place(snapshot.path), snapshot.folder)
