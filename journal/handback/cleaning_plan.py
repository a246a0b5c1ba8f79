"""`--fix`: which files lose what only psql and pg_dump need, proved by replays before and after, with the reasons."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace

from journal.catalog.compare import compare
from journal.catalog.values import Schema
from journal.dataclass import dataclass
from journal.errors import JournalError
from journal.folder.entries import Entry
from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.handback.checklist import Again, Item, counted_words, note, unknown
from journal.handback.cleaning import Removal, RemovalKind, cleaned, line_of, removals
from journal.handback.copy import ProjectCopy
from journal.handback.request import Database
from journal.ledger.rehash import HashChange
from journal.rebuild.schemas import Replays
from journal.replay.explain import MigrationFailed
from journal.verbs.locate import locate_schema
from journal.verbs.scaffold import NOTHING_DECIDED, decide

_NEVER_RAN = (RemovalKind.PSQL, RemovalKind.SCHEMA)
_REASONS = {
    RemovalKind.PSQL: "commands of psql, which Drizzle would send to PostgreSQL, and which fail there (42601)",
    RemovalKind.SCHEMA: "CREATE SCHEMA public, which fails (42P06): every new database has that schema",
    RemovalKind.SETTING: "what pg_dump sets for its own session, and Drizzle would keep for later migrations. "
    "A replay leads to the same schema without it",
    RemovalKind.TRANSACTION: "BEGIN and COMMIT, which end Drizzle's transaction: a named database still has to run "
    "them. A replay leads to the same schema without them",
}


_OFTEN_NEEDED = ("SET check_function_bodies", "set_config('search_path')")


@dataclass(frozen=True)
class CleanedFile:
    """A file that changes: its tag in the project, its bytes before and after, and what is removed."""

    tag: str
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)
    removed: tuple[Removal, ...] = ()

    @property
    def old_hash(self) -> str:
        """Return the hash that Drizzle and `run` record of the file before."""
        return drizzle_hash(self.before)

    @property
    def new_hash(self) -> str:
        """Return the same for the file after."""
        return drizzle_hash(self.after)


@dataclass(frozen=True)
class Cleaning:
    """The files that change, the items about them, and the tags whose hash in the journal is that of the old file."""

    files: tuple[CleanedFile, ...] = ()
    items: tuple[Item, ...] = ()
    accept: frozenset[str] = frozenset()

    @property
    def contents(self) -> Mapping[str, bytes]:
        """Return the new bytes of each file, by its tag."""
        return {file.tag: file.after for file in self.files}

    @contextmanager
    def explained(self, again: Again, *, fixes: bool) -> Iterator[None]:
        """Add to an error about a file what --fix does to it, or would do."""
        try:
            yield
        except MigrationFailed as error:
            if error.failed.tag in self.contents:
                error.add_note(f"The lines are those of {error.failed.tag}.sql without what --fix removes.")
            elif not fixes and (found := removals(error.failed)):
                names = ", ".join(dict.fromkeys(one.name for one in found))
                error.add_note(f"To remove {names} where nothing needs them: {again('--fix')}")
            raise

    def changes(self, renamed: Mapping[str, str]) -> tuple[HashChange, ...]:
        """Return the changes of hashes. `renamed` maps old tags to new ones, where they are renamed as well."""
        return tuple(
            HashChange(renamed.get(file.tag, file.tag), file.tag, file.old_hash, file.new_hash) for file in self.files
        )

    def write_to(self, copy: ProjectCopy) -> None:
        """Write the new bytes into the copy of the project."""
        for tag, content in self.contents.items():
            path = copy.out / f"{tag}.sql"
            mode = path.stat().st_mode
            path.unlink()  # it may be read-only
            path.write_bytes(content)
            path.chmod(mode)

    def recorded_items(self, again: Again, *, named: bool) -> Iterator[Item]:
        """Yield what is not known of databases that may have recorded the hash of the old file."""
        if not self.files:
            return
        tags = ", ".join(file.tag for file in self.files)
        files = counted_words(len(self.files), "file gets", "files get")
        if named:
            message = f"{files} another hash: {tags}. A database that is not named here keeps the old one."
            yield note("recorded-hash", message, f"Name all databases that record them: {again('--url', 'URL')}")
            return
        message = f"{files} another hash: {tags}. No database was named, so it is not known which have recorded the old"
        way = f"Name every database that has: {again('--url', 'URL')}. If there is none: {again('--unproved')}"
        yield unknown("recorded-hash", f"{message} one.", way)


NOTHING_CLEANED = Cleaning()


def plan_cleaning(replays: Replays, databases: Sequence[Database], ignore: tuple[str, ...]) -> Cleaning:
    """Return what `--fix` removes from the project's files. `replays`: of the project's folder. Writes nothing."""
    plan = decide(replays.folder.settings, NOTHING_DECIDED).plan
    folder = replace(replays.folder, journal=plan.journal)
    found = {migration.tag: removals(migration) for migration in _listed(folder)}
    if not databases:  # nothing is known of who has run a file: see transactions.py
        found = {tag: _without_kind(parts, RemovalKind.TRANSACTION) for tag, parts in found.items()}
    found = {tag: parts for tag, parts in found.items() if parts}
    if not found:
        return NOTHING_CLEANED
    search = _CleaningTrials(replace(replays, folder=folder), found)
    chosen, left = search.chosen()
    kept = search.run_by_all(databases, ignore, chosen)
    files, items = [], list(left)
    for tag, parts in chosen.items():
        wanted = _without_kind(parts, RemovalKind.TRANSACTION) if tag in kept else parts
        migration = folder.by_tag[tag]
        after = cleaned(migration.text, wanted).encode()
        if after.strip() and after != migration.raw:
            files.append(CleanedFile(tag, migration.raw, after, wanted))
    changed = {file.tag for file in files}
    accept = frozenset(entry.tag for entry in folder.journal.entries if entry.hash and entry.tag in changed)
    return Cleaning(tuple(files), (*_reasons(folder, files), *items), accept)


def _without_kind(parts: Sequence[Removal], kind: RemovalKind) -> tuple[Removal, ...]:
    return tuple(one for one in parts if one.kind is not kind)


def _listed(folder: Folder) -> Iterator[Migration]:
    """Yield the files of entries, without those that the journal records otherwise: a person decides about these."""
    for entry in folder.journal.entries:
        migration = folder.by_tag.get(entry.tag)
        if migration and entry.hash in (None, drizzle_hash(migration.raw)):
            yield migration


def _reasons(folder: Folder, files: Sequence[CleanedFile]) -> Iterator[Item]:
    for kind, reason in _REASONS.items():
        lines = []
        for file in files:
            text = folder.by_tag[file.tag].text
            parts = [f"{one.name} (line {line_of(text, one)})" for one in file.removed if one.kind is kind]
            lines += [f"{file.tag}.sql: {', '.join(parts)}"] if parts else []
        if lines:
            yield note("fix", f"--fix removes {reason}.", "", *lines)


@dataclass(frozen=True)
class _CleaningTrials:
    """Tries texts of the files on temporary databases."""

    replays: Replays
    found: Mapping[str, tuple[Removal, ...]]

    def chosen(self) -> tuple[dict[str, tuple[Removal, ...]], tuple[Item, ...]]:
        """Return what may go of each file, and an item about what has to stay."""
        names = list(dict.fromkeys(_group(one) for parts in self.found.values() for one in parts if _proved(one)))
        if not names:
            return dict(self.found), ()
        try:
            expected = self._after({tag: self._as_psql(tag) for tag in self.found})
        except JournalError:  # the journal is not made either, and the same error then names its cause
            return self._without(names), ()
        if not (why := self._why_not(expected, names)):
            return dict(self.found), ()
        staying = self._staying(expected, names) if len(names) > 1 else {names[0]: why}
        return self._without([*staying]), tuple(self._stays(name, why) for name, why in staying.items())

    def _staying(self, expected: Schema, names: Sequence[str]) -> dict[str, str]:
        """Return what has to stay, and why: one name if that is enough, else each that changes the result."""
        for name in sorted(names, key=lambda name: name not in _OFTEN_NEEDED):
            others = [one for one in names if one != name]
            if name in _OFTEN_NEEDED and not self._why_not(expected, others):
                return {name: self._why_not(expected, names)}
        going, staying = list[str](), dict[str, str]()
        for name in names:
            if why := self._why_not(expected, [*going, name]):
                staying[name] = why
            else:
                going.append(name)
        return staying

    def run_by_all(
        self, databases: Sequence[Database], ignore: tuple[str, ...], chosen: Mapping[str, tuple[Removal, ...]]
    ) -> frozenset[str]:
        """Return the tags whose BEGIN and COMMIT stay: every named database has run them, or none is named."""
        own = [tag for tag, parts in chosen.items() if any(one.kind is RemovalKind.TRANSACTION for one in parts)]
        kept = frozenset(own)
        if not own or not databases:
            return kept
        tags = [entry.tag for entry in self.replays.folder.journal.entries]
        contents = {tag: self._cleaned(tag, chosen[tag]) for tag in chosen}
        everywhere = set(own)
        for database in databases:
            replays = replace(self.replays, folder=self._with(contents), provider=database.provider)
            located = locate_schema(replays, database.live, ignore)
            if not located.equal:
                return kept
            to = located.at[-1].tag
            everywhere &= set(tags[: tags.index(to) + 1] if to else ())
        return frozenset(everywhere)

    def _without(self, names: Collection[str]) -> dict[str, tuple[Removal, ...]]:
        found = {tag: tuple(one for one in parts if _group(one) not in names) for tag, parts in self.found.items()}
        return {tag: parts for tag, parts in found.items() if parts}

    def _stays(self, name: str, why: str) -> Item:
        tags = [tag for tag, parts in self.found.items() if any(_group(one) == name for one in parts)]
        return note("fix-left", f"{name} stays in {', '.join(tags)}. A replay without it differs: {why}", "")

    def _why_not(self, expected: Schema, names: Collection[str]) -> str:
        """Return why these may not go; empty where a replay leads to the same schema."""
        left = [
            one for one in dict.fromkeys(_group(one) for parts in self.found.values() for one in parts if _proved(one))
            if one not in names
        ]  # fmt: skip
        going = self._without(left)
        contents = {tag: self._cleaned(tag, going.get(tag, ()), restoring=bool(left)) for tag in self.found}
        try:
            differences = compare(expected, self._after(contents))
        except JournalError as error:
            return error.message
        if not differences:
            return ""
        first = differences[0]
        return f"{first.kind} {first.name} would be another."

    def _as_psql(self, tag: str) -> bytes:
        """Return the file as psql runs it: what it sets ends with it."""
        parts = [one for one in self.found[tag] if one.kind in _NEVER_RAN]
        return self._cleaned(tag, parts, restoring=True)

    def _cleaned(self, tag: str, parts: Sequence[Removal], *, restoring: bool = False) -> bytes:
        text = cleaned(self.replays.folder.by_tag[tag].text, parts)
        return (f"{text}\n;\nRESET ALL;\n" if restoring else text).encode()

    def _with(self, contents: Mapping[str, bytes]) -> Folder:
        return self.replays.folder.with_contents(contents)

    def _after(self, contents: Mapping[str, bytes]) -> Schema:
        folder = self._with(contents)
        entries: Sequence[Entry] = folder.journal.entries
        return replace(self.replays, folder=folder).after(entries)


def _proved(one: Removal) -> bool:
    return one.kind not in _NEVER_RAN


def _group(one: Removal) -> str:
    """Return the name under which removals of all files are tried together."""
    return "BEGIN and COMMIT" if one.kind is RemovalKind.TRANSACTION else one.name
