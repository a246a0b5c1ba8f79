"""The go/no-go list: what each item says, and the items about the journal, the snapshots, the rules and `schema.ts`."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from journal.catalog.difference import Difference
from journal.dataclass import dataclass
from journal.errors import Severity
from journal.handback.compare import SchemaTsComparison
from journal.project.settings import Settings
from journal.rebuild.parity import GOOD
from journal.rules.support.own_transaction import RULE
from journal.rules.support.subject import Finding
from journal.snapshot.chain import Chain
from journal.verbs.bootstrap import Bootstrapped

_SHOWN = 5

Again = Callable[..., str]
"""Return the command line of this handback with more words, ready to paste."""


class ItemVerdict(StrEnum):
    """GO: proved. NOTE: to be read, blocks nothing. UNKNOWN: not proved. NO_GO: has to be fixed first."""

    GO = "go"
    NOTE = "note"
    UNKNOWN = "unknown"
    NO_GO = "no-go"


@dataclass(frozen=True)
class Item:
    """`name` is stable and in kebab-case, `message` a sentence, `help` the fix; `details` are lines such as SQL."""

    name: str
    verdict: ItemVerdict
    message: str
    help: str = ""
    details: tuple[str, ...] = ()

    def of(self, database: str) -> "Item":
        """Return the item as one about this database, of several."""
        return replace(self, message=f"{database}: {self.message}")

    def reworded(self, reword: Callable[[str], str]) -> "Item":
        """Return the item with every text passed through `reword`."""
        details = tuple(map(reword, self.details))
        return replace(self, message=reword(self.message), help=reword(self.help), details=details)


def worst(items: Iterable[Item]) -> ItemVerdict:
    """Return the worst verdict of the items; GO where there is none."""
    return max((item.verdict for item in items), key=[*ItemVerdict].index, default=ItemVerdict.GO)


def go(name: str, message: str, *details: str) -> Item:
    """Return an item that is proved."""
    return Item(name, ItemVerdict.GO, message, details=details)


def note(name: str, message: str, help_: str, *details: str) -> Item:
    """Return an item to be read."""
    return Item(name, ItemVerdict.NOTE, message, help_, details)


def unknown(name: str, message: str, help_: str, *details: str) -> Item:
    """Return an item that could not be proved."""
    return Item(name, ItemVerdict.UNKNOWN, message, help_, details)


def no_go(name: str, message: str, help_: str, *details: str) -> Item:
    """Return an item that has to be fixed first."""
    return Item(name, ItemVerdict.NO_GO, message, help_, details)


def counted_words(number: int, singular: str, plural: str) -> str:
    """Return `1 entry has` or `2 entries have`."""
    return f"{number} {singular if number == 1 else plural}"


def journal_item(boot: Bootstrapped) -> Item:
    """Tell whether journal, files and the replayed database agree, once the journal is written."""
    entries = [
        f"{one.entry.tag}: {known.text if (known := boot.evidence.of_files.get(one.entry.tag)) else one.state}"
        for one in boot.parity.entries
        if one.state not in GOOD
    ]
    if boot.agrees and boot.undecided:
        files = counted_words(len(boot.undecided), "file is", "files are")
        return no_go(
            "journal",
            f"{files} not in the journal: list or ignore them first.",
            f"Run: {boot.folder.settings.command('bootstrap', '--dry-run')}",
            *(f"{one.migration.tag}: {one.group}: {one.evidence}" for one in boot.undecided),
        )
    if not boot.passed:
        return no_go(
            "journal",
            "Decide about the journal first." if boot.agrees else "Journal, files and replayed database do not agree.",
            f"Run: {boot.folder.settings.command('bootstrap', '--dry-run')}",
            *entries,
            *(f"{one.entry.tag}: its `when` would be invented" for one in boot.reconciled.invented),
            *(["where the baseline belongs is not decided"] if boot.reconciled.asks else []),
            *(f"{tag}: drizzle-orm stores another row" for tag in boot.confirmed.disagreeing),
        )
    added = [f"added {addition.entry.tag}: {addition.reason}" for addition in boot.reconciled.added]
    count = counted_words(len(boot.parity.entries), "entry has", "entries have")
    return go("journal", f"{count} the hash that PostgreSQL stores of the file.", *added, *entries)


def snapshot_items(again: Again, chain: Chain, stale: Sequence[str] = ()) -> Iterator[Item]:
    """Tell whether every entry has a snapshot, in one straight chain. `stale`: why present ones were rewritten."""
    if chain.misfits:
        message = "Some snapshots do not fit into one chain."
        yield no_go("snapshots", message, f"To fix them and keep the old ones: {again('--replace')}", *chain.misfits)
    else:
        rebuilt = counted_words(len(chain.links), "snapshot is", "snapshots are")
        yield go("snapshots", f"{rebuilt} rebuilt, and {len(chain.kept)} kept, in one straight chain.", *stale)
    for remark in chain.notes:
        rename = again(*renaming(remark.code))
        yield note(remark.code, remark.message, f"{remark.help} Or rename all of them: {rename}")


def renaming(rule: str) -> Sequence[str]:
    """Return the options that remove a finding about a name. Of two entries with one snapshot, each gets its own."""
    return ("--renumber", "--replace") if rule == "shared-prefix" else ("--renumber",)


def rule_items(settings: Settings, findings: Sequence[Finding]) -> Iterator[Item]:
    """Yield each error that `drizzle-journal check` finds in the copy, and the first warning of each rule.

    What a file does to Drizzle's transaction depends on the database: see transactions.py.
    """
    errors = (one for one in findings if one.severity is Severity.ERROR and one.rule != RULE)
    yield from (no_go(one.rule, one.message, one.help) for one in errors)
    warnings = Counter(one.rule for one in findings if one.severity is Severity.WARNING)
    if warnings:
        first = {one.rule: one.message for one in reversed(findings)}
        more = {rule: f" ({count - 1} more)" if count > 1 else "" for rule, count in warnings.items()}
        message = f"drizzle-journal check finds {counted_words(warnings.total(), 'warning', 'warnings')}:"
        details = [f"{rule}: {first[rule]}{more[rule]}" for rule in warnings]
        yield note("check", message, f"To see them: {settings.command('check')}", *details)


def comparison_items(again: Again, comparison: SchemaTsComparison | None, keeping: str) -> Iterator[Item]:
    """Tell how `schema.ts` differs from the database that the entries make; nothing where it was not compared.

    `keeping`: how to keep what only the entries make.
    """
    if comparison is None:
        return
    if comparison.names:
        differ = counted_words(len(comparison.names), "constraint or index differs", "constraints and indexes differ")
        yield note(
            "names",
            f"{differ} from schema.ts only by name; drizzle-kit would drop and create them.",
            f"To rename them in a migration, which takes no time: {again('--bridge')}",
            *(f"{one.kind} {one.name.rpartition('.')[0]}: {one.actual} -> {one.expected}" for one in comparison.names),
        )
    if comparison.real:
        yield note(
            "schema",
            "schema.ts differs from the database that the entries make:",
            keeping,
            *map(_difference_line, comparison.real),
        )
    if not comparison.differences:
        tables = counted_words(sum(key[0] == "table" for key in comparison.wanted.objects), "table", "tables")
        yield go("schema", f"schema.ts and the entries make the same database: {tables} and all that belongs to them.")
    if comparison.beyond:
        yield note(
            "beyond-schema-ts",
            "schema.ts cannot express some of what the entries make, and drizzle-kit leaves it alone:",
            "",
            *(f"{kind}: {_some(names)}" for kind, names in comparison.beyond.items()),
        )
    if comparison.idle:
        message = f"No object matches these patterns: {', '.join(comparison.idle)}"
        yield note("ignore", message, "A pattern has a schema and a name, such as 'public.audit_*'.")


def _some(names: Sequence[str]) -> str:
    more = f", and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _difference_line(difference: Difference) -> str:
    name = " ".join(filter(None, (difference.kind, difference.name, difference.facet)))
    if difference.expected is None:
        return f"{name}: only the entries make it"
    if difference.actual is None:
        return f"{name}: only schema.ts has it"
    return f"{name}: {difference.actual} -> {difference.expected}"
