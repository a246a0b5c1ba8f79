"""The warning on files that end Drizzle's transaction, which several reports of a replay have."""

from collections.abc import Iterable, Iterator

from journal.folder.read import Folder
from journal.replay.explain import AppliedMigration
from journal.rules.support.own_transaction import RULE, seen_to_end, sentences, where_unknown


def own_transaction_warnings(folder: Folder, applied: Iterable[AppliedMigration]) -> Iterator[str]:
    """Yield a warning on the files that ended Drizzle's transaction in the replay, one for all with the same effect."""
    files = folder.by_tag
    ended = {one.tag: seen_to_end(files[one.tag]) for one in applied if one.ended_transaction and one.tag in files}
    yield from (f"warning: {sentence} [{RULE}]" for sentence in sentences(list(ended.values())))
    for tag, own in list(ended.items())[:1]:
        yield f"  help: {where_unknown(folder.settings, tag, own)}"
