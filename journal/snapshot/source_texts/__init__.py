"""The texts of expressions in the migration files, which drizzle-kit has in its snapshots.

PostgreSQL's parser finds where a text begins, its scanner where it ends. `verified.py` asks the server which of them
still mean what the catalog has. Source: drizzle-kit's SQL generator, `PgCreateTableConvertor` and the others, reversed.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from journal.snapshot.source_texts.alter import read_alter_sequence, read_alter_table
from journal.snapshot.source_texts.create import (
    read_create_table,
    read_index,
    read_materialized_view,
    read_policy,
    read_view,
)
from journal.snapshot.source_texts.rename_and_drop import read_drop, read_rename, read_set_schema
from journal.snapshot.source_texts.text_registry import TextRegistry
from journal.snapshot.source_texts.tokens import Scanned, SourceStatement
from journal.sql.parsed import ParsedPiece
from journal.sql.tree import inner, kind_of, names

__all__ = ["TextRegistry", "read_texts"]


def read_texts(pieces: Iterable[ParsedPiece], registry: TextRegistry) -> None:
    """Read the texts of one migration, after those before it.

    A piece that does not parse is skipped, and so is a DO block.
    """
    pieces = list(pieces)
    registry.begin_migration()
    by_kit = written_by_drizzle_kit([parsed.piece.text for parsed in pieces])
    for parsed in pieces:
        text = parsed.piece.text
        scanned = Scanned(text.encode())
        is_ascii = len(scanned.raw) == len(text)
        for statement in parsed.statements:
            if statement.kind in _READERS:
                before = statement.offset - parsed.piece.offset
                start = scanned.at(before if is_ascii else len(text[:before].encode()))
                _READERS[statement.kind](SourceStatement(statement.node, scanned, start, by_kit), registry)


def _read_search_path(source: SourceStatement, registry: TextRegistry) -> None:
    """Read SET search_path and RESET, and `SELECT set_config('search_path', …)`, which pg_dump writes."""
    is_set = kind_of(source.node) == "VariableSetStmt"
    if is_set and source.node.name == "search_path":
        registry.path = tuple(arg.a_const.sval.sval for arg in source.node.args) or ("public",)
    for target in () if is_set else source.node.target_list:
        call = inner(target.res_target.val)
        if call is not None and kind_of(call) == "FuncCall" and names(call.funcname)[-1:] == ("set_config",):
            words = [str(arg.a_const.sval.sval) if arg.HasField("a_const") else "" for arg in call.args]
            if words[:1] == ["search_path"]:
                registry.path = tuple(word.strip().strip('"') for word in words[1].split(",") if word.strip())


_READERS: Mapping[str, Callable[[SourceStatement, TextRegistry], None]] = {
    "create_stmt": read_create_table,
    "create_table_as_stmt": read_materialized_view,
    "index_stmt": read_index,
    "create_policy_stmt": read_policy,
    "view_stmt": read_view,
    "alter_table_stmt": read_alter_table,
    "alter_policy_stmt": read_policy,
    "alter_seq_stmt": read_alter_sequence,
    "rename_stmt": read_rename,
    "alter_object_schema_stmt": read_set_schema,
    "drop_stmt": read_drop,
    "variable_set_stmt": _read_search_path,
    "select_stmt": _read_search_path,
}


_BEGINNING = re.compile(r'[A-Z]+(?: [A-Z]+)* "')
_WITH_LINE_END = re.compile(
    r'(?:CREATE TABLE ".*\n\)|(?:CREATE|DROP|ALTER) SCHEMA .*|ALTER TABLE ".*" (?:DROP CONSTRAINT|SET SCHEMA) ".*");\n',
    re.DOTALL,
)


def written_by_drizzle_kit(pieces: Sequence[str]) -> bool:
    """Tell whether the pieces of a file are as drizzle-kit writes them.

    It has one statement between two markers, which begins with words in capitals and a name in quotes. A line ends
    only after CREATE TABLE, a statement about a schema, DROP CONSTRAINT and SET SCHEMA. Source: its files.
    """
    first, *others = pieces
    if not all(piece.startswith("\n") for piece in others):
        return False
    return all(
        _BEGINNING.match(text) and "\r" not in text and (text.endswith(";") or _WITH_LINE_END.fullmatch(text))
        for text in (first, *(piece[1:] for piece in others))
    )
