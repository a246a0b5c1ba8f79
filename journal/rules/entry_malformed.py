"""entry-malformed (error): an element of `entries` is not an object, or has no tag.

Why: the migrator reads `tag` and `when` of every element, and fails at the first without them.
Instead: remove the element, or give it the tag of its file.
"""

from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    for refused in subject.raw.refused:
        if refused.key is None or (refused.key == "tag" and not has_tag(subject.raw.items[refused.index])):
            yield Finding(refused.error.message, refused.error.hint, refused.error.place)


def has_tag(item: dict[str, object]) -> bool:
    """Tell whether an element of `entries` has a tag that is not blank."""
    tag = item.get("tag")
    return isinstance(tag, str) and bool(tag.strip())
