"""when-does-not-rise (error): a `when` is not above all those before it, so Drizzle skips the migration silently.

Why: Drizzle runs the entries whose `when` is above the highest one that the database has recorded, and compares nothing
else. A new database runs all of them, so CI passes, while production never runs this one, with exit code 0.
Instead: give it a larger `when` than all before it, if no database has recorded it; after a merge of two branches
`drizzle-journal rebase --onto REF` does so, and lets the rows of the databases that you name follow. Where some have it
and some skipped it, another `when` would make the former run it again: `drizzle-journal run --only TAG --journal` on
each of the latter.
"""

from journal.folder.entries import Entry, late_run
from journal.rules.support.merged import by_rebase
from journal.rules.support.subject import Findings, Subject

RULE, REASON = "when-does-not-rise", "every database has it"


def check(subject: Subject) -> Findings:
    settings = subject.settings
    highest: Entry | None = None
    merged: str | None = None
    for index, entry in subject.entries:
        if highest is None or entry.when > highest.when:
            highest = entry
            continue
        if merged is None:
            merged = f"After a merge of two branches: {way} " if (way := by_rebase(subject)) else ""
        relation = "the same as" if entry.when == highest.when else f"below the {highest.when} of"
        yield subject.entry_finding(
            index,
            "when",
            f"{entry.tag} has the `when` {entry.when}, {relation} {highest.tag} before it: a database that has "
            f"{highest.tag} skips {entry.tag} silently, and only a new one runs it.",
            f"{merged}Write {highest.when + 1000} or more, if no database has recorded it. Otherwise keep it, and run "
            f"this on each database that skipped it: {settings.command(*late_run(entry.tag), '--url', 'URL')}. "
            "When all have "
            "it, accept the finding: "
            f"{settings.command('check', '--accept', RULE, '--tag', entry.tag, '--reason', REASON)}",
        )
