"""Whether a database has what each migration makes and alters, and has not what it drops.

Objects are looked at by name here, and what an ALTER COLUMN changes by live_columns.py. An object that a later applied
migration renames or drops is looked for under its later name, or not at all.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import field, replace
from enum import StrEnum
from itertools import chain
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from journal.catalog.existing import ExistingNames, Wanted, read_existing, read_shapes
from journal.connect.search_path import UserPath
from journal.dataclass import dataclass
from journal.folder.migrations import Migration
from journal.ledger.column_history import ColumnSign
from journal.ledger.followed_object import FollowedObject, ObjectChange, ObjectName
from journal.ledger.live_columns import AlteredColumns, look_at_columns
from journal.ledger.object_history import ObjectHistory
from journal.sql.column_changes import altered_columns
from journal.sql.definitions import VIEW, Family

if TYPE_CHECKING:
    from psycopg import Connection


_KEPT = (Family.RELATION, Family.TYPE, Family.COLUMN, Family.CONSTRAINT, Family.LABEL)
_BY_ITSELF = re.compile(r"_(pkey|key|fkey|check|idx|excl|seq)\d*$")
"""The names that PostgreSQL gives by itself: dropped, they may be there again by a constraint without a name."""


class Presence(StrEnum):
    """What the objects of a migration show. UNSEEN: it makes nothing that can be seen, such as data."""

    THERE = "there"
    PARTLY = "partly there"
    ABSENT = "not there"
    UNSEEN = "cannot be seen"


@dataclass(frozen=True)
class MigrationObjects:
    """What was looked at for a migration: `seen` shows that it ran, `missing` that it did not.

    `elsewhere` are missing objects that another schema has, with its name; `other_names` those whose table has one of
    the same kind and columns under another name, with that. `passed` are objects that are there and that the migration
    makes only where they are missing (IF NOT EXISTS), or under a name that it freed: they do not show that it ran.
    `lacking` are such that are not there. `altered` are those that columns have by an ALTER COLUMN, which does not fail
    where they are there. `misplaced` are tables without a schema in the SQL that are elsewhere, with
    that schema. `exposed` are those of `missing` that are row level security, with schema and table, if it is recorded.
    """

    seen: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    other_names: Mapping[str, str] = field(default_factory=dict)
    passed: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    misplaced: Mapping[str, str] = field(default_factory=dict)
    altered: frozenset[str] = frozenset()
    exposed: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def presence(self) -> Presence:
        """Return what all of it shows; other names count as there."""
        if not self.missing:
            return Presence.THERE if self.seen or self.other_names else Presence.UNSEEN
        return Presence.PARTLY if self.seen or self.other_names else Presence.ABSENT


@dataclass(frozen=True)
class _Sign:
    """What would show that a migration ran. `names`: those that the object may have; `made`: it is there then."""

    object: FollowedObject
    names: tuple[ObjectName, ...]
    made: bool
    needed: bool  # its absence shows that the migration did not run
    proves: bool = True  # False where it may be there although the migration did not run
    replaces: bool = False  # the migration drops or renames what had its name
    former: tuple[str, ...] = ()  # the other shape of that, if a look tells them apart


@contextmanager
def parsed_meanwhile(migrations: Sequence[Migration]) -> Iterator[Callable[[], None]]:
    """Parse the files in another thread while the block waits for a server; ends where the yielded function is called.

    What is not parsed by then, `look_at_objects` parses itself.
    """
    enough = Event()

    def parse() -> None:
        with suppress(Exception):  # it is raised again where the file is looked at
            for one in migrations:
                if enough.is_set():
                    break
                one.definitions  # noqa: B018 - it is kept

    def end() -> None:
        enough.set()
        thread.join()

    thread = Thread(target=parse, daemon=True)
    thread.start()
    try:
        yield end
    finally:
        end()


def look_at_objects(
    connection: "Connection[Any]",
    migrations: Sequence[Migration],
    recorded: frozenset[str],
    path: UserPath,
    ledger_schema: str = "",
) -> Mapping[str, MigrationObjects]:
    """Return what the database shows of each migration, by its tag. They are in the order of the journal.

    Of one that is not `recorded`, only that counts which no recorded one makes, and what would fail if it were there.
    What a file names without a schema is looked for on the `path`, and not in the schema of the ledger if the role has
    its name. The session is ours (pinned).
    """
    signs, columns, wanted = _signs(migrations, recorded)
    # A role of that name makes its objects there by "$user", where nobody wants them.
    searched = frozenset(path.schemas) - ({ledger_schema} if path.role == ledger_schema else set())
    live = _LiveNames(read_existing(connection, wanted), searched)
    shown = {tag: [(one, live.shows(one)) for one in found] for tag, found in signs.items()}
    missing = {one.object for found in shown.values() for one, shows in found if one.made and not shows}
    missing |= {one.object for found in shown.values() for one, _ in found if one.former}
    tables = {one.table for one in missing if one.shape and one.table}
    shapes = read_shapes(connection, tables) if tables else {}
    claimed = frozenset(one.name for one in wanted)
    altered = look_at_columns(connection, columns, searched)
    return {tag: _with_columns(live.objects(found, shapes, claimed), altered[tag]) for tag, found in shown.items()}


def _with_columns(objects: MigrationObjects, columns: AlteredColumns) -> MigrationObjects:
    seen, missing = (*objects.seen, *columns.seen), (*objects.missing, *columns.missing)
    return replace(objects, seen=seen, missing=missing, altered=frozenset(columns.seen), exposed=columns.exposed)


def _signs(
    migrations: Sequence[Migration], recorded: frozenset[str]
) -> tuple[dict[str, list[_Sign]], dict[str, list[ColumnSign]], set[Wanted]]:
    """Return what would show each migration, by its tag: objects and columns; and every name of an object."""
    history = ObjectHistory(altered_columns(chain.from_iterable(one.effects for one in migrations)))
    last = max((number for number, one in enumerate(migrations) if one.tag in recorded), default=-1)
    before = frozenset[Wanted]()  # what is there before those that come after all recorded ones
    changes: dict[str, list[ObjectChange]] = {}
    for number, migration in enumerate(migrations):
        changes[migration.tag] = history.follow(migration, recorded=migration.tag in recorded)
        before = history.recorded_names() if number == last else before
    signs = {
        tag: list(_of_recorded(found, history) if tag in recorded else _of_others(found, before, history))
        for tag, found in changes.items()
    }
    columns = {tag: [one for one in history.columns.signs(tag) if history.is_sure(one.column)] for tag in changes}
    return signs, columns, set(history.names())


def _of_recorded(changes: Iterable[ObjectChange], history: ObjectHistory) -> Iterator[_Sign]:
    changes = list(changes)
    kept = {change.object.name.wanted.name for change in changes if change.object.is_table and _is_former(change)}
    for change in _last(changes):
        one = change.object
        if change.made and not one.dropped:
            names = one.names[change.first :] if one.touched else one.names[-1:]
            passes = change.guarded and one.table in kept
            needed = history.is_sure(one) and not one.touched and not passes
            former = history.former_shape(change) if needed else ()
            replaces = change.former is not None and not _is_former(change)
            yield _Sign(one, tuple(names), True, needed, not change.former and not passes, replaces, former)
        elif not change.made and one.dropped and not history.is_alive(one.name.wanted):
            yield _Sign(one, (one.name,), False, history.is_sure(one) and not _BY_ITSELF.search(one.name.wanted.name))


def _is_former(change: ObjectChange) -> bool:
    """Tell whether an object is made that was there before, as CREATE TABLE IF NOT EXISTS does."""
    return change.former is change.object


def _of_others(changes: Iterable[ObjectChange], before: frozenset[Wanted], history: ObjectHistory) -> Iterator[_Sign]:
    """Yield the signs of a migration that is not recorded: nothing of what is there by recorded ones is one."""
    changes = list(changes)
    dropped = {change.object.name.wanted for change in changes if not change.made}
    # The constraints of a table that is made anew under its name may be those of the old one, which no SQL names.
    tables = (change.object for change in changes if change.made and change.object.is_table)
    anew = {one.name.wanted.name for one in tables if one.name.wanted in before and not one.recorded}
    for change in _last(changes):
        one, renamed = change.object, change.first > 0
        names = tuple(name for name in one.names[change.first :] if name.wanted not in before)
        if change.made and names and not one.dropped and (renamed or not one.recorded):
            proves = not change.guarded and (one.is_table or one.name.wanted not in dropped)
            proves = proves and (one.table not in anew or one.name.wanted.family is Family.COLUMN)
            if proves or _is_kept(one):
                yield _Sign(one, names, True, proves and history.is_sure(one) and not one.gone, proves)
        elif not change.made and one.recorded and not change.guarded and not history.is_alive(one.name.wanted):
            yield _Sign(one, (one.name,), False, history.is_sure(one))


def _is_kept(one: FollowedObject) -> bool:
    """Tell whether an object of that kind is made once; functions, extensions and the like are made again and again."""
    return one.name.wanted.family in _KEPT and one.shape != VIEW


def _last(changes: Iterable[ObjectChange]) -> Iterable[ObjectChange]:
    """Return the last change of each object: one that is made and dropped by the same migration shows nothing."""
    made, last = set[FollowedObject](), dict[FollowedObject, ObjectChange]()
    for change in changes:
        if change.made:
            made.add(change.object)
        last[change.object] = change
    return [change for change in last.values() if change.made or change.object not in made]


def _without_twins(shown: Sequence[tuple[_Sign, bool]]) -> list[tuple[_Sign, bool]]:
    """Leave out the index of a constraint, whose name is that of the constraint."""
    names = [(sign.object.table, sign.names[-1].wanted.name) for sign, _ in shown]
    of = {name for name, (sign, _) in zip(names, shown, strict=True) if sign.names[-1].wanted.table}
    return [one for name, one in zip(names, shown, strict=True) if one[0].names[-1].wanted.table or name not in of]


def _is_changed(sign: _Sign, shapes: Mapping[tuple[str, tuple[str, ...]], frozenset[str]]) -> bool | None:
    """Tell whether a constraint or index of the name has the new shape, or that of the former; None if neither."""
    if not sign.former:
        return None
    table, names = sign.object.table or "", {name.wanted.name for name in sign.names}
    new, old = (not names.isdisjoint(shapes.get((table, one), ())) for one in (sign.object.shape, sign.former))
    return new if new is not old else None


@dataclass(frozen=True)
class _LiveNames:
    names: ExistingNames
    path: frozenset[str]

    def shows(self, sign: _Sign) -> bool:
        """Tell whether the database is as it is after the migration, as far as this object goes."""
        return any(map(self._has, sign.names)) is sign.made

    def _has(self, name: ObjectName) -> bool:
        schemas = self.names.of(name.wanted)
        if name.schema is not None:
            return name.schema in schemas
        return bool(schemas & self.path) or "" in schemas or (name.anywhere and bool(schemas))

    def objects(
        self,
        shown: Sequence[tuple[_Sign, bool]],
        shapes: Mapping[tuple[str, tuple[str, ...]], frozenset[str]],
        claimed: frozenset[str],
    ) -> MigrationObjects:
        """Return what the signs of a migration show; each comes with whether the database shows it."""
        seen, missing = list[str](), list[str]()
        elsewhere, other_names, misplaced = dict[str, str](), dict[str, str](), dict[str, str]()
        passed: dict[bool, list[str]] = {True: [], False: []}
        tables = {
            one.object.name.wanted.name: shows
            for one, shows in shown
            if one.made and one.object.is_table and not (shows and one.replaces)
        }
        for sign, shows in _without_twins(shown):
            if tables.get(sign.object.table or "") is shows:
                continue  # the table says it
            said = sign.object.said(sign.names[-1])
            if (changed := _is_changed(sign, shapes)) is not None:
                (seen if changed else missing).append(f"new {said}")
                continue
            if not sign.proves and (shows or not sign.needed):
                passed[shows].append(said)
                continue
            if shows:
                seen.append(said if sign.made else f"without {said}")
                continue
            others = shapes.get((sign.object.table or "", sign.object.shape), frozenset()) - claimed
            if sign.made and sign.object.shape and others:
                other_names[said] = min(others)
            elif sign.needed:
                missing.append(said if sign.made else f"still {said}")
                schemas = self.names.of(sign.names[-1].wanted)
                if sign.made and schemas:
                    elsewhere[said] = min(schemas)
                    if sign.object.is_table and sign.names[-1].schema is None:
                        misplaced[sign.names[-1].wanted.name] = elsewhere[said]
        kept, lacking = map(tuple, passed.values())
        return MigrationObjects(tuple(seen), tuple(missing), elsewhere, other_names, kept, lacking, misplaced)
