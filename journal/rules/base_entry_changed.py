"""base-entry-changed (error): an entry of the base ref is changed, moved or missing here.

Why: databases have recorded its `when`. With another one Drizzle applies the migration again or skips it silently, and
an entry inserted before it is skipped by every database that is up to date.
Instead: keep the entries of the base unchanged, first and in their order; add new ones after them.
"""

from typing import Any

from journal.folder.entries import json_of
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    if subject.base is None or subject.raw.broken:
        return
    ref, hashes = subject.base.at.ref, {index: entry.hash for index, entry in subject.entries}
    here = {item.get("tag"): (index, item) for index, item in enumerate(subject.raw.items) if isinstance(item, dict)}
    for position, merged in enumerate(subject.base.items):
        tag = str(merged.get("tag"))
        if merged.get("tag") not in here:
            message = f"The entry {tag} is in the journal at {ref}, and missing here."
            yield Finding(message, "Restore it at its place.", subject.raw.place(), tag)
            continue
        index, item = here[merged.get("tag")]
        if index != position:
            message = f"The entry {tag} has the position {position} at {ref}, and {index} here."
            yield subject.entry_finding(index, "tag", message, "Move new entries behind those of the base.")
        # The hash may be in the lock.
        for key, value in (("when", item.get("when")), ("hash", hashes.get(index, item.get("hash")))):
            if merged.get(key) == value or (key == "hash" and not merged.get(key)):
                continue  # a hash may be added, since Drizzle does not read it
            message = f"The `{key}` of {tag} is {_json(merged.get(key))} at {ref}, and {_json(value)} here."
            yield subject.entry_finding(index, key, message, "Restore it: databases have recorded the entry.")


def _json(value: Any) -> str:
    return json_of(value) if value is not None else "missing"
