"""checks/*.sql -> plan checks, each a statement and the demands of its header. Knows no database."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from journal.errors import JournalError, Place, place_at
from journal.project.files import FileKind, boundary, read_file
from journal.sql.parser import parse_sql, scan_sql
from journal.verification.plans.demands import Demand, NotUnderstood, Writes, read_line

_HEADER = re.compile(r"--+\s*journal\s*:\s*(.*?)\s*\Z", re.IGNORECASE)
_READING = frozenset({"select_stmt"})
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
            found += _checks_of(path)
        except CheckInvalid as error:
            refused.append(error)
    return Checks(tuple(found), tuple(refused))


def _checks_of(path: Path) -> list[PlanCheck]:
    try:
        text = read_file(path, FileKind.SQL, within=boundary(path.parent)).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise CheckInvalid(f"{path} cannot be read: {why}.", place=Place(path)) from None
    script = _Script(path, text)
    checks = [script.check(part) for part in script.parts()]
    if not checks:
        raise script.invalid(0, "There is no statement in it.", f"Write a query below a header: {EXAMPLE}")
    return checks if len(checks) > 1 else [replace(checks[0], name=path.name)]


class _HeaderToken(NamedTuple):
    start: int
    end: int
    kind: int


class _Part(NamedTuple):
    """A statement's node, and its tokens with the comments before it. Offsets are in bytes."""

    kind: str
    node: Any
    tokens: Sequence[_HeaderToken]
    end: int


def _creates_table(part: _Part) -> bool:
    """Whether it is SELECT INTO, which EXPLAIN runs also in a read-only transaction. In a UNION, the first has it."""
    node = part.node
    while part.kind in _READING and node.HasField("larg"):
        node = node.larg
    return part.kind in _READING and bool(node.HasField("into_clause"))


class _Script:
    """One file, read by PostgreSQL's own scanner and parser."""

    def __init__(self, path: Path, text: str) -> None:
        import postgast  # noqa: PLC0415 - 70 ms, and most verbs have no checks

        self.path, self.text, self.raw = path, text, text.encode()
        self.kinds = postgast.pg_query_pb2
        if "\0" in text:
            raise self.invalid(self.raw.index(b"\0"), "It has a NUL byte.", "Remove it.")
        try:
            self.statements = parse_sql(text).stmts
            self.tokens = [_HeaderToken(token.start, token.end, token.token) for token in scan_sql(text).tokens]
        except postgast.PgQueryError as error:
            offset = len(text[: max(error.cursorpos - 1, 0)].encode())
            raise self.invalid(offset, f"{error.message}.", "A check is plain SQL with literal values.") from None

    def invalid(self, offset: int, what: str, hint: str = "") -> CheckInvalid:
        """Return the error at an offset in bytes."""
        before = len(self.raw[:offset].decode("utf-8", "replace"))
        place = place_at(self.path, self.text, before)
        return CheckInvalid(f"{self.path.name}, line {place.line}: {what}", hint=hint, place=place)

    def parts(self) -> Iterator[_Part]:
        """Yield the statements; a header after the last one is refused."""
        start = 0
        for statement in self.statements:
            end = statement.stmt_location + statement.stmt_len if statement.stmt_len else len(self.raw)
            kind = statement.stmt.WhichOneof("node")
            tokens = [token for token in self.tokens if start <= token.start < end]
            yield _Part(kind, getattr(statement.stmt, kind), tokens, end)
            start = end
        for token in self.tokens:
            if token.start >= start and self._header(token) is not None:
                raise self.invalid(token.start, "No statement follows this header.", "Write the query below it.")

    def check(self, part: _Part) -> PlanCheck:
        """Return the check of a statement and its header."""
        first = next(
            token for token in part.tokens if not self._is_comment(token) and token.kind != self.kinds.ASCII_59
        )
        lines = list(self._header_lines(part))
        demands = tuple(line for line in lines if not isinstance(line, Writes))
        writes = len(demands) < len(lines)
        self._refuse(part, first, writes=writes)
        place = place_at(self.path, self.text, len(self.raw[: first.start].decode()))
        if not demands:
            raise self.invalid(first.start, "It has no header with a demand on its plan.", f"Write above it: {EXAMPLE}")
        statement = self.raw[first.start : part.end].decode().rstrip()
        return PlanCheck(f"{self.path.name}:{place.line}", place, statement, demands, writes)

    def _header_lines(self, part: _Part) -> Iterator[Demand | Writes]:
        for token in part.tokens:
            header = self._header(token)
            if header is None:
                continue
            try:
                yield read_line(header)
            except NotUnderstood as error:
                raise self.invalid(token.start, error.message, error.hint) from None

    def _refuse(self, part: _Part, first: _HeaderToken, *, writes: bool) -> None:
        word = self.raw[first.start : first.end].decode().upper()
        if part.kind not in _READING | _WRITING:
            what = f"{word} has no plan: a check is one SELECT, INSERT, UPDATE, DELETE or MERGE."
            raise self.invalid(first.start, what, "Statements that prepare the database belong in a migration.")
        if (part.kind in _WRITING or _creates_table(part)) and not writes:
            hint = "To allow that, write above it: -- journal: writes. It is rolled back."
            raise self.invalid(first.start, f"{word} writes, and its header does not say so.", hint)
        for token in part.tokens:
            if token.kind == self.kinds.PARAM:
                name = self.raw[token.start : token.end].decode()
                hint = "Replace it with a value and its type: 42::bigint."
                raise self.invalid(token.start, f"{name} is a parameter, and a check has none.", hint)

    def _header(self, token: _HeaderToken) -> str | None:
        found = _HEADER.match(self.raw[token.start : token.end].decode()) if self._is_comment(token) else None
        return found[1] if found else None

    def _is_comment(self, token: _HeaderToken) -> bool:
        return token.kind in (self.kinds.SQL_COMMENT, self.kinds.C_COMMENT)
