"""Enum labels that migrations add, and the later statements that use them before the transaction has ended."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from journal.folder.migrations import Migration
from journal.rules.support.enum_uses import Use, last_name, uses
from journal.rules.support.script import ParsedMigration
from journal.rules.support.subject import Subject
from journal.rules.transaction_control import ends_transaction
from journal.sql.parsed import Parsed
from journal.sql.parser import LARGEST_FILE
from journal.sql.statements import Piece
from journal.sql.tree import in_file, names

_NO_USE = ("alter_enum_stmt", "create_enum_stmt", "comment_stmt", "variable_set_stmt", "transaction_stmt", "do_stmt")


_ADDS = re.compile(r"add\s+value", re.IGNORECASE)
_MAKES = re.compile(r"as\s+enum|commit")


def adds_value(migration: Migration) -> bool:
    """Whether a file may add a label to an enum."""
    return b"value" in migration.raw.lower() and _ADDS.search(_said(migration)) is not None


def _said(migration: Migration) -> str:
    """The text in small letters; none of a file that is data."""
    return migration.text.lower() if len(migration.raw) <= LARGEST_FILE else ""


@dataclass(frozen=True)
class AddedLabel:
    """A label of an enum, and the migration that adds it. `type` is the enum's name without its schema."""

    type: str
    label: str
    tag: str


@dataclass(frozen=True)
class Used:
    """A use of a label that was added before. `offset` is in characters of the file."""

    added: AddedLabel
    offset: int


@dataclass(frozen=True)
class EnumTypes:
    """What the files of the folder say about an enum type, looked up when asked for; columns only once for a type."""

    subject: Subject
    known: dict[str, frozenset[str]] = field(default_factory=dict)

    def columns(self, enum: str) -> frozenset[str]:
        """The names of all columns of a type, by its name without its schema."""
        if enum not in self.known:
            self.known[enum] = frozenset(_columns(self.subject, enum))
        return self.known[enum]

    def is_made(self, enum: str) -> bool:
        """Whether a journaled file creates the type, so that a fresh database gets it in the same batch."""
        files = (one for one in self.subject.folder.forwards if one.tag in self.subject.listed and enum in one.text)
        statements = (statement for one in files for statement in ParsedMigration(self.subject, one, True).statements)
        return any(one.kind == "create_enum_stmt" and names(one.node.type_name)[-1] == enum for one in statements)


@dataclass(frozen=True)
class Labels:
    """The labels that were added in one transaction so far, and which of the files fed makes which type.

    It is fed with one script after the other, in the order in which Drizzle runs them.
    """

    types: EnumTypes
    added: dict[tuple[str, str], AddedLabel] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)

    def read(self, script: ParsedMigration) -> Iterator[Used]:
        """The uses in a script of what was added before, in the script or in an earlier one."""
        for piece in script.pieces:
            for statement in piece.statements:
                self._note(statement, script.tag)
                if self._may_use(statement):
                    for use in uses(statement.node):
                        yield from self._used(use, piece.piece)

    def may_concern(self, migration: Migration) -> bool:
        """Whether a file has to be parsed at all."""
        if not self.added or adds_value(migration):
            return adds_value(migration)
        text = _said(migration)
        labels = (f"'{label.lower()}'" for _, label in self.added)
        return _MAKES.search(text) is not None or any(label in text for label in labels)

    def _note(self, statement: Parsed, tag: str) -> None:
        if statement.kind == "create_enum_stmt":
            enum = names(statement.node.type_name)[-1]
            self.made[enum] = tag
            for key in [key for key in self.added if key[0] == enum]:  # it is another type from here on
                del self.added[key]
        elif statement.kind == "alter_enum_stmt" and statement.node.new_val and not statement.node.old_val:
            enum, label = names(statement.node.type_name)[-1], statement.node.new_val
            self.added.setdefault((enum, label), AddedLabel(enum, label, tag))
        elif ends_transaction(statement):
            self.added.clear()

    def _may_use(self, statement: Parsed) -> bool:
        return statement.kind not in _NO_USE and any(label in statement.text for _, label in self.added)

    def _used(self, use: Use, piece: Piece) -> Iterator[Used]:
        for one in self.added.values():
            if one.label == use.value and self._fits(one.type, use):
                yield Used(one, in_file(piece, use.location))
                return

    def _fits(self, enum: str, use: Use) -> bool:
        """By the type it is cast to, else by the column's name; where no file declares one of that type, any may be."""
        if use.meets.cast:
            return use.meets.cast == enum
        columns = self.types.columns(enum)
        return not columns or use.meets.column in columns


def _columns(subject: Subject, enum: str) -> Iterator[str]:
    for migration in subject.folder.forwards:
        if enum in migration.text:
            for statement in ParsedMigration(subject, migration, True).statements:
                yield from _declared(statement, enum)


def _declared(statement: Parsed, enum: str) -> Iterator[str]:
    """The columns of that type that a statement makes or changes to it."""
    if statement.kind == "create_stmt":
        for element in statement.node.table_elts:
            if last_name(element.column_def.type_name) == enum:
                yield element.column_def.colname
    elif statement.kind == "alter_table_stmt":
        for command in statement.node.cmds:
            column = getattr(command.alter_table_cmd, "def").column_def
            if last_name(column.type_name) == enum:
                yield column.colname or command.alter_table_cmd.name
