"""The statements of the squashed files that may stay as they are written, because they make one object. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from journal.baseline.dump_text import DumpEntry
from journal.dataclass import dataclass
from journal.folder.migrations import Migration
from journal.sql.definitions import Definition, commands_of, defined_by
from journal.sql.parsed import Parsed, parsed_pieces
from journal.sql.tree import choice, inner

_CREATING = {
    "create_stmt", "create_enum_stmt", "create_range_stmt", "create_domain_stmt", "composite_type_stmt",
    "create_function_stmt", "view_stmt", "create_table_as_stmt", "create_seq_stmt", "create_schema_stmt",
    "create_extension_stmt", "define_stmt", "index_stmt", "create_trig_stmt", "create_policy_stmt",
}  # fmt: skip
_AFTER_ROWS = {"create_trig_stmt", "create_policy_stmt"}
_OF_SERVER = {
    "create_role_stmt", "alter_role_stmt", "alter_role_set_stmt", "grant_role_stmt", "drop_role_stmt",
    "alter_database_stmt", "alter_database_set_stmt", "create_subscription_stmt", "alter_subscription_stmt",
    "drop_subscription_stmt", "sec_label_stmt",
}  # fmt: skip
_OBJECTS_OF_SERVER = {"OBJECT_DATABASE", "OBJECT_ROLE", "OBJECT_TABLESPACE", "OBJECT_PARAMETER_ACL"}
_SERVER_IN_BLOCK = re.compile(r"\b(?:create|alter)\s+(?:role|user|database)\b|\bon\s+database\b", re.IGNORECASE)
_ON_ALL = re.compile(r"\bon\s+all\s+(?:functions|routines|procedures)\b", re.IGNORECASE)
_FOREIGN_KEY = "CONSTR_FOREIGN"


@dataclass(frozen=True)
class OldStatement:
    """A statement without its semicolon. `defines`: the objects that it makes.

    `of_server`: it is about roles or the database itself, which no dump has, so it stays. `after_rows`: it has to come
    after the rows, as a foreign key does.
    """

    tag: str
    text: str
    defines: tuple[Definition, ...] = ()
    of_server: bool = False
    after_rows: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """What its first object is known by: of two statements with the same one, the later counts."""
        one = self.defines[0]
        return (one.family, one.table or one.within, one.name)

    def makes(self, name: str) -> bool:
        """Tell whether it makes an object of this name."""
        return any(one.name == name for one in self.defines)


def candidates(migrations: Iterable[Migration]) -> tuple[OldStatement, ...]:
    """Return the candidates in the order of the files; of several that make the same object only the last one."""
    found = list[OldStatement]()
    for migration in migrations:
        for piece in parsed_pieces(migration.text):
            found += (one for parsed in piece.statements if (one := _candidate(migration.tag, parsed)))
    last = {one.key: number for number, one in enumerate(found) if not one.of_server}
    return tuple(one for number, one in enumerate(found) if one.of_server or last[one.key] == number)


def reaches_extensions(migration: Migration) -> bool:
    """Tell whether it has a grant on all functions of a schema, which for a superuser has those of extensions, too."""
    if not _ON_ALL.search(migration.text):
        return False
    statements = (one for piece in parsed_pieces(migration.text) for one in piece.statements)
    return any(one.kind == "grant_stmt" and choice(one.node, "targtype") == "ACL_TARGET_ALL_IN_SCHEMA"
               for one in statements)  # fmt: skip


def _candidate(tag: str, parsed: Parsed) -> OldStatement | None:
    if _is_of_server(parsed):
        return OldStatement(tag, parsed.text, of_server=True)
    is_key = False
    if parsed.kind == "alter_table_stmt":
        commands = [inner(one) for one in commands_of(parsed.node)]
        if any(choice(one, "subtype") != "AT_AddConstraint" for one in commands):
            return None
        constraints = [inner(getattr(one, "def")) for one in commands]
        is_key = any(choice(one, "contype") == _FOREIGN_KEY for one in constraints)
    elif parsed.kind not in _CREATING or _is_unfit(parsed):
        return None
    defines = tuple(defined_by([parsed]))
    if not defines or not all(one.sure for one in defines):
        return None
    return OldStatement(tag, parsed.text, defines, after_rows=is_key or parsed.kind in _AFTER_ROWS)


def _is_of_server(parsed: Parsed) -> bool:
    """Tell whether it is about what no dump of a database has: roles, and the database itself."""
    if parsed.kind == "do_stmt":
        return bool(_SERVER_IN_BLOCK.search(parsed.text))
    about = choice(parsed.node, "objtype") if parsed.kind in {"grant_stmt", "comment_stmt"} else ""
    return parsed.kind in _OF_SERVER or about in _OBJECTS_OF_SERVER


def _is_unfit(parsed: Parsed) -> bool:
    """Tell whether it cannot run in a transaction, or makes rows."""
    node = parsed.node
    is_table = parsed.kind == "create_table_as_stmt" and choice(node, "objtype") != "OBJECT_MATVIEW"
    return is_table or bool(getattr(node, "concurrent", False))


def blamed(wrong: Sequence[DumpEntry], kept: Sequence[OldStatement]) -> frozenset[OldStatement]:
    """Return the statements that make objects which the schema does not have so."""
    return frozenset(one for entry in wrong for one in _blamed(entry, kept))


def _blamed(entry: DumpEntry, kept: Sequence[OldStatement]) -> Iterator[OldStatement]:
    """Yield those that make the object of an entry, else those of its table. A dump has `TABLE NAME` for its parts."""
    own = [one for one in kept if not one.of_server]
    name = entry.name.partition("(")[0]
    for names in ({name}, {name.rpartition(" ")[2]}, {name.partition(" ")[0]}):
        found = [one for one in own if any(map(one.makes, names))]
        if found:
            yield from found
            return


def claims(pending: Sequence[OldStatement], entry: DumpEntry, owners: Mapping[tuple[str, str], str]) -> bool:
    """Tell whether a statement that has not run yet makes the object of an entry.

    `owners`: the table that owns each sequence, by schema and name: `serial` makes both.
    """
    name = entry.name.partition("(")[0].rpartition(" ")[2]
    name = owners.get((entry.schema, entry.name), name) if entry.type == "SEQUENCE" else name
    return any(one.defines and one.defines[0].name == name for one in pending if not one.of_server)
