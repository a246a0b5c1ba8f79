"""Following a schema: after each step, only what the step has changed is read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from journal.catalog.follow import queries
from journal.catalog.follow.partial import QUESTIONS, read_part
from journal.catalog.follow.prepared_queries import PreparedQueries, PreparedQuery, Rows
from journal.catalog.values import Key, Object, Schema

if TYPE_CHECKING:
    from psycopg import Connection

TYPES = frozenset(("enum", "domain", "range type"))
"""The kinds of types that are followed."""

_QUESTIONS = {
    **QUESTIONS,
    "standing": PreparedQuery(queries.STANDING, ("int8",)),
    "written": PreparedQuery(queries.WRITTEN, ("int8",)),
    "around": PreparedQuery(queries.AROUND, ("oid[]", "oid[]", "oid[]")),
}
_WHAT_IS_NAMED = ("relation", "type", "array", "function")


@dataclass(frozen=True)
class SchemaStep:
    """What a step has changed. `part`: the changed relations as they are now, with all that belongs to them.

    In it are all namespaces and all types. `gone`: relations that are no longer there under this name. `whole`:
    everything was read, and what the part does not have is no more.
    """

    part: Schema
    gone: frozenset[Key]
    whole: bool


@dataclass
class Follower:
    """What is known of the schema after the last step.

    All steps are in one transaction, and each is looked at on its connection; it leaves no trace there. A step that
    ended the transaction is to be told, for from then on everything is read each time. Types that expressions name
    are followed; operators, collations and roles are not.
    """

    keys: dict[int, Key] = field(default_factory=dict)
    standing: dict[int, str] = field(default_factory=dict)
    unmarked: set[int] = field(default_factory=set)
    deleted: int = -1
    command: int = -1
    vain: set[str] = field(default_factory=set)
    types: dict[Key, Object] = field(default_factory=dict)
    begun: bool = False
    ended: bool = False

    def step(self, connection: "Connection[Any]", *, ended: bool = False, undid: bool = False) -> SchemaStep:
        """Look at what the step has done that has just been made. `undid`: it may have undone what one before it did.

        Nothing is written where a transaction goes back to a savepoint, so everything is read then.
        """
        self.ended = self.ended or ended
        self.begun = self.begun and not undid
        asking = PreparedQueries(connection, _QUESTIONS)
        with asking.begun():
            return self._step(asking)

    def _step(self, asking: PreparedQueries) -> SchemaStep:
        whole = self.ended or not self.begun
        found = asking.ask({"standing": (-1 if whole else self.deleted,), "written": (self.command,)})
        fallen, written = self._fallen(found["standing"]), self._sorted(found["written"])
        if not whole and (queries.SPACES in fallen or written["space"]):
            whole = True
            fallen |= self._fallen(asking.ask({"standing": (-1,)})["standing"])
        changed = {oid for oid in {*written["relation"], *fallen} if oid > queries.SPACES}
        self.begun = True
        if whole:
            everything = self._around(asking, {*self.standing, *changed}, written)
            return self._read(asking, everything, types=True, whole=True)
        types = bool(written["type"]) or queries.TYPES in fallen
        is_marked = len(found["standing"]) > 1
        around = self._around(asking, changed, written) if changed or any(written.values()) else set()
        types = types or queries.TYPES in around
        if not is_marked:
            self.unmarked |= around | changed | ({queries.TYPES} if types else set())
        return self._read(asking, around | changed, types=types, whole=False)

    def _fallen(self, rows: Rows) -> set[int]:
        """The relations whose marks have changed; none where nothing was deleted, for then no marks are told."""
        standing: dict[int, str] = dict(rows)
        deleted = standing.pop(queries.DELETED)
        self.deleted = -1 if deleted is None else int(deleted)
        if not standing:
            return set()
        fallen = {oid for oid, _ in self.standing.items() ^ standing.items()} | self.unmarked
        self.standing, self.unmarked = standing, set()
        return fallen

    def _sorted(self, rows: Rows) -> Mapping[str, set[int]]:
        """What was written, by its kind. What was tried in vain and was seen before is nothing new."""
        found: dict[str, set[int]] = {kind: set() for kind in (*_WHAT_IS_NAMED, "space")}
        vain: set[str] = set()
        for kind, oid, number, version in rows:
            if version not in self.vain:
                found[kind].add(oid)
            if version:
                vain.add(version)
            else:
                self.command = max(self.command, number)
        self.vain = vain
        return found

    def _around(self, asking: PreparedQueries, relations: Collection[int], written: Mapping[str, set[int]]) -> set[int]:
        types = sorted(written["type"] | written["array"])
        found = asking.ask({"around": (sorted(relations), types, sorted(written["function"]))})
        return {oid for (oid,) in found["around"]}

    def _read(self, asking: PreparedQueries, oids: Iterable[int], *, types: bool, whole: bool) -> SchemaStep:
        wanted = {oid for oid in oids if oid > queries.SPACES}
        part = read_part(asking, wanted, with_types=types)
        before = {self.keys.pop(oid) for oid in wanted & self.keys.keys()}
        if whole:
            before |= {*self.keys.values()}
            self.keys.clear()
        self.keys |= {oid: key for oid, key in part.keys.items() if oid in wanted}
        gone = before - {self.keys[oid] for oid in wanted & self.keys.keys()}
        if types:
            self.types = {key: one for key, one in part.schema.objects.items() if one.kind in TYPES}
        return SchemaStep(replace(part.schema, objects=self.types | {**part.schema.objects}), frozenset(gone), whole)
