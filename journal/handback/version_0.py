"""The layout of 0.x that the folders of drizzle 1.0 become: tags, moments and files, and what prevents it.

Nothing of the SQL changes, so its hashes do not. 0.x knows one number: it runs each entry whose `when` is above the
highest `created_at`. So the moments have to rise in the order of the names, and `up` of 1.0, with which the project may
come back one day, needs them in different seconds.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from journal.dataclass import dataclass
from journal.folder.entries import FILE_NAME, Entry, Journal
from journal.folder.hashing import drizzle_hash
from journal.folder.lookup import downs_by_tag
from journal.folder.read import Folder
from journal.folder.rewrite.writing import new_text
from journal.folder.version_1 import TO_ANOTHER_SECOND, in_unknown_order
from journal.handback.checklist import Item, no_go, note
from journal.handback.copy import ProjectCopy
from journal.handback.numbering import Renumbering
from journal.ledger.rehash import FileChanges
from journal.ledger.renamed_rows import NameChanges
from journal.project.layout import SQL_OF_1

_SECOND = 1000
_SNAPSHOT = "snapshot.json"
_WITHOUT_WORDS = "migration"
_DATED = re.compile(r"\d{14}(_|$)")


@dataclass(frozen=True)
class Version0:
    """The entries in the order of the `folder`'s migrations; `files` are the new names of files by the old ones.

    `snapshots` are files that are removed, `left` files that stay in the folders, where 0.x reads none.
    """

    folder: Folder
    entries: tuple[Entry, ...]
    files: Mapping[str, str]
    snapshots: tuple[str, ...]
    left: tuple[str, ...]

    @property
    def tags(self) -> Mapping[str, str]:
        """The tags by the names of the folders."""
        return {one.tag: entry.tag for one, entry in zip(self.folder.forwards, self.entries, strict=True)}

    @property
    def whens(self) -> Mapping[str, int]:
        """The moments by the names of the folders."""
        return {one.tag: entry.when for one, entry in zip(self.folder.forwards, self.entries, strict=True)}

    @property
    def renumbering(self) -> Renumbering:
        """The same as a change of names."""
        path = self.folder.settings.migrations / "meta" / FILE_NAME
        return Renumbering(self.tags, self.files, Journal(path, self.entries, new_text(self.entries)))

    @property
    def changes(self) -> FileChanges:
        """What rows of the manual ledger follow: the new names."""
        return FileChanges(names=NameChanges(self.tags))

    def write_to(self, copy: ProjectCopy) -> ProjectCopy:
        """Give the files of a copy their new names; return the copy with the settings that have them, too."""
        for old, new in self.files.items():
            (copy.out / old).rename(copy.out / new)
        for name in self.snapshots:
            (copy.out / name).unlink()
        for name in self.tags:
            if not any((copy.out / name).iterdir()):
                (copy.out / name).rmdir()
        return replace(copy, settings=self.renumbering.renamed.settings(copy.settings))

    def items(self) -> Iterator[Item]:
        """Yield what prevents it, and what a person should know of it."""
        yield from self._order_items()
        taken = [new for old, new in self.files.items() if old != new and self._is_there(new)]
        taken += [new for new, count in Counter(self.files.values()).items() if count > 1]
        if taken:
            message = "These files are there already, or two files would get the name:"
            yield no_go("file-exists", message, "Move what is not needed out of the folder.", *sorted(set(taken)))
        if self.left:
            message = "These files stay in the folders of 1.0, where 0.x reads nothing:"
            yield note("files-left", message, "", *self.left)

    def _is_there(self, name: str) -> bool:
        return name not in self.files and (self.folder.settings.migrations / name).exists()

    def _order_items(self) -> Iterator[Item]:
        names, entries = [one.tag for one in self.folder.forwards], self.folder.journal.entries
        if odd := [name for name in names if not _DATED.match(name)]:
            message = "These names do not begin with 14 digits and an underscore, so the order of 0.x is not certain:"
            yield no_go("folder-order", message, "Rename them, if no database has recorded them.", *odd)
        elif pair := in_unknown_order(names):
            message = f"The order of {pair[0]} and {pair[1]} is not known: it depends on the language of Node.js."
            yield no_go("folder-order", message, TO_ANOTHER_SECOND)
        elif wrong := [f"{one.tag}, {two.tag}" for one, two in pairwise(entries) if one.when > two.when]:
            message = "The moments do not rise in the order of the names:"
            yield no_go("folder-order", message, "Rename the second, if no database has recorded it.", *wrong)
        moved = [one.tag for one, entry in zip(entries, self.entries, strict=True) if one.when != entry.when]
        if moved:
            message = (
                "These share a second with a later folder, or make room for one, and get an earlier `when`. The rows "
                "of the databases that you name get the same:"
            )
            yield note("when-in-the-same-second", message, "", *moved)


def plan_version_0(folder: Folder) -> Version0:
    """Return the layout of 0.x of a folder of drizzle 1.0. Pure but for a look at which files there are."""
    names, root = [one.tag for one in folder.forwards], folder.settings.migrations
    tags = {name: f"{number:04}_{name.partition('_')[2] or _WITHOUT_WORDS}" for number, name in enumerate(names)}
    whens = rising([entry.when for entry in folder.journal.entries])
    entries = tuple(
        Entry(number, when, tags[one.tag], hash=one.hash or drizzle_hash(folder.by_tag[one.tag].raw))
        for number, (one, when) in enumerate(zip(folder.journal.entries, whens, strict=True))
    )
    files = {f"{name}/{SQL_OF_1}": f"{tag}.sql" for name, tag in tags.items()}
    for name, down in downs_by_tag(folder).items():
        files[down.path.relative_to(root).as_posix()] = f"{tags[name]}.down.sql"
    present = [path.relative_to(root).as_posix() for name in names for path in sorted((root / name).rglob("*"))
               if path.is_file()]  # fmt: skip
    snapshots = tuple(name for name in present if name.endswith(f"/{_SNAPSHOT}") and name.count("/") == 1)
    left = tuple(name for name in present if name not in files and name not in snapshots)
    files = {old: new for old, new in files.items() if old != new}
    return Version0(folder, entries, files, snapshots, left)


def rising(moments: Sequence[int]) -> list[int]:
    """Return moments in different seconds: the last one stays, an earlier one is moved back where it has to be."""
    found = [*moments]
    for at in range(len(found) - 2, -1, -1):
        found[at] = min(found[at], found[at + 1] - _SECOND)
    return found
