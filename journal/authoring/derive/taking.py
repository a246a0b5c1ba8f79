"""The statement that takes away what the forward file made. Unlike a repair's, it may lose what is in it."""

from journal.authoring.derive.values import Fate, Undo, said
from journal.authoring.sql_names import plain, spelt
from journal.catalog.ddl.words import drop_target as named
from journal.catalog.ddl.words import grant_target, object_keyword, quote_role
from journal.catalog.values import (
    Column,
    Comment,
    Constraint,
    DefaultPrivilege,
    DomainConstraint,
    Function,
    Grant,
    Object,
    Table,
)


def take_away(one: Object) -> Undo:
    """DROP … IF EXISTS, with what is lost by it. Never CASCADE: what others need stays, and says so."""
    if isinstance(one, Table) and one.name.startswith("_backup_"):
        return Undo(told=said(Fate.STAYS, f"the archive {one.title}"), explained=frozenset([one.key]))
    if isinstance(one, Table):
        return Undo((plain(f"{_drop(one)};"),), said(Fate.LOST, f"the rows of {one.title}"))
    if isinstance(one, Column):
        head = f"ALTER TABLE {spelt(one.schema, one.table)}"
        return Undo(
            (f"{head} DROP COLUMN IF EXISTS {spelt(one.name)};",), said(Fate.LOST, f"the values of {one.title}")
        )
    return Undo((plain(f"{_statement(one)};"),))


def _statement(one: Object) -> str:
    if isinstance(one, Constraint):
        return f"ALTER TABLE {spelt(one.schema, one.table)} DROP CONSTRAINT IF EXISTS {spelt(one.name)}"
    if isinstance(one, DomainConstraint):
        return f"ALTER DOMAIN {spelt(one.schema, one.domain)} DROP CONSTRAINT IF EXISTS {spelt(one.name)}"
    if isinstance(one, Comment):
        return f"COMMENT ON {_commented(one)} IS NULL"
    if isinstance(one, Grant):
        part = f" ({spelt(one.on[-1])})" if one.on[0] == "column" else ""
        return f"REVOKE {one.privilege}{part} ON {grant_target(one.on)} FROM {quote_role(one.grantee)}"
    if isinstance(one, DefaultPrivilege):
        where = f" IN SCHEMA {spelt(one.schema)}" if one.schema else ""
        return f"ALTER DEFAULT PRIVILEGES{where} REVOKE {one.privilege} ON {one.objects} FROM {quote_role(one.grantee)}"
    return _drop(one)


def _commented(one: Comment) -> str:
    kind = "CONSTRAINT" if one.on[0] == "domain constraint" else object_keyword(one.on[0])
    return f"{kind} {named(one.on)}"


def _drop(one: Object) -> str:
    kind = object_keyword(one.kind)
    if isinstance(one, Function):
        kind = {"PROCEDURE": "PROCEDURE", "AGGREGATE": "AGGREGATE"}.get(one.word, "FUNCTION")
    if isinstance(one, Table) and one.foreign:
        kind = "FOREIGN TABLE"
    return f"DROP {kind} IF EXISTS {named(one.key)}"
