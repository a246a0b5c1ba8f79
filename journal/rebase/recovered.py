"""The entries that a merge has lost: their files are here, and an earlier commit of the journal lists them."""

from collections.abc import Collection
from contextlib import suppress

from journal.errors import JournalInvalid
from journal.folder.entries import FILE_NAME, Entry, EntryReader
from journal.folder.git.ref import GitRef
from journal.folder.git.repository import GitFailed
from journal.folder.git.tree import decoded

_MOST_COMMITS = 50


def recovered_entries(at: GitRef, tags: Collection[str]) -> dict[str, Entry]:
    """Return the newest entry of each of these tags in the history of the journal, merges and their sides included.

    Raises GitFailed where git cannot tell.
    """
    left, found, path = {*tags}, dict[str, Entry](), at.settings.meta / FILE_NAME
    if not left:
        return found
    with at.needed():
        words = ("--full-history", f"-n{_MOST_COMMITS}", "HEAD", "--", at.git.inside(path))
        commits = decoded(at.git.output("rev-list", *words)).split()
    for commit in commits:
        with suppress(GitFailed, JournalInvalid):  # it was broken there
            for index, item in enumerate(at.items(commit)):
                if item.get("tag") in left:
                    entry = EntryReader(path, "").entry(index, item)
                    found[entry.tag] = entry
                    left.discard(entry.tag)
        if not left:
            break
    return found
