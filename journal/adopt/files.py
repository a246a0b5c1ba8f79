"""The files that a history becomes: names and `when` of the journal, in the layout of the target. Only reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path

from journal.adopt.history import ForeignMigration, History
from journal.dataclass import dataclass
from journal.drizzle.packages import DRIZZLE, installed_package, reads_journals
from journal.errors import FolderUnreadable, Place, SettingsInvalid
from journal.folder.entries import FILE_NAME, Entry, Journal
from journal.folder.file_names import NUMBERED_FROM
from journal.folder.read import read_journal
from journal.folder.reconcile import DAY, SECOND
from journal.folder.rewrite.writing import with_entries
from journal.folder.version_1 import read_version_1
from journal.folder.version_1_downs import FILE_NAME as DOWN_OF_1
from journal.project.files import FileKind, read_file
from journal.project.layout import SQL_OF_1, is_version_1
from journal.project.settings import Settings

_FIRST = int(NUMBERED_FROM.timestamp()) * SECOND
_MOMENT = "%Y%m%d%H%M%S"


@dataclass(frozen=True)
class AdoptedEntry:
    """A migration that becomes an entry. `file`: of the other tool, below its folder; `key`: as its ledger has it."""

    tag: str
    when: int
    file: str
    key: str
    has_down: bool = False


@dataclass(frozen=True)
class AdoptedFiles:
    """What the target gets. `files`: by their names below it; `removed`: those that they replace.

    `journal`: its text, empty in the layout of 1.0, and where it stays. `sources`: the files that the entries are made
    of, by their tags.
    """

    entries: tuple[AdoptedEntry, ...]
    files: Mapping[str, bytes]
    removed: tuple[str, ...]
    journal: str
    is_version_1: bool
    sources: Mapping[str, Path] = field(default_factory=dict)

    @property
    def new(self) -> tuple[AdoptedEntry, ...]:
        """Return the entries that the target has not yet."""
        return tuple(one for one in self.entries if _sql_name(one.tag, to_1=self.is_version_1) in self.files)


def plan_files(settings: Settings, history: History, now: datetime) -> AdoptedFiles:
    """Return the files. Raises SettingsInvalid where the target has entries that are not older, FolderUnreadable."""
    in_place = history.listing.folder.resolve() == settings.migrations.resolve()
    to_1 = _is_for_version_1(settings, in_place=in_place)
    journal = Journal(settings.meta / FILE_NAME)
    if to_1:
        present = read_version_1(settings).journal.entries if not in_place and is_version_1(settings) else ()
    else:
        journal, _ = read_journal(settings.meta / FILE_NAME, settings.boundary)
        present = journal.entries
    done = 0 if in_place else _adopted_already(settings, history.migrations, present, to_1=to_1)
    before = present[: len(present) - done]
    dated = [*_dated(history.migrations, max((entry.when for entry in before), default=None))]
    _refuse_order(settings, history, present, dated[done:])
    _refuse_future(history, dated, now)
    entries, files = list[AdoptedEntry](), dict[str, bytes]()
    first = before[-1].idx + 1 if before else 0
    for idx, (one, when) in enumerate(dated, first):
        tag = _tag(idx, one, when, to_1=to_1)
        entries.append(AdoptedEntry(tag, when, one.file, one.key, one.down is not None))
        if idx - first < done:
            continue
        files[_sql_name(tag, to_1=to_1)] = one.up
        if one.down is not None:
            files[f"{tag}/{DOWN_OF_1}" if to_1 else f"{tag}.down.sql"] = one.down
    added = [Entry(idx, one.when, one.tag) for idx, one in enumerate(entries, first)][done:]
    removed = tuple(name for name in history.files if in_place and name not in files)
    sources = {one.tag: history.listing.folder / one.file for one in entries}
    text = "" if to_1 or not added else with_entries(journal, added)
    return AdoptedFiles(tuple(entries), files, removed, text, to_1, sources)


def _adopted_already(
    settings: Settings, migrations: Sequence[ForeignMigration], present: Sequence[Entry], *, to_1: bool
) -> int:
    """Return how many of the migrations, from the first one, are the last entries of the target, with the same SQL."""
    for count in range(min(len(migrations), len(present)), 0, -1):
        last = max((entry.when for entry in present[:-count]), default=None)
        dated, entries = _dated(migrations[:count], last), present[-count:]
        if all(
            (_tag(entry.idx, one, when, to_1=to_1), when) == (entry.tag, entry.when)
            and _content(settings.migrations / _sql_name(entry.tag, to_1=to_1)) == one.up
            for (one, when), entry in zip(dated, entries, strict=True)
        ):
            return count
    return 0


def _tag(idx: int, one: ForeignMigration, when: int, *, to_1: bool) -> str:
    return f"{datetime.fromtimestamp(when / SECOND, UTC):{_MOMENT}}_{one.words}" if to_1 else f"{idx:04}_{one.words}"


def _sql_name(tag: str, *, to_1: bool) -> str:
    return f"{tag}/{SQL_OF_1}" if to_1 else f"{tag}.sql"


def _content(path: Path) -> bytes | None:
    return read_file(path, FileKind.SQL) if path.is_file() else None


def _is_for_version_1(settings: Settings, *, in_place: bool) -> bool:
    """Tell whether the target has the layout of 1.0, or gets it because the project's packages read that one."""
    if (settings.meta / FILE_NAME).exists():
        return False
    if not in_place and is_version_1(settings):
        return True
    if not in_place and any(settings.migrations.glob("*.sql")):
        return False
    versions = (found[1] for name in DRIZZLE[::-1] if (found := installed_package(settings.root, name)))
    return not reads_journals(next(versions, "0"))


def _dated(migrations: Sequence[ForeignMigration], last: int | None) -> Iterator[tuple[ForeignMigration, int]]:
    """Yield each with its `when`: what its name says, or a second after the one before, in whole seconds that rise."""
    for one in migrations:
        moment = one.moment
        wanted = (moment if moment is not None else last if last is not None else _FIRST) // SECOND * SECOND
        last = wanted if last is None else max(wanted, (last // SECOND + 1) * SECOND)
        yield one, last


def _refuse_order(
    settings: Settings,
    history: History,
    present: Sequence[Entry],
    dated: Sequence[tuple[ForeignMigration, int]],
) -> None:
    """Raise SettingsInvalid where an entry of the target is not older than the history: it would come in between."""
    newest = max(present, key=lambda entry: entry.when, default=None)
    moments = [one.moment for one, _ in dated if one.moment is not None]
    if newest and moments and newest.when >= min(moments):
        message = (
            f"The target has {len(present)} entries, and {newest.tag} is not older than {dated[0][0].file}. A history "
            "is adopted before other migrations, or after older ones."
        )
        new = settings.command("adopt", str(history.listing.folder), "--migrations", "DIR")
        raise SettingsInvalid(message, hint=f"Adopt it into a new folder: {new}", place=Place(settings.migrations))


def _refuse_future(history: History, dated: Sequence[tuple[ForeignMigration, int]], now: datetime) -> None:
    for one, when in dated:
        if when > now.timestamp() * SECOND + DAY:
            path = history.listing.folder / one.file
            message = f"{path} would get a `when` of {datetime.fromtimestamp(when / SECOND, UTC):%Y-%m-%d}, which is "
            message += "in the future. Drizzle would silently skip every entry that is created before that time."
            raise FolderUnreadable(message, hint="Rename it to the date of its creation.", place=Place(path))
