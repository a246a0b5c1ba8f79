"""The order of migrations by their names, and the baseline in it, which is first only where its number allows it."""

from collections.abc import Iterable, Sequence

from journal.folder.file_names import Clue, Kind
from journal.folder.migrations import Migration


def in_order(migrations: Iterable[Migration], baseline: str | None = None) -> list[Migration]:
    """Sort: baseline first, then names that only count, then by moment, then names without either; ties by name.

    A baseline with others before it by number or date keeps that place, unless it is the `baseline` of the settings.
    """
    found = list(migrations)
    baselines = (one for one in found if one.kind is Kind.BASELINE)
    first = {one.tag for one in baselines if one.tag == baseline or not files_before(one, found)}
    return sorted(found, key=lambda migration: (migration.tag not in first, migration.order))


def files_before(baseline: Migration, others: Iterable[Migration]) -> list[Migration]:
    """Return the migrations that come before a baseline by their number or date; none where it has neither."""
    own = (baseline.order.clue, baseline.order.millis)
    return [
        one
        for one in others
        if one.kind is Kind.FORWARD and own[0] is not Clue.NOTHING and (one.order.clue, one.order.millis) < own
    ]


def undecided_baseline(ordered: Sequence[Migration], baseline: str | None) -> tuple[Migration, Migration] | None:
    """Return a baseline and the last migration before it by name, or None where the baselines are first."""
    for one in ordered:
        if one.kind is Kind.BASELINE and one.tag != baseline and (earlier := files_before(one, ordered)):
            return one, max(earlier, key=lambda migration: migration.order)
    return None
