"""Replace the migrations up to one by a single file: choose, replay, compose, prove on a copy, publish."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from shutil import rmtree
from typing import Unpack

from journal.baseline.dump_text import NotSplittable
from journal.baseline.dumper import DumpScope, own_words
from journal.dataclass import dataclass
from journal.errors import SettingsInvalid
from journal.folder.entries import FILE_NAME
from journal.folder.hashing import drizzle_hash
from journal.folder.lenient import refuse_mixed_project
from journal.folder.lock import lock_beside_journal, read_lock
from journal.folder.migrations import Migration
from journal.folder.read import Folder, journal_bytes, refuse_missing
from journal.folder.squashed_file import SquashLine
from journal.folder.version_1 import read_either
from journal.handback.checklist import Item, ItemVerdict, counted_words, go, no_go, note
from journal.handback.copy import ProjectCopy, copy_project, second_copy
from journal.handback.databases import find_databases
from journal.handback.named_settings import new_settings
from journal.handback.new_lock import locked_settings
from journal.handback.outer_meta import OuterMeta
from journal.handback.publication import Publication, contents_of
from journal.handback.publish import State, prepare, publish
from journal.project.project import Project
from journal.project.settings import Settings
from journal.project.settings_edit import RenamedFiles
from journal.rebuild.database import Recipe
from journal.rebuild.schemas import Replays
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.replay.watcher import Silence, Watcher
from journal.server.provider import Provider
from journal.squash.archive import find_archive, refuse_unusable
from journal.squash.candidates import candidates, reaches_extensions
from journal.squash.composition import Composition, composed
from journal.squash.guard import guard_of
from journal.squash.ledgers import guarded_ledgers, trial_ledger
from journal.squash.line import last_squashed, position_items, read_position
from journal.squash.prove import KitProof, ReplayProof, check_items, guard_item
from journal.squash.record import SquashRecord, record_base
from journal.squash.request import RowCount, Squashed, SquashedFile, SquashRequest
from journal.squash.rows import Volatile, volatile_columns
from journal.squash.scratch import Scratch
from journal.squash.state import ReplayedState, StateBefore, StateReader
from journal.squash.text import squashed_text
from journal.squash.writing import SquashWriter, squashed_lock

_SHOWN = 20


def squash(
    project: Project,
    *,
    to: str | None = None,
    url: Sequence[str] = (),
    env_var: Sequence[str] = (),
    without_rows: Sequence[str] = (),
    archive: str | Path | None = None,
    dry_run: bool = False,
    watcher: Watcher | None = None,
    agree: Callable[[Squashed], None] | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> Squashed:
    """Replace the migrations up to `to` by one file that makes the same schema and the same rows (re-baseline).

    The file takes the place of `to`, under its name and its `when`, so that a database that has it does not run the
    file. Without `to` it is the newest entry that every database of `url` and `env_var` has applied. Replays prove it
    on a copy; then the folder is exchanged, all or nothing. No database is written. `without_rows`: patterns of tables
    whose rows are left out. `archive`: a folder for the old files, which else stay in git's history where it has them.

    Raises SettingsInvalid where there is nothing to squash, MigrationFailed where the old files do not apply, and what
    reading and starting a server raise.

    >>> journal.squash(project, to="no_such_entry")
    Traceback (most recent call last):
    journal.errors.SettingsInvalid: …
    """
    server, watcher = TemporaryServer(**temporary, cache=False), watcher or Silence()
    settings, targets = find_databases(project, url, env_var)
    refuse_mixed_project(settings)
    recipe = replace(server.recipe(settings), worth_seconds=None)
    asked = Path(archive) if archive else None
    if asked:
        refuse_unusable(settings.root / asked, settings)
    request = SquashRequest(to, tuple(without_rows), asked, dry_run, recipe, server.words)
    settings, before = (settings, None) if dry_run else prepare(settings, record_base(settings))
    folder = read_either(settings)
    refuse_missing(folder)
    positions = tuple(read_position(target, folder) for target in targets)
    index = last_squashed(folder, to, positions)
    entries = folder.journal.entries
    result = Squashed(settings, request, entries[index], entries[:index], positions=positions)
    if not index:
        message = f"{entries[0].tag} is the first entry, so there is nothing to squash."
        raise SettingsInvalid(message, hint=f"Look at the entries: {settings.command('status')}")
    result = replace(result, items=tuple(position_items(folder, index, positions)))
    version = positions[0].server_version if positions else None
    work = _SquashWork(settings, folder, server.provider(watcher, version), watcher, result)
    return work.done(before, agree)


@dataclass(frozen=True)
class _States:
    """What replays of the folder before the squash have: `at` the entry, and at the `end`; see `ReplayProof`."""

    reader: StateReader
    at: ReplayedState
    end: ReplayedState
    volatile: Volatile


@dataclass(frozen=True)
class _SquashWork:
    settings: Settings
    folder: Folder
    provider: Provider
    watcher: Watcher
    result: Squashed

    def done(self, before: State | None, agree: Callable[[Squashed], None] | None) -> Squashed:
        """Make the file in a copy, prove it, and publish it without a no-go."""
        if self.result.verdict is ItemVerdict.NO_GO:
            return self.result
        disk = journal_bytes(self.settings.meta / FILE_NAME, self.settings.boundary) or b""
        with copy_project(self.settings, disk.decode("utf-8", "replace")) as copy:
            result, publication = self._made(copy)
            if before is None or not result.passed or publication is None:
                return result
            if result.archive:
                result.archive.refuse_existing(result.entry.tag)
            if agree:
                agree(result)
            archive = result.archive.written(result.entry.tag) if result.archive else nullcontext(())
            with archive as files:
                record = SquashRecord.of(self.settings, files)
                return replace(result, written=publish(publication, before, record, record_base(self.settings)))

    def _made(self, copy: ProjectCopy) -> tuple[Squashed, Publication | None]:
        if self.folder.is_version_1:
            rmtree(copy.settings.meta)  # the copy has one for the journal of 0.x
        folder = read_either(copy.settings)
        states = self._states(copy, folder)
        scratch = Scratch(self.provider, self._recipe, folder.forwards, states.at.contents.client, states.reader)
        try:
            found = composed(states.at.contents, candidates(self._squashed(folder)), scratch)
        except NotSplittable as error:
            error.hint = "Squash up to an entry before it is made: --to TAG. For rows: --without-rows SCHEMA.TABLE"
            raise
        if found.wrong:
            message = f"{len(found.wrong)} of the schema's objects cannot be made by the statements of pg_dump:"
            way = "Squash up to an entry before they are made: --to TAG"
            item = no_go("compose", message, way, *found.wrong[:_SHOWN])
            return replace(self.result, items=(*self.result.items, item)), None
        return self._written(copy, folder, states, scratch, found)

    @property
    def _recipe(self) -> Recipe:
        return self.result.request.recipe

    def _squashed(self, folder: Folder) -> list[Migration]:
        """Return the files that become one."""
        return [folder.by_tag[one.tag] for one in (*self.result.gone, self.result.entry)]

    def _states(self, copy: ProjectCopy, folder: Folder) -> _States:
        """Replay the folder up to the entry, to its end, and once more to see what differs between two replays."""
        patterns, entries = self.result.request.without_rows, folder.journal.entries
        scope, count = DumpScope(True, own=own_words(self.settings)), len(self.result.gone) + 1
        before = StateBefore.of(self._recipe, lambda: self.provider, scope, copy.folder)
        reader = StateReader(
            scope, before, copy.folder, lambda name: any(fnmatchcase(name, pattern) for pattern in patterns)
        )
        replays = Replays(folder, self._recipe, self.provider, self.watcher)
        at = reader.after(replays, entries[:count])
        end = reader.after(replays, entries) if len(entries) > count else at
        again = reader.after(replays, entries) if end.tables or at.tables else end
        return _States(reader, at, end, volatile_columns(end.tables, again.tables))

    def _written(
        self, copy: ProjectCopy, folder: Folder, states: _States, scratch: Scratch, found: Composition
    ) -> tuple[Squashed, Publication]:
        """Write the squash into the copy, and prove it there."""
        result, reader = self.result, states.reader
        before = second_copy(copy.out, copy.folder / "before")
        writer = SquashWriter(copy, folder, result.entry, result.gone)
        guard = guard_of(result.entry.tag, guarded_ledgers(folder, result.entry, result.positions))
        archived = find_archive(self.settings, self._changing(copy, writer), result.request.archive, result.entry.tag)
        line = SquashLine(result.gone[0].tag, result.entry.tag, archived.where, writer.hash_before)
        sql = squashed_text(line, len(result.gone) + 1, guard, found.statements)
        journal = writer.write(sql)
        renamed = RenamedFiles({one.tag: result.entry.tag for one in result.gone}, {})
        publication = self._publication(copy, renamed, sql, has_journal=bool(journal))
        squashed = Replays(read_either(renamed.settings(copy.settings)), self._recipe, self.provider, self.watcher)
        proof = ReplayProof(reader, squashed, states.at, states.end, states.volatile)
        old = replace(copy.settings, migrations=before, meta=before / "meta")
        items = (
            *result.items,
            _file_item(result, found),
            *_unknown_patterns(result.request, states.at),
            *_rights_items(states.at, self._squashed(folder), result.request),
            *proof.items(),
            *proof.volatile_item(),
            guard_item(scratch, guard, *trial_ledger(folder, result.entry)),
            *check_items(old, renamed.settings(locked_settings(copy, publication.lock))),
            *KitProof(copy, before, squashed, _has_snapshots(before)).items(),
            *(publication.settings.items() if publication.settings else ()),
        )
        rows = tuple(RowCount(one.table, one.count, "" if reader.is_left_out(one.table) else one.sha256)
                     for one in states.at.tables.values())  # fmt: skip
        return replace(
            result,
            items=tuple(item.reworded(copy.in_project_paths) for item in items),
            file=SquashedFile(sql, len(found.statements), found.kept, rows),
            files=publication.files,
            journal=(folder.journal.text, journal) if journal else ("", ""),
            archive=archived,
        ), publication

    def _publication(self, copy: ProjectCopy, renamed: RenamedFiles, sql: str, *, has_journal: bool) -> Publication:
        """Return what is written beside the files of the copy: the settings, the lock, and an outer meta/."""
        settings, result = self.settings, self.result
        lock = read_lock(settings) if self.folder.is_version_1 else lock_beside_journal(settings)
        new = squashed_lock(lock, result.entry, result.gone, drizzle_hash(sql.encode())) if lock and lock.text else None
        outer = OuterMeta.between(settings.meta, copy.out / "meta") if copy.moves_meta and has_journal else None
        return Publication(copy, new_settings(settings, renamed), new, outer_meta=outer)

    def _changing(self, copy: ProjectCopy, writer: SquashWriter) -> dict[str, bytes]:
        """Return the files that go or change, as they are now, by their names in the migrations folder."""
        names = {writer.sql_name, *writer.going()}
        return {name: one for name, one in contents_of(copy.out).items() if name in names}


def _unknown_patterns(request: SquashRequest, at: ReplayedState) -> Iterator[Item]:
    """Yield a no-go for each pattern of --without-rows that leaves no row out: its table may be misspelt."""
    for pattern in request.without_rows:
        if not any(fnmatchcase(name, pattern) for name in at.tables):
            message = f"--without-rows {pattern}: the migrations insert rows into no such table."
            yield no_go("without-rows", message, f"Tables with rows: {', '.join(sorted(at.tables)[:_SHOWN]) or 'none'}")


def _rights_items(at: ReplayedState, migrations: Sequence[Migration], request: SquashRequest) -> Iterator[Item]:
    """Yield a note where a role with more rights than that of the replays would have granted more."""
    tags = [one.tag for one in migrations if reaches_extensions(one)]
    if tags and not request.recipe.superuser and any(one.type == "EXTENSION" for one in at.contents.schema):
        message = f"{', '.join(tags[:_SHOWN])}: a grant on all functions has those of extensions only for a superuser, "
        yield note("rights", f"{message}as whom the replays do not run.", "If migrate() is run by one: --superuser")


def _file_item(result: Squashed, found: Composition) -> Item:
    total = counted_words(len(found.statements), "statement", "statements")
    message = f"{result.entry.tag} replaces {len(result.gone) + 1} files: {total}, {found.kept} of them "
    return go("file", f"{message}as the old files have them, the others as pg_dump writes them.")


def _has_snapshots(out: Path) -> bool:
    return any(out.glob("meta/*_snapshot.json")) or any(out.glob("*/snapshot.json"))
