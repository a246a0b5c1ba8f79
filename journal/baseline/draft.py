"""The files of a baseline, made in a private folder: SQL, journal or lock, snapshot and schema.ts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field, replace
from datetime import UTC, datetime
from pathlib import Path

from journal.authoring.naming import slug
from journal.dataclass import dataclass
from journal.drizzle.choice import Engine
from journal.drizzle.packages import DRIZZLE, installed_package, reads_journals
from journal.errors import FolderUnreadable, JournalError, JournalInvalid, Note, Place
from journal.folder.entries import FILE_NAME
from journal.folder.lock import LockedMigration, lock_beside_journal, read_lock
from journal.folder.read import Folder
from journal.folder.rewrite.writing import without_hashes
from journal.folder.snapshots import prefix_of
from journal.folder.version_1 import read_either
from journal.handback.copy import ProjectCopy
from journal.handback.numbering import Mode, mode_of, next_prefix
from journal.project.files import FileKind, read_file
from journal.project.layout import SQL_OF_1, is_version_1
from journal.project.settings import Settings
from journal.rebuild.database import Recipe
from journal.replay.watcher import Silence, Watcher
from journal.server.provider import Provider
from journal.server.runs import run_folder
from journal.verbs.bootstrap import BootstrapRequest, build_journal
from journal.verbs.schema import rendered
from journal.verbs.snapshot import snapshots
from journal.verbs.snapshot_result import SnapshotsRequest
from journal.verbs.snapshot_version_1 import graph_snapshots


@dataclass(frozen=True)
class BaselineDraft:
    """A folder of its own that has the baseline alone. `settings` are those of the copy."""

    copy: ProjectCopy
    tag: str
    is_version_1: bool

    @property
    def settings(self) -> Settings:
        """Return the settings whose migrations folder has the baseline."""
        return self.copy.settings

    @property
    def sql(self) -> Path:
        """Return the path of the SQL."""
        name = f"{self.tag}/{SQL_OF_1}" if self.is_version_1 else f"{self.tag}.sql"
        return self.copy.out / name

    def write(self, text: str) -> Folder:
        """Write the SQL and return the folder with it."""
        self.sql.parent.mkdir(parents=True, exist_ok=True)
        self.sql.write_bytes(text.encode())
        return read_either(self.settings)


@dataclass(frozen=True)
class DraftFiles:
    """The files by their names in the migrations folder, the lock where there is one, and schema.ts."""

    folder: Folder
    files: Mapping[str, bytes] = field(repr=False)
    lock_text: str
    schema_text: str
    notes: tuple[Note, ...]


def first_layout(settings: Settings, to: str | None) -> bool:
    """Tell whether the first migration gets the layout of drizzle 1.0: as `to` says, else as the packages do.

    Raises FolderUnreadable where the folder has begun, and JournalInvalid where the lock has migrations.
    """
    refuse_begun(settings)
    if settings.meta.resolve() != (settings.migrations / "meta").resolve():
        raise FolderUnreadable(
            f"meta is {settings.meta}, and drizzle-kit looks for it in the migrations folder only.",
            hint="Leave out --meta, and `meta` in the settings.",
            place=Place(settings.meta),
        )
    if to is not None:
        return to == "1.0"
    versions = (found[1] for name in DRIZZLE[::-1] if (found := installed_package(settings.root, name)))
    version = next(versions, "")
    return bool(version) and not reads_journals(version)


def refuse_begun(settings: Settings) -> None:
    """Raise FolderUnreadable where the folder has a migration or a journal; JournalInvalid where the lock has one."""
    folder = settings.migrations
    begun = next(iter(sorted(folder.rglob("*.sql"))), None) if folder.is_dir() else None
    begun = begun or (settings.meta / FILE_NAME if (settings.meta / FILE_NAME).exists() else None)
    if begun or is_version_1(settings):
        raise FolderUnreadable(
            f"{begun or folder} is there already, and a baseline is the first migration of its folder.",
            hint=f"To mark its migrations as applied: {settings.command('stamp', '--to', 'TAG', '--url', 'URL')}. "
            "A journal without migrations: remove it. For another folder: --migrations DIR",
            place=Place(begun or folder),
        )
    lock = read_lock(settings)
    if lock.migrations:
        raise JournalInvalid(
            f"{lock.path} has {len(lock.migrations)} migrations, and there is none in {folder}.",
            hint="Restore them from git, or remove the lock.",
            place=Place(lock.path),
        )


def first_tag(settings: Settings, name: str, *, is_1: bool) -> str:
    """Return the tag of the first migration, with the number or moment that drizzle-kit gives it. Raises NameUnusable.

    With `migrations.prefix` none, drizzle-kit gives no number, and finds no snapshot again: it is 0000 then.
    """
    words, now = slug(name, for_baseline=True), datetime.now(UTC)
    prefix = next_prefix(Mode.TIMESTAMP if is_1 else mode_of(settings), (), now) or "0000"
    return f"{prefix}_{words}"


@contextmanager
def drafting(settings: Settings, tag: str, *, is_1: bool) -> Iterator[BaselineDraft]:
    """Yield an empty folder for the baseline. A JournalError in the block is changed into one about the project."""
    with run_folder() as folder:
        out = folder / "out"
        out.mkdir()
        own = replace(settings, migrations=out, meta=out / "meta", lock=None, baseline=None, contains={}, ignore=())
        copy = ProjectCopy(folder, settings, own)
        try:
            yield BaselineDraft(copy, tag, is_1)
        except JournalError as error:
            copy.refer_to_project(error)
            raise


def complete_draft(draft: BaselineDraft, provider: Provider, recipe: Recipe, watcher: Watcher) -> DraftFiles:
    """Write journal and snapshot beside the SQL, and return all files. Raises what these verbs raise."""
    settings, original = draft.settings, draft.copy.original
    engine = Engine.NATIVE if settings.engine == Engine.NATIVE else Engine.AUTO
    request = BootstrapRequest(engine, dry_run=draft.is_version_1, recipe=recipe)
    boot = build_journal(settings, provider, request, watcher)
    if draft.is_version_1:
        made = graph_snapshots(settings, provider, SnapshotsRequest(recipe=recipe, compare=False), Silence())
    else:
        made = snapshots(settings, provider, SnapshotsRequest(recipe=recipe, compare=False), Silence())
    shown = rendered(settings, provider, recipe, Silence())
    hashes = {one.entry.tag: LockedMigration(one.captured) for one in boot.parity.entries if one.captured}
    lock = read_lock(original) if draft.is_version_1 else lock_beside_journal(original)
    files = {f"{draft.sql.relative_to(draft.copy.out)}": read_file(draft.sql, FileKind.SQL)}
    if draft.is_version_1:
        snapshot = draft.sql.with_name("snapshot.json")
    else:
        snapshot = settings.meta / f"{prefix_of(draft.tag)}_snapshot.json"
        text = boot.text if lock is None else without_hashes(boot.text)
        files[f"meta/{FILE_NAME}"] = text.encode()
    files[str(snapshot.relative_to(draft.copy.out))] = read_file(snapshot, FileKind.SNAPSHOT)
    return DraftFiles(
        read_either(settings), files, lock.with_migrations(hashes) if lock else "", shown.text, made.deviations
    )
