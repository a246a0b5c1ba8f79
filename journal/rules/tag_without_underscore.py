"""tag-without-underscore (warning): a tag has no underscore, so its snapshot has no prefix.

Why: drizzle-kit names the snapshot by the part before the first underscore, here the whole tag, and drizzle-kit 1.0
cannot split the tag into a number and a name.
Instead: rename the file and the tag to NUMBER_NAME; the hash does not change, since it does not depend on names.
"""

from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    for index, entry in subject.entries:
        if "_" not in entry.tag:
            message = f"The tag {entry.tag} has no underscore, so drizzle-kit 1.0 finds no name in it."
            help_ = f"Rename it and its file, such as {entry.idx:04d}_{entry.tag}; the hash does not change."
            yield subject.entry_finding(index, "tag", message, help_)
