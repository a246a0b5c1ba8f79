"""The sections that compare: parity, the ledger, and the live schema and indexes after the last applied entry."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial

from journal.catalog.difference import Difference, Weight
from journal.catalog.quoting import readable
from journal.connect.session import snapshot
from journal.connect.target import Target, connected
from journal.drizzle.choice import Confirmed, choose
from journal.errors import MigrationMissing, warned
from journal.folder.entries import Entry, journal_value
from journal.folder.read import Folder, refuse_missing
from journal.parity import Parity, ParityState, compare
from journal.rebuild.database import Hooks, Rebuilt, ReplaySource, rebuilt
from journal.rebuild.schemas import Prove
from journal.replay.explain import MigrationFailed
from journal.replay.watcher import Watcher
from journal.server.provider import Provider
from journal.verbs.status import StatusResult
from journal.verification.section import Section, SectionSkipped, SectionVerdict, VerifyRequest


@dataclass(frozen=True)
class ParityResult:
    """The comparison. `rebuilt` describes the temporary database, which runs while the stack is open."""

    folder: Folder
    parity: Parity
    rebuilt: Rebuilt
    confirmed: Confirmed

    @property
    def unhashed(self) -> tuple[str, ...]:
        """The entries without a hash in a journal that has hashes: an edit of their files would go unseen."""
        journal = self.folder.journal
        if not journal.text:
            return ()
        _, value = journal_value(journal.path, journal.text.encode())
        # A journal that only drizzle-kit wrote has no entry with the key, and then no hash is missing.
        if not any("hash" in item for item in value["entries"] if isinstance(item, dict)):
            return ()
        return tuple(filled.entry.tag for filled in self.parity.in_state(ParityState.FILLED))

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether all sides agree, and the project's drizzle-orm, where it ran."""
        agrees = self.parity.holds and not self.confirmed.contradicts and not self.unhashed
        return SectionVerdict.PASSED if agrees else SectionVerdict.FAILED


def replayed(
    folder: Folder, request: VerifyRequest, provider: Provider, watcher: Watcher, stack: ExitStack
) -> ParityResult:
    """Replay the journal as it is on disk. The database runs until the stack is closed.

    Raises JournalError as bootstrap does: MigrationMissing, MigrationFailed, and what cannot be started.
    """
    refuse_missing(folder)
    choice = choose(request.engine, folder.settings.root)
    source = ReplaySource(folder.journal, folder.by_tag, folder.settings.ledger, choice.replays_by)
    entries = folder.journal.entries
    with choice.confirming() as confirming, warned(folder.notes):
        begin = partial(confirming.begin, folder.journal, source.migrations)
        database = stack.enter_context(rebuilt(source, request.recipe, provider, watcher, Hooks(begin)))
        confirmed = confirming.answer(entries, database.captured)
    return ParityResult(folder, compare(entries, folder.forwards, database.captured), database, confirmed)


DRIZZLE_LEDGER, MANUAL_LEDGER = "Drizzle's ledger", "_manual_migrations"

_INVALID = """
SELECT space.nspname::text, class.relname::text FROM pg_catalog.pg_index
  JOIN pg_catalog.pg_class AS class ON class.oid = indexrelid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
 WHERE NOT (indisvalid AND indisready AND indislive) AND space.nspname !~ '^(pg_|information_schema$)'
 ORDER BY 1, 2
"""


@dataclass(frozen=True)
class LedgerReport:
    """The ledger section: the result of `journal status`."""

    seen: StatusResult

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether status passes."""
        return SectionVerdict.PASSED if self.seen.passed else SectionVerdict.FAILED


@dataclass(frozen=True)
class LastApplied:
    """All entries up to the last applied one. `witness` is the table that records it."""

    entries: tuple[Entry, ...]
    witness: str

    @property
    def tag(self) -> str | None:
        """The tag of the last applied entry; None where there is none."""
        return self.entries[-1].tag if self.entries else None


@dataclass(frozen=True)
class Drift:
    """How the live database differs from the schema after the last applied entry; both sections share it.

    `invalid` are its indexes that no query uses.
    """

    at: LastApplied
    differences: tuple[Difference, ...]
    invalid: tuple[str, ...]
    live_version: str


@dataclass(frozen=True)
class SchemaComparison:
    """The schema section: all differences, except those of indexes."""

    drift: Drift

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The differences of this section."""
        return tuple(difference for difference in self.drift.differences if difference.kind != "index")

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether no difference counts."""
        return _verdict(self.differences, strict=strict)


@dataclass(frozen=True)
class Indexes:
    """The section of the indexes: their differences, and those that are not valid."""

    drift: Drift

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The differences of this section; an index that is not valid is reported once."""
        indexes = [difference for difference in self.drift.differences if difference.kind == "index"]
        return tuple(index for index in indexes if index.facet != "valid" or index.name not in self.drift.invalid)

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether all indexes are there and valid."""
        return SectionVerdict.FAILED if self.drift.invalid else _verdict(self.differences, strict=strict)


def _verdict(differences: Sequence[Difference], *, strict: bool) -> SectionVerdict:
    counts = any(strict or difference.weight is Weight.REAL for difference in differences)
    return SectionVerdict.FAILED if counts else SectionVerdict.PASSED


def last_applied(seen: StatusResult) -> LastApplied:
    """Return the entries up to the last one that has a row; an entry skipped among them is drift.

    Where Drizzle's ledger has no rows, `_manual_migrations` decides, if there is one.
    """
    entries = seen.folder.journal.entries
    recorded = {state.local.tag for state in seen.status.entries if state.row}
    witness = DRIZZLE_LEDGER
    if not seen.ledger.rows and seen.manual:
        recorded = {entry.tag for entry in entries if seen.manual.has(entry.tag)}
        witness = MANUAL_LEDGER if recorded else DRIZZLE_LEDGER
    count = max((number for number, entry in enumerate(entries, 1) if entry.tag in recorded), default=0)
    return LastApplied(entries[:count], witness)


def drift(target: Target, seen: StatusResult, at: LastApplied, prove: Prove, ignore: Sequence[str]) -> Drift:
    """Compare the live schema with the replayed one, in transactions that cannot write.

    Invalid are the indexes that CREATE INDEX CONCURRENTLY, or a partition without its part, has left so.
    """
    with connected(target) as connection:
        differences = prove(connection, at.entries)
        with snapshot(connection):
            names = [readable(row) for row in connection.execute(_INVALID).fetchall()]
    invalid = [
        name for name in names
        if not any(fnmatchcase(text, pattern) for text in (name, f"index:{name}") for pattern in ignore)
    ]  # fmt: skip
    return Drift(at, differences, tuple(invalid), seen.server_version)


def refuse_unreplayable(at: LastApplied, parity: Section) -> None:
    """Raise SectionSkipped where parity has shown that these entries cannot be replayed."""
    error, tags = parity.error, {entry.tag for entry in at.entries}
    if isinstance(error, MigrationMissing):
        raise SectionSkipped("an entry of the journal has no file, see parity")
    if isinstance(error, MigrationFailed) and error.failed.tag in tags:
        raise SectionSkipped(f"{error.failed.tag} cannot be replayed, see parity")
