"""The sections that run the project's plan checks and smoke commands, on the live or the replayed database."""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, Any

from journal.connect.dsn import environment_of
from journal.connect.opening import pinned
from journal.connect.secrets import without
from journal.connect.target import Target, connected, secrets_of
from journal.connect.temporary import clean_environment, connect_as_user
from journal.dataclass import dataclass
from journal.errors import JournalError, Place, SettingsInvalid
from journal.project.settings import Settings
from journal.replay.limits import Limits
from journal.server.provider import Server
from journal.verification.plans.explain import PlanCheckResult, run_checks
from journal.verification.plans.read import CheckInvalid, read_checks
from journal.verification.section import SectionSkipped, SectionVerdict
from journal.verification.smoke import Smoked, run_smoke

if TYPE_CHECKING:
    from psycopg import Connection

# A role that may run programs is a superuser, or as good as one. The owner of the database, or of a relation in it, who
# is no superuser decides in part what a statement there runs: by the search_path of new sessions, views and policies.
_OTHER_OWNER = """
SELECT current_user::text, owner.rolname::text
  FROM (
    SELECT datdba AS owner, 0 AS rank FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()
    UNION ALL
    SELECT relowner, 1 FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace AS space ON space.oid = relnamespace
     WHERE relkind IN ('r', 'v', 'm', 'p', 'f') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
  ) AS owned
  JOIN pg_catalog.pg_roles AS owner ON owner.oid = owned.owner
 WHERE NOT owner.rolsuper AND owner.rolname <> current_user
   AND pg_catalog.pg_has_role(current_user, 'pg_execute_server_program', 'MEMBER')
 ORDER BY rank LIMIT 1
"""


class OthersDatabase(JournalError):
    """The project's SQL could run what another role wrote, with the right to run programs on the server."""

    code = "others-database"


def refuse_others_database(connection: "Connection[Any]") -> None:
    """Raise OthersDatabase where a role that is no superuser could make this one run a program. In autocommit mode."""
    with pinned(connection):
        found = connection.execute(_OTHER_OWNER).fetchone()
    if found:
        role, owner = found
        raise OthersDatabase(
            f"{role} may run programs on the server, and {owner}, who may not, can make a query run some by its views, "
            "policies and operators.",
            hint=f"Connect as {owner}, or as a role that may only read.",
        )


TEMPORARY = "JOURNAL_TEMPORARY"
"""Set for commands whose DATABASE_URL is that of the temporary database."""

_NOT_FOR_COMMANDS = ("options", "client_encoding", "application_name")


@dataclass(frozen=True)
class Plans:
    """The plan checks. `empty`: they ran on the replayed database, which has only the rows of the migrations."""

    checked: tuple[PlanCheckResult, ...]
    refused: tuple[CheckInvalid, ...]
    empty: bool

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether every plan meets its header; a file that is not understood leaves that open."""
        if not all(result.passed for result in self.checked):
            return SectionVerdict.FAILED
        return SectionVerdict.UNKNOWN if self.refused else SectionVerdict.PASSED


@dataclass(frozen=True)
class Smokes:
    """The commands that ran. `temporary`: on the replayed database."""

    smoked: tuple[Smoked, ...]
    temporary: bool

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether every command ended with 0, in time; one that does not start leaves that open."""
        if not all(smoked.passed or smoked.why_not for smoked in self.smoked):
            return SectionVerdict.FAILED
        return SectionVerdict.UNKNOWN if any(smoked.why_not for smoked in self.smoked) else SectionVerdict.PASSED


@dataclass(frozen=True)
class CheckedDatabase:
    """The database of the checks and commands. `empty`: it has only the rows that the migrations insert.

    `connected` opens a session in autocommit mode, `environment` is that of a command, and `words` are libpq's
    keywords, with the secrets.
    """

    empty: bool
    connected: "Callable[[], AbstractContextManager[Connection[Any]]]"
    environment: Mapping[str, str]
    words: Mapping[str, str]


def live_database(target: Target) -> CheckedDatabase:
    """Return the live database. Variables that libpq reads have let us in, and stay in the environment."""
    own = {name: text for name, text in os.environ.items() if name != TEMPORARY}
    words = target.words
    return CheckedDatabase(False, partial(connected, target, as_user=True), own | environment_of(words), words)


def replayed_database(server: Server) -> CheckedDatabase:
    """Return the replayed database, for the role that ran the migrations; no variable leads to another database."""
    from psycopg.conninfo import conninfo_to_dict

    found = conninfo_to_dict(server.conninfo).items()
    words = {key: str(text) for key, text in found if key not in _NOT_FOR_COMMANDS and text}
    environment = clean_environment() | environment_of(words) | {TEMPORARY: "1"}
    return CheckedDatabase(True, partial(connect_as_user, server.conninfo), environment, words)


def plans(settings: Settings, database: CheckedDatabase, limits: Limits) -> Plans:
    """Run the checks in the folder of the settings. Raises SectionSkipped where there are none."""
    named = settings.verification
    folder = settings.root / named.checks
    if named.named and not folder.is_dir():
        raise SettingsInvalid(
            f"The settings name the folder {named.checks} for checks, and it does not exist.",
            hint="Create it, or remove `checks` from the settings.",
            place=Place(settings.source) if settings.source else None,
        )
    found = read_checks(folder)
    if not found.checks and not found.refused:
        raise SectionSkipped(f"there is no .sql file in {named.checks}/")
    if not found.checks:
        return Plans((), found.refused, database.empty)
    with database.connected() as connection:
        if not database.empty:
            refuse_others_database(connection)
        results = run_checks(connection, found.checks, limits, empty=database.empty)
        return Plans(results, found.refused, database.empty)


def smokes(settings: Settings, database: CheckedDatabase, *, wanted: bool) -> Smokes:
    """Run the commands of the settings. Raises SectionSkipped where there are none, or none is wanted."""
    commands = settings.verification.smoke
    if not commands:
        raise SectionSkipped("there is no [[smoke]] in the settings")
    if not wanted:
        raise SectionSkipped("--no-smoke")
    secrets = tuple(secrets_of(database.words))
    clean = partial(without, secrets=secrets)
    smoked = (run_smoke(command, settings.root, database.environment, clean) for command in commands)
    return Smokes(tuple(smoked), temporary=database.empty)
