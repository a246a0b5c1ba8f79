"""Constraints. The text of a plain key is composed here, because PostgreSQL looks up every name again for each."""

from collections.abc import Iterable
from functools import cached_property

from journal.catalog.assemble.draft import Catalog, Draft
from journal.catalog.quoting import identifier
from journal.catalog.types_functions_grants import DomainConstraint
from journal.catalog.values import Constraint
from journal.dataclass import dataclass

_TYPES = {"p": "primary key", "u": "unique", "f": "foreign key", "c": "check", "x": "exclude"}
_ACTIONS = {"a": "", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


def add_constraints(draft: Draft) -> None:
    """Add the constraints of tables and of domains."""
    texts = _KeyTexts(draft)
    for oid, relation, domain, name, kind, definition, numbers, options, tablespace, *referred in draft.rows[
        "constraints"
    ]:
        owner = draft.keys.get((Catalog.CLASS, relation)) or draft.keys.get((Catalog.TYPE, domain))
        if owner and domain:
            draft.add(DomainConstraint(owner[1], owner[2], name, definition), Catalog.CONSTRAINT, oid)
        elif owner:
            columns = tuple([draft.columns[relation, number][3] for number in numbers or () if number])
            text = definition or texts.compose(kind, columns, *referred) or texts.of_postgresql[oid]
            own_options = tuple(sorted(options)) if options else ()
            constraint = Constraint(owner[1], owner[2], name, _TYPES[kind], text, columns, own_options, tablespace)
            draft.add(constraint, Catalog.CONSTRAINT, oid)


@dataclass
class _KeyTexts:
    """The texts of plain keys, as `pg_get_constraintdef` of ruleutils.c writes them."""

    draft: Draft

    def compose(self, kind: str, columns: Iterable[str], relation: int, numbers: Iterable[int], actions: str) -> str:
        """Return the text of a primary, unique or foreign key; empty where the referred table is not read."""
        key = f"{_TYPES[kind].upper()} {self._list(columns)}"
        if kind != "f":
            return key
        target = self.draft.keys.get((Catalog.CLASS, relation))
        if target is None:
            return ""
        table = ".".join(identifier(word, self._reserved) for word in target[1:])
        referred = self._list(self.draft.columns[relation, number][3] for number in numbers)
        events = zip(("UPDATE", "DELETE"), (_ACTIONS[letter] for letter in actions), strict=True)
        suffix = "".join(f" ON {event} {action}" for event, action in events if action)
        return f"{key} REFERENCES {table}{referred}{suffix}"

    def _list(self, columns: Iterable[str]) -> str:
        return f"({', '.join(identifier(column, self._reserved) for column in columns)})"

    @cached_property
    def of_postgresql(self) -> dict[int, str]:
        """PostgreSQL's own texts of all constraints, by OID."""
        return dict(self.draft.rows["constraint_texts"])

    @cached_property
    def _reserved(self) -> frozenset[str]:
        return frozenset(word for (word,) in self.draft.rows["keywords"])
