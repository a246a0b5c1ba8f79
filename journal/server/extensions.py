"""Extensions that need a superuser and are allowed here: none reaches a file, a program or the network."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journal.connect.temporary import connect
from journal.dataclass import dataclass
from journal.errors import Note, Severity
from journal.folder.migrations import Migration
from journal.server.provider import Server
from journal.sql.statements import statements_of

if TYPE_CHECKING:
    from psycopg import Connection

AT_ANY_TIME = frozenset([
    "amcheck", "autoinc", "bloom", "dict_xsyn", "insert_username", "moddatetime", "pg_buffercache",
    "pg_freespacemap", "pg_stat_statements", "pg_visibility", "pgrowlocks", "pgstattuple", "refint", "sslinfo",
    "vector",
])  # fmt: skip
"""Their scripts only create objects: whatever a migration has created before, none of it runs as superuser."""

BEFORE_THE_FIRST = frozenset([
    "intagg", "address_standardizer", "earthdistance", "hll", "hypopg", "index_advisor", "ip4r", "pg_hashids",
    "pg_ivm", "pg_jsonschema", "pg_partman", "pg_uuidv7", "pgjwt", "pgtap", "postgis", "postgis_topology", "prefix",
    "rum", "semver", "temporal_tables", "timescaledb", "vectorscale",
])  # fmt: skip
"""Their scripts call functions by unqualified names, or may: safe until a migration has created such functions."""

TRUSTED = frozenset([
    "btree_gin", "btree_gist", "citext", "cube", "dict_int", "fuzzystrmatch", "hstore", "intarray", "isn", "lo",
    "ltree", "pg_trgm", "pgcrypto", "seg", "tablefunc", "tcn", "tsm_system_rows", "tsm_system_time", "unaccent",
    "uuid-ossp",
])  # fmt: skip
"""Those that PostgreSQL lets the owner of a database create. Source: `trusted` in the control files of contrib."""

ALLOWED = AT_ANY_TIME | BEFORE_THE_FIRST
"""Not among them are dblink, file_fdw, postgres_fdw, pageinspect, plpython3u and the like."""

_CREATE = re.compile(
    r'\s*create\s+extension\s+(?P<guarded>if\s+not\s+exists\s+)?"?(?P<name>[\w-]+)"?'
    r'(?:\s+with)?(?:\s+schema\s+"?(?P<schema>\w+)"?)?',
    re.IGNORECASE,
)
_UNTRUSTED = """
SELECT name::text FROM pg_catalog.pg_available_extension_versions WHERE name = ANY(%s)
 GROUP BY name HAVING bool_and(superuser AND NOT trusted)
"""
_HAS_SCHEMA = "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = %s)"


@dataclass(frozen=True)
class RequestedExtension:
    """An extension that a migration creates, and the schema it names."""

    name: str
    schema: str | None


def trusting(shared: Path, folder: Path) -> None:
    """Write control files that let the owner of a database create the extensions that are safe at any time.

    PostgreSQL 18 looks for them in `folder`; `shared` is the server's own folder of extensions, with the scripts.
    Source: PostgreSQL's manual, "Extension Files", `trusted` and `directory`.
    """
    folder.mkdir(exist_ok=True)
    for name in AT_ANY_TIME:
        own = shared / f"{name}.control"
        if own.exists():
            copy = folder / own.name
            copy.write_text(f"{own.read_text('utf-8')}\ntrusted = true\ndirectory = '{shared}'\n", "utf-8")
            copy.chmod(0o644)  # whatever the umask is


def wanted(migrations: Iterable[Migration]) -> Iterator[RequestedExtension]:
    """Yield the allowed extensions that migrations create with IF NOT EXISTS only, so that they may be there before."""
    created = [found for migration in migrations for found in _created(migration)]
    unguarded = {found["name"].lower() for found in created if not found["guarded"]}
    for found in created:
        if found["name"].lower() not in unguarded:
            yield RequestedExtension(found["name"].lower(), found["schema"])


def _created(migration: Migration) -> Iterator[re.Match[str]]:
    if "extension" not in migration.text.lower() or not any(name in migration.text.lower() for name in ALLOWED):
        return
    for piece in migration.pieces:
        for statement in statements_of(piece):
            found = _CREATE.match(statement.text)
            if found and found["name"].lower() in ALLOWED:
                yield found


def create_before(server: Server, all_wanted: Sequence[RequestedExtension]) -> None:
    """As superuser, create those that this server does not let an owner create, if their schema exists."""
    if not all_wanted or server.admin is None:
        return
    from psycopg import sql  # noqa: PLC0415 - the server boots meanwhile

    with connect(server.admin) as admin:
        untrusted = {name for (name,) in admin.execute(_UNTRUSTED, ([extension.name for extension in all_wanted],))}
        for extension in all_wanted:
            schema = extension.schema or "public"
            if extension.name in untrusted and admin.execute(_HAS_SCHEMA, (schema,)).fetchone() == (True,):
                command = sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA {} CASCADE")
                admin.execute(command.format(sql.Identifier(extension.name), sql.Identifier(schema)))


def allowed_used(connection: "Connection[Any]") -> Iterator[Note]:
    """Yield a note for each extension of the database that only a superuser can create elsewhere."""
    query = "SELECT extname::text FROM pg_catalog.pg_extension WHERE extname = ANY(%s) ORDER BY 1"
    for (name,) in connection.execute(query, (sorted(ALLOWED),)):
        yield Note(
            "allowed-extension",
            f"assumed: {name} may be created; PostgreSQL asks for a superuser, and here it was allowed.",
            "Create it on your real database first, unless it lets the role that migrates do so.",
            severity=Severity.NOTE,
        )
