"""Write the files of a new migration: a skeleton, a pattern, or the way back from a file that is there."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import ClassVar

from journal.authoring.derive.values import Undo
from journal.authoring.down import Derived, derive, down_text
from journal.authoring.forward import as_migration, forward_named, parsed
from journal.authoring.naming import down_tag, next_tag, renamed, slug
from journal.authoring.removal import removal
from journal.authoring.schema_before import Past, Replaying
from journal.authoring.shadow import transform, transform_back
from journal.authoring.skeletons import down_skeleton, forward_text, laid_out
from journal.authoring.stepping import RoundTrip
from journal.authoring.targets import AuthoringTarget, target_of
from journal.authoring.writing import NewFile, ignore_line, ignoring, refuse_existing, write_files
from journal.catalog.values import Schema
from journal.errors import JournalChanged, Place, ServerNotFound
from journal.folder.migrations import Migration
from journal.folder.names import Kind
from journal.folder.read import Folder, read_folder
from journal.folder.rewrite.store import project_lock
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings
from journal.result import Result
from journal.sql.statements import MARKER


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """What is asked of new. At most one of `down_of`, `drop_table`, `drop_column` and `transform` is said.

    `manual`: the forward file is for psql, not for Drizzle. `data_stays`: what the forward file does to rows may stay
    when it is taken back. `new_type` and `using` go with `transform`.
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
        """Whether the files are skeletons: nothing has to be replayed for them."""
        return not (self.down_of or self.drop_table or self.drop_column or self.transform)


