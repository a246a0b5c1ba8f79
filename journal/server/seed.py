"""Seed SQL, which runs before the first migration: the stubs of a platform, and the files of `--before`.

It runs as superuser of the temporary server; the migrations do not.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journal.connect.opening import pinned
from journal.connect.session import server_message
from journal.connect.temporary import connect_as_user
from journal.dataclass import dataclass
from journal.errors import (
    FolderUnreadable,
    JournalError,
    Note,
    Place,
    ServerFailed,
    SettingsInvalid,
    Severity,
    place_at,
)
from journal.project.files import FileKind, boundary, read_file
from journal.project.settings_table import FILE_NAME
from journal.server.extensions import ALLOWED, TRUSTED
from journal.server.provider import SCRATCH, Server

if TYPE_CHECKING:
    from psycopg import Connection

_NAMES = """
SELECT pg_catalog.pg_get_userbyid(datdba)::text, datname::text FROM pg_catalog.pg_database
 WHERE datname = pg_catalog.current_database()
"""
_ASSUMED = re.compile(r"^-- assumed: (.+)$", re.MULTILINE)


class Platform(StrEnum):
    """A hosted PostgreSQL whose new databases are not empty."""

    SUPABASE = "supabase"
    NEON = "neon"


class BeforeFailed(JournalError):
    """A file of --before, or the stubs of a platform, failed."""

    code = "before-failed"


@dataclass(frozen=True)
class Seed:
    """The stubs of a platform, then roles and extensions of the settings, then files, in this order."""

    platform: Platform | None = None
    before: tuple[Path, ...] = ()
    extensions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


Text = tuple[Path, str]
"""A file of seed SQL and its text."""


def texts_of(seed: Seed) -> tuple[Text, ...]:
    """Read all seed SQL, in order. Raises FolderUnreadable."""
    stubs = (f"{seed.platform}.sql",) if seed.platform else ()
    platforms = files("journal.server") / "platforms"
    return (
        *((Path(name), _with_roles((platforms / name).read_text("utf-8"))) for name in stubs),
        *((Path(FILE_NAME), _with_roles(_ROLE.format(name=role))) for role in seed.roles),
        *((Path(FILE_NAME), _EXTENSION.format(name=extension)) for extension in seed.extensions),
        *map(_read, seed.before),
    )


_CREATE_ROLE = re.compile(r'^CREATE ROLE "?([\w-]+)"?([ A-Z]*);( -- granted)?$', re.MULTILINE)
_ROLE = """-- assumed: role {name}
CREATE ROLE "{name}"; -- granted
"""
_ROLE_ONCE = """
DO $role$ DECLARE own text := pg_catalog.current_database(); mark text; BEGIN
IF pg_catalog.to_regrole('"{name}"') IS NULL THEN
    CREATE ROLE "{name}"{words};
    EXECUTE pg_catalog.format('COMMENT ON ROLE "{name}" IS %L', own);
END IF;
mark := pg_catalog.shobj_description(pg_catalog.to_regrole('"{name}"'), 'pg_authid');
{grant}
END $role$;"""
_GRANT = """
IF mark OPERATOR(pg_catalog.=) own OR pg_catalog.starts_with(mark, '{scratch}') THEN
    GRANT "{name}" TO CURRENT_OWNER WITH ADMIN OPTION;
END IF;"""


def _with_roles(text: str) -> str:
    """Return our seed SQL so that a role is only created where the server has none of that name.

    Roles belong to the server: one that is created gets the name of the scratch database as its comment, by which it
    is dropped again. Only such a role is granted to the owner.
    """
    return _CREATE_ROLE.sub(_role_once, text)


def _role_once(found: re.Match[str]) -> str:
    name, words, granted = found.groups()
    grant = _GRANT.format(name=name, scratch=SCRATCH) if granted else ""
    return _ROLE_ONCE.format(name=name, words=words, grant=grant)


_EXTENSION = """-- assumed: extension {name}
CREATE EXTENSION IF NOT EXISTS "{name}" CASCADE;
"""


def refuse_extensions(names: Sequence[str]) -> None:
    """Raise SettingsInvalid for an extension that could reach files, programs or the network as superuser."""
    for name in names:
        if name not in ALLOWED | TRUSTED:
            raise SettingsInvalid(
                f"extensions: {name} is not created by a setting, because it may reach more than the database.",
                hint=f'If it is to be trusted with this machine: --before FILE, with CREATE EXTENSION "{name}" in it.',
            )


def _read(path: Path) -> Text:
    try:
        return path, read_file(path, FileKind.SQL, within=boundary(path.absolute().parent)).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FolderUnreadable(
            f"--before {path} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}.",
            hint="Name a file of SQL.",
            place=Place(path),
        ) from None


def furnish(server: Server, texts: Sequence[Text]) -> None:
    """Run the seed SQL. Raises BeforeFailed with file and line, ServerFailed without a superuser."""
    if texts and server.admin is None:
        raise ServerFailed(
            f"--before and --platform need a superuser, and the role given for {server.origin} is not one.",
            hint="Give the URL of a superuser, or use --temp embedded.",
        )
    for path, text in texts:
        _run(server.admin or "", path, text)


def _run(conninfo: str, path: Path, text: str) -> None:
    import psycopg
    from psycopg import sql

    with connect_as_user(conninfo) as admin:
        # Two words stand for names that only the server knows.
        with pinned(admin):
            owner, database = admin.execute(_NAMES).fetchone() or ("", "")
        for word, name in (("CURRENT_OWNER", owner), ("CURRENT_DATABASE", database)):
            text = re.sub(rf"\b{word}\b(?!\()", sql.Identifier(name).as_string(admin).replace("\\", r"\\"), text)
        try:
            admin.execute(text.encode())
        except psycopg.Error as error:
            position = int(error.diag.statement_position or 0)
            place = place_at(path, text, position - 1) if position else Place(path)
            is_ours = path == Path(FILE_NAME) or path.stem in set(Platform)
            hint = "Name another server, such as --temp embedded." if is_ours else "Correct that file."
            raise BeforeFailed(f"{place}: {server_message(error)}", hint=hint, place=place) from None


def assumptions(texts: Sequence[Text]) -> Iterator[Note]:
    """Yield a note for everything that the seed SQL assumes."""
    for path, text in texts:
        for assumed in _ASSUMED.findall(text) or ["everything it creates"]:
            message = f"assumed by {path.name}: {assumed}."
            yield Note("assumed", message, "Your real database must have the same.", severity=Severity.NOTE)


def standins_used(connection: "Connection[Any]") -> tuple[Note, ...]:
    """Return a note for each extension that is a stand-in, since the server lacks the real one."""
    query = "SELECT extname::text FROM pg_catalog.pg_extension WHERE extversion LIKE '%-standin' ORDER BY 1"
    return tuple(
        Note(
            "stand-in",
            f"assumed: {name} behaves as its stand-in does; this server lacks the real one.",
            "--pg-bin or --temp docker names a server that has it.",
            severity=Severity.NOTE,
        )
        for (name,) in connection.execute(query)
    )
