"""Finding: one thing that a rule has to say, and where."""

from dataclasses import dataclass

from journal.errors import Place, Severity


@dataclass(frozen=True)
class Finding:
    """`message` says what breaks, `help` what to do. `tag` is that of the migration, where it is about one.

    `rule` and `severity` are put in by whoever runs the rule.
    """

    message: str
    help: str = ""
    place: Place | None = None
    tag: str | None = None
    rule: str = ""
    severity: Severity = Severity.WARNING
    stands_for: int = 1
    """More than one where the others of its rule are only counted."""
