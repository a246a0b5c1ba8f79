"""Consent to a write: shows what is written where, and asks on a terminal; elsewhere --yes is required."""

from collections.abc import Callable
from typing import Any

from journal.cli.documents import typed_again
from journal.cli.output import agreed, someone_is_asked, talk
from journal.cli.progress import Progress
from journal.connect.target import Target
from journal.errors import ConsentMissing, Declined, SettingsInvalid
from journal.escape import joined


def asking(
    words: Callable[[Any], str],
    *,
    yes: bool,
    quiet: bool,
    watcher: Progress | None = None,
    plan_text: Callable[[Any], str] | None = None,
    place: Callable[[Any], str] | None = None,
) -> Callable[[Any], None]:
    """Return what a function of the library calls with its plan before it writes. `words`: what would be written.

    The progress of `watcher` pauses meanwhile. `plan_text`: the plan, which is shown unless `yes` or `quiet`.
    `place`: where it is written, if that is not only the database of the plan.
    """

    def agree(plan: Any) -> None:
        if watcher:
            watcher.pause()
        if plan_text and not (yes or quiet):
            talk(plan_text(plan))
        consent((place or _place)(plan), words(plan), yes=yes, quiet=quiet)

    return agree


def asking_to_add(
    words: Callable[[Any], str], *, yes: bool, quiet: bool, named: bool, adds: bool
) -> Callable[[Any], None]:
    """Return the same as `asking` for a command that only adds: off a terminal, naming the database is consent.

    `named`: the command line names it. A variable that happens to be set, or a line of a file, is no consent. `adds`:
    False where this call may remove something.
    """

    def agree(plan: Any) -> None:
        enough = yes or (named and adds and (quiet or not someone_is_asked()))
        source = plan.target.source
        way = f"Name the database that is meant: --url URL or --env-var NAME. It is from {source} here."
        consent(_place(plan), words(plan), yes=enough, quiet=quiet, missing=way if adds else "")

    return agree


def _place(plan: Any) -> str:
    target: Target = plan.target
    return f"{target.shown} (database {plan.database}, PostgreSQL {plan.server_version}, from {target.source})"


def consent(place: str, what: str, *, yes: bool, quiet: bool = False, missing: str = "") -> None:
    """Return when consent is given to write `what` to `place`. `quiet` never asks.
    `missing` is the help where nobody is asked.

    Raises ConsentMissing or Declined.
    """
    talk(joined([f"About to write to {place}:", f"  {what}"]))
    if yes:
        return
    if quiet or not someone_is_asked():
        raise ConsentMissing(
            "Consent is required, and this is no terminal. Nothing was written.",
            hint=missing or f"To write it: {typed_again('--yes')}",
        )
    if not agreed("Write this?"):
        raise Declined("Aborted. Nothing was written.")


def refuse_both(hint: str, **chosen: bool) -> None:
    """Raise SettingsInvalid where both of two options are chosen."""
    if all(chosen.values()):
        names = " and ".join(f"--{name.replace('_', '-')}" for name in chosen)
        raise SettingsInvalid(f"{names} exclude each other.", hint=hint)


def refuse_sql_and_yes(*, sql: bool, yes: bool) -> None:
    """Raise SettingsInvalid where the SQL is to be printed and run as well."""
    refuse_both("First --sql, to read what --yes runs.", sql=sql, yes=yes)
