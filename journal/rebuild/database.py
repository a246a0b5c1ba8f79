"""Replay the migrations into a temporary database: into an empty one, or on a kept state after the first of them.

What fails on a kept state is repeated from an empty database, and that answer counts: a state only saves time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from journal.connect.opening import pinned
from journal.connect.session import server_message
from journal.connect.temporary import connect, connect_as_user, with_options
from journal.dataclass import dataclass
from journal.drizzle.migrate import replay_by_drizzle
from journal.drizzle.packages import DrizzlePackage
from journal.errors import JournalError, Note, ServerFailed
from journal.folder.entries import Journal
from journal.folder.migrations import Migration
from journal.project.settings import Ledger
from journal.replay.explain import AppliedMigration
from journal.replay.limits import Limits, Watchdog
from journal.replay.prefix import Prefix, Step, names_of
from journal.replay.runner import CapturedRow, Extras, ReplayResult, Settling, capture, replay
from journal.replay.watcher import Watcher
from journal.server.extensions import allowed_used, create_before, wanted
from journal.server.provider import KeptDatabase, Provider, Server, as_superuser
from journal.server.seed import Seed, Text, assumptions, furnish, standins_used, texts_of

if TYPE_CHECKING:
    from psycopg import Connection

WORTH_SECONDS = 0.5
"""A state is kept when its replay took longer; below that, a replay from the beginning is as fast."""


@dataclass(frozen=True)
class Recipe:
    """How to replay.

    `superuser`: migrations run as the superuser of the temporary server, with this machine's rights. `seed`: SQL before
    the first migration. `worth_seconds`: a state is kept, and looked for, where its replay takes longer; None: never.
    """

    superuser: bool = False
    limits: Limits = field(default_factory=Limits)
    seed: Seed = field(default_factory=Seed)
    worth_seconds: float | None = WORTH_SECONDS


@dataclass(frozen=True)
class ReplaySource:
    """The migrations to replay. `by`: the drizzle-orm that applies them, or None when we do."""

    journal: Journal
    migrations: Mapping[str, Migration]
    ledger: Ledger
    by: DrizzlePackage | None = None

    @property
    def steps(self) -> list[Step]:
        """Return every entry with its file, in the journal's order."""
        return [(entry, self.migrations[entry.tag]) for entry in self.journal.entries]


@dataclass(frozen=True)
class Rebuilt:
    """The database with all migrations, while its server runs. `resumed`: how many of them came with a kept state.

    `assumed` names the objects of the database that no migration created.
    """

    server: Server
    applied: tuple[AppliedMigration, ...]
    captured: tuple[CapturedRow, ...]
    resumed: int = 0
    assumed: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Hooks:
    """Functions that a replay calls. `on_ready`: when the server answers, before the first migration.

    `after_each` reads the database after each migration, on the connection and in the transaction that runs them, and
    has to leave it unchanged. With it, no kept state is used. `settling`: see `Settling.before`.
    """

    on_ready: Callable[[], None] = lambda: None
    after_each: Callable[["Connection[Any]", AppliedMigration], None] | None = None
    settling: Callable[["Connection[Any]"], None] | None = None


@contextmanager
def rebuilt(
    source: ReplaySource, recipe: Recipe, provider: Provider, watcher: Watcher, hooks: Hooks | None = None
) -> Iterator[Rebuilt]:
    """Replay into a database that exists during the block, which must not change it: it may be kept.

    Raises MigrationFailed where PostgreSQL refuses a statement, other JournalErrors where no server can be started.
    """
    job = _ReplayJob(source, recipe, texts_of(recipe.seed), watcher, hooks or Hooks())
    with ExitStack() as stack:
        yield _on_kept_state(job, provider, stack) or stack.enter_context(job.run(provider, None))


def _on_kept_state(job: "_ReplayJob", provider: Provider, stack: ExitStack) -> Rebuilt | None:
    kept = provider.kept(job.names[::-1])
    if kept is None:
        return None
    try:
        state = _KeptState(kept, Prefix.from_bytes(kept.note))
        if not state.prefix.allows(job.source.steps[job.names.index(kept.name) + 1 :]):
            return None
        return stack.enter_context(job.run(provider, state))
    except Exception as error:
        # Imported here, while the server unpacks the state and boots.
        from psycopg import Error

        if not isinstance(error, JournalError | Error):
            raise
        return None


def prepare_server(
    started: Server, recipe: Recipe, migrations: Iterable[Migration], texts: Sequence[Text] | None = None
) -> Server:
    """Run the seed SQL on a new server, create the allowed extensions, and return the server for the migrations.

    `texts`: the seed SQL where it has been read already.
    """
    furnish(started, texts_of(recipe.seed) if texts is None else texts)
    if recipe.superuser:
        return as_superuser(started)
    create_before(started, list(wanted(migrations)))
    return started


