"""journal-missing (error): there are migrations, and no journal that lists them.

Why: Drizzle runs only the migrations in meta/_journal.json; without that file, `drizzle-kit migrate` runs none.
Instead: `drizzle-journal scaffold` writes it from the files; `drizzle-journal bootstrap` also fills in the hashes and
verifies them.
"""

from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    raw = subject.raw
    if not raw.text and not raw.broken and subject.folder.forwards:
        message = f"There is no journal at {raw.path}, so Drizzle runs none of the files."
        yield Finding(message, f"Type: {subject.settings.command('bootstrap')}")
