"""Restore a dump in a temporary database, as psql would, without owners: the source of a baseline from a file."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from journal.connect.session import server_message
from journal.connect.temporary import connect_as_user
from journal.dataclass import dataclass
from journal.errors import JournalError, Place, SettingsInvalid
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.project.files import FileKind, read_file
from journal.rebuild.database import Recipe, prepare_server
from journal.server.provider import Provider, Server
from journal.sql.leading_comments import without_leading_comments
from journal.sql.statements import Piece, statements_of

if TYPE_CHECKING:
    from psycopg import Connection

_COMPRESSED = {
    b"\x1f\x8b": "gzip", b"(\xb5/\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b'\x04"M\x18': "lz4",
}  # fmt: skip
"""How files begin that these programs have compressed."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_TAR, _AT = b"ustar", 257
_HEAD, _END = "--\n-- PostgreSQL database dump\n--\n", "-- PostgreSQL database dump complete"
_COPY = re.compile(r"^[ \t]*(copy\s[^;]*?\sfrom\s+stdin\b[^;]*;)[ \t]*\r?\n", re.IGNORECASE | re.MULTILINE)
_END_OF_DATA = re.compile(r"^\\\.[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_COMMAND = re.compile(
    r"^\\(?:(?:un)?restrict|c|connect|set|unset|encoding|echo|pset|timing|x|a|t)\b[^\n]*", re.MULTILINE
)
"""The commands of psql that dumps and scripts have. What else begins with a backslash may be text."""
_CONNECT = re.compile(r"^\\c(?:onnect)?\s", re.MULTILINE)
_OWNER = re.compile(r"alter\s.+\sowner\s+to\s+\S+\s*\Z", re.IGNORECASE | re.DOTALL)
_SET = re.compile(r"set\s", re.IGNORECASE)
_ROWS = re.compile(r"(?:insert|copy|update|delete)\s|select\s+pg_catalog\.setval\(", re.IGNORECASE)
_GRANT = re.compile(r"(?:grant|revoke|alter\s+default\s+privileges)\s", re.IGNORECASE)
_OF_SERVER = re.compile(
    r"(?:create|alter|drop)\s+(?:database|role|user|group|tablespace|subscription)\s|security\s+label\s"
    r"|set\s+default_tablespace\s|create\s+schema\s+public\s*\Z|comment\s+on\s+(?:extension|database)\s"
    r"|comment\s+on\s+schema\s+public\s+is\s+'standard public schema'\s*\Z",
    re.IGNORECASE,
)
"""What belongs to a server or a new database and not to a schema."""
_VERSION = re.compile(r"^-- Dumped from database version (\d+(?:\.\d+)?)", re.MULTILINE)


class RestoreFailed(JournalError):
    """A statement of a dump failed in the temporary database."""

    code = "restore-failed"


@dataclass(frozen=True)
class DumpFile:
    """A dump in SQL. `version`: that of the server it is from, empty where the file does not say it."""

    path: Path
    text: str

    @property
    def version(self) -> str:
        """Return such as `17.2`."""
        found = _VERSION.search(self.text)
        return found[1] if found else ""


