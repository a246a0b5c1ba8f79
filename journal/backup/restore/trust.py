"""Refuse to create what would run functions of other roles, from the note or from the database."""

import re
from typing import TYPE_CHECKING, Any

from journal.backup.restore.plan import RestorePlan
from journal.connect.relation_safety import RelationUnsafe

if TYPE_CHECKING:
    from psycopg import Connection

_RUN_WHEN_CREATED = ("table", "column", "constraint", "index", "statistics")
_NAME = r'(?:"(?:[^"]|"")+"|[\w$]+)\.(?:"(?:[^"]|"")+"|[\w$]+)'
_PART = re.compile(r'"(?:[^"]|"")+"|[\w$]+')
_CALLED = re.compile(rf"({_NAME})\s*\(")
_MADE = re.compile(rf"\bFUNCTION\s+({_NAME})\s*\(", re.IGNORECASE)
_GIVEN = re.compile(rf"\AALTER (?:FUNCTION|ROUTINE|PROCEDURE)\s+({_NAME})\(.*\) OWNER TO (.+?);?\Z", re.DOTALL)
_OPERATOR = re.compile(r"OPERATOR\((?!pg_catalog\.)", re.IGNORECASE)
_ROLES = """
SELECT here.rolname::text = %(owner)s OR coalesce(
         (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = %(owner)s), false)
  FROM pg_catalog.pg_roles AS here WHERE here.rolname = CURRENT_USER
"""
_SUPERUSERS = "SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolsuper"
_THEIRS = """
SELECT pg_catalog.concat(nspname, '.', proname)
  FROM pg_catalog.pg_proc AS called JOIN pg_catalog.pg_namespace AS space ON space.oid = pronamespace
  JOIN pg_catalog.pg_roles AS owner ON owner.oid = proowner WHERE NOT owner.rolsuper
"""


def refuse_code_of_others(connection: "Connection[Any]", plan: RestorePlan) -> None:
    """Raise RelationUnsafe where a default, check or index of the plan calls code of another role.

    The table's owner runs nothing that they could not run anyway; the same holds for what a superuser owned.
    """
    owner, made = plan.note.owner, (*plan.before, *plan.after, *plan.tries)
    ((trusted,),) = connection.execute(_ROLES, {"owner": owner}).fetchall()
    if trusted or not made:
        return
    # Theirs are the functions of the database, and those of the note that it does not give to a superuser.
    functions = [statement.sql for statement in made if statement.kind == "function"]
    superusers = {name for (name,) in connection.execute(_SUPERUSERS).fetchall()}
    given = [match for sql in functions for match in _GIVEN.finditer(sql)]
    theirs = {_plain(match[1]) for sql in functions for match in _MADE.finditer(sql)}
    theirs -= {_plain(match[1]) for match in given if _plain(match[2]) in superusers}
    theirs |= {name for (name,) in connection.execute(_THEIRS).fetchall()}
    for statement in made:
        called = [match[1] for match in _CALLED.finditer(statement.sql) if _plain(match[1]) in theirs]
        called += ["an operator that is not PostgreSQL's"] if _OPERATOR.search(statement.sql) else []
        if called and statement.kind in _RUN_WHEN_CREATED:
            raise RelationUnsafe(
                f"{plan.note.source.shown} is not created again, because its {statement.kind} {statement.name} calls "
                f"{called[0]}. This is code of another role, and it would run with the rights of your role.",
                hint=f"Connect as {owner}, who owned it.",
            )


def _plain(name: str) -> str:
    """Return a name without its quotes; two that differ by a quoted dot become equal."""
    return ".".join((part[1:-1].replace('""', '"') if part[0] == '"' else part) for part in _PART.findall(name))
