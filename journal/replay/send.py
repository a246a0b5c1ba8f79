"""Send one piece of SQL in PostgreSQL's simple protocol, as the drivers below Drizzle do.

The replay and the manual runner share this way to send; `explain.py` has the way to explain a failure.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from journal.folder.statements import Piece

if TYPE_CHECKING:
    from psycopg import Connection, Error
    from psycopg.pq.abc import PGresult


_ENDING = (b"COMMIT", b"ROLLBACK", b"PREPARE TRANSACTION")


@dataclass(frozen=True)
class Refusal:
    """What PostgreSQL said. `position` counts characters of the text it was sent, from 1."""

    sqlstate: str
    message: str
    detail: str = ""
    hint: str = ""
    context: str = ""
    position: int | None = None


class PieceFailed(Exception):
    """A piece that PostgreSQL refused, and what of it had passed."""

    def __init__(self, piece: Piece, passed: "Sent", refusal: Refusal, error: "Error | None" = None) -> None:
        super().__init__(refusal.message)
        self.piece = piece
        self.passed = passed
        self.refusal = refusal
        self.error = error


@dataclass(frozen=True)
class Sent:
    """How many statements ran, and whether one of them ended the transaction it was in."""

    statements: int = 0
    ended_transaction: bool = False


def refusal_of(error: "Error") -> Refusal:
    """The parts of a psycopg error."""
    diag = error.diag
    return Refusal(
        sqlstate=diag.sqlstate or "",
        message=diag.message_primary or str(error).strip(),
        detail=diag.message_detail or "",
        hint=diag.message_hint or "",
        context=diag.context or "",
        position=int(diag.statement_position) if diag.statement_position else None,
    )


def send(connection: "Connection[Any]", piece: Piece, *, opening: str = "") -> Sent:
    """Send a piece whole. Raises PieceFailed.

    Nothing is parsed or escaped on the way: the text is what Drizzle would send, encoded as UTF-8. `opening` is one
    statement that goes ahead of it in the same message, and is neither counted nor told of.
    """
    import psycopg  # noqa: PLC0415 - the server boots meanwhile
    from psycopg import generators  # noqa: PLC0415

    _refuse_nul(piece)
    pgconn, before = connection.pgconn, f"{opening};" if opening else ""
    try:
        pgconn.send_query((before + piece.text).encode())
        results = connection.wait(generators.execute(pgconn))
        while (stopped := _copy_in_progress(results)) is not None:
            results = [*results[:-1], *_end_copy(connection, stopped)]
    except psycopg.Error as error:
        raise PieceFailed(piece, Sent(), refusal_of(error), error) from None
    return _sent(piece, results, before)


def _refuse_nul(piece: Piece) -> None:
    """libpq would cut the text at a NUL without a word; node's drivers send it, and the server refuses it."""
    position = piece.text.find("\0")
    if position >= 0:
        raise PieceFailed(piece, Sent(), Refusal("08P01", "invalid message format", position=position + 1))


def _sent(piece: Piece, results: "list[PGresult]", before: str) -> Sent:
    from psycopg import errors, pq  # noqa: PLC0415

    passed, ended = -1 if before else 0, False
    for result in results:
        if result.status == pq.ExecStatus.FATAL_ERROR:
            error = errors.error_from_result(result, encoding="utf-8")
            raise PieceFailed(piece, Sent(max(passed, 0), ended), _without(before, refusal_of(error)), error)
        passed += result.status != pq.ExecStatus.EMPTY_QUERY
        ended = ended or (result.command_status or b"").startswith(_ENDING)
    return Sent(passed, ended)


def _without(before: str, refusal: Refusal) -> Refusal:
    """Of a refusal, its position in the piece."""
    return replace(refusal, position=refusal.position - len(before)) if refusal.position else refusal


def _copy_in_progress(results: "list[PGresult]") -> "PGresult | None":
    from psycopg import pq  # noqa: PLC0415

    copies = (pq.ExecStatus.COPY_IN, pq.ExecStatus.COPY_OUT, pq.ExecStatus.COPY_BOTH)
    return results[-1] if results and results[-1].status in copies else None


def _end_copy(connection: "Connection[Any]", copy: "PGresult") -> "list[PGresult]":
    """COPY FROM stdin has no data in a migration: node-postgres answers it with CopyFail, and so do we."""
    from psycopg import generators, pq  # noqa: PLC0415

    if copy.status == pq.ExecStatus.COPY_OUT:
        while not isinstance(connection.wait(generators.copy_from(connection.pgconn)), pq.PGresult):
            pass
    else:
        connection.pgconn.put_copy_end(b"No source stream defined")
    return connection.wait(generators.fetch_many(connection.pgconn))
