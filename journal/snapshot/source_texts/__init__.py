"""The texts of expressions in the migration files, which drizzle-kit has in its snapshots.

PostgreSQL's parser finds where a text begins, its scanner where it ends. `verified.py` asks the server which of them
still mean what the catalog has. Source: drizzle-kit's SQL generator, `PgCreateTableConvertor` and the others, reversed.
"""

from collections.abc import Callable, Iterable, Mapping

from journal.snapshot.source_texts.alter import read_alter_sequence, read_alter_table
from journal.snapshot.source_texts.create import (
    read_create_table,
    read_index,
    read_materialized_view,
    read_policy,
    read_view,
)
from journal.snapshot.source_texts.do_blocks import statements_in_block
from journal.snapshot.source_texts.rename_and_drop import read_drop, read_rename, read_set_schema
from journal.snapshot.source_texts.text_registry import TextRegistry
from journal.snapshot.source_texts.tokens import Scanned, SourceStatement
from journal.sql.drizzle_kit_style import (
    defines_columns_by_hand,
    is_in_style_of_drizzle_kit,
    written_by_drizzle_kit,
)
from journal.sql.parsed import Parsed, ParsedPiece
from journal.sql.statements import Piece
from journal.sql.tree import inner, kind_of, names

__all__ = ["TextRegistry", "read_texts"]


def read_texts(pieces: Iterable[ParsedPiece], registry: TextRegistry) -> None:
    """Read the texts of one migration, after those before it.

    A piece that does not parse is skipped. In a DO block the statements are read as if all of them had run that could.
    """
    pieces = list(pieces)
    registry.begin_migration()
    by_kit = written_by_drizzle_kit([parsed.piece.text for parsed in pieces])
    by_kit = by_kit and not any(defines_columns_by_hand(one.text) for parsed in pieces for one in parsed.statements)
    for parsed in pieces:
        text = parsed.piece.text
        scanned = Scanned(text.encode())
        is_ascii = len(scanned.raw) == len(text)
        for statement in parsed.statements:
            if statement.kind in _READERS:
                before = statement.offset - parsed.piece.offset
                start = scanned.at(before if is_ascii else len(text[:before].encode()))
                by_hand = not by_kit and _is_by_hand(statement)
                source = SourceStatement(statement.node, scanned, start, by_kit, by_hand)
                _READERS[statement.kind](source, registry)
            elif statement.kind == "do_stmt":
                for inside in statements_in_block(statement.node):
                    _read_inside(inside, registry, by_kit=by_kit)


_WITH_STYLE = ("create_stmt", "alter_table_stmt", "index_stmt")


def _is_by_hand(statement: Parsed) -> bool:
    """Tell whether a statement defines columns or an index, and not in the style of drizzle-kit."""
    return statement.kind in _WITH_STYLE and not is_in_style_of_drizzle_kit(statement.text)


def _read_inside(text: str, registry: TextRegistry, *, by_kit: bool) -> None:
    """Read a statement of a DO block."""
    for statement in ParsedPiece(Piece(text, 0)).statements:
        if statement.kind in _READERS:
            by_hand = not by_kit and _is_by_hand(statement)
            source = SourceStatement(statement.node, Scanned(text.encode()), 0, by_kit, by_hand, may_fail=True)
            _READERS[statement.kind](source, registry)


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
