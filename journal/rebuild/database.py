"""Rebuild the database from its migrations on a temporary server: from nothing, or on a state that was kept.

What fails on a kept state is done again from nothing, and that answer counts: a state saves time, never truth.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from journal.connect.opening import pinned
from journal.connect.session import server_message
from journal.connect.temporary import connect_as_user, with_options
from journal.drizzle.engine import replay_by_drizzle
from journal.drizzle.find import DrizzleOrm
from journal.errors import JournalError, Note, ServerFailed
from journal.folder.entries import Journal
from journal.folder.migrations import Migration
from journal.project.settings import Ledger
from journal.replay.capture import CapturedRow, capture
from journal.replay.explain import AppliedMigration
from journal.replay.limits import Limits, Watchdog
from journal.replay.prefix import Prefix, Step, names_of
from journal.replay.progress import Watcher
from journal.replay.runner import Extras, ReplayResult, replay
from journal.server.extensions import allowed_used, create_before, wanted
from journal.server.provider import KeptDatabase, Provider, Server, as_superuser
from journal.server.seed import Seed, Text, assumptions, furnish, standins_used, texts_of

if TYPE_CHECKING:
    from psycopg import Connection

WORTH_SECONDS = 0.5
"""A state is kept when its replay took longer: below that, starting from nothing is as fast."""


@dataclass(frozen=True)
class Recipe:
    """What a rebuild is made by.

    `superuser`: the migrations may do to the temporary server, and so to this machine, whatever its superuser may.
    `worth_seconds`: from what time on a state is kept and looked for; None: never.
    """

    superuser: bool = False
    limits: Limits = field(default_factory=Limits)
    seed: Seed = field(default_factory=Seed)
    worth_seconds: float | None = WORTH_SECONDS


@dataclass(frozen=True)
class ReplaySource:
    """What is rebuilt. `by`: the drizzle-orm that is to apply it; None when we do."""

    journal: Journal
    migrations: Mapping[str, Migration]
    ledger: Ledger
    by: DrizzleOrm | None = None

    @property
    def steps(self) -> list[Step]:
        """Every entry with its file, in the journal's order."""
        return [(entry, self.migrations[entry.tag]) for entry in self.journal.entries]


@dataclass(frozen=True)
class Rebuilt:
    """The database with everything in it, while the server runs. `resumed` of the `applied` came with a kept state.

    `assumed` names what the database had that no migration made.
    """

    server: Server
    applied: tuple[AppliedMigration, ...]
    captured: tuple[CapturedRow, ...]
    resumed: int = 0
    assumed: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Hooks:
    """Who else is called. `on_ready`: when the server answers, before the replay.

    `after_each` may look at the database after each migration, on the connection and in the transaction that runs
    them; it is to leave no trace there. With it, every migration runs, whatever state was kept.
    """

    on_ready: Callable[[], None] = lambda: None
    after_each: Callable[["Connection[Any]", AppliedMigration], None] | None = None


@contextmanager
def rebuilt(
    source: ReplaySource, recipe: Recipe, provider: Provider, watcher: Watcher, hooks: Hooks | None = None
) -> Iterator[Rebuilt]:
    """Rebuild it; the server is gone at the end.

    Raises MigrationFailed for a statement that PostgreSQL refuses, other JournalErrors for what cannot be started.
    The database is not to be changed in the block: as it is at its end, it may be kept.
    """
    job = _ReplayJob(source, recipe, texts_of(recipe.seed), watcher, hooks or Hooks())
    with ExitStack() as stack:
        yield _on_kept_state(job, provider, stack) or stack.enter_context(job.done_on(provider, None))


def _on_kept_state(job: "_ReplayJob", provider: Provider, stack: ExitStack) -> Rebuilt | None:
    names = job.names
    kept = provider.kept(names[::-1])
    if kept is None:
        return None
    try:
        state = _State(kept, Prefix.from_bytes(kept.note))
        if not state.prefix.allows(job.source.steps[names.index(kept.name) + 1 :]):
            return None
        return stack.enter_context(_only_explained(job.done_on(provider, state)))
    except JournalError:
        return None


def prepare_server(
    started: Server, recipe: Recipe, migrations: Iterable[Migration], texts: Sequence[Text] | None = None
) -> Server:
    """Put in what a database has before its first migration, on a server that has just been started.

    `texts` are the seed's where they are read already. Returns the server as migrations are to use it.
    """
    furnish(started, texts_of(recipe.seed) if texts is None else texts)
    if recipe.superuser:
        return as_superuser(started)
    create_before(started, list(wanted(migrations)))
    return started


