"""The folder of drizzle 1.0 that a completed copy becomes: made by the real `drizzle-kit up`, beside the copy.

`up` gets the files with other moments, so that its folders have the names of `folder_names`.
"""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import Place, SettingsInvalid
from journal.folder.entries import FILE_NAME
from journal.folder.hashing import drizzle_hash
from journal.folder.lock import Lock, LockedMigration
from journal.folder.lookup import downs_by_tag
from journal.folder.rewrite.writing import new_text
from journal.folder.snapshots import prefix_of
from journal.folder.version_1 import moment_of
from journal.folder.version_1_downs import FILE_NAME as DOWN_NAME
from journal.handback.complete import CompletedCopy
from journal.handback.copy import ProjectCopy, second_copy
from journal.handback.folder_names import folder_names
from journal.handback.new_lock import NewLock
from journal.handback.numbering import Renumbering
from journal.handback.publish import refuse_linked_folders
from journal.handback.request import HandbackRequest
from journal.ledger.columns import LedgerRow
from journal.ledger.predict import LocalMigration, Matcher, local_migrations
from journal.project.files import copy_file, copy_folder
from journal.project.layout import SQL_OF_1, Layout, is_version_1
from journal.project.settings import Settings
from journal.project.settings_edit import RenamedFiles


@dataclass(frozen=True)
class NewFolders:
    """The folders that the entries of a completed copy become. `names`: by tag."""

    copy: ProjectCopy
    completed: CompletedCopy
    names: Mapping[str, str]

    @property
    def whens(self) -> Mapping[str, int]:
        """Return the `when` of each entry by its folder."""
        return {self.names[entry.tag]: entry.when for entry in self.completed.folder.journal.entries}

    @cached_property
    def moved(self) -> tuple[str, ...]:
        """Return the tags whose folder has another second than their `when`."""
        entries = self.completed.folder.journal.entries
        return tuple(one.tag for one in entries if self._moment(one.tag) != one.when // 1000)

    def _moment(self, tag: str) -> int:
        return (moment_of(self.names[tag]) or 0) // 1000

    @property
    def migrations(self) -> tuple[LocalMigration, ...]:
        """Return the migrations as drizzle-orm 1.0 knows them then."""
        return tuple(
            replace(one, folder=self.names[one.tag], when=self._moment(one.tag) * 1000)
            for one in local_migrations(self.completed.folder)
        )

    @cached_property
    def confused(self) -> tuple[str, ...]:
        """Return the tags whose row `migrate` of 1.0, where it upgrades a ledger, takes for another migration's."""
        matcher = Matcher(self.migrations)
        found = [
            (one, matcher.match(LedgerRow(0, one.hash, one.when))) for one in local_migrations(self.completed.folder)
        ]
        return tuple(one.tag for one, match in found if match is None or match.tag != one.tag)

    def scratch(self, place: Path) -> Path:
        """Write what `up` needs to a new folder: the journal with other moments, the files and their snapshots."""
        folder, meta = self.completed.folder, self.copy.settings.meta
        (place / "meta").mkdir(parents=True)
        entries = tuple(
            replace(entry, when=self._moment(entry.tag) * 1000, hash=None, tag=f"{idx:04}_{self.names[entry.tag][15:]}")
            for idx, entry in enumerate(folder.journal.entries)
        )
        for entry, old in zip(entries, folder.journal.entries, strict=True):
            copy_file(str(folder.by_tag[old.tag].path), str(place / f"{entry.tag}.sql"))
            snapshot = f"{prefix_of(old.tag)}_snapshot.json"
            copy_file(str(meta / snapshot), str(place / "meta" / f"{prefix_of(entry.tag)}_snapshot.json"))
        (place / "meta" / FILE_NAME).write_text(new_text(entries), encoding="utf-8", newline="")
        return place

    @cached_property
    def _downs(self) -> Mapping[str, str]:
        """Return the new place of each down file, by its name in the folder."""
        downs = downs_by_tag(self.completed.folder)
        return {f"{down.tag}.sql": f"{self.names[tag]}/{DOWN_NAME}" for tag, down in downs.items()}

    def renamed(self, renumbering: Renumbering | None) -> RenamedFiles:
        """Return what the settings need to follow. `renumbering`: how the tags of the copy came about."""
        old_tags = {new: old for old, new in renumbering.tags.items()} if renumbering else {}
        old_files = {new: old for old, new in renumbering.files.items()} if renumbering else {}
        tags = {old_tags.get(tag, tag): name for tag, name in self.names.items()}
        downs = {old_files.get(down, down): new for down, new in self._downs.items()}
        return RenamedFiles(tags, {f"{tag}.sql": f"{name}/{SQL_OF_1}" for tag, name in tags.items()} | downs)

    def assemble(self, upgraded: Path, place: Path) -> ProjectCopy:
        """Return the whole folder: what `up` made, down files in their folders, and what else the project has there."""
        second_copy(self.copy.out, place)
        shutil.rmtree(place / "meta")
        for tag in self.names:
            (place / self.completed.folder.by_tag[tag].path.relative_to(self.copy.out)).unlink()
        for name in self.names.values():
            copy_folder(upgraded / name, place / name)
        for old, new in self._downs.items():
            (place / old).rename(place / new)
        settings = replace(self.copy.settings, migrations=place, meta=place / "meta")
        return replace(self.copy, settings=settings)

    def lock(self, before: Lock, renumbering: Renumbering | None) -> NewLock:
        """Return the lock: the hash of each folder, which the replay has proved, and the reasons of an earlier lock."""
        old = {new: old for old, new in renumbering.tags.items()} if renumbering else {}
        folder, locked = self.completed.folder, {}
        for entry in folder.journal.entries:
            known = before.migrations.get(old.get(entry.tag, entry.tag))
            hash_ = entry.hash or drizzle_hash(folder.by_tag[entry.tag].raw)
            locked[self.names[entry.tag]] = LockedMigration(hash_, known.reason if known else "")
        return NewLock(before.path, before.text, before.with_migrations(locked))


def new_folders(copy: ProjectCopy, completed: CompletedCopy, now: datetime) -> NewFolders:
    """Return the folders of the entries. The tags of the copy have an underscore."""
    entries = completed.folder.journal.entries
    names = folder_names(entries, int(now.timestamp()))
    return NewFolders(copy, completed, {entry.tag: name for entry, name in zip(entries, names, strict=True)})


def require_version_0(settings: Settings, request: HandbackRequest) -> None:
    """Raise SettingsInvalid where the folder has the layout of 1.0 already, or an option is for such a folder.

    Raises FolderUnreadable as `refuse_linked_folders`.
    """
    plain = replace(settings, typed=(), env_var=None)
    if request.v0:
        raise SettingsInvalid(
            "--v0 names the packages for --to 0.x.", hint="Omit it. The packages of drizzle 1.0 are those of --v1."
        )
    if is_version_1(settings):
        to_0 = f"To make it one of 0.x: {plain.command('handback', '--to', '0.x', '--dry-run')}"
        done = (
            "`migrate` of 1.0 upgrades each ledger of 0.x itself. What it does with one: "
            f"{plain.command('status', '--url', 'URL')}. The way back: {plain.command('handback', '--undo')}"
        )
        raise SettingsInvalid(
            f"{settings.migrations} has {Layout.DRIZZLE_1.value}, already.",
            hint=done if request.to else to_0,
            place=Place(settings.migrations),
        )
    if request.to:
        refuse_linked_folders(settings)
