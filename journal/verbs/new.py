"""Write the files of a new migration: a skeleton, a pattern, or a down file derived from a forward file."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import ClassVar

from journal.authoring.derive import derive
from journal.authoring.derive.values import Derived, Undo
from journal.authoring.file_text import down_skeleton, down_text, forward_text, laid_out
from journal.authoring.naming import down_tag, next_tag, renamed, slug
from journal.authoring.removal import removal
from journal.authoring.round_trip import Past, Replaying, RoundTrip
from journal.authoring.shadow import transform, transform_back
from journal.authoring.targets import forward_named, parsed, target_of
from journal.authoring.writing import NewFile, ignore_line, ignoring, refuse_existing, write_files
from journal.errors import JournalChanged, Place, ServerNotFound
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.folder.read import Folder, read_folder
from journal.folder.rewrite.store import project_lock
from journal.project.files import FileKind, read_file
from journal.project.project import Result
from journal.project.settings import Settings
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
    dry_run: bool = False

    @property
    def is_skeleton(self) -> bool:
        """Whether the files are skeletons: then nothing is replayed."""
        return not (self.down_of or self.drop_table or self.drop_column or self.transform)


@dataclass(frozen=True)
class NewFiles(Result):
    """The result. `derived` is None where nothing was derived; `unproved` says why there is no `proof`.

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
    dry_run: bool = False

    @property
    def passed(self) -> bool:
        """Whether the down file is complete, and its proof, if there is one, passed."""
        complete = self.derived is None or self.derived.complete
        return complete and (self.proof is None or self.proof.passed)


def new(settings: Settings, request: NewRequest, replaying: Replaying | None) -> NewFiles:
    """Make the files, prove the down file on a temporary server, and write them.

    `replaying` is None to do without a server. Raises NameUnusable, FileExists, DownImpossible, TargetUnknown,
    MigrationMissing, MigrationFailed, and what reading and replaying raise; then nothing is written.
    """
    if request.is_skeleton and not request.dry_run:
        with project_lock(settings):
            return _write(_made(_Making.of(settings, request, replaying)))
    making = _Making.of(settings, request, replaying)
    made = _made(making)
    if request.dry_run:
        return replace(made, dry_run=True)
    with project_lock(settings):
        return _write(_checked_again(making, made))


@dataclass(frozen=True)
class _Making:
    """The request, the folder, and the tag of the new forward file; an empty one for --down-of."""

    folder: Folder
    request: NewRequest
    past: Past
    tag: str

    @classmethod
    def of(cls, settings: Settings, request: NewRequest, replaying: Replaying | None) -> "_Making":
        folder, now = read_folder(settings), datetime.now(UTC)
        tag = "" if request.down_of else next_tag(folder, slug(request.name or ""), now)
        return cls(folder, request, Past(folder, replaying, now), tag)

    @property
    def breakpoints(self) -> bool:
        """Whether the folder's newest files have breakpoints; those of drizzle-kit always do."""
        forwards = [migration for migration in self.folder.forwards if migration.kind is not Kind.BASELINE]
        newest = sorted(forwards, key=lambda migration: migration.order)[-5:]
        return self.folder.settings.uses_drizzle_kit or any(MARKER in migration.text for migration in newest)

    def file(self, tag: str, text: str) -> NewFile:
        return NewFile(self.folder.settings.migrations / f"{tag}.sql", text)

    def forward(self, head: list[str], statements: list[str]) -> NewFile:
        manual, breakpoints = self.request.manual, self.breakpoints
        return self.file(self.tag, laid_out(head, statements, manual=manual, breakpoints=breakpoints))


def _made(making: _Making) -> NewFiles:
    request = making.request
    if request.down_of:
        return _down_of(making, forward_named(making.folder, request.down_of))
    if request.drop_table or request.drop_column:
        made = _removal(making)
    elif request.transform:
        made = _transform(making, request.transform)
    else:
        made = _skeletons(making)
    return _with_ignored(making, made)