@contextmanager
def reading_after(connection: "Connection[Any]", applied: AppliedMigration) -> Iterator[None]:
    """Around a look at the database in the session that runs the migrations, whose settings are theirs.

    Raises ServerFailed: a migration may take away what a look needs, such as the right to temporary tables.
    """
    from psycopg import Error  # noqa: PLC0415 - the server boots meanwhile

    try:
        with pinned(connection):
            yield
    except Error as error:
        raise ServerFailed(
            f"After {applied.tag}, the temporary database could not be read: {server_message(error)}.",
            hint="Does a migration take rights from its own role (REVOKE), or set something for the session?",
        ) from None


@contextmanager
def _only_explained(context: AbstractContextManager[Rebuilt]) -> Iterator[Rebuilt]:
    """What the driver says while a state is set up is no bug: the state is done without."""
    with ExitStack() as stack:
        try:
            rebuilt_ = stack.enter_context(context)
        except Exception as error:
            # Not before: the state is unpacked and boots while this is imported.
            from psycopg import Error  # noqa: PLC0415

            if not isinstance(error, Error):
                raise
            raise ServerFailed(f"A kept state could not be used: {error}") from None
        yield rebuilt_


@dataclass(frozen=True)
class _State:
    kept: KeptDatabase
    prefix: Prefix

    @property
    def count(self) -> int:
        return len(self.prefix.applied)


@dataclass(frozen=True)
class _ReplayJob:
    source: ReplaySource
    recipe: Recipe
    texts: Sequence[Text]
    watcher: Watcher
    hooks: Hooks

    @cached_property
    def names(self) -> list[str]:
        """A name for the state after each migration; none when none is to be used."""
        recipe, ledger = self.recipe, self.source.ledger
        unusable = self.source.by or self.hooks.after_each or recipe.superuser  # a superuser's SQL reads files
        if recipe.worth_seconds is None or unusable:
            return []
        base = [ledger.schema, ledger.table, repr(recipe.limits), *(text for _, text in self.texts)]
        return names_of([part.encode() for part in base], self.source.steps)

    @contextmanager
    def done_on(self, provider: Provider, state: _State | None) -> Iterator[Rebuilt]:
        """Start, furnish, replay, read."""
        if state:  # nothing else has much to do
            self.hooks.on_ready()
        with provider.start(state.kept if state else None) as started:
            if state:
                server = as_superuser(started) if self.recipe.superuser else started
            else:
                server = prepare_server(started, self.recipe, self.source.migrations.values(), self.texts)
            self.hooks.on_ready()
            with connect_as_user(self._conninfo(server)) as connection, self._told_what_was_assumed():
                replayed = self._replayed(connection, server, state)
                with pinned(connection):
                    captured = capture(connection, self.source.ledger)
                    used = (*standins_used(connection), *(() if self.recipe.superuser else allowed_used(connection)))
            if server.keep and replayed.prefix:
                server.keep(self.names[-1], replayed.prefix.to_bytes())
            assumed = (*assumptions(self.texts), *used)
            yield Rebuilt(server, replayed.applied, captured, state.count if state else 0, assumed)

    @contextmanager
    def _told_what_was_assumed(self) -> Iterator[None]:
        """It may be what makes a statement fail."""
        try:
            yield
        except JournalError as error:
            error.warnings = (*error.warnings, *assumptions(self.texts))
            raise

    def _conninfo(self, server: Server) -> str:
        return with_options(server.conninfo, self.recipe.limits.options())

    def _replayed(self, connection: "Connection[Any]", server: Server, state: _State | None) -> ReplayResult:
        source, resumed = self.source, state.count if state else 0
        if resumed:
            self.watcher.resumed(resumed)
        self.watcher.starting(len(source.journal.entries) - resumed)
        if source.by:
            migrations = source.migrations
            return ReplayResult(
                replay_by_drizzle(source.by, self._conninfo(server), source.journal, migrations, source.ledger)
            )
        with Watchdog(connection, self.recipe.limits, server.used).on_duty() as watchdog:
            extras = Extras(
                on_applied=partial(self._applied, connection),
                watchdog=watchdog,
                after=state.prefix if state else None,
                surveyed=partial(self._is_worth_keeping, server, resumed),
            )
            replayed = replay(connection, source.steps, source.ledger, extras)
        if state and any(one.ended_transaction for one in replayed.applied[resumed:]):
            raise ServerFailed("A file ends the transaction that began before the kept state.")
        return replayed

    def _applied(self, connection: "Connection[Any]", applied: AppliedMigration) -> None:
        if self.hooks.after_each:
            with reading_after(connection, applied):
                self.hooks.after_each(connection, applied)
        self.watcher.applied(applied)

    def _is_worth_keeping(self, server: Server, resumed: int, applied: Sequence[AppliedMigration]) -> bool:
        worth = self.recipe.worth_seconds
        seconds = sum(one.seconds or 0.0 for one in applied[resumed:])
        return bool(self.names) and server.keep is not None and worth is not None and seconds > worth
