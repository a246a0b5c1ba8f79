"""Consent to a write: what is written where is shown, and a terminal is asked; elsewhere --yes has to be said."""

from typing import TYPE_CHECKING

from journal.cli.output import answer, someone_is_asked, talk
from journal.escape import joined

if TYPE_CHECKING:
    from journal.connect.target import Target


def consent(target: "Target", server: str, what: str, *, yes: bool, quiet: bool = False) -> None:
    """Return when it is given. `server` is such as `database app, PostgreSQL 17.2`; `quiet`: never ask.

    Raises ConsentMissing, or Declined.
    """
    from journal.errors import ConsentMissing, Declined  # noqa: PLC0415 - `--help` does not pay for it

    head = f"About to write to {target.shown} ({server}, from {target.source}):"
    talk(joined([head, f"  {what}"]))
    if yes:
        return
    if quiet or not someone_is_asked():
        raise ConsentMissing(
            "Nobody can be asked here, since this is no terminal; nothing was written.", hint="To write, add --yes."
        )
    if answer("Write this? [y/N] ").strip().lower() not in ("y", "yes"):
        raise Declined("You said no; nothing was written.")


def refuse_both(*, apply: bool, sql: bool) -> None:
    """Raise SettingsInvalid where the SQL is to be printed and run as well."""
    from journal.errors import SettingsInvalid  # noqa: PLC0415

    if apply and sql:
        raise SettingsInvalid("--sql prints what --apply would run; say one of them.", hint="First --sql, to read it.")
