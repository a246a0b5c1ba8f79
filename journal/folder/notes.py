"""Note: something odd in the input that does not stop us, with what to do about it."""

from dataclasses import dataclass
from enum import StrEnum

from journal.errors import Place


class Severity(StrEnum):
    """How much a note matters: INFO is for the record, WARNING wants a look."""

    INFO = "info"
    WARNING = "warning"


@dataclass(frozen=True)
class Note:
    """One oddity: a stable kebab-case `code`, one sentence, the way out, and where."""

    code: str
    message: str
    help: str = ""
    place: Place | None = None
    severity: Severity = Severity.WARNING
