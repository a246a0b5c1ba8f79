"""What migrations make, rename and drop, followed through their SQL, one after the other. Pure.

Names are followed here, and what columns have in `columns`. What a DO block, a function or CASCADE does beside its own
object is not known, so objects that it may have touched are no longer `sure`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import field
from itertools import chain

from journal.catalog.existing import LOOKED_UP, Wanted, schema_of, wanted_of
from journal.dataclass import dataclass
from journal.folder.migrations import Migration
from journal.ledger.column_history import ColumnHistory
from journal.ledger.followed_object import FollowedObject, ObjectChange, ObjectName
from journal.ledger.freed_names import FreedNames
from journal.sql.column_changes import NONE, OF_TABLES, ColumnChange, Facet
from journal.sql.definitions import FOREIGN_KEY, SEQUENCE, Definition, Family

_NOT_KEYS = [("u",), ("f",), ("c",), ("x",)]
_TEXT = r"(?:(\$\w*\$)(.*?)\1|'((?:[^']|'')*)')"
_BODY = re.compile(r"(\$\w*\$)(.*?)\1|\b(?:do|as)\s+'((?:[^']|'')*)'", re.IGNORECASE | re.DOTALL)
# A foreign key, which older drizzle-kit adds in a block, gives no column anything; a primary key gives NOT NULL.
_ALTERS = re.compile(
    r"\balter\b(?!\s+table\s+(?:only\s+)?\S+\s+add\s+constraint\s+\S+\s+foreign\s+key\b)|\bprimary\b", re.IGNORECASE
)
_BLOCK = re.compile(rf"\bdo\s+(?:language\s+\w+\s+)?{_TEXT}", re.IGNORECASE | re.DOTALL)
_MAKES = re.compile(r"\b(create|add|rename|execute)\b", re.IGNORECASE)
_EXECUTE = re.compile(r"\bexecute\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d][\w$]*")
_QUOTED_NAME = re.compile(r'"([^"]+)"')
_SECURITY = re.compile(r"\brow\s+level\s+security\b", re.IGNORECASE)
_CHANGES = re.compile(r"\b(drop|rename|execute|set\s+schema)\b", re.IGNORECASE)


@dataclass
class ObjectHistory:
    """Follows migrations in their order. `_recorded`: whether the ledger records the one that is followed.

    `altered` are the columns and tables that any of them alters. Of others, what CREATE TABLE gives them shows nothing,
    and is not read: it would take half of the time.
    `_cascaded` and `_table_dropped` are the steps of the last DROP … CASCADE, and of the last DROP of a table or type.
    """

    altered: frozenset[tuple[str, str]]
    columns: ColumnHistory = field(default_factory=ColumnHistory)
    _recorded: bool = True
    _tag: str = ""
    _step: int = 0
    _cascaded: int = 0
    _table_dropped: int = 0
    _freed: FreedNames = field(default_factory=FreedNames)
    _objects: list[FollowedObject] = field(default_factory=list)
    _by_word: dict[str, list[FollowedObject]] = field(default_factory=lambda: defaultdict(list))
    _members_by_word: dict[str, list[FollowedObject]] = field(default_factory=lambda: defaultdict(list))
    _by_name: dict[Wanted, list[FollowedObject]] = field(default_factory=lambda: defaultdict(list))
    _on_table: dict[str, list[FollowedObject]] = field(default_factory=lambda: defaultdict(list))

    def follow(self, migration: Migration, *, recorded: bool) -> list[ObjectChange]:
        """Return what the migration does."""
        self._recorded, self._tag, self._freed = recorded, migration.tag, FreedNames(self._step)
        text = migration.text
        anywhere = "search_path" in text
        found: list[ObjectChange] = []
        for effects in migration.effects:
            found += self._define(effects.definitions, anywhere)
            for change in effects.changes_with(self.altered):
                self._alter(change, anywhere)
        if _may_have_bodies(text):
            self._doubt(block[2] or block[3] or "" for block in _BLOCK.finditer(text))
            self._doubt_columns(body[2] or body[3] or "" for body in _BODY.finditer(text))
        return found

    def _define(self, definitions: Iterable[Definition], anywhere: bool) -> list[ObjectChange]:
        found: list[ObjectChange] = []
        renamed: FollowedObject | None = None
        for one in definitions:
            self._step += 1
            if one.family not in LOOKED_UP:
                continue
            name = ObjectName(wanted_of(one), schema_of(one), anywhere)
            if one.renamed:
                renamed = self._living(name) or self._found(one, name)
            elif one.gone:
                found += self._drop(one, name)
            elif renamed:
                self._rename(renamed, name)
                first = len(renamed.names) - 1
                found.append(ObjectChange(renamed, True, first, one.guarded, self._freed.former(name)))
                renamed = None
            else:
                known = self._living(name)
                made = known or self._new(one, name)
                if (one.name, "") in self.altered and made.is_table:
                    self._secure(made, one, known=bool(known))
                former = self._freed.former(name) or (known if known and known.step <= self._freed.begun else None)
                found.append(ObjectChange(made, True, len(made.names) - 1, one.guarded or not one.sure, former))
                if former and former is not made:
                    found += self._drop_values(made, former, one)
        return found

    def _secure(self, table: FollowedObject, definition: Definition, *, known: bool) -> None:
        """Note that a new table has no row level security; one that may have been there before may have it."""
        if not (known and definition.guarded):
            value = None if known or definition.guarded or not definition.sure else NONE
            for facet in OF_TABLES:
                change = ColumnChange((definition.within, definition.name), "", facet, value, altered=False)
                self.columns.change(table, change, self._tag, recorded=self._recorded)

    def _alter(self, change: ColumnChange, anywhere: bool) -> None:
        schema, table = change.table
        if change.facet in OF_TABLES:
            one = Definition(Family.RELATION, table, schema, 0)
        elif change.column:
            one = Definition(Family.COLUMN, change.column, table, 0, table=change.table)
        else:
            self.columns.tie(table)
            return
        name = ObjectName(wanted_of(one), schema_of(one), anywhere)
        self.columns.change(self._living(name) or self._found(one, name), change, self._tag, recorded=self._recorded)

    def former_shape(self, change: ObjectChange) -> tuple[str, ...]:
        """Return the shape of the constraint or index that is replaced, if the new one has another.

        Nothing where columns have other names since then: the two may look alike.
        """
        one, former = change.object, change.former
        if former is None or former is one or not one.table or former.shape in ((), one.shape):
            return ()
        columns = one.shape[2 if one.shape[0] == FOREIGN_KEY else 1 :]
        return former.shape if all(self.is_alive(Wanted(Family.COLUMN, one.table, name)) for name in columns) else ()

    def is_alive(self, wanted: Wanted) -> bool:
        """Tell whether an object of that name is there now, in any schema."""
        return any(not one.gone and one.name.wanted == wanted for one in self._by_name.get(wanted, ()))

    def is_sure(self, one: FollowedObject) -> bool:
        """Tell whether it has to be there, or where it is gone, may not be there."""
        cascaded = one.step < self._cascaded and not one.is_table
        with_table = one.step < self._table_dropped and one.shape == SEQUENCE  # a table owns it, perhaps
        return one.sure and (one.gone or not (cascaded or with_table))

    def recorded_names(self) -> frozenset[Wanted]:
        """Return the names of what is there now by the recorded migrations."""
        return frozenset(one.name.wanted for one in self._objects if one.recorded and not one.gone)

    def names(self) -> Iterator[Wanted]:
        """Yield every name that an object had."""
        return (name.wanted for one in self._objects for name in one.names)

    def _living(self, name: ObjectName) -> FollowedObject | None:
        for one in self._by_name.get(name.wanted, ()):
            same = one.name.wanted == name.wanted and (None in (one.name.schema, name.schema) or one.name == name)
            if same and not one.gone:
                return one
        return None

    def _new(self, definition: Definition, name: ObjectName) -> FollowedObject:
        table = definition.table[1] if definition.table else None
        sure = definition.sure and not (name.schema or "").startswith("pg_temp")
        made = FollowedObject([name], table, definition.shape, sure, self._recorded, step=self._step)
        self._objects.append(made)
        self._by_name[name.wanted].append(made)
        (self._members_by_word if name.wanted.table else self._by_word)[name.wanted.name].append(made)
        if table:
            self._on_table[table].append(made)
        return made

    def _found(self, definition: Definition, name: ObjectName) -> FollowedObject:
        """Return an object that was there before these migrations."""
        found = self._new(definition, name)
        found.recorded, found.step = True, self._freed.begun
        return found

    def _drop_values(self, enum: FollowedObject, former: FollowedObject, by: Definition) -> Iterator[ObjectChange]:
        for value in [*self._freed.dropped_values(enum, former)]:
            gone = Definition(Family.LABEL, value, by.name, by.offset, gone=True, table=(by.within, by.name))
            yield from self._drop(gone, ObjectName(wanted_of(gone), schema_of(gone), enum.name.anywhere))

    def _lose(self, one: FollowedObject) -> None:
        self._freed.free(one)
        one.sure = self.is_sure(one)
        one.gone, one.dropped, one.touched = True, one.dropped or self._recorded, one.touched or not self._recorded

    def _rename(self, one: FollowedObject, name: ObjectName) -> None:
        old = one.name
        if old.wanted.family is Family.TYPE:
            self.columns.doubt_type(old.wanted.name, self._tag, recorded=self._recorded)
        self._add_name(one, name._replace(schema=name.schema or old.schema))
        if one.holds_others:
            for member in self._members(old.wanted.name):
                self._move(member, name)
        elif name.wanted.family is Family.SCHEMA:
            for other in self._objects:
                if other.name.schema == old.wanted.name and not other.gone:
                    self._add_name(other, other.name._replace(schema=name.wanted.name))
        for twin in self._twins(one, old):
            self._add_name(twin, twin.name._replace(wanted=twin.name.wanted._replace(name=name.wanted.name)))

    def _move(self, member: FollowedObject, of: ObjectName) -> None:
        """Give what belongs to a table, or to an enum, the new name of that, and its schema."""
        wanted, table = member.name.wanted, of.wanted.name
        new = wanted._replace(table=table) if wanted.table else wanted
        self._add_name(member, member.name._replace(wanted=new, schema=of.schema or member.name.schema))
        if table != member.table:
            self._on_table[table].append(member)
        member.table = table

    def _add_name(self, one: FollowedObject, name: ObjectName) -> None:
        self._freed.free(one)
        one.names.append(name)
        one.settled = len(one.names) - 1 if self._recorded else one.settled
        one.touched = one.touched or not self._recorded
        if one not in self._by_name[name.wanted]:
            self._by_name[name.wanted].append(one)
            (self._members_by_word if name.wanted.table else self._by_word)[name.wanted.name].append(one)

    def _drop(self, definition: Definition, name: ObjectName) -> Iterator[ObjectChange]:
        one, family = self._living(name), name.wanted.family
        if one is None:  # who made it is not known, nor whether it was ever there
            one = self._new(definition, name)
            one.recorded, one.step = False, self._freed.begun
        self._lose(one)
        one.sure = definition.sure
        if family is not Family.FUNCTION:  # another function of that name may stay
            yield ObjectChange(one, False, len(one.names) - 1, definition.guarded)
        if one.holds_others:
            for member in self._members(name.wanted.name):
                self._lose(member)
        for twin in self._twins(one, name):
            self._lose(twin)
        if family is Family.COLUMN:
            for member in self._members(one.table or ""):
                member.sure = member.sure and member.name.wanted.family not in (Family.CONSTRAINT, Family.RELATION)
        if family is Family.CONSTRAINT and one.shape[:1] not in _NOT_KEYS:
            members = self._members(one.table or "")
            self.columns.doubt(members, self._tag, recorded=self._recorded, facet=Facet.NOT_NULL)
        for other in self._objects if family is Family.SCHEMA else ():
            if (other.name.schema or "public") == name.wanted.name and not other.gone:
                self._lose(other)
        self._cascaded = self._step if definition.cascade else self._cascaded
        self._table_dropped = self._step if one.holds_others else self._table_dropped

    def _members(self, table: str) -> list[FollowedObject]:
        return [one for one in self._on_table.get(table, ()) if not one.gone and one.table == table]

    def _twins(self, one: FollowedObject, name: ObjectName) -> list[FollowedObject]:
        """Return the index of a constraint, or the constraint of an index: one name, dropped and renamed as one."""
        if one.name.wanted.family not in (Family.CONSTRAINT, Family.RELATION) or one.table is None:
            return []
        others = (other for other in self._members(one.table) if other.name.wanted.family is not Family.COLUMN)
        return [other for other in others if other is not one and other.name.wanted.name == name.wanted.name]

    def _doubt(self, blocks: Iterable[str]) -> None:
        """Doubt what is named in a block that may drop or rename it, or make it again where it is gone."""
        for block in blocks:
            changes, makes = _CHANGES.search(block), _MAKES.search(block)
            words = _names(block) if changes or makes else set()
            of_tables = self._members_by_word if _EXECUTE.search(block) else {}  # other SQL names their table
            for word in words:
                named = (*self._by_word.get(word, ()), *self._on_table.get(word, ()), *of_tables.get(word, ()))
                for one in named:
                    if word in (one.name.wanted.name, one.table):  # a dropped column takes constraints along
                        one.sure = one.sure and not (makes if one.gone else changes)

    def _doubt_columns(self, bodies: Iterable[str]) -> None:
        """Doubt the columns of the tables that a block or a function may alter; all of them where it makes its SQL."""
        for body in bodies:
            if not _ALTERS.search(body):
                continue
            if _EXECUTE.search(body):
                self.columns.doubt_all(self._tag, recorded=self._recorded)
            words = _names(body)
            for word in self._on_table.keys() & words:
                self.columns.doubt(self._members(word), self._tag, recorded=self._recorded)
            if _SECURITY.search(body):
                tables = chain.from_iterable(self._by_word.get(word, ()) for word in words)
                self.columns.doubt(tables, self._tag, recorded=self._recorded)


def _may_have_bodies(text: str) -> bool:
    """Tell whether a file may have a block or a function: a fast test, since few files have one."""
    small = text.lower() if "'" in text else ""
    return "$" in text or "language" in small or "do" in small


def _names(body: str) -> set[str]:
    """Return what may be names in a body: words as they are and in small letters, and what is quoted."""
    return {*_WORD.findall(body), *_WORD.findall(body.lower()), *_QUOTED_NAME.findall(body)}