def read_dump(path: Path) -> DumpFile:
    """Read a dump. Raises SettingsInvalid for one that cannot be read, that is none in SQL, or that is cut."""
    made = f"pg_dump --encoding=UTF8 URL > {_SQL}"
    try:
        raw = read_file(path, FileKind.SQL)
    except OSError as error:
        if (path / "toc.dat").is_file():
            raise _not_sql(path, "a dump in the directory format", f"pg_restore --file={_SQL} {_word(path)}") from None
        raise SettingsInvalid(
            f"--from-dump {path} cannot be read: {error.strerror}.", hint=f"Name a file of SQL: {made}"
        ) from None
    if raw.startswith(b"PGDMP") or raw[_AT:].startswith(_TAR):
        kind = "custom" if raw.startswith(b"PGDMP") else "tar"
        raise _not_sql(path, f"an archive ({kind})", f"pg_restore --file={_SQL} {_word(path)}")
    if program := next((name for start, name in _COMPRESSED.items() if raw.startswith(start)), ""):
        raise _not_sql(path, f"an archive ({program})", f"{program} -dc {_word(path)} > {_SQL}")
    if raw.startswith(_UTF_16):
        raise _not_sql(path, "UTF-16", f"iconv -f UTF-16 -t UTF-8 {_word(path)} > {_SQL}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SettingsInvalid(
            f"{path}:{line} is not UTF-8.", hint=f"Dump it again: {made}", place=Place(path, line)
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SettingsInvalid(f"{path}:{line} has a NUL byte.", hint=f"Dump it again: {made}", place=Place(path, line))
    if text[: 2 * len(_HEAD)].replace("\r", "").startswith(_HEAD) and _END not in text:
        raise SettingsInvalid(
            f"{path} is cut: pg_dump ends with a line that it has not.", hint=f"Dump it again: {made}",
            place=Place(path),
        )  # fmt: skip
    if len(_CONNECT.findall(text)) > 1:
        hint = "Dump the one that is meant: pg_dump --schema-only --no-owner URL"
        raise SettingsInvalid(f"{path} has several databases (\\connect).", hint=hint, place=Place(path))
    return DumpFile(path, text)


_SQL = "dump.sql"


def _word(path: Path) -> str:
    return quote(str(path))


def _not_sql(path: Path, what: str, way: str) -> SettingsInvalid:
    return SettingsInvalid(f"{path} is {what}, and not SQL.", hint=f"Make SQL of it: {way}", place=Place(path))


@contextmanager
def restored(
    dump: DumpFile, provider: Provider, recipe: Recipe, *, grants: bool = False, rows: bool = False
) -> Iterator[Server]:
    """Yield a temporary database with what the dump has, its rows only with `rows`. Raises RestoreFailed with a line.

    Owners are left out, and with them roles and all that belongs to a server; grants, too, without `grants`.
    """
    with provider.start() as started:
        migration = Migration(dump.path.stem, Kind.BASELINE, dump.path, _parts_text(dump).encode())
        server = prepare_server(started, recipe, [migration])
        with connect_as_user(server.conninfo) as connection:
            _restore(connection, dump, grants=grants, rows=rows)
        yield server


def _parts_text(dump: DumpFile) -> str:
    """Return the SQL without data and psql's commands."""
    return "".join(piece.text for piece, _ in _parts(dump))


def _parts(dump: DumpFile) -> Iterator[tuple[Piece, str | None]]:
    """Yield the text between the data of COPY statements, and None; and each COPY with its data.

    Raises RestoreFailed for data without their end.
    """
    text, start = dump.text, 0
    while found := _COPY.search(text, start):
        end = _END_OF_DATA.search(text, found.end())
        if end is None:
            raise _cut(dump, text.count("\n", 0, found.start(1)) + 1)
        yield Piece(_blanked(text[start : found.start(1)]), start), None
        yield Piece(found[1], found.start(1)), text[found.end() : end.start()]
        start = end.end()
    yield Piece(_blanked(text[start:]), start), None


def _blanked(text: str) -> str:
    """Replace the commands of psql by blanks."""
    return _COMMAND.sub(lambda found: " " * len(found[0]), text)


def _restore(connection: "Connection[Any]", dump: DumpFile, *, grants: bool, rows: bool) -> None:
    from psycopg import Error

    for piece, data in _parts(dump):
        for one in statements_of(piece):
            text = without_leading_comments(one.text).strip()
            if not text or _is_skipped(text, grants=grants, rows=rows):
                continue
            try:
                if data is None:
                    connection.execute(text.encode())
                else:
                    with connection.cursor().copy(text.encode()) as copy:
                        copy.write(data.encode())
            except Error as error:
                if connection.closed:
                    raise
                if _SET.match(text) and error.sqlstate == "42704":  # a setting of a newer server, which psql skips, too
                    continue
                line = dump.text.count("\n", 0, one.offset + len(one.text) - len(one.text.lstrip())) + 1
                raise RestoreFailed(
                    f"{dump.path}:{line}: {server_message(error)}: {text.splitlines()[0][:80]}",
                    hint=_hint(text, error.sqlstate or ""),
                    place=Place(dump.path, line),
                ) from None


def _cut(dump: DumpFile, line: int) -> RestoreFailed:
    return RestoreFailed(
        f"{dump.path}:{line}: the data of COPY have no end (a line with \\.): the file is cut.",
        hint=f"Dump it again: pg_dump --encoding=UTF8 URL > {_SQL}",
        place=Place(dump.path, line),
    )


def _hint(text: str, sqlstate: str) -> str:
    """Return what to do about a statement that failed."""
    if text.startswith("\\"):
        return "Only psql runs this command. Write what it does into the file, as SQL."
    if sqlstate == "42601":
        return f"Correct that line, or dump the database again: pg_dump --encoding=UTF8 URL > {_SQL}"
    return "Create what is missing before: --before FILE, --platform, or `roles` and `extensions` in the settings."


def _is_skipped(text: str, *, grants: bool, rows: bool) -> bool:
    skipped = _OWNER.match(text) or _OF_SERVER.match(text)
    return bool(skipped or (not grants and _GRANT.match(text)) or (not rows and _ROWS.match(text)))
