"""Find the entry that a live database is at: compare its schema with the state after each entry. Only reads.

Only schemas are compared, so entries that change nothing but data cannot be distinguished.
"""

from collections.abc import Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, ClassVar, Unpack

from journal.catalog.compare import compare, distance
from journal.catalog.difference import Difference, Weight
from journal.catalog.read import read_schema
from journal.catalog.values import Schema
from journal.connect.session import reading
from journal.connect.target import NOWHERE, Target, server_version
from journal.dataclass import dataclass
from journal.folder.read import Folder
from journal.folder.version_1 import read_either
from journal.ledger.manual_table import ManualTable, read_manual_table
from journal.ledger.old_names import with_old_names
from journal.ledger.other_ledgers import OtherLedgers, read_other_ledgers
from journal.ledger.read import LiveLedger, read_ledger
from journal.ledger.recorded_objects import RecordedObjects, look_at_recorded
from journal.project.project import Project, Result
from journal.project.settings import Settings
from journal.rebuild.database import Hooks
from journal.rebuild.schemas import Exclusions, Replays
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.replay.watcher import Silence, Watcher
from journal.verbs.arguments import find_database

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class StateAfter:
    """The state after an entry, or before all of them if `tag` is None.

    `real` and `names` count the real differences and those of names alone; `distance` counts the objects that differ,
    0 without real differences. An entry with the `fingerprint` of the state before changes no schema.
    """

    tag: str | None
    fingerprint: str
    real: int
    distance: int
    names: int = 0


@dataclass(frozen=True)
class LiveState:
    """A live database, read in one transaction."""

    server_version: str
    schema: Schema
    ledger: LiveLedger
    manual: ManualTable | None
    recorded: RecordedObjects = field(default_factory=RecordedObjects)
    others: OtherLedgers = field(default_factory=OtherLedgers)


@dataclass(frozen=True)
class LocateResult(Result):
    """The states in the journal's order, and the differences from the nearest one."""

    document: ClassVar[str] = "locate.locate_json"

    folder: Folder
    live: LiveState
    temporary_version: str
    states: tuple[StateAfter, ...]
    differences: tuple[Difference, ...]
    target: Target = field(default=NOWHERE, kw_only=True)

    @property
    def passed(self) -> bool:
        """Tell whether the live schema equals a state, and the ledger records nothing that is not there."""
        return bool(self.equal) and not self.not_run

    @property
    def nearest(self) -> StateAfter:
        """The state with the fewest objects that differ, and of several the first."""
        return min(self.states, key=lambda state: state.distance)

    @property
    def equal(self) -> tuple[StateAfter, ...]:
        """The states that the live schema equals; several if an entry changes no schema, or undoes another."""
        return tuple(state for state in self.states if not state.real)

    @property
    def at(self) -> tuple[StateAfter, ...]:
        """The states of `equal` that the database can be at, by the names of constraints, indexes, sequences, triggers.

        Those whose names it has, too; if there is none, the first ones: a migration that only renames has not run then.
        """
        named = tuple(state for state in self.equal if not state.names)
        return named or tuple(state for state in self.equal if state.fingerprint == self.equal[0].fingerprint)

    @property
    def not_renamed(self) -> tuple[StateAfter, ...]:
        """The states of `equal` that it is not at, because migrations that only rename come between."""
        return tuple(state for state in self.equal if state not in self.at)

    @property
    def not_run(self) -> tuple[str, ...]:
        """The entries that the ledger records, and that change the schema to what it is not.

        With an equal state those after it, which the replay shows. Those of which no object is there, too, unless the
        database is at a later state.
        """
        tags, live = [state.tag for state in self.states], self.live.recorded
        found, at = set(live.absent), self.at
        if at:
            found -= set(tags[: self.states.index(at[-1]) + 1])
            beyond = self.states.index(self.equal[-1]) + 1
            pairs = zip(self.states[beyond - 1 :], self.states[beyond:], strict=False)
            found |= {one.tag for before, one in pairs if one.tag and one.fingerprint != before.fingerprint}
        return tuple(tag for tag in tags if tag in found & live.recorded and tag)


def locate(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    ignore: Sequence[str] = (),
    watcher: Watcher | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> LocateResult:
    """Find the migration whose schema a live database has, by a replay. It only reads.

    >>> [state.tag for state in journal.locate(project, url=url).equal]
    [None]
    """
    server, watcher = TemporaryServer(**temporary, cache=False), watcher or Silence()
    settings, target = find_database(project, url, env_var)
    folder = read_either(settings)
    live = read_live(target, settings, folder)
    provider = server.provider(watcher, live.server_version)
    patterns = (*project.settings.ignore_objects, *ignore)
    located = locate_schema(Replays(folder, server.recipe(settings), provider, watcher), live, patterns)
    return replace(located, target=target)


def locate_schema(replays: Replays, live: LiveState, ignore: Sequence[str] = ()) -> LocateResult:
    """Replay the entries, and compare after each one. Of several nearest states it takes the first.

    Raises MigrationFailed, and what starting the temporary server raises.
    """
    exclusions = Exclusions(replays.folder, replays.before(), tuple(ignore), live.others.places)
    states: list[StateAfter] = []
    differences: tuple[Difference, ...] = ()

    def look(tag: str | None, schema: Schema) -> None:
        nonlocal differences
        mark = schema.fingerprint()
        if states and states[-1].fingerprint == mark:
            states.append(replace(states[-1], tag=tag))
            return
        expected, actual = exclusions.applied(schema, live.schema)
        found = compare(expected, actual)
        real, names = (sum(one.weight is weight for one in found) for weight in (Weight.REAL, Weight.NAME))
        state = StateAfter(tag, mark, real, distance(expected, actual) if real else 0, names)
        if all(state.distance < other.distance for other in states):
            differences = found
        states.append(state)

    look(None, exclusions.before)
    hooks = Hooks(after_each=lambda connection, applied: look(applied.tag, read_schema(connection)))
    with replays.running(replays.folder.journal.entries, hooks) as database:
        version = database.server.version
    return LocateResult(replays.folder, live, version, tuple(states), differences)


def read_live(target: Target, settings: Settings, folder: Folder | None = None) -> LiveState:
    """Read the live database in a read-only transaction; with a folder, the objects of its migrations as well."""
    with reading(target) as connection:
        ledger, manual = read_ledger(connection, settings.ledger), read_manual_table(connection, settings.manual)
        manual = with_old_names(manual, folder) if folder else manual
        recorded = look_at_recorded(connection, folder, ledger) if folder else RecordedObjects()
        others = read_other_ledgers(connection, folder, manual) if folder else OtherLedgers()
        return LiveState(server_version(connection), read_schema(connection), ledger, manual, recorded, others)
