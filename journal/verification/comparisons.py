"""The sections that compare: parity, the ledger, and the live schema and indexes after the last applied entry."""

from collections.abc import Sequence
from contextlib import ExitStack
from fnmatch import fnmatchcase
from functools import partial

from journal.catalog.difference import Difference, Weight
from journal.catalog.quoting import readable
from journal.connect.session import snapshot
from journal.connect.target import Target, connected
from journal.dataclass import dataclass
from journal.drizzle.choice import Confirmed, choose
from journal.errors import MigrationMissing
from journal.folder.entries import Entry, journal_value
from journal.folder.read import Folder, refuse_missing
from journal.rebuild.database import Hooks, Rebuilt, ReplaySource, rebuilt
from journal.rebuild.parity import Parity, ParityState, compare
from journal.rebuild.schemas import Prove
from journal.replay.explain import MigrationFailed
from journal.replay.named_causes import causes_named
from journal.replay.watcher import Watcher
from journal.rules.hash_missing import newest_without_hash
from journal.server.provider import Provider
from journal.verbs.snapshot_result import Snapshots
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
        """The entries without a hash beside others that have one: an edit of their files would go unseen."""
        journal, lock = self.folder.journal, self.folder.lock
        if not (lock.text if lock else journal.text):
            return ()
        if lock:
            return tuple(filled.entry.tag for filled in self.parity.in_state(ParityState.FILLED))
        _, value = journal_value(journal.path, journal.text.encode())
        # A journal that only drizzle-kit wrote has no entry with the key, and then no hash is missing.
        if not any("hash" in item for item in value["entries"] if isinstance(item, dict)):
            return ()
        return tuple(filled.entry.tag for filled in self.parity.in_state(ParityState.FILLED))

    @property
    def unrecorded(self) -> tuple[str, ...]:
        """Those after the last entry with a hash: drizzle-kit writes none, and the replay has proved it."""
        entries = self.folder.journal.entries
        newest = newest_without_hash(entries)
        tags = {entry.tag for entry in entries[len(entries) - newest :]} if newest < len(entries) else set()
        return tuple(tag for tag in self.unhashed if tag in tags)

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether all sides agree, and the project's drizzle-orm, where it ran."""
        agrees = self.parity.holds and not self.confirmed.contradicts and self.unhashed == self.unrecorded
        return SectionVerdict.PASSED if agrees else SectionVerdict.FAILED


def replayed(
    folder: Folder, request: VerifyRequest, provider: Provider, watcher: Watcher, stack: ExitStack
) -> ParityResult:
    """Replay the journal as it is on disk. The database runs until the stack is closed.

    Raises JournalError as bootstrap does: MigrationMissing, MigrationFailed, and what cannot be started.
    """
    refuse_missing(folder)
    choice = choose(request.engine, folder.settings.root, is_version_1=folder.is_version_1)
    source = ReplaySource(folder.journal, folder.by_tag, folder.settings.ledger, choice.replays_by)
    entries = folder.journal.entries
    with choice.confirming() as confirming, causes_named(folder, folder.notes):
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
    """The ledger section: the result of `drizzle-journal status`."""

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
    """How the live database differs from the schema after the last applied entry, apart from indexes."""

    at: LastApplied
    live_version: str
    differences: tuple[Difference, ...]

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether no difference counts."""
        counts = any(strict or difference.weight is Weight.REAL for difference in self.differences)
        return SectionVerdict.FAILED if counts else SectionVerdict.PASSED


@dataclass(frozen=True)
class IndexDrift(Drift):
    """The same for the indexes. `invalid` are those that no query uses; they are in no other difference."""

    invalid: tuple[str, ...]

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether all indexes are there and valid."""
        return SectionVerdict.FAILED if self.invalid else super().verdict(strict=strict)


@dataclass(frozen=True)
class ComparedSnapshots:
    """What `drizzle-journal snapshot` finds of the present snapshots; nothing was written."""

    seen: Snapshots

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether each is the schema after its entry. A missing one is a difference only with `strict`."""
        found = self.seen.contents
        if self.seen.chain.misfits or found.wrong or found.unmade or (strict and self.seen.chain.links):
            return SectionVerdict.FAILED
        return SectionVerdict.UNKNOWN if found.undecided else SectionVerdict.PASSED


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


def drift(
    target: Target, seen: StatusResult, at: LastApplied, prove: Prove, ignore: Sequence[str]
) -> tuple[Drift, IndexDrift]:
    """Compare the live schema with the replayed one, in transactions that cannot write.

    Invalid are the indexes that CREATE INDEX CONCURRENTLY, or a partition without its part, has left so.
    """
    with connected(target) as connection:
        differences = prove(connection, at.entries)
        with snapshot(connection):
            names = [readable(row) for row in connection.execute(_INVALID).fetchall()]
    kept = (name for name in names if not any(fnmatchcase(f"index:{name}", one) for one in ignore))
    invalid = tuple(name for name in kept if not any(fnmatchcase(name, one) for one in ignore))
    of_indexes = [found for found in differences if found.kind == "index"]
    once = tuple(found for found in of_indexes if found.facet != "valid" or found.name not in invalid)
    others = tuple(found for found in differences if found.kind != "index")
    return Drift(at, seen.server_version, others), IndexDrift(at, seen.server_version, once, invalid)


def refuse_unreplayable(at: LastApplied, parity: Section) -> None:
    """Raise SectionSkipped where parity has shown that these entries cannot be replayed."""
    error, tags = parity.error, {entry.tag for entry in at.entries}
    if isinstance(error, MigrationMissing):
        raise SectionSkipped("an entry of the journal has no file, see parity")
    if isinstance(error, MigrationFailed) and error.failed.tag in tags:
        raise SectionSkipped(f"{error.failed.tag} cannot be replayed, see parity")
