"""The sections that run what the project has: plan checks and smoke commands, on the live or the temporary database."""

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from journal.connect.address import environment_of
from journal.connect.secrets import without
from journal.connect.target import Target, connected_as_user, secrets_of
from journal.connect.temporary import clean_environment, connect_as_user
from journal.errors import Place, SettingsInvalid
from journal.project.settings import Settings
from journal.replay.limits import Limits
from journal.server.provider import Server
from journal.verification.plans.explain import PlanCheckResult, run_checks
from journal.verification.plans.read import CheckInvalid, read_checks
from journal.verification.section import LeftOut, SectionVerdict
from journal.verification.smoke import Smoked, Surroundings, run_smokes
from journal.verification.trust import refuse_others_database

if TYPE_CHECKING:
    from psycopg import Connection

TEMPORARY = "JOURNAL_TEMPORARY"
"""Set for commands whose DATABASE_URL is the temporary database's."""


@dataclass(frozen=True)
class Plans:
    """The plan checks. `empty`: they ran on the replayed database, which has no rows but the migrations' own."""

    checked: tuple[PlanCheckResult, ...]
    refused: tuple[CheckInvalid, ...]
    empty: bool

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether every plan is as it was asked; a file that cannot be followed leaves that open."""
        if not all(one.passed for one in self.checked):
            return SectionVerdict.FAILED
        return SectionVerdict.UNKNOWN if self.refused else SectionVerdict.PASSED


@dataclass(frozen=True)
class Smokes:
    """The commands that ran. `temporary`: on the replayed database."""

    smoked: tuple[Smoked, ...]
    temporary: bool

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether every command ended with 0, in time; one that does not start leaves that open."""
        if not all(one.passed or one.why_not for one in self.smoked):
            return SectionVerdict.FAILED
        return SectionVerdict.UNKNOWN if any(one.why_not for one in self.smoked) else SectionVerdict.PASSED


@dataclass(frozen=True)
class OnLive:
    """The live database: its tables have rows."""

    target: Target
    empty = False

    def connected(self) -> "AbstractContextManager[Connection[Any]]":
        """A session for the user's checks, in autocommit mode."""
        return connected_as_user(self.target)

    @property
    def environment(self) -> dict[str, str]:
        """Ours, with the URL. What libpq reads of it has let us in, and stays."""
        ours = {name: text for name, text in os.environ.items() if name != TEMPORARY}
        return ours | environment_of(self.target.words)

    @property
    def words(self) -> Mapping[str, str]:
        """libpq's keywords, with the secrets in them."""
        return self.target.words


@dataclass(frozen=True)
class OnTemporary:
    """The replayed database, while it runs."""

    server: Server
    empty = True

    @contextmanager
    def connected(self) -> "Iterator[Connection[Any]]":
        """A connection in autocommit mode, as the role that the migrations ran as."""
        with connect_as_user(self.server.conninfo) as connection:
            yield connection

    @property
    def environment(self) -> dict[str, str]:
        """Ours, in which nothing leads to another database."""
        return clean_environment() | environment_of(self.words) | {TEMPORARY: "1"}

    @property
    def words(self) -> Mapping[str, str]:
        """libpq's keywords for it, less what is ours alone."""
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - `--help` does not pay for it

        ours = ("options", "client_encoding", "application_name")
        said = conninfo_to_dict(self.server.conninfo)
        return {key: str(text) for key, text in said.items() if key not in ours and text}


Where = OnLive | OnTemporary


def plans(settings: Settings, where: Where, limits: Limits) -> Plans:
    """Run the checks of the settings' folder. Raises LeftOut where there are none."""
    said = settings.verification
    folder = settings.root / said.checks
    if said.named and not folder.is_dir():
        raise SettingsInvalid(
            f"The settings name the folder {said.checks} for checks, and it is not there.",
            hint="Make it, or take `checks` out of the settings.",
            place=Place(settings.source) if settings.source else None,
        )
    found = read_checks(folder)
    if not found.checks and not found.refused:
        raise LeftOut(f"there is no .sql file in {said.checks}/")
    if not found.checks:
        return Plans((), found.refused, where.empty)
    with where.connected() as connection:
        if not where.empty:
            refuse_others_database(connection)
        return Plans(run_checks(connection, found.checks, limits, empty=where.empty), found.refused, where.empty)


def smokes(settings: Settings, where: Where, *, wanted: bool) -> Smokes:
    """Run the commands of the settings. Raises LeftOut where there are none, or none is wanted."""
    commands = settings.verification.smoke
    if not commands:
        raise LeftOut("there is no [[smoke]] in the settings")
    if not wanted:
        raise LeftOut("--no-smoke")
    around = Surroundings(settings.root, where.environment, _Cleaner(where.words))
    return Smokes(run_smokes(commands, around), temporary=where.empty)


@dataclass(frozen=True)
class _Cleaner:
    """Takes the secrets of a database's URL out of a text, as they are and as a URL spells them."""

    words: Mapping[str, str]

    def __call__(self, text: str) -> str:
        return without(text, secrets_of(self.words))
