"""What the user's SQL means by a name without a schema. Our own sessions find nothing by such a name."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from journal.connect.opening import is_pinned, open_users
from journal.connect.pins import LIVE, startup
from journal.errors import DatabaseUnreachable

if TYPE_CHECKING:
    from psycopg import Connection

_WITHOUT_A_PATH = {name: value for name, value in LIVE.items() if name != "search_path"}
_SCHEMAS = "SELECT pg_catalog.current_schemas(false)"  # no operator, and one function, by its whole name
_HOLDERS = """
SELECT space.nspname::text FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace WHERE class.relname = %s
"""


def user_schemas(connection: "Connection[Any]") -> tuple[str, ...]:
    """The schemas that a session of the user's searches in this database, in order; those that are there.

    A session whose startup packet has our path cannot know; then one of the user's is opened for this alone.
    Raises DatabaseUnreachable where that is refused.
    """
    if is_pinned(connection, LIVE):
        return _of_another_session(connection)
    with connection.transaction(force_rollback=True):
        connection.execute("SET LOCAL search_path TO DEFAULT")
        found = connection.execute(_SCHEMAS).fetchone()
    return tuple(found[0]) if found else ()


def found_by(connection: "Connection[Any]", words: Sequence[str]) -> tuple[str, str] | None:
    """Schema and name of the relation that the user's SQL means by these words; None where there is none.

    Nothing is looked for where a schema is named.
    """
    if len(words) > 1:
        return words[-2], words[-1]
    holders = {schema for (schema,) in connection.execute(_HOLDERS, (words[-1],)).fetchall()}
    schema = next((one for one in user_schemas(connection) if one in holders), None) if holders else None
    return (schema, words[-1]) if schema else None


def _of_another_session(connection: "Connection[Any]") -> tuple[str, ...]:
    import psycopg  # noqa: PLC0415 - `--help` does not pay for it

    words = {one.keyword.decode(): one.val.decode() for one in connection.pgconn.info if one.val}
    words["options"] = f"{words['options'].removesuffix(startup(LIVE))} {startup(_WITHOUT_A_PATH)}".strip()
    try:
        with open_users(words) as second:
            found = second.execute(_SCHEMAS).fetchone()
    except psycopg.OperationalError as error:
        raise DatabaseUnreachable(
            "The search_path of the database could not be looked up, for a second session was refused: "
            f"{' '.join(str(error).split()).replace(words.get('password') or '****', '****')}",
            hint="Let the role have one more connection (ALTER ROLE … CONNECTION LIMIT), and try again.",
        ) from None
    return tuple(found[0]) if found else ()
