"""Event triggers, which PostgreSQL lets only superusers create, on a platform whose stubs let the owner do it."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from journal.catalog.quoting import literal, readable
from journal.folder.migrations import Migration
from journal.sql.parsed import Parsed, ParsedPiece, parsed_pieces
from journal.sql.statements import Piece
from journal.sql.tree import choice, inner, names

if TYPE_CHECKING:
    from psycopg import Connection

_MENTIONED = re.compile(r"\bevent\s+trigger\b", re.IGNORECASE)
_HELPER = "pg_catalog.journal_event_trigger"
_HAS_HELPER = "SELECT EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid = pg_catalog.to_regproc(%s))"
_STATES = {"D": "DISABLE", "O": "ENABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}


def with_helper(connection: "Connection[Any]", piece: Piece) -> str:
    """Return the text of a piece with its statements on event triggers as calls of the helper of `platforms/`.

    It is the text itself where there are none, or where the database has no helper.
    """
    text = piece.text
    if not _MENTIONED.search(text):
        return text
    from psycopg.pq import TransactionStatus

    calls = [(one, call) for one in ParsedPiece(piece).statements if (call := "; ".join(_calls(one)))]
    if not calls or connection.info.transaction_status not in (TransactionStatus.IDLE, TransactionStatus.INTRANS):
        return text
    if connection.execute(_HAS_HELPER, (_HELPER,)).fetchone() == (True,):
        for statement, call in reversed(calls):
            start = statement.offset - piece.offset
            text = text[:start] + call + text[start + len(statement.text) :]
    return text


def changes_event_triggers(migration: Migration) -> bool:
    """Tell whether a file creates, changes or drops an event trigger, for which a role has to be superuser."""
    if not _MENTIONED.search(migration.text):
        return False
    return any(any(_calls(one)) for piece in parsed_pieces(migration.text) for one in piece.statements)


def _calls(statement: Parsed) -> Iterator[str]:
    node = statement.node
    if statement.kind == "create_event_trig_stmt":
        tags = [inner(tag).sval for condition in map(inner, node.whenclause) for tag in inner(condition.arg).items]
        yield _call("CREATE", node.trigname, node.eventname, tags, f"{readable(names(node.funcname))}()")
    elif statement.kind == "alter_event_trig_stmt" and node.tgenabled in _STATES:
        yield _call(_STATES[node.tgenabled], node.trigname)
    elif statement.kind == "drop_stmt" and choice(node, "remove_type") == "OBJECT_EVENT_TRIGGER":
        for name in map(inner, node.objects):
            yield _call("DROP IF EXISTS" if node.missing_ok else "DROP", name.sval)


def _call(command: str, trigger: str, event: str = "", tags: list[str] | None = None, function: str = "") -> str:
    listed = f"ARRAY[{', '.join(map(literal, tags))}]::pg_catalog.text[]" if tags else "NULL"
    called = f"{literal(function)}::pg_catalog.regprocedure" if function else "NULL"
    return f"SELECT {_HELPER}('{command}', {literal(trigger)}, {literal(event)}, {listed}, {called})"
