"""Refuse to run the project's SQL with a role whom other roles could make run programs on the server."""

from typing import TYPE_CHECKING, Any

from journal.connect.opening import pinned
from journal.errors import JournalError

if TYPE_CHECKING:
    from psycopg import Connection

# A role that may run programs is a superuser, or as good as one. The owner of the database, or of a relation in it, who
# is no superuser decides in part what a statement there runs: by the search_path of new sessions, views and policies.
_OTHER_OWNER = """
SELECT current_user::text, owner.rolname::text
  FROM (
    SELECT datdba AS owner, 0 AS rank FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
    UNION ALL
    SELECT relowner, 1 FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
     WHERE relkind IN ('r', 'v', 'm', 'p', 'f') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
  ) AS owned
  JOIN pg_catalog.pg_roles AS owner ON owner.oid = owned.owner
 WHERE NOT owner.rolsuper AND owner.rolname <> current_user
   AND pg_catalog.pg_has_role(current_user, 'pg_execute_server_program', 'MEMBER')
 ORDER BY rank LIMIT 1
"""


class OthersDatabase(JournalError):
    """The project's SQL could run what another role wrote, with the right to run programs on the server."""

    code = "others-database"


def refuse_others_database(connection: "Connection[Any]") -> None:
    """Raise OthersDatabase where a role that is no superuser could make this one run a program. In autocommit mode."""
    with pinned(connection):
        found = connection.execute(_OTHER_OWNER).fetchone()
    if found:
        role, owner = found
        raise OthersDatabase(
            f"{role} may run programs on the server, and {owner}, who may not, can make a query run some by its views, "
            "policies and operators.",
            hint=f"Connect as {owner}, or as a role that may only read.",
        )