@contextmanager
def reading_after(connection: "Connection[Any]", applied: AppliedMigration) -> Iterator[None]:
    """Pin the session of the migrations while the block reads the database.

    Raises ServerFailed: a migration may revoke a right that reading needs, such as that to temporary tables.
    """
    from psycopg import Error

    try:
        with pinned(connection):
            yield
    except Error as error:
        raise ServerFailed(
            f"After {applied.tag}, the temporary database could not be read: {server_message(error)}.",
            hint="Does a migration take rights from its own role (REVOKE), or set something for the session?",
        ) from None


@dataclass(frozen=True)
class _KeptState:
    kept: KeptDatabase
    prefix: Prefix


@dataclass(frozen=True)
class _ReplayJob:
    source: ReplaySource
    recipe: Recipe
    texts: Sequence[Text]
    watcher: Watcher
    hooks: Hooks

    @cached_property
    def names(self) -> list[str]:
        """The name of the state after each migration; empty where no state may be used."""
        recipe, ledger = self.recipe, self.source.ledger
        unusable = self.source.by or self.hooks.after_each or recipe.superuser  # a superuser's SQL reads files
        if recipe.worth_seconds is None or unusable:
            return []
        base = [ledger.schema, ledger.table, repr(recipe.limits), *(text for _, text in self.texts)]
        return names_of([part.encode() for part in base], self.source.steps)

    @contextmanager
    def run(self, provider: Provider, state: _KeptState | None) -> Iterator[Rebuilt]:
        """Start a server, prepare it, replay, and capture the ledger."""
        if state:  # the hook has time while the state is unpacked
            self.hooks.on_ready()
        with provider.start(state.kept if state else None) as started:
            if state:
                server = as_superuser(started) if self.recipe.superuser else started
            else:
                server = prepare_server(started, self.recipe, self.source.migrations.values(), self.texts)
            self.hooks.on_ready()
            with connect_as_user(self._conninfo(server)) as connection:
                try:
                    replayed = self._replay(connection, server, state)
                    with pinned(connection):
                        captured = capture(connection, self.source.ledger)
                        allowed = () if self.recipe.superuser else allowed_used(connection)
                        used = (*standins_used(connection), *allowed)
                except JournalError as error:  # an assumption may be the cause
                    error.warnings = (*error.warnings, *assumptions(self.texts))
                    raise
            if server.keep and replayed.prefix:
                server.keep(self.names[-1], replayed.prefix.to_bytes())
            resumed = len(state.prefix.applied) if state else 0
            yield Rebuilt(server, replayed.applied, captured, resumed, (*assumptions(self.texts), *used))

    def _conninfo(self, server: Server) -> str:
        return with_options(server.conninfo, self.recipe.limits.options())

    def _replay(self, connection: "Connection[Any]", server: Server, state: _KeptState | None) -> ReplayResult:
        source, resumed = self.source, len(state.prefix.applied) if state else 0
        if resumed:
            self.watcher.resumed(resumed)
        self.watcher.starting(len(source.journal.entries) - resumed, server.version)
        if source.by:
            conninfo = self._conninfo(server)
            applied = replay_by_drizzle(source.by, conninfo, source.journal, source.migrations, source.ledger)
            return ReplayResult(applied)
        with Watchdog(connection, self.recipe.limits, server.used).on_duty() as watchdog:
            extras = Extras(
                on_applied=partial(self._on_applied, connection),
                watchdog=watchdog,
                after=state.prefix if state else None,
                surveyed=partial(self._is_worth_keeping, server, resumed),
                settling=self._settling(server),
            )
            replayed = replay(connection, source.steps, source.ledger, extras)
        if state and any(migration.ended_transaction for migration in replayed.applied[resumed:]):
            raise ServerFailed("A file ends a transaction that began before the cached database was saved.")
        return replayed

    def _settling(self, server: Server) -> Settling | None:
        admin = server.admin
        return Settling(self.hooks.settling, lambda: _vacuum(admin)) if self.hooks.settling and admin else None

    def _on_applied(self, connection: "Connection[Any]", applied: AppliedMigration) -> None:
        if self.hooks.after_each:
            with reading_after(connection, applied):
                self.hooks.after_each(connection, applied)
        self.watcher.applied(applied)

    def _is_worth_keeping(self, server: Server, resumed: int, applied: Sequence[AppliedMigration]) -> bool:
        worth, seconds = self.recipe.worth_seconds, sum(migration.seconds or 0.0 for migration in applied[resumed:])
        return bool(self.names) and server.keep is not None and worth is not None and seconds > worth


def _vacuum(conninfo: str) -> None:
    """Remove the dead rows of the catalog, which every query about many objects passes."""
    with connect(conninfo) as admin:
        admin.execute(f"VACUUM {', '.join(f'pg_catalog.{name}' for name in _CATALOGS)}".encode())


_CATALOGS = (
    "pg_attrdef", "pg_attribute", "pg_class", "pg_constraint", "pg_depend", "pg_description", "pg_enum", "pg_index",
    "pg_inherits", "pg_policy", "pg_proc", "pg_rewrite", "pg_sequence", "pg_statistic", "pg_trigger", "pg_type",
)  # fmt: skip
"""Those that migrations change most."""