def _checked_again(making: _Making, made: NewFiles) -> NewFiles:
    """Look at the folder again, under its lock. Raises JournalChanged where the new number is taken."""
    if making.request.down_of:
        return made
    now = read_folder(making.folder.settings)
    if next_tag(now, slug(making.request.name or ""), making.past.now) != making.tag:
        raise JournalChanged(
            f"Another run took the number of {making.tag} in the meantime; nothing was written.",
            hint="Type the command again.",
            place=Place(now.settings.migrations),
        )
    return _with_ignored(making, made)


def _write(made: NewFiles) -> NewFiles:
    refuse_existing([file for file in made.files if not _is_untouched_skeleton(made.folder, file)])
    write_files([*made.files, *([made.ignored] if made.ignored else [])], made.folder.settings.root)
    return replace(made, written=True)


def _is_untouched_skeleton(folder: Folder, file: NewFile) -> bool:
    """Tell whether the existing file is an unedited down skeleton."""
    if not file.path.is_file() or file.path.is_symlink():
        return False
    tag = str(file.path.relative_to(folder.settings.migrations).with_suffix(""))
    forward = next((migration for migration in folder.forwards if down_tag(folder, migration.tag) == tag), None)
    skeleton = down_skeleton(file.path.name, forward.path.name) if forward else ""
    return read_file(file.path, FileKind.SQL) == skeleton.encode()


def _with_ignored(making: _Making, made: NewFiles) -> NewFiles:
    """Put a manual file on the ignore list, where there is a journal that Drizzle follows."""
    if not making.request.manual or not making.folder.journal.text:
        return made
    name = f"{making.tag}.sql"
    found = ignoring(making.folder.settings, name)
    return replace(made, ignored=found, to_ignore="" if found else ignore_line(name))


def _skeletons(making: _Making) -> NewFiles:
    tag, down = making.tag, down_tag(making.folder, making.tag)
    text = forward_text(f"{tag}.sql", manual=making.request.manual, breakpoints=making.breakpoints)
    back = down_skeleton(f"{down.rpartition('/')[2]}.sql", f"{tag}.sql")
    return NewFiles(making.folder, (making.file(tag, text), making.file(down, back)))


def _removal(making: _Making) -> NewFiles:
    table, column = making.request.drop_table, making.request.drop_column
    schema, _ = making.past.schema(making.tag)
    target = target_of(column or table or "", column=column is not None, schema=schema)
    forward = making.forward(*removal(target, schema, making.past.now.strftime("%Y%m%d")))
    made = _down_of(making, _unwritten(making, forward))
    return replace(made, files=(forward, *made.files))


def _transform(making: _Making, column: str) -> NewFiles:
    tag, folder = making.tag, making.folder
    schema, unproved = making.past.schema(tag)
    target = target_of(column, column=True, schema=schema)
    if schema is None:
        raise ServerNotFound(
            f"--transform needs the definition of {target.title}, and only a replay has it: {unproved}",
            hint="Leave out --no-replay, or give a server: --temp postgresql://…",
        )
    forward = making.forward(*transform(target, schema, making.request.new_type or "", making.request.using))
    head, back = transform_back(target, schema, f"{tag}.sql")
    down = making.file(down_tag(folder, tag), laid_out(head, back, manual=True, breakpoints=False))
    migration, written = _unwritten(making, forward), Derived((Undo(tuple(back)),))
    derived, proof, unproved = making.past.derived(migration, parsed(migration), lambda _: written)
    return NewFiles(folder, (forward, down), derived, proof, unproved)


def _unwritten(making: _Making, forward: NewFile) -> Migration:
    return Migration(making.tag, Kind.FORWARD, forward.path, forward.text.encode())


def _down_of(making: _Making, forward: Migration) -> NewFiles:
    request, folder = making.request, making.folder
    tag, unpaired = down_tag(folder, forward.tag), ""
    if request.name and request.down_of:
        named = down_tag(folder, renamed(forward.tag, slug(request.name)))
        unpaired = "" if named == tag else f"{named}.sql is not named after {forward.tag}.sql: nothing pairs the two."
        tag = named
    statements = parsed(forward)
    derived, proof, unproved = making.past.derived(
        forward, statements, lambda steps: derive(statements, steps, data_stays=request.data_stays)
    )
    text = down_text(derived, forward.path.name, name=f"{tag.rpartition('/')[2]}.sql")
    return NewFiles(folder, (making.file(tag, text),), derived, proof, unproved, unpaired=unpaired)
