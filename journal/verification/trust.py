"""Whether a role may run the project's SQL in a live database: none that others could have run programs there."""

from typing import TYPE_CHECKING, Any

from journal.connect.opening import pinned
from journal.errors import JournalError

if TYPE_CHECKING:
    from psycopg import Connection

# Who may run programs is a superuser, or next to one. Whoever owns the database, or a relation in it, and is no
# superuser has a say in what a statement there runs: by the search_path of new sessions, by views, by policies.
_SAYS = """
SELECT current_user::text, owner.rolname::text
  FROM (
    SELECT datdba AS owner, 0 AS rank FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
    UNION ALL
    SELECT relowner, 1 FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
     WHERE relkind IN ('r', 'v', 'm', 'p', 'f') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
  ) AS said
  JOIN pg_catalog.pg_roles AS owner ON owner.oid = said.owner
 WHERE NOT owner.rolsuper AND owner.rolname <> current_user
   AND pg_catalog.pg_has_role(current_user, 'pg_execute_server_program', 'MEMBER')
 ORDER BY rank LIMIT 1
"""


class OthersDatabase(JournalError):
    """SQL of the project would run what another role wrote, with the rights to run programs on the server."""

    code = "others-database"


def refuse_others_database(connection: "Connection[Any]") -> None:
    """Raise OthersDatabase where a role that is no superuser could have this one run a program. In autocommit mode."""
    with pinned(connection):
        found = connection.execute(_SAYS).fetchone()
    if found:
        role, owner = found
        raise OthersDatabase(
            f"{role} may run programs on the server, and what a query runs here is also up to {owner}, who may not: "
            "by its views, policies and operators.",
            hint=f"Connect as {owner}, or as a role that may only read.",
        )
