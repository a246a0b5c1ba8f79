"""graph-parent (error): a snapshot.json names a parent that no snapshot has, or is a second first one.

Why: `drizzle-kit check` of 1.0 ends with an error, and `generate` cannot tell what the schema was.
Instead: restore the snapshots as they were generated, those of all folders together. Or rebuild them:
`drizzle-journal snapshot` writes a missing one with the id that the next one names; with `--replace`, one whose parent
is lost follows another.
"""

from journal.errors import Place
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    read = [one for one in subject.graph if one.id]
    ids = {one.id for one in read}
    first = next((one for one in read if not one.parents), None)
    for number, snapshot in enumerate(subject.graph):
        unknown = [parent for parent in snapshot.parents if parent not in ids]
        if unknown:
            message = f"The snapshot of {snapshot.folder} follows {unknown[0]}, which no snapshot is."
        elif snapshot.id and not snapshot.parents and first and snapshot is not first:
            message = f"The snapshot of {snapshot.folder} follows none, and neither does that of {first.folder}."
        else:
            continue
        missing = [one for one in subject.graph[:number] if one.is_missing and one.folder in subject.files]
        words = () if len(unknown) <= len(missing) and unknown else ("--replace",)
        help_ = subject.rebuilding(*words, otherwise="Restore the snapshots of all folders from one commit.")
        yield Finding(message, help_, Place(snapshot.path), snapshot.folder)
