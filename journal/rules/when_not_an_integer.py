"""when-not-an-integer (error): a `when` is not a whole number of milliseconds.

Why: Drizzle compares it with the ledger's bigint: text such as an ISO date fails with 22P02 on a new database and is
skipped silently on a used one.
Instead: write milliseconds since 1970, such as 1755216000000 for 2025-08-15.
"""

from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    for refused in subject.raw.refused:
        if refused.key == "when":
            yield Finding(refused.error.message, refused.error.hint, refused.error.place)