@dataclass(frozen=True)
class NewFiles(Result):
    """The result. `derived` is None where nothing was derived; `unproved` says why there is no `proof`.

    `ignored`: what of the ignore list was written with it; `to_ignore` what somebody has to write there.
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
        """Whether the down file is complete, and nothing speaks against it."""
        complete = self.derived is None or self.derived.complete
        return complete and (self.proof is None or self.proof.passed)


def new(settings: Settings, request: NewRequest, replaying: Replaying | None) -> NewFiles:
    """Make the files, prove the down file on a temporary server, and write them.

    `replaying` None is to do without a server. Raises NameUnusable, FileExists, DownImpossible, TargetUnknown,
    MigrationMissing, MigrationFailed, and what reading and replaying raise; then nothing is written.
    """
    if request.dry_run:
        return _making(settings, request, replaying).made()
    if request.is_skeleton:
        with project_lock(settings):
            return _written(_making(settings, request, replaying).made())
    making = _making(settings, request, replaying)
    made = making.made()
    with project_lock(settings):
        return _written(making.once_more(made, read_folder(settings)))


def _making(settings: Settings, request: NewRequest, replaying: Replaying | None) -> "_NewFilesBuild":
    folder = read_folder(settings)
    return _NewFilesBuild(folder, request, Past(folder, replaying, datetime.now(UTC)))


def _written(made: NewFiles) -> NewFiles:
    refuse_existing([one for one in made.files if not _is_untouched(made.folder, one)])
    write_files([*made.files, *([made.ignored] if made.ignored else [])], made.folder.settings.root)
    return replace(made, written=True)


def _is_untouched(folder: Folder, file: NewFile) -> bool:
    """Whether what is there is the skeleton that new has written, and nobody has written in it."""
    if not file.path.is_file() or file.path.is_symlink():
        return False
    name = str(file.path.relative_to(folder.settings.migrations).with_suffix(""))
    forward = next((one for one in folder.forwards if down_tag(folder, one.tag) == name), None)
    skeleton = down_skeleton(file.path.name, forward.path.name) if forward else ""
    return read_file(file.path, FileKind.SQL) == skeleton.encode()


@dataclass(frozen=True)
class _NewFilesBuild:
    folder: Folder
    request: NewRequest
    past: Past

    @cached_property
    def tag(self) -> str:
        """The tag of the new forward file."""
        return self._next(self.folder)

    def _next(self, folder: Folder) -> str:
        return next_tag(folder, slug(self.request.name or ""), self.past.now)

    def once_more(self, made: NewFiles, now: Folder) -> NewFiles:
        """What was made, in the folder as it is now. Raises JournalChanged where its number is taken meanwhile."""
        if self.request.down_of:
            return made
        if self._next(now) != self.tag:
            raise JournalChanged(
                f"Another run took the number of {self.tag} in the meantime; nothing was written.",
                hint="Type the command again.",
                place=Place(now.settings.migrations),
            )
        return self._with_ignored(made, self.tag)

    def made(self) -> NewFiles:
        """The files, as asked."""
        request = self.request
        if request.down_of:
            return self._down_of(forward_named(self.folder, request.down_of))
        tag = self.tag
        if request.drop_table or request.drop_column:
            return self._with_ignored(self._removal(tag), tag)
        if request.transform:
            return self._with_ignored(self._transform(tag), tag)
        return self._with_ignored(self._skeletons(tag), tag)

    def _skeletons(self, tag: str) -> NewFiles:
        down = down_tag(self.folder, tag)
        text = forward_text(f"{tag}.sql", manual=self.request.manual, breakpoints=self._breakpoints)
        back = down_skeleton(f"{down.rpartition('/')[2]}.sql", f"{tag}.sql")
        return NewFiles(self.folder, (self._file(tag, text), self._file(down, back)))

    @property
    def _breakpoints(self) -> bool:
        """Whether the folder's newest files have them; drizzle-kit's always do."""
        recent = [one for one in self.folder.forwards if one.kind is not Kind.BASELINE]
        newest = sorted(recent, key=lambda one: one.order)[-5:]
        return self.folder.settings.uses_drizzle_kit or any(MARKER in one.text for one in newest)

    def _file(self, tag: str, text: str) -> NewFile:
        return NewFile(self.folder.settings.migrations / f"{tag}.sql", text)

    def _laid_out(self, tag: str, head: list[str], statements: list[str]) -> NewFile:
        manual = self.request.manual
        return self._file(tag, laid_out(head, statements, manual=manual, breakpoints=self._breakpoints))

    def _with_ignored(self, made: NewFiles, tag: str) -> NewFiles:
        """What the journal must not list is on the ignore list, where there is a journal that Drizzle follows."""
        if not self.request.manual or not self.folder.journal.text:
            return made
        found = ignoring(self.folder.settings, f"{tag}.sql")
        return replace(made, ignored=found, to_ignore="" if found else ignore_line(f"{tag}.sql"))

    def _removal(self, tag: str) -> NewFiles:
        table, column = self.request.drop_table, self.request.drop_column
        schema, _ = self.past.schema(tag)
        target = target_of(column or table or "", column=column is not None, schema=schema)
        head, statements = removal(target, schema, self.past.now.strftime("%Y%m%d"))
        forward = self._laid_out(tag, head, statements)
        made = self._down_of(as_migration(tag, forward))
        return replace(made, files=(forward, *made.files))

    def _transform(self, tag: str) -> NewFiles:
        schema, unproved = self.past.schema(tag)
        target = target_of(self.request.transform or "", column=True, schema=schema)
        if schema is None:
            raise ServerNotFound(
                f"--transform has to know what {target.title} is like, and only a replay tells that: {unproved}",
                hint="Leave out --no-replay, or give a server: --temp postgresql://…",
            )
        return self._shadowed(tag, target, schema)

    def _shadowed(self, tag: str, target: AuthoringTarget, schema: Schema) -> NewFiles:
        head, statements = transform(target, schema, self.request.new_type or "", self.request.using)
        forward = self._laid_out(tag, head, statements)
        back_head, back = transform_back(target, schema, f"{tag}.sql")
        down = self._file(down_tag(self.folder, tag), laid_out(back_head, back, manual=True, breakpoints=False))
        migration, way = as_migration(tag, forward), Derived((Undo(tuple(back)),))
        derived, proof, unproved = self.past.undone(migration, parsed(migration), lambda _: way)
        return NewFiles(self.folder, (forward, down), derived, proof, unproved)

    def _down_of(self, forward: Migration) -> NewFiles:
        tag, unpaired = down_tag(self.folder, forward.tag), ""
        if self.request.name and self.request.down_of:
            own = down_tag(self.folder, renamed(forward.tag, slug(self.request.name)))
            unpaired = "" if own == tag else f"{own}.sql is not named after {forward.tag}.sql: nothing pairs the two."
            tag = own
        statements, stays = parsed(forward), self.request.data_stays
        derived, proof, unproved = self.past.undone(
            forward, statements, lambda states: derive(statements, states, data_stays=stays)
        )
        text = down_text(derived, forward.path.name, name=f"{tag.rpartition('/')[2]}.sql")
        return NewFiles(self.folder, (self._file(tag, text),), derived, proof, unproved, unpaired=unpaired)
