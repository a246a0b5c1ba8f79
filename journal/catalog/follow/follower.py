"""Following a schema: after each step, only what the step has changed is read."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from journal.catalog import queries as catalog
from journal.catalog.follow import queries
from journal.catalog.follow.partly import read_part
from journal.catalog.values import Key, Object, Schema

if TYPE_CHECKING:
    from psycopg import Connection

TYPES = frozenset(("enum", "domain", "range type"))
"""The kinds of types that are followed."""

_TRANSACTION = "SELECT pg_catalog.pg_current_xact_id_if_assigned()::text"
_WHAT_IS_NAMED = ("relation", "type", "array", "function")


@dataclass(frozen=True)
class Step:
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
    command: int = -1
    vain: set[str] = field(default_factory=set)
    types: dict[Key, Object] = field(default_factory=dict)
    begun: bool = False
    ended: bool = False

    def step(self, connection: "Connection[Any]", *, ended: bool = False) -> Step:
        """Look at what the step has done that has just been made."""
        self.ended = self.ended or ended
        with _reading(connection):
            return self._step(connection)

    def _step(self, connection: "Connection[Any]") -> Step:
        standing = dict(connection.execute(queries.STANDING).fetchall())
        written = self._written(connection)
        fallen = {oid for oid in self.standing | standing if self.standing.get(oid) != standing.get(oid)}
        spaces = queries.SPACES in fallen or bool(written["space"])
        whole = self.ended or not self.begun or spaces
        self.begun, self.standing = True, standing
        if whole:
            return self._read(connection, standing.keys(), types=True, whole=True)
        changed = {oid for oid in {*written["relation"], *fallen} if oid > queries.SPACES}
        types = bool(written["type"]) or queries.TYPES in fallen
        around = self._around(connection, changed, written) if changed or any(written.values()) else set()
        return self._read(connection, around | changed, types=types, whole=False)

    def _written(self, connection: "Connection[Any]") -> Mapping[str, set[int]]:
        found: dict[str, set[int]] = {kind: set() for kind in (*_WHAT_IS_NAMED, "space")}
        (transaction,) = connection.execute(_TRANSACTION).fetchone() or (None,)
        if self.ended or transaction is None:
            return found
        since = {"transaction": str(int(transaction) % 2**32), "command": self.command}
        vain: set[str] = set()
        for kind, oid, number, version in connection.execute(queries.WRITTEN, since).fetchall():
            if version not in self.vain:
                found[kind].add(oid)
            if version:
                vain.add(version)
            else:
                self.command = max(self.command, number)
        self.vain = vain
        return found

    def _around(
        self, connection: "Connection[Any]", relations: Collection[int], written: Mapping[str, set[int]]
    ) -> set[int]:
        named = {
            "relations": sorted(relations),
            "types": sorted(written["type"] | written["array"]),
            "functions": sorted(written["function"]),
        }
        return {row[0] for row in connection.execute(queries.AROUND, named).fetchall()}

    def _read(self, connection: "Connection[Any]", oids: Iterable[int], *, types: bool, whole: bool) -> Step:
        wanted = {oid for oid in oids if oid > queries.SPACES}
        part = read_part(connection, wanted & self.standing.keys(), with_types=types)
        before = {self.keys.pop(oid) for oid in wanted & self.keys.keys()}
        if whole:
            before |= {*self.keys.values()}
            self.keys.clear()
        self.keys |= {oid: key for oid, key in part.keys.items() if oid in wanted}
        gone = before - {self.keys[oid] for oid in wanted & self.keys.keys()}
        if types:
            self.types = {key: one for key, one in part.schema.objects.items() if one.kind in TYPES}
        return Step(replace(part.schema, objects=self.types | {**part.schema.objects}), frozenset(gone), whole)


@contextmanager
def _reading(connection: "Connection[Any]") -> Iterator[None]:
    with connection.transaction(force_rollback=True):
        connection.execute(catalog.SETTINGS)
        yield
