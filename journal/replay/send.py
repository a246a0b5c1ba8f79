"""Send one piece of SQL in PostgreSQL's simple protocol, as Drizzle's drivers do.

The replay and the manual runner share it; `explain.py` explains its failures.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journal.dataclass import dataclass
from journal.replay.event_triggers import with_helper
from journal.sql.statements import Piece

if TYPE_CHECKING:
    from psycopg import Connection, Error
    from psycopg.pq.abc import PGresult


_ROWS_AT_ONCE = 1000
_LONGEST = 10_000
_ENDING = (b"COMMIT", b"ROLLBACK", b"PREPARE TRANSACTION")


@dataclass(frozen=True)
class ServerError:
    """PostgreSQL's error. `position` counts the characters of the text that was sent, from 1."""

    sqlstate: str
    message: str
    detail: str = ""
    hint: str = ""
    context: str = ""
    position: int | None = None


class PieceFailed(Exception):
    """A piece that PostgreSQL refused, and the part of it that passed."""

    def __init__(self, piece: Piece, passed: "Sent", refusal: ServerError, error: "Error | None" = None) -> None:
        super().__init__(refusal.message)
        self.piece = piece
        self.passed = passed
        self.refusal = refusal
        self.error = error


@dataclass(frozen=True)
class Sent:
    """How many statements ran, and whether one of them ended the transaction."""

    statements: int = 0
    ended_transaction: bool = False


def refusal_of(error: "Error") -> ServerError:
    """Return the parts of a psycopg error."""
    diag = error.diag
    return ServerError(
        sqlstate=diag.sqlstate or "",
        message=_cut(diag.message_primary or str(error).strip()),
        detail=_cut(diag.message_detail or ""),
        hint=_cut(diag.message_hint or ""),
        context=_cut(diag.context or ""),
        position=int(diag.statement_position) if diag.statement_position else None,
    )


def _cut(text: str) -> str:
    """Shorten a text: a migration can raise a DETAIL of a gigabyte."""
    more = len(text) - _LONGEST
    return f"{text[:_LONGEST]} … ({more:,} more characters)" if more > 0 else text


def send(connection: "Connection[Any]", piece: Piece, *, opening: str = "") -> Sent:
    """Send a whole piece. Raises PieceFailed.

    Nothing is parsed or escaped: the text is what Drizzle would send, as UTF-8; only event triggers are created by the
    helper of a platform, where there is one. `opening` is one statement that is sent before it in the same message, and
    is not counted.
    """
    import psycopg  # noqa: PLC0415 - the server boots meanwhile
    from psycopg import capabilities, generators  # noqa: PLC0415

    # The server refuses a NUL, which node's drivers send; libpq would silently cut the text there.
    if (nul := piece.text.find("\0")) >= 0:
        raise PieceFailed(piece, Sent(), ServerError("08P01", "invalid message format", position=nul + 1))
    pgconn, before, text = connection.pgconn, f"{opening};" if opening else "", with_helper(connection, piece)
    try:
        pgconn.send_query((before + text).encode())
        if capabilities.has_stream_chunked():  # rows one by one, because a migration may select gigabytes
            pgconn.set_chunked_rows_mode(_ROWS_AT_ONCE)
        else:
            pgconn.set_single_row_mode()
        connection.wait(generators.send(pgconn))
        results = _results(connection)
    except psycopg.Error as error:
        raise PieceFailed(piece, Sent(), refusal_of(error), error) from None
    return _sent(piece, results, before, exact=text is piece.text)


def _results(connection: "Connection[Any]") -> "list[PGresult]":
    """Return the result of each statement; rows and copied data are discarded.

    COPY FROM stdin has no data in a migration, so it fails as with node-postgres.
    """
    from psycopg import DatabaseError, generators, pq  # noqa: PLC0415

    rows = (pq.ExecStatus.SINGLE_TUPLE, pq.ExecStatus.TUPLES_CHUNK)
    results: list[PGresult] = []
    try:
        while (result := connection.wait(generators.fetch(connection.pgconn))) is not None:
            if result.status in (pq.ExecStatus.COPY_IN, pq.ExecStatus.COPY_BOTH):
                connection.pgconn.put_copy_end(b"No source stream defined")
            elif result.status == pq.ExecStatus.COPY_OUT:
                while connection.pgconn.get_copy_data(0)[0] >= 0:  # one row at a time
                    pass
            elif result.status not in rows:
                results.append(result)
    except DatabaseError:
        # An error that ended the session was received before its end.
        if not any(one.status == pq.ExecStatus.FATAL_ERROR for one in results):
            raise
    return results


def _sent(piece: Piece, results: "list[PGresult]", before: str, *, exact: bool) -> Sent:
    """Add the results up. `before` was sent ahead of the piece; `exact`: the piece's own text was sent."""
    from psycopg import errors, pq  # noqa: PLC0415

    passed, ended = -1 if before else 0, False
    for result in results:
        if result.status == pq.ExecStatus.FATAL_ERROR:
            error = errors.error_from_result(result, encoding="utf-8")
            refusal = refusal_of(error)
            if refusal.position:
                refusal = replace(refusal, position=refusal.position - len(before) if exact else None)
            raise PieceFailed(piece, Sent(max(passed, 0), ended), refusal, error)
        passed += result.status != pq.ExecStatus.EMPTY_QUERY
        ended = ended or (result.command_status or b"").startswith(_ENDING)
    return Sent(passed, ended)
