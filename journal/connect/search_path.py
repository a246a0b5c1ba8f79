"""Resolve a name without a schema as the user's SQL does. Our own sessions find nothing by such a name."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from journal.connect.opening import is_pinned, open_users, words_of
from journal.connect.pins import LIVE, startup
from journal.dataclass import dataclass
from journal.errors import DatabaseUnreachable

if TYPE_CHECKING:
    from psycopg import Connection

_WITHOUT_A_PATH = {name: value for name, value in LIVE.items() if name != "search_path"}
# No operator, and each function and type by its full name: this session has the path of the database's owner.
_PATH = (
    "SELECT pg_catalog.current_schemas(false), pg_catalog.current_setting('search_path'), CURRENT_USER::pg_catalog.text"
)
_HOLDERS = """
SELECT space.nspname::text FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace WHERE class.relname = %s
"""


@dataclass(frozen=True)
class UserPath:
    """What the user's sessions search: the existing schemas, in order, the setting `search_path`, and their role."""

    schemas: tuple[str, ...]
    setting: str
    role: str


def user_schemas(connection: "Connection[Any]") -> tuple[str, ...]:
    """Return the existing schemas that the user's sessions search in this database, in order.

    Raises DatabaseUnreachable.
    """
    return user_path(connection).schemas


def user_path(connection: "Connection[Any]") -> UserPath:
    """Return the path of the user's sessions in this database.

    A session whose startup packet has our path cannot know them, so a second one is opened for this alone.
    Raises DatabaseUnreachable if that is refused.
    """
    import psycopg

    if not is_pinned(connection, LIVE):
        with connection.transaction(force_rollback=True):
            connection.execute("SET LOCAL search_path TO DEFAULT")
            return _path(connection)
    words = words_of(connection)
    words["options"] = f"{words['options'].removesuffix(startup(LIVE))} {startup(_WITHOUT_A_PATH)}".strip()
    try:
        second = open_users(words)
    except psycopg.OperationalError as error:
        reason = " ".join(str(error).split()).replace(words.get("password") or "****", "****")
        limit = "Allow the role one more connection (ALTER ROLE … CONNECTION LIMIT), and try again."
        raise DatabaseUnreachable(
            f"The search_path of the database cannot be read, because a second session was refused: {reason}",
            hint=limit if "FATAL:" in reason else "",  # the server itself refused it
        ) from None
    with second:
        return _path(second)


def _path(session: "Connection[Any]") -> UserPath:
    found = session.execute(_PATH).fetchone()
    return UserPath(tuple(found[0]), found[1], found[2]) if found else UserPath((), "", "")


def found_by(connection: "Connection[Any]", words: Sequence[str]) -> tuple[str, str] | None:
    """Return schema and name of the relation that the user's SQL means by these words, or None.

    With a schema among the words nothing is looked up.
    """
    if len(words) > 1:
        return words[-2], words[-1]
    holders = {schema for (schema,) in connection.execute(_HOLDERS, (words[-1],)).fetchall()}
    schema = next((schema for schema in user_schemas(connection) if schema in holders), None) if holders else None
    return (schema, words[-1]) if schema else None
