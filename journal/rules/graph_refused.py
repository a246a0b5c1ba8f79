"""graph-refused (error): `drizzle-kit check` of 1.0 stops at a snapshot, for a cause that the other rules do not see.

Why: `generate` stops at it, too. Such a snapshot has JSON of another shape, follows a migration that sorts after it, or
has no first snapshot behind it. drizzle-kit names one snapshot, and then looks for no conflicts between branches.
Instead: restore the snapshots of all folders from one commit. A folder that sorts before the one that it follows gets a
later name, if no database has applied it.

This is found where drizzle-kit 1.0 and node are installed; `--no-kit` skips it.
"""

from shlex import quote

from journal.errors import Place
from journal.rules import graph_duplicate_id, graph_parent, late_folder
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    kit = subject.kit
    if not kit or not kit.refused:
        return
    rules = (graph_parent, graph_duplicate_id, late_folder)
    if kit.refused in {finding.tag for rule in rules for finding in rule.check(subject)}:
        return
    path = next((one.path for one in subject.graph if one.folder == kit.refused), subject.settings.migrations)
    help_ = f"Restore the snapshots of all folders from one commit: git log -p -- {quote(str(path))}"
    if kit.late_parent:
        help_ = (
            f"Rename one of the two, if no database has applied it: {kit.refused} has to sort after {kit.late_parent}."
        )
    yield Finding(f"drizzle-kit {kit.version} check stops here: {kit.refusal}.", help_, Place(path), kit.refused)
