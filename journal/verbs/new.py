"""Write the files of a new migration: a skeleton, a pattern, or a down file derived from a forward file."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar, Unpack

from journal.authoring.beginning import read_or_begin
from journal.authoring.derive import derive
from journal.authoring.derive.values import Derived, Undo
from journal.authoring.drop_pattern import removal
from journal.authoring.file_text import down_skeleton, down_text, forward_text, laid_out
from journal.authoring.naming import down_tag, forward_file, next_tag, renamed, slug
from journal.authoring.round_trip import Past, Replaying, RoundTrip
from journal.authoring.targets import forward_named, parsed, target_of
from journal.authoring.transform_pattern import transform, transform_back
from journal.authoring.writing import NewFile, ignore_line, ignoring, refuse_existing, write_files
from journal.dataclass import dataclass
from journal.drizzle.custom import SNAPSHOT, custom_snapshot
from journal.errors import JournalChanged, Place, ServerNotFound, SettingsInvalid
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.folder.rewrite.store import project_lock
from journal.folder.version_1 import read_either
from journal.project.files import FileKind, read_file
from journal.project.project import Project, Result
from journal.project.settings import Settings
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.replay.watcher import Silence, Watcher
from journal.sql.statements import MARKER


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """The options of new. At most one of `down_of`, `drop_table`, `drop_column` and `transform` is given.

    `manual`: the forward file is for psql, not for Drizzle. `data_stays`: row changes of the forward file may stay
    when it is reverted. `new_type` and `using` belong to `transform`.
    """

    name: str | None = None
    manual: bool = False
    down_of: str | None = None
    drop_table: str | None = None
    drop_column: str | None = None
    transform: str | None = None
    new_type: str | None = None
    using: str | None = None
    data_stays: bool = False

    @property
    def is_skeleton(self) -> bool:
        """Whether the files are skeletons: then nothing is replayed."""
        return not (self.down_of or self.drop_table or self.drop_column or self.transform)


@dataclass(frozen=True)
class NewFiles(Result):
    """The result. `derived` is None where nothing was derived; `unproved` says why there is no `proof`.

    `without_snapshot`: why a new folder of drizzle 1.0 has no snapshot of drizzle-kit. `begins`: why the first
    migration of a project has its layout.
    `ignored`: the settings file with the migration on its ignore list; `to_ignore`: the element a person has to add.
    """

    document: ClassVar[str] = "new.new_json"

    folder: Folder
    files: tuple[NewFile, ...]
    derived: Derived | None = None
    proof: RoundTrip | None = None
    unproved: str = ""
    ignored: NewFile | None = None
    to_ignore: str = ""
    written: bool = False
    unpaired: str = ""
    without_snapshot: str = ""
    begins: str = ""
    dry_run: bool = False

    @property
    def passed(self) -> bool:
        """Whether the down file is complete, and its proof, if there is one, passed."""
        complete = self.derived is None or self.derived.complete
        return complete and (self.proof is None or self.proof.passed)


def new(
    project: Project,
    name: str | None = None,
    *,
    manual: bool = False,
    down_of: str | None = None,
    drop_table: str | None = None,
    drop_column: str | None = None,
    transform: str | None = None,
    to: str | None = None,
    using: str | None = None,
    data_stays: bool = False,
    replay: bool = True,
    dry_run: bool = False,
    watcher: Watcher | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> NewFiles:
    """Create a migration and its down file, or (`down_of`) the down file of an existing migration.

    At most one of `down_of`, `drop_table`, `drop_column` and `transform` is given; `to` and `using` belong to
    `transform`. `replay` False derives the down file without a temporary server, and so without a proof. Raises
    NameUnusable, FileExists, DownImpossible, TargetUnknown, MigrationMissing, MigrationFailed, and what reading and
    replaying raise; then nothing is written.

    >>> [file.path.name for file in journal.new(project, "add_notes").files]
    ['0002_add_notes.sql', '0002_add_notes.down.sql']
    """
    request = NewRequest(
        name=name, manual=manual, down_of=down_of, drop_table=drop_table, drop_column=drop_column,
        transform=transform, new_type=to, using=using, data_stays=data_stays,
    )  # fmt: skip
    settings, server = project.settings, TemporaryServer(**temporary, cache=False)
    replaying = server.replays(watcher or Silence()) if replay else None
    if request.is_skeleton and not dry_run:
        with project_lock(settings):
            return _write(_making(settings, request, replaying).made())
    making = _making(settings, request, replaying)
    made = making.made()
    if dry_run:
        return replace(made, dry_run=True)
    with project_lock(settings):
        return _write(making.checked_again(made))


def _write(made: NewFiles) -> NewFiles:
    """Write the files. Of those that exist, an unedited down skeleton is replaced."""
    folder, migrations = made.folder, made.folder.settings.migrations
    downs = {down_tag(folder, forward.tag): forward.name for forward in folder.forwards}
    skeletons = {
        migrations / f"{down}.sql": down_skeleton(_shown(folder, down), name).encode() for down, name in downs.items()
    }
    there = [file.path for file in made.files if file.path.is_file() and not file.path.is_symlink()]
    unedited = {path for path in there if read_file(path, FileKind.SQL) == skeletons.get(path, b"")}
    refuse_existing([file for file in made.files if file.path not in unedited])
    write_files([*made.files, *([made.ignored] if made.ignored else [])], made.folder.settings.root)
    return replace(made, written=True)


def _shown(folder: Folder, down: str) -> str:
    """Return the name of a down file as a file names it: in the layout of 1.0 with its folder."""
    return f"{down if folder.is_version_1 else down.rpartition('/')[2]}.sql"


def _making(settings: Settings, request: NewRequest, replaying: Replaying | None) -> "_Making":
    now, name = datetime.now(UTC), slug(request.name or "") if not request.down_of else None
    folder, begins = read_or_begin(settings, name if request.is_skeleton else None)
    if folder.is_version_1 and (request.manual or (request.name and request.down_of)):
        option, why = ("--manual", "drizzle 1.0 runs each folder") if request.manual else ("NAME", "it is down.sql")
        raise SettingsInvalid(f"{option} is not for the layout of drizzle 1.0: {why}.", hint=f"Leave out {option}.")
    tag = next_tag(folder, name, now) if name is not None else ""
    return _Making(folder, request, Past(folder, replaying, now), tag, begins)


@dataclass(frozen=True)
class _Making:
    """The request, the folder, and the tag of the new forward file; an empty one for --down-of."""

    folder: Folder
    request: NewRequest
    past: Past
    tag: str
    begins: str = ""

    def made(self) -> NewFiles:
        request, tag = self.request, self.tag
        if request.down_of:
            return self._down_of(forward_named(self.folder, request.down_of))
        if request.transform:
            made = self._transform(request.transform)
        elif request.is_skeleton:
            name = forward_file(self.folder, tag)
            text = forward_text(name, manual=request.manual, breakpoints=self._breakpoints)
            down = down_tag(self.folder, tag)
            back = down_skeleton(_shown(self.folder, down), name)
            made = NewFiles(self.folder, (self._forward_file(text), self._file(down, back)))
        else:
            schema, column = self.past.schema(tag)[0], request.drop_column
            target = target_of(column or request.drop_table or "", column=column is not None, schema=schema)
            forward, migration = self._forward(*removal(target, schema, self.past.now.strftime("%Y%m%d")))
            made = self._down_of(migration)
            made = replace(made, files=(forward, *made.files))
        return self._with_ignored(self._with_snapshot(made))

    def _with_snapshot(self, made: NewFiles) -> NewFiles:
        """Add the snapshot that drizzle-kit 1.0 makes for the new folder, or say why there is none."""
        if not self.folder.is_version_1:
            return made
        found = custom_snapshot(self.folder.settings, self.tag.partition("_")[2])
        path = self.folder.settings.migrations / self.tag / SNAPSHOT
        files = (*made.files, NewFile(path, found.text)) if found.text else made.files
        return replace(made, files=files, without_snapshot=found.why_not, begins=self.begins)

    def checked_again(self, made: NewFiles) -> NewFiles:
        """Look at the folder again, under its lock. Raises JournalChanged where the new number is taken."""
        if self.request.down_of:
            return made
        now = read_either(self.folder.settings)
        if next_tag(now, slug(self.request.name or ""), self.past.now) != self.tag:
            raise JournalChanged(
                f"Another run took the number of {self.tag} in the meantime; nothing was written.",
                hint="Type the command again.",
                place=Place(now.settings.migrations),
            )
        return self._with_ignored(made)

    def _with_ignored(self, made: NewFiles) -> NewFiles:
        """Put a manual file on the ignore list, where there is a journal that Drizzle follows."""
        if not self.request.manual or not self.folder.journal.text:
            return made
        name = f"{self.tag}.sql"
        found = ignoring(self.folder.settings, name)
        return replace(made, ignored=found, to_ignore="" if found else ignore_line(name))

    @property
    def _breakpoints(self) -> bool:
        """Whether the folder's newest files have breakpoints; those of drizzle-kit always do."""
        forwards = [migration for migration in self.folder.forwards if migration.kind is not Kind.BASELINE]
        newest = sorted(forwards, key=lambda migration: migration.order)[-5:]
        return self.folder.settings.uses_drizzle_kit or any(MARKER in migration.text for migration in newest)

    def _file(self, tag: str, text: str) -> NewFile:
        return NewFile(self.folder.settings.migrations / f"{tag}.sql", text)

    def _forward_file(self, text: str) -> NewFile:
        return NewFile(self.folder.settings.migrations / forward_file(self.folder, self.tag), text)

    def _forward(self, head: list[str], statements: list[str]) -> tuple[NewFile, Migration]:
        text = laid_out(head, statements, manual=self.request.manual, breakpoints=self._breakpoints)
        file, folder = self._forward_file(text), self.tag if self.folder.is_version_1 else ""
        return file, Migration(self.tag, Kind.FORWARD, file.path, text.encode(), folder=folder)

    def _transform(self, column: str) -> NewFiles:
        schema, unproved = self.past.schema(self.tag)
        target = target_of(column, column=True, schema=schema)
        if schema is None:
            raise ServerNotFound(
                f"--transform needs the definition of {target.title}, and only a replay has it: {unproved}",
                hint="Leave out --no-replay, or give a server: --temp postgresql://…",
            )
        request = self.request
        forward, migration = self._forward(*transform(target, schema, request.new_type or "", request.using))
        head, back = transform_back(target, schema, forward_file(self.folder, self.tag))
        down = self._file(down_tag(self.folder, self.tag), laid_out(head, back, manual=True, breakpoints=False))
        written = Derived((Undo(tuple(back)),))
        derived, proof, unproved = self.past.derived(migration, parsed(migration), lambda _: written)
        return NewFiles(self.folder, (forward, down), derived, proof, unproved)

    def _down_of(self, forward: Migration) -> NewFiles:
        request, folder = self.request, self.folder
        tag, unpaired = down_tag(folder, forward.tag), ""
        if request.name and request.down_of:
            named = down_tag(folder, renamed(forward.tag, slug(request.name)))
            if named != tag:
                unpaired = f"{named}.sql is not named after {forward.tag}.sql: nothing pairs the two."
            tag = named
        statements = parsed(forward)
        derived, proof, unproved = self.past.derived(
            forward, statements, lambda steps: derive(statements, steps, data_stays=request.data_stays)
        )
        text = down_text(derived, forward.name, name=_shown(folder, tag))
        return NewFiles(folder, (self._file(tag, text),), derived, proof, unproved, unpaired=unpaired)
