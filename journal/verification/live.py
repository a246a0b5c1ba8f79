"""The sections of a live database: its ledger, its schema as after the last applied entry, its indexes."""

from collections.abc import Sequence
from dataclasses import dataclass

from journal.catalog.difference import Difference, Weight
from journal.connect.session import snapshot
from journal.connect.target import Target, connected
from journal.errors import MigrationMissing
from journal.folder.entries import Entry
from journal.rebuild.drift import Prove
from journal.replay.explain import MigrationFailed
from journal.verbs.status import StatusResult
from journal.verification.indexes import invalid_indexes
from journal.verification.section import LeftOut, Section, SectionVerdict

LEDGER, BY_HAND = "Drizzle's ledger", "_manual_migrations"


@dataclass(frozen=True)
class Recorded:
    """What the ledger says of the journal."""

    seen: StatusResult

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """As `journal status` has it."""
        return SectionVerdict.PASSED if self.seen.passed else SectionVerdict.FAILED


@dataclass(frozen=True)
class At:
    """The last applied entry: `entries` are all up to it. `witness` is the table that says so."""

    entries: tuple[Entry, ...]
    witness: str

    @property
    def tag(self) -> str | None:
        """Its tag; None before the first."""
        return self.entries[-1].tag if self.entries else None


@dataclass(frozen=True)
class Drift:
    """How the live database differs from the state after the last applied entry.

    `invalid` are its indexes that serve no query. The two sections share one look at the database.
    """

    at: At
    differences: tuple[Difference, ...]
    invalid: tuple[str, ...]
    live_version: str


@dataclass(frozen=True)
class SchemaComparison:
    """All that differs, less the indexes."""

    drift: Drift

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Those of this section."""
        return tuple(one for one in self.drift.differences if one.kind != "index")

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether nothing differs that counts."""
        return _verdict(self.differences, strict=strict)


@dataclass(frozen=True)
class Indexes:
    """What differs of the indexes, and those that are not valid."""

    drift: Drift

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Those of this section; an index that is not valid is told once."""
        every = [one for one in self.drift.differences if one.kind == "index"]
        return tuple(one for one in every if one.facet != "valid" or one.name not in self.drift.invalid)

    def verdict(self, *, strict: bool) -> SectionVerdict:
        """Whether every index is there and serves."""
        return SectionVerdict.FAILED if self.drift.invalid else _verdict(self.differences, strict=strict)


def _verdict(differences: Sequence[Difference], *, strict: bool) -> SectionVerdict:
    counting = [one for one in differences if strict or one.weight is Weight.REAL]
    return SectionVerdict.FAILED if counting else SectionVerdict.PASSED


def last_applied(seen: StatusResult) -> At:
    """The last entry of the journal that has a row, and all before it: what was skipped among them is drift.

    Where Drizzle's ledger has no rows, `_manual_migrations` says it, if there is one.
    """
    entries = seen.folder.journal.entries
    recorded = {one.local.tag for one in seen.status.entries if one.row}
    witness = LEDGER
    if not seen.ledger.rows and seen.manual:
        recorded = {entry.tag for entry in entries if seen.manual.has(entry.tag)}
        witness = BY_HAND if recorded else LEDGER
    count = max((number for number, entry in enumerate(entries, 1) if entry.tag in recorded), default=0)
    return At(entries[:count], witness)


def drift(target: Target, seen: StatusResult, prove: Prove, ignore: Sequence[str]) -> Drift:
    """Hold the live schema against the replayed one, in transactions that cannot write."""
    at = last_applied(seen)
    with connected(target) as connection:
        differences = prove(connection, at.entries)
        with snapshot(connection):
            invalid = invalid_indexes(connection, ignore)
    return Drift(at, differences, invalid, seen.server_version)


def must_be_replayable(at: At, parity: Section) -> None:
    """Raise LeftOut where the replay of the whole journal has shown that these entries cannot be replayed."""
    error, tags = parity.error, {entry.tag for entry in at.entries}
    if isinstance(error, MigrationMissing):
        raise LeftOut("an entry of the journal has no file, as parity says")
    if isinstance(error, MigrationFailed) and error.failed.tag in tags:
        raise LeftOut(f"{error.failed.tag} cannot be replayed, as parity says")
