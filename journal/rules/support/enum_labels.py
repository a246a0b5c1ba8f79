"""Enum labels that migrations add, and later statements that use them before the transaction has ended."""

import re
from collections.abc import Iterator
from dataclasses import field

from journal.dataclass import dataclass
from journal.folder.migrations import Migration
from journal.rules.support.enum_uses import EnumUse, enum_uses, last_name
from journal.rules.support.own_transaction import ends_transaction
from journal.rules.support.subject import ParsedMigration, Subject
from journal.sql.parsed import Parsed
from journal.sql.parser import LARGEST_FILE
from journal.sql.tree import in_file, names

_NO_USE = ("alter_enum_stmt", "create_enum_stmt", "comment_stmt", "variable_set_stmt", "transaction_stmt", "do_stmt")
_ADDS = re.compile(r"add\s+value")
_CREATES_OR_COMMITS = re.compile(r"as\s+enum|commit")


def adds_value(migration: Migration) -> bool:
    """Tell whether a migration may add a label to an enum."""
    return b"value" in migration.raw.lower() and _ADDS.search(_lower_text(migration)) is not None


def _lower_text(migration: Migration) -> str:
    """Return the text in lower case; nothing for a file that is too large to be parsed."""
    return migration.text.lower() if len(migration.raw) <= LARGEST_FILE else ""


@dataclass(frozen=True)
class AddedLabel:
    """A label of an enum, and the migration that adds it. `type` is the enum's name without its schema."""

    type: str
    label: str
    tag: str


@dataclass(frozen=True)
class LabelUse:
    """A use of a label that was added before. `offset` is in characters of the file."""

    added: AddedLabel
    offset: int


@dataclass(frozen=True)
class EnumTypes:
    """What the migrations of the folder say about enum types, which are named without their schema."""

    subject: Subject
    known: dict[str, frozenset[str]] = field(default_factory=dict)

    def columns(self, enum: str) -> frozenset[str]:
        """Return the names of all columns that are created with a type, or changed to it."""
        if enum not in self.known:
            found = set[str]()
            for statement in self._statements_with(enum, self.subject.folder.forwards):
                node, kind = statement.node, statement.kind
                commands = [part.alter_table_cmd for part in node.cmds] if kind == "alter_table_stmt" else []
                columns = [(command.name, getattr(command, "def").column_def) for command in commands]
                columns += [("", element.column_def) for element in node.table_elts] if kind == "create_stmt" else []
                found |= {column.colname or name for name, column in columns if last_name(column.type_name) == enum}
            self.known[enum] = frozenset(found)
        return self.known[enum]

    def is_created(self, enum: str) -> bool:
        """Tell whether a listed migration creates the type, so that a new database gets it in the same batch."""
        listed = (migration for migration in self.subject.folder.forwards if migration.tag in self.subject.listed)
        created = (one for one in self._statements_with(enum, listed) if one.kind == "create_enum_stmt")
        return any(names(statement.node.type_name)[-1] == enum for statement in created)

    def _statements_with(self, enum: str, migrations: Iterator[Migration] | tuple[Migration, ...]) -> Iterator[Parsed]:
        for migration in migrations:
            if enum in migration.text:
                yield from ParsedMigration(self.subject, migration).statements


@dataclass(frozen=True)
class AddedLabels:
    """The labels that one transaction has added so far, and the migration that created each type in it.

    `read` is called with one migration after the other, in Drizzle's order.
    """

    types: EnumTypes
    added: dict[tuple[str, str], AddedLabel] = field(default_factory=dict)
    created: dict[str, str] = field(default_factory=dict)

    def read(self, script: ParsedMigration) -> Iterator[LabelUse]:
        """Yield the uses in a migration of labels that it, or an earlier one, has added before."""
        for statement in script.statements:
            self._note(statement, script.tag)
            if statement.kind in _NO_USE or not any(label in statement.text for _, label in self.added):
                continue
            for use in enum_uses(statement.node):
                label = next((one for one in self.added.values() if self._is_used(one, use)), None)
                if label:
                    yield LabelUse(label, in_file(statement.within, use.location))

    def may_concern(self, migration: Migration) -> bool:
        """Tell whether a migration has to be parsed at all."""
        if not self.added or adds_value(migration):
            return adds_value(migration)
        text = _lower_text(migration)
        return bool(_CREATES_OR_COMMITS.search(text)) or any(f"'{label.lower()}'" in text for _, label in self.added)

    def _note(self, statement: Parsed, tag: str) -> None:
        node = statement.node
        if statement.kind == "create_enum_stmt":
            enum = names(node.type_name)[-1]
            self.created[enum] = tag
            for key in [key for key in self.added if key[0] == enum]:  # it is another type from here on
                del self.added[key]
        elif statement.kind == "alter_enum_stmt" and node.new_val and not node.old_val:
            enum = names(node.type_name)[-1]
            self.added.setdefault((enum, node.new_val), AddedLabel(enum, node.new_val, tag))
        elif ends_transaction(statement):
            self.added.clear()

    def _is_used(self, added: AddedLabel, use: EnumUse) -> bool:
        """Compare the type of a cast, else the column's name; if no migration has a column of the type, any fits."""
        if added.label != use.value:
            return False
        if use.context.cast:
            return use.context.cast == added.type
        columns = self.types.columns(added.type)
        return not columns or use.context.column in columns
