"""Why the server did not take a row."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg import Error


@dataclass(frozen=True)
class RejectedRow:
    """What PostgreSQL said, or what we say where `sqlstate` is empty. `constraint`, `column`: which it named."""

    sqlstate: str
    message: str
    constraint: str = ""
    column: str = ""

    @staticmethod
    def of(error: "Error") -> "RejectedRow":
        """The parts of a psycopg error."""
        diag = error.diag
        return RejectedRow(
            diag.sqlstate or "",
            diag.message_primary or str(error).strip(),
            diag.constraint_name or "",
            diag.column_name or "",
        )
