"""What id and prevId a snapshot gets."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path

from journal.folder.snapshots import NO_PARENT, SnapshotFile
from journal.snapshot.chain import Chain, plan_chain

TAGS = ("0000_a", "0001_b", "0002_c", "0003_d")


def there(prefix: str, id_: str | None, parent: str | None, version: str = "7") -> SnapshotFile:
    return SnapshotFile(Path(f"meta/{prefix}_snapshot.json"), id_, parent, version, "postgresql")


def planned(*snapshots: SnapshotFile, tags: Sequence[str] = TAGS, replace: bool = False) -> Chain:
    numbers = count(1)
    return plan_chain(tags, snapshots, replace=replace, fresh=lambda: f"new{next(numbers)}")


def links(chain: Chain) -> list[tuple[str, str, str]]:
    return [(one.name[:4], one.id, one.parent) for one in chain.links]


def test_without_any_snapshot_the_chain_is_straight_and_begins_with_nothing() -> None:
    chain = planned(tags=TAGS[:2])
    assert links(chain) == [("0000", "new1", NO_PARENT), ("0001", "new2", "new1")]
    assert (chain.head, chain.kept, chain.misfits, chain.notes) == ("new2", 0, (), ())


def test_one_before_a_snapshot_whose_parent_is_gone_takes_that_id() -> None:
    chain = planned(there("0000", "A", NO_PARENT), there("0003", "D", "C"))
    assert links(chain) == [("0001", "new1", "A"), ("0002", "C", "new1")]
    assert (chain.head, chain.kept, chain.misfits) == ("D", 2, ())


def test_those_after_the_last_snapshot_hang_on_it() -> None:
    chain = planned(there("0000", "A", NO_PARENT), there("0001", "B", "A"))
    assert links(chain) == [("0002", "new1", "B"), ("0003", "new2", "new1")]


def test_nothing_lacks_where_all_are_there() -> None:
    chain = planned(there("0000", "A", NO_PARENT), there("0001", "B", "A"), tags=TAGS[:2])
    assert (chain.links, chain.kept, chain.head) == ((), 2, "B")


def test_a_gap_that_the_snapshot_after_it_does_not_know_is_a_misfit() -> None:
    chain = planned(there("0000", "A", NO_PARENT), there("0002", "C", "A"), tags=TAGS[:3])
    assert chain.misfits == (
        "0002_snapshot.json has the `prevId` A, and has to have new1: that is the snapshot before it.",
    )


def test_with_replace_a_misfit_keeps_its_id_and_all_but_its_place() -> None:
    late = there("0002", "C", "A")
    chain = planned(there("0000", "A", NO_PARENT), late, tags=TAGS[:3], replace=True)
    assert links(chain) == [("0001", "new1", "A"), ("0002", "C", "new1")]
    assert (chain.links[1].keeps, chain.misfits) == (late, ())


def test_a_first_one_that_has_a_parent_is_a_misfit() -> None:
    chain = planned(there("0000", "A", "Z"), tags=TAGS[:1])
    assert chain.misfits == (f"0000_snapshot.json has the `prevId` Z, and has to have {NO_PARENT}: it is the first.",)


def test_a_copied_id_is_replaced_by_a_fresh_one() -> None:
    two = there("0000", "A", NO_PARENT), there("0001", "A", NO_PARENT)
    assert planned(*two, tags=TAGS[:2]).misfits == ("0001_snapshot.json has the `id` of a snapshot before it, A.",)
    assert links(planned(*two, tags=TAGS[:2], replace=True)) == [("0001", "new1", "A")]


def test_one_of_an_old_version_is_rebuilt_with_replace_only() -> None:
    old = there("0000", "A", NO_PARENT, version="5")
    assert planned(old, tags=TAGS[:1]).misfits[0].startswith("0000_snapshot.json has version '5'")
    (link,) = planned(old, tags=TAGS[:1], replace=True).links
    assert (link.id, link.keeps) == ("A", None)


def test_of_two_tags_with_one_prefix_the_later_has_the_file() -> None:
    chain = planned(tags=("0000_a", "0001_b", "0001_c"))
    assert [one.tag for one in chain.links] == ["0000_a", "0001_c"]
    assert [note.code for note in chain.notes] == ["shared-prefix"]


def test_a_tag_without_underscore_is_its_own_prefix() -> None:
    chain = planned(tags=("0000_a", "0001"))
    assert [one.name for one in chain.links] == ["0000_snapshot.json", "0001_snapshot.json"]
    assert [note.code for note in chain.notes] == ["tag-without-underscore"]


def test_a_tag_without_a_prefix_gets_no_snapshot() -> None:
    chain = planned(tags=("_a",))
    assert (chain.links, [note.code for note in chain.notes]) == ((), ["no-prefix"])


def test_prefixes_that_sort_otherwise_than_the_journal_are_told() -> None:
    chain = planned(tags=("20250815_a", "0003_b"))
    assert [note.message for note in chain.notes] == [
        "`drizzle-kit generate` compares with 20250815_snapshot.json, the lexically last snapshot, and not with "
        "0003_snapshot.json of the last entry."
    ]
