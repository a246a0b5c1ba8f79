"""Follows a schema: after each step, it reads only what the step has changed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

from journal.catalog.follow import change_queries
from journal.catalog.follow.partial import PARTIAL_QUERIES, read_part
from journal.catalog.follow.prepared_queries import PreparedQueries, Rows
from journal.catalog.values import Key, Object, Schema
from journal.dataclass import dataclass

if TYPE_CHECKING:
    from psycopg import Connection

TYPES = frozenset(("enum", "domain", "range type"))
"""The kinds of types that are followed."""

_QUERIES = {
    **PARTIAL_QUERIES,
    "marks": change_queries.MARKS,
    "written": change_queries.WRITTEN,
    "dependents": change_queries.DEPENDENTS,
}
_KINDS_WRITTEN = ("relation", "type", "array", "function", "namespace")


@dataclass(frozen=True)
class SchemaStep:
    """What a step has changed.

    `part`: the changed relations as they are now, with everything that belongs to them, all namespaces and all types.
    `gone`: relations that no longer exist under this name. `whole`: the part is everything that exists.
    """

    part: Schema
    gone: frozenset[Key]
    whole: bool


@dataclass
class Follower:
    """What is known of the schema after the last step.

    All steps run in one transaction, and each is read on its connection; reading leaves nothing behind. Once a step
    has ended the transaction, every step is read as a whole. Types, functions and relations that expressions name are
    followed; operators, collations and roles are not.
    """

    keys: dict[int, Key] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    without_new_mark: set[int] = field(default_factory=set)
    deleted: int = -1
    command: int = -1
    failed_versions: set[str] = field(default_factory=set)
    types: dict[Key, Object] = field(default_factory=dict)
    begun: bool = False
    ended: bool = False

    def step(self, connection: "Connection[Any]", *, ended: bool = False, undid: bool = False) -> SchemaStep:
        """Read what the last step has done. `ended`: it ended the transaction.

        `undid`: it may have rolled back to a savepoint of a step before. That writes nothing, so everything is read.
        """
        self.ended = self.ended or ended
        self.begun = self.begun and not undid
        whole = self.ended or not self.begun
        prepared = PreparedQueries(connection, _QUERIES)
        with prepared.session():
            found = prepared.execute({"marks": (-1 if whole else self.deleted,), "written": (self.command,)})
            differing, written = self._differing(found["marks"]), self._by_kind(found["written"])
            if not whole and (change_queries.NAMESPACES in differing or written["namespace"]):
                whole = True
                differing |= self._differing(prepared.execute({"marks": (-1,)})["marks"])
            changed = {oid for oid in {*written["relation"], *differing} if oid > change_queries.NAMESPACES}
            self.begun = True
            if whole:
                everything = _dependents(prepared, {*self.marks, *changed}, written)
                return self._read(prepared, everything, types=True, whole=True)
            dependents = _dependents(prepared, changed, written) if changed or any(written.values()) else set()
            types = bool(written["type"]) or change_queries.TYPES in differing | dependents
            if len(found["marks"]) == 1:  # the query returned no marks
                self.without_new_mark |= dependents | changed | ({change_queries.TYPES} if types else set())
            return self._read(prepared, dependents | changed, types=types, whole=False)

    def renew(self, connection: "Connection[Any]") -> None:
        """Forget the statements that are prepared, and which transaction it was: another one may follow."""
        PreparedQueries(connection, _QUERIES).deallocate()
        self.command = self.deleted = -1
        self.failed_versions = set()

    def _differing(self, rows: Rows) -> set[int]:
        """Return the relations whose marks have changed. Where nothing was deleted, the query returns no marks."""
        marks: dict[int, str] = dict(rows)
        deleted = marks.pop(change_queries.DELETED)
        self.deleted = -1 if deleted is None else int(deleted)
        if not marks:
            return set()
        differing = {oid for oid, _ in self.marks.items() ^ marks.items()} | self.without_new_mark
        self.marks, self.without_new_mark = marks, set()
        return differing

    def _by_kind(self, rows: Rows) -> Mapping[str, set[int]]:
        """Return the OIDs that were written, by kind. A failed write that was seen before is not new."""
        found: dict[str, set[int]] = {kind: set() for kind in _KINDS_WRITTEN}
        failed: set[str] = set()
        for kind, oid, number, version in rows:
            if version not in self.failed_versions:
                found[kind].add(oid)
            if version:
                failed.add(version)
            else:
                self.command = max(self.command, number)
        self.failed_versions = failed
        return found

    def _read(self, prepared: PreparedQueries, oids: Iterable[int], *, types: bool, whole: bool) -> SchemaStep:
        wanted = {oid for oid in oids if oid > change_queries.NAMESPACES}
        schema, keys = read_part(prepared, wanted, with_types=types)
        before = {self.keys.pop(oid) for oid in wanted & self.keys.keys()}
        if whole:
            before |= {*self.keys.values()}
            self.keys.clear()
        self.keys |= {oid: key for oid, key in keys.items() if oid in wanted}
        gone = before - {self.keys[oid] for oid in wanted & self.keys.keys()}
        if types:
            self.types = {key: item for key, item in schema.objects.items() if item.kind in TYPES}
        return SchemaStep(replace(schema, objects=self.types | {**schema.objects}), frozenset(gone), whole)


def _dependents(prepared: PreparedQueries, relations: Collection[int], written: Mapping[str, set[int]]) -> set[int]:
    """Return the relations to read again: these, those whose texts name what was written, their owners and parents."""
    types = sorted(written["type"] | written["array"])
    found = prepared.execute({"dependents": (sorted(relations), types, sorted(written["function"]))})
    return {oid for (oid,) in found["dependents"]}
