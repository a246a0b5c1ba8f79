"""Constraints. The texts of plain keys are put together here: PostgreSQL looks up every name anew for each."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from journal.catalog.assemble.draft import Catalog, Draft
from journal.catalog.quoting import identifier
from journal.catalog.values import Constraint, DomainConstraint

_TYPES = {"p": "primary key", "u": "unique", "f": "foreign key", "c": "check", "x": "exclude"}
_ACTIONS = {"a": "", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


def constraints(draft: Draft) -> None:
    """Constraints of tables and of domains."""
    texts = _Texts(draft)
    for oid, relation, domain, name, kind, told, listed, options, tablespace, *referred in draft.rows["constraints"]:
        table = draft.keys.get((Catalog.CLASS, relation)) or draft.keys.get((Catalog.TYPE, domain))
        if table and domain:
            draft.add(DomainConstraint(table[1], table[2], name, told), Catalog.CONSTRAINT, oid)
        elif table:
            on = tuple([draft.columns[relation, number][3] for number in listed or () if number])
            text = told or texts.of_key(kind, on, *referred) or texts.told[oid]
            said = tuple(sorted(options)) if options else ()
            one = Constraint(table[1], table[2], name, _TYPES[kind], text, on, said, tablespace)
            draft.add(one, Catalog.CONSTRAINT, oid)


@dataclass
class _Texts:
    """The texts of plain keys, as `pg_get_constraintdef` of ruleutils.c writes them."""

    draft: Draft

    def of_key(self, kind: str, on: Iterable[str], relation: int, numbers: Iterable[int], actions: str) -> str:
        """A primary, unique or foreign key; empty where one goes to a table of an extension, which is not read."""
        key = f"{_TYPES[kind].upper()} {self._list(on)}"
        if kind != "f":
            return key
        target = self.draft.keys.get((Catalog.CLASS, relation))
        if target is None:
            return ""
        _, schema, table = target
        there = self._list(self.draft.columns[relation, number][3] for number in numbers)
        update, delete = (_ACTIONS[one] for one in actions)
        said = (f" ON UPDATE {update}" if update else "") + (f" ON DELETE {delete}" if delete else "")
        return f"{key} REFERENCES {self._name(schema)}.{self._name(table)}{there}{said}"

    def _list(self, columns: Iterable[str]) -> str:
        return f"({', '.join(map(self._name, columns))})"

    @cached_property
    def told(self) -> dict[int, str]:
        """PostgreSQL's own texts of all constraints, by OID."""
        return dict(self.draft.rows["constraint_texts"])

    def _name(self, word: str) -> str:
        return identifier(word, self._reserved)

    @cached_property
    def _reserved(self) -> frozenset[str]:
        return frozenset(word for (word,) in self.draft.rows["keywords"])
