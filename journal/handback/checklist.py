"""The lines of the list that say how the folder is: journal, snapshots, names, rules, and the head."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from journal.catalog.difference import Difference
from journal.errors import Severity
from journal.folder.entries import Entry
from journal.handback.folder.prefix import Misfit, late_moment
from journal.handback.head.comparison import Head
from journal.handback.item import Again, Item, ItemVerdict, counted_words, go, no_go
from journal.parity import GOOD
from journal.project.settings import Settings
from journal.rules.support.subject import Finding
from journal.snapshot.chain import Chain
from journal.verbs.bootstrap import Bootstrapped


def journal_item(boot: Bootstrapped) -> Item:
    """Journal, files and the replayed database agree, or do after what is written."""
    settings, parity = boot.folder.settings, boot.parity
    if not boot.passed:
        wrong = [f"{one.entry.tag}: {one.state}" for one in parity.entries if one.state not in GOOD]
        return no_go(
            "journal",
            "Journal, files and the replayed database do not agree.",
            f"Type: {settings.command('bootstrap', '--dry-run')}",
            *wrong,
            *(f"{one.tag}: not in the journal" for one in parity.unlisted),
            *(f"{tag}: drizzle-orm stores another row" for tag in boot.confirmed.disagreeing),
        )
    added = [f"added {one.entry.tag}: {one.reason}" for one in boot.reconciled.added]
    count = counted_words(len(parity.entries), "entry has", "entries have")
    return go("journal", f"{count} the hash that PostgreSQL stores of the file.", *added)


def chain_items(again: Again, chain: Chain) -> Iterator[Item]:
    """Every entry has a snapshot, in one straight chain."""
    if chain.misfits:
        yield no_go(
            "snapshots",
            "Snapshots that are there do not fit.",
            f"To put them right, and keep what they were as .bak: {again('--replace')}",
            *chain.misfits,
        )
    else:
        rebuilt = counted_words(len(chain.links), "snapshot is", "snapshots are")
        yield go("snapshots", f"{rebuilt} rebuilt, and {chain.kept} kept, in one straight chain.")
    for note in chain.notes:
        way = f"{note.help} Or give all of them such names: {again('--renumber')}"
        yield Item(note.code, ItemVerdict.SAID, note.message, way)


def prefix_item(again: Again, misfit: Misfit | None) -> Item:
    """The next file of drizzle-kit sorts after all that is there."""
    if misfit is None:
        return go("prefix", "The next file that drizzle-kit writes sorts after all that is there.")
    fitting = f"write migrations: {{ prefix: '{misfit.fitting[0]}' }} in drizzle.config, or " if misfit.fitting else ""
    return no_go(
        "prefix",
        f"drizzle-kit would call its next snapshot {misfit.next}_snapshot.json, which sorts before "
        f"{misfit.last}_snapshot.json, so that generate would never look at it again.",
        f"To mend it, {fitting}rename them all, by {again('--renumber')}",
    )


def late_items(entries: Sequence[Entry], now: datetime) -> Iterator[Item]:
    """A `when` in the future, which no proof on a temporary database would notice."""
    late = late_moment(entries, now)
    if late is not None:
        yield Item(
            "when-in-the-future",
            ItemVerdict.SAID,
            f"The last `when` is {late}, in the future: whatever drizzle-kit generate makes before then is skipped in "
            "silence by every database that has that entry.",
            "Give it the moment when it was made, as long as no database has recorded it; or generate nothing before.",
        )


def rule_items(settings: Settings, findings: Sequence[Finding]) -> Iterator[Item]:
    """What `journal check` still finds in the copy: errors each, the rest counted."""
    for one in findings:
        if one.severity is Severity.ERROR:
            yield no_go(one.rule, one.message, one.help)
    others = sum(one.severity is Severity.WARNING for one in findings)
    if others:
        way = f"To see them: {settings.command('check')}"
        yield Item(
            "check", ItemVerdict.SAID, f"journal check has {others} more to say, none of which stops drizzle.", way
        )


_STOPS_1_0 = ("when-in-the-same-second", "when-does-not-rise", "shared-prefix", "tag-without-underscore")
"""What `journal check` finds, and drizzle-kit 1.0 stumbles over: it tells entries apart by the second, and by name."""


def upgrade_rule_items(findings: Sequence[Finding]) -> Iterator[Item]:
    """What stands in the way of the upgrade, before it is rehearsed."""
    for one in findings:
        if one.rule in _STOPS_1_0:
            yield no_go(f"v1-{one.rule}", one.message, one.help)


def head_item(again: Again, head: Head) -> Iterator[Item]:
    """What `schema.ts` and the entries make, held against each other."""
    differ = counted_words(len(head.names), "constraint or index differs", "constraints and indexes differ")
    if head.names:
        yield Item(
            "names",
            ItemVerdict.SAID,
            f"{differ} only by name from what schema.ts says; drizzle-kit would make that anew.",
            f"To rename them in a migration, in a moment and without a lock for longer: {again('--bridge')}",
            tuple(f"{one.kind} {one.name.rpartition('.')[0]}: {one.actual} -> {one.expected}" for one in head.names),
        )
    if head.real:
        yield Item(
            "schema",
            ItemVerdict.SAID,
            "schema.ts differs from what the entries make; generate will write that:",
            "What drizzle-kit is not to know, such as a table of another tool, leave out: --ignore PATTERN",
            tuple(map(_told, head.real)),
        )
    if not head.differences:
        count = sum(key[0] == "table" for key in head.wanted.objects)
        tables = counted_words(count, "table", "tables")
        yield go("schema", f"schema.ts and the entries make the same database: {tables} and all that belongs to them.")


NO_BRIDGE = Item("bridge", ItemVerdict.SAID, "Nothing differs by name alone, so that there is no bridge to write.")
"""What `--bridge` gets where there is nothing for it to do."""


def idle_items(head: Head) -> Iterator[Item]:
    """What was asked for and does nothing."""
    if head.idle:
        message = f"--ignore names nothing that is there: {', '.join(head.idle)}"
        yield Item("ignore", ItemVerdict.SAID, message, "A pattern is of schema and name: --ignore 'public.audit_*'")


def _told(one: Difference) -> str:
    what = " ".join(filter(None, (one.kind, one.name, one.facet)))
    if one.expected is None:
        return f"{what}: only the entries make it"
    if one.actual is None:
        return f"{what}: only schema.ts has it"
    return f"{what}: {one.actual} -> {one.expected}"
