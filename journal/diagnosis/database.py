"""The database of a project: named offline, or looked at as `status` does."""

from shlex import quote

from journal.connect.find import find_target
from journal.connect.unnamed import unloaded_urls
from journal.dataclass import dataclass
from journal.diagnosis.facts import trouble_of
from journal.diagnosis.health import DoctorFinding
from journal.errors import JournalError, Severity
from journal.project.drizzle_config.read import project_environment
from journal.project.project import Project
from journal.project.settings import Settings

NONE_NAMED = "none is named"
_URL = "--url URL"


@dataclass(frozen=True)
class DatabaseLook:
    """What the database adds: its line, what is wrong with it, and the next step.

    `look` is the command that looks at it, where it was only named. `failed`: looking at it failed.
    """

    fact: str
    troubles: tuple[DoctorFinding, ...] = ()
    next: str = ""
    look: str = ""
    looked: bool = False
    failed: bool = False

    @property
    def unchecked(self) -> str:
        """Return the sentence on a database that is named and was not looked at."""
        return f"The database was not looked at. To look: {self.look}" if self.look else ""

    @property
    def look_step(self) -> str:
        """Return the command that looks at it, where it works as printed."""
        return "" if self.look.endswith(_URL) else self.look


def name_database(settings: Settings) -> DatabaseLook:
    """Name the database without touching it."""
    try:
        target = find_target(settings)
    except JournalError as error:
        if error.code == "database-unreachable":
            return DatabaseLook(NONE_NAMED)
        reason = error.message.replace(f"{settings.root}/", "")
        return DatabaseLook(f"not read: {reason}", look=_with_unloaded_url(settings))
    look = settings.command("doctor", "--env-var", target.variable) if target.variable else settings.command("status")
    rival = f"; {target.rival} has another name, and was not compared" if target.rival else ""
    return DatabaseLook(f"{target.shown} (from {target.source}){rival}", look=look)


def _with_unloaded_url(settings: Settings) -> str:
    """Return the command that looks at the database: with an env file that nothing loads, where one has a URL."""
    environment = settings.drizzle.environment if settings.drizzle else project_environment(settings.root)
    for file, name in unloaded_urls(settings.root, environment):
        return f"DOTENV_CONFIG_PATH={quote(file)} {settings.command('doctor', '--env-var', name)}"
    return f"{settings.command('doctor')} {_URL}"


def look_at_database(settings: Settings, url: str | None, env_var: str | None) -> DatabaseLook:
    """Look at the database as `status` does."""
    from journal.ledger.status import EntryStateKind
    from journal.verbs.arguments import find_database
    from journal.verbs.status import read_status

    try:
        named, target = find_database(Project(settings), url, env_var)
        seen = read_status(named, target)
    except JournalError as error:
        trouble = DoctorFinding(error.code, Severity.ERROR, error.message, error.hint)
        return DatabaseLook("not looked at", (trouble,), failed=True)
    counts = seen.status.counts() or "no entries"
    fact = f"{target.shown} (PostgreSQL {seen.server_version}, from {target.source}): {counts}"
    troubles = [trouble_of(note, settings) for note in seen.notes if note.severity is not Severity.NOTE]
    if wrong := seen.status.counts(seen.fail_on):
        message = f"The journal and the ledger of {target.shown} differ: {wrong}."
        troubles.insert(0, DoctorFinding("database", Severity.ERROR, message, "Details: " + named.command("status")))
    migrate = named.migrate_command if EntryStateKind.PENDING in seen.status.states else ""
    return DatabaseLook(fact, tuple(troubles), seen.next_step or migrate, looked=True)
