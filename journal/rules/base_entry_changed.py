"""base-entry-changed: an entry that is merged already is changed, moved or removed here.

Why: databases have recorded its `when`. With another one Drizzle runs it again or skips it in silence, and an entry put
before it is skipped by every database that is up to date.
Instead: keep the entries of the base as they are, first and in their order; new ones come after them.
"""

from collections.abc import Iterator
from typing import Any

from journal.errors import Severity
from journal.folder.entries import json_of
from journal.rules.support.finding import Finding
from journal.rules.support.subject import Subject

SEVERITY = Severity.ERROR
_FROZEN = ("when",)  # all that a database has recorded of an entry


def check(subject: Subject) -> Iterator[Finding]:
    """A finding for each entry of the base that is not where and as it was; nothing without --base."""
    if subject.base is None or subject.raw.broken:
        return
    ref = subject.base.ref
    here = {item.get("tag"): (index, item) for index, item in enumerate(subject.raw.items) if isinstance(item, dict)}
    for position, there in enumerate(subject.base.items):
        tag = str(there.get("tag"))
        if there.get("tag") not in here:
            message = f"The entry {tag} is merged in {ref}, and the journal here has it no longer."
            yield Finding(message, "Restore it, where it was.", subject.raw.place(), tag)
            continue
        index, item = here[there.get("tag")]
        if index != position:
            message = f"The entry {tag} is number {position} in {ref}, and number {index} here."
            yield Finding(message, "Put new entries behind those that are merged.", subject.at(index), tag)
        for key in _changed(there, item):
            message = f"The `{key}` of {tag} is {_json(there.get(key))} in {ref}, and {_json(item.get(key))} here."
            yield Finding(message, "Restore it: databases have recorded the entry.", subject.at(index, key), tag)


def _changed(there: dict[str, Any], here: dict[str, Any]) -> list[str]:
    """The keys that differ. A hash may be added, since Drizzle does not look at it, but not changed."""
    keys = [key for key in _FROZEN if there.get(key) != here.get(key)]
    return [*keys, "hash"] if there.get("hash") and there.get("hash") != here.get("hash") else keys


def _json(value: Any) -> str:
    return json_of(value) if value is not None else "missing"
