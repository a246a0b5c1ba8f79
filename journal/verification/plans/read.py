"""checks/*.sql -> plan checks, each a statement and the demands of its header. Knows no database."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import JournalError, Place, place_at
from journal.project.files import FileKind, boundary, read_file
from journal.sql.parsed import Parsed, ParsedPiece, SyntaxProblem
from journal.sql.parser import scan_sql
from journal.sql.statements import Piece
from journal.verification.plans.demands import Demand, NotUnderstood, Writes, read_line

_HEADER = re.compile(r"--+\s*journal\s*:\s*(.*?)\s*\Z", re.IGNORECASE)
_WRITING = frozenset({"insert_stmt", "update_stmt", "delete_stmt", "merge_stmt"})
EXAMPLE = "-- journal: uses index users_email_idx"


class CheckInvalid(JournalError):
    """A file of the checks folder is not understood."""

    code = "check-invalid"


@dataclass(frozen=True)
class PlanCheck:
    """A statement, and the demands on its plan. `place` is where the statement begins."""

    name: str
    place: Place
    statement: str
    demands: tuple[Demand, ...]
    writes: bool = False


@dataclass(frozen=True)
class Checks:
    """The checks of a folder, in the order of the file names, and the errors of files that are not understood."""

    checks: tuple[PlanCheck, ...] = ()
    refused: tuple[CheckInvalid, ...] = ()


def read_checks(folder: Path) -> Checks:
    """Read every .sql file of the folder; there are none where the folder is missing."""
    found: list[PlanCheck] = []
    refused: list[CheckInvalid] = []
    for path in sorted(folder.glob("*.sql")):
        try:
            text = read_file(path, FileKind.SQL, within=boundary(folder)).decode("utf-8")
            checks = list(_Script(path, text).checks())
            found += checks if len(checks) > 1 else [replace(checks[0], name=path.name)]
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            refused.append(CheckInvalid(f"{path} cannot be read: {why}.", place=Place(path)))
        except CheckInvalid as error:
            refused.append(error)
    return Checks(tuple(found), tuple(refused))


@dataclass(frozen=True)
class _Script:
    """One file, read by PostgreSQL's own scanner and parser. Offsets are in characters."""

    path: Path
    text: str

    def checks(self) -> Iterator[PlanCheck]:
        """Yield the check of each statement, with the header lines above and in it. Raises CheckInvalid."""
        if "\0" in self.text:
            raise self._invalid(self.text.index("\0"), "It has a NUL byte.", "Remove it.")
        piece, end = ParsedPiece(Piece(self.text, 0)), 0
        problem = piece.problem or (SyntaxProblem(piece.unchecked, 0) if piece.unchecked else None)
        if problem:
            hint = "A check is plain SQL with literal values."
            raise self._invalid(problem.offset, f"{problem.message}.", hint)
        for statement in piece.statements:
            start, end = end, statement.offset + len(statement.text)
            yield self._check(statement, list(self._tokens(start, end)))
        for token in self._tokens(end, len(self.text)):
            if token.header is not None:
                raise self._invalid(token.offset, "No statement follows this header.", "Write the query below it.")
        if not piece.statements:
            raise self._invalid(0, "There is no statement in it.", f"Write a query below a header: {EXAMPLE}")

    def _tokens(self, start: int, end: int) -> Iterator["_Token"]:
        """Yield the comments and parameters of a part of the text."""
        import postgast  # 70 ms, and most verbs have no checks

        kinds = postgast.pg_query_pb2
        raw = self.text[start:end].encode()
        for token in scan_sql(self.text[start:end]).tokens:
            if token.token in (kinds.SQL_COMMENT, kinds.C_COMMENT, kinds.PARAM):
                text = raw[token.start : token.end].decode()
                yield _Token(start + len(raw[: token.start].decode()), text, is_parameter=token.token == kinds.PARAM)

    def _check(self, statement: Parsed, tokens: Sequence["_Token"]) -> PlanCheck:
        lines = []
        for token in tokens:
            if token.header is not None:
                try:
                    lines.append(read_line(token.header))
                except NotUnderstood as error:
                    raise self._invalid(token.offset, error.message, error.hint) from None
        demands = tuple(line for line in lines if not isinstance(line, Writes))
        writes = len(demands) < len(lines)
        self._refuse(statement, tokens, writes=writes)
        if not demands:
            hint = f"Write above it: {EXAMPLE}"
            raise self._invalid(statement.offset, "It has no header with a demand on its plan.", hint)
        place = place_at(self.path, self.text, statement.offset)
        return PlanCheck(f"{self.path.name}:{place.line}", place, statement.text.rstrip(), demands, writes)

    def _refuse(self, statement: Parsed, tokens: Sequence["_Token"], *, writes: bool) -> None:
        word = re.split(r"\W", statement.text, maxsplit=1)[0].upper()
        is_reading, node = statement.kind == "select_stmt", statement.node
        if not is_reading and statement.kind not in _WRITING:
            what = f"{word} has no plan: a check is one SELECT, INSERT, UPDATE, DELETE or MERGE."
            hint = "Statements that prepare the database belong in a migration."
            raise self._invalid(statement.offset, what, hint)
        # SELECT INTO creates a table: EXPLAIN runs it also in a read-only transaction. In a UNION, the first has it.
        while is_reading and node.HasField("larg"):
            node = node.larg
        if (not is_reading or node.HasField("into_clause")) and not writes:
            hint = "To allow that, write above it: -- journal: writes. It is rolled back."
            raise self._invalid(statement.offset, f"{word} writes, and its header does not say so.", hint)
        for token in tokens:
            if token.is_parameter:
                hint = "Replace it with a value and its type: 42::bigint."
                raise self._invalid(token.offset, f"{token.text} is a parameter, and a check has none.", hint)

    def _invalid(self, offset: int, what: str, hint: str) -> CheckInvalid:
        place = place_at(self.path, self.text, offset)
        return CheckInvalid(f"{self.path.name}, line {place.line}: {what}", hint=hint, place=place)


@dataclass(frozen=True)
class _Token:
    """A comment or a parameter."""

    offset: int
    text: str
    is_parameter: bool

    @property
    def header(self) -> str | None:
        """What follows `journal:` in a comment; None for other tokens."""
        found = None if self.is_parameter else _HEADER.match(self.text)
        return found[1] if found else None
