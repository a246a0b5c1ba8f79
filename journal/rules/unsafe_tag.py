"""unsafe-tag (error): a tag is not the name of a file in the migrations folder.

Why: Drizzle puts the tag between the folder's path and `.sql`; a tag with `..` or a leading slash reads another file.
Instead: write the name of a file in the folder, without `.sql`.
"""

from journal.rules.entry_malformed import has_tag
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    for refused in subject.raw.refused:
        if refused.key == "tag" and has_tag(subject.raw.items[refused.index]):
            yield Finding(refused.error.message, refused.error.hint, refused.error.place)
