"""The original text of expressions, out of the migration files: what drizzle-kit has in its snapshot for them.

PostgreSQL's parser says where a text begins, its scanner where it ends. Which of them still mean what the catalog has
is asked in `verified.py`. Source: drizzle-kit's SQL generator, `PgCreateTableConvertor` and its like, turned round.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from journal.catalog.values import Key
from journal.snapshot.source_texts import alter as altered
from journal.snapshot.source_texts import create as made
from journal.snapshot.source_texts import rename_and_drop as moved
from journal.snapshot.source_texts import tables
from journal.snapshot.source_texts.origin import written_by_drizzle_kit
from journal.snapshot.source_texts.source import SourceStatement
from journal.snapshot.source_texts.text_registry import Relation, TextRegistry
from journal.snapshot.source_texts.tokens import Scanned
from journal.sql.parsed import Parsed, ParsedPiece
from journal.sql.tree import inner, kind_of, names


class TextsSoFar:
    """The texts after the migrations read so far."""

    def __init__(self, search_path: tuple[str, ...] = ("public",)) -> None:
        self._held = TextRegistry(search_path)
        self.answers: dict[object, str] = {}
        """What `verified` learned of texts that mean the same whatever comes."""

    def read(self, pieces: Iterable[ParsedPiece]) -> None:
        """What one migration says, after all those before it. A piece that does not parse, or that runs a DO block,
        says nothing."""
        pieces = list(pieces)
        self._held.begin()
        is_drizzles = written_by_drizzle_kit([one.piece.text for one in pieces])
        for piece in pieces:
            wanted = [one for one in piece.statements if one.kind in _READ]
            scanned = Scanned(piece.piece.text.encode())
            for one in wanted:
                _READ[one.kind](
                    SourceStatement(one.node, scanned, _start(one, piece, scanned), is_drizzles), self._held
                )

    def of(self, key: Key, facet: str) -> str | None:
        """The text of an object's facet; None where no statement said one.

        A column has type, default, generated and not_null (NOT NULL or empty); a check has check; an index column:N
        (its N-th key from 0, with all that is said of it), where, with and concurrently; a policy to, using and
        with_check; a view definition, and a materialised one using and tablespace. A constraint and
        an index have name, where PostgreSQL cut the one that was written.

        And of what drizzle-kit means without saying it: a column has hand where drizzle-kit itself wrote its type, a
        primary key where it wrote its name. A column has anew where it dropped the column and made it again: the
        names, a line each, of the table's indexes and constraints that it did not drop. A table has row_security where
        the last migration enables that, a column was_key where it was in a primary key that drizzle-kit named and that
        is gone, a sequence cycle where drizzle-kit last said all of it, and no CYCLE.
        """
        return self._held.of(key).get(facet)

    def all_of(self, key: Key) -> Mapping[str, str]:
        """All texts of an object, by facet."""
        return self._held.of(key)

    @property
    def renamed(self) -> Mapping[Relation, Relation]:
        """What the tables were called before the last migration, those that it renamed or moved."""
        return self._held.renamed

    @property
    def search_path(self) -> tuple[str, ...]:
        """Where the last statement would look for a name without a schema."""
        return self._held.path


def _start(one: Parsed, piece: ParsedPiece, scanned: Scanned) -> int:
    before = one.offset - piece.piece.offset
    is_plain = len(scanned.raw) == len(piece.piece.text)
    return scanned.at(before if is_plain else len(piece.piece.text[:before].encode()))


def _set(source: SourceStatement, held: TextRegistry) -> None:
    """SET search_path and RESET."""
    node = source.node
    if node.name == "search_path":
        held.path = tuple(one.a_const.sval.sval for one in node.args) or ("public",)


def _select(source: SourceStatement, held: TextRegistry) -> None:
    """`SELECT set_config('search_path', …)`, as pg_dump says it."""
    for target in source.node.target_list:
        call = inner(target.res_target.val)
        if call is not None and kind_of(call) == "FuncCall" and names(call.funcname)[-1:] == ("set_config",):
            words = [_constant(one) for one in call.args]
            if words[:1] == ["search_path"]:
                held.path = tuple(word.strip().strip('"') for word in words[1].split(",") if word.strip())


def _constant(node: Any) -> str:
    return str(node.a_const.sval.sval) if node.WhichOneof("node") == "a_const" else ""


_READ: Mapping[str, Callable[[SourceStatement, TextRegistry], None]] = {
    "create_stmt": tables.table,
    "create_table_as_stmt": made.materialized_view,
    "index_stmt": made.index,
    "create_policy_stmt": made.policy,
    "view_stmt": made.view,
    "alter_table_stmt": altered.table,
    "alter_policy_stmt": altered.policy,
    "alter_seq_stmt": altered.sequence,
    "rename_stmt": moved.rename,
    "alter_object_schema_stmt": moved.set_schema,
    "drop_stmt": moved.drop,
    "variable_set_stmt": _set,
    "select_stmt": _select,
}
