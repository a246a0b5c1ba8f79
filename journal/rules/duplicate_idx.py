"""duplicate-idx (error): two entries have the same `idx`, or one has none.

Why: drizzle-kit takes the next number from the last entry's `idx`, and names files by it; after a merge of two branches
both have the same one. The migrator does not read it.
Instead: number them 0, 1, 2 in the order of the list: `drizzle-journal check --fix`. After a merge of two branches:
`drizzle-journal rebase --onto REF`, which also gives your own entries a larger `when`, new numbers and new snapshots.
"""

from journal.folder.entries import json_of
from journal.rules.support.merged import by_rebase
from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    seen: dict[object, str] = {}
    for index, item in enumerate(subject.raw.items):
        if not isinstance(item, dict):
            continue
        idx, tag = item.get("idx"), item.get("tag")
        if type(idx) is not int:
            value = "no `idx`" if idx is None else f"the `idx` {json_of(idx)}, which is not a whole number"
            yield subject.entry_finding(index, "idx", f"{tag} has {value}.", f"Write {index}.")
        elif idx in seen:
            message = f"{tag} has the `idx` {idx}, and so has {seen[idx]}."
            help_ = f"Number the entries again: {subject.settings.command('check', '--fix')}"
            help_ += f". After a merge of two branches: {way}" if (way := by_rebase(subject)) else ""
            yield subject.entry_finding(index, "idx", message, help_)
        else:
            seen[idx] = str(tag)
