"""Tests of the `id` and `prevId` of snapshots."""

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
    return plan_chain(tags, snapshots, replace=replace, new_id=lambda: f"new{next(numbers)}")


def links(chain: Chain) -> list[tuple[str, str, str]]:
    return [(one.name[:4], one.id, one.parent) for one in chain.links]


def test_without_snapshots_the_chain_is_straight_and_starts_without_parent() -> None:
    chain = planned(tags=TAGS[:2])
    assert links(chain) == [("0000", "new1", NO_PARENT), ("0001", "new2", "new1")]
    assert (chain.head, len(chain.kept), chain.misfits, chain.notes) == ("new2", 0, (), ())


def test_a_missing_snapshot_gets_the_id_that_the_next_one_expects() -> None:
    chain = planned(there("0000", "A", NO_PARENT), there("0003", "D", "C"))
    assert links(chain) == [("0001", "new1", "A"), ("0002", "C", "new1")]
    assert (chain.head, len(chain.kept), chain.misfits) == ("D", 2, ())


def test_new_snapshots_follow_the_last_existing_one() -> None:
    chain = planned(there("0000", "A", NO_PARENT), there("0001", "B", "A"))
    assert links(chain) == [("0002", "new1", "B"), ("0003", "new2", "new1")]


def test_a_complete_chain_has_no_links() -> None:
    chain = planned(there("0000", "A", NO_PARENT), there("0001", "B", "A"), tags=TAGS[:2])
    assert (chain.links, len(chain.kept), chain.head) == ((), 2, "B")


def test_a_gap_that_the_next_snapshot_skips_is_a_misfit() -> None:
    chain = planned(there("0000", "A", NO_PARENT), there("0002", "C", "A"), tags=TAGS[:3])
    assert chain.misfits == (
        "0002_snapshot.json has the `prevId` A; it has to be new1, the `id` of the snapshot before it.",
    )


def test_replace_changes_only_the_parent_of_a_misfit() -> None:
    late = there("0002", "C", "A")
    chain = planned(there("0000", "A", NO_PARENT), late, tags=TAGS[:3], replace=True)
    assert links(chain) == [("0001", "new1", "A"), ("0002", "C", "new1")]
    assert (chain.links[1].keeps, chain.misfits) == (late, ())


def test_a_first_snapshot_with_a_parent_is_a_misfit() -> None:
    chain = planned(there("0000", "A", "Z"), tags=TAGS[:1])
    assert chain.misfits == (
        f"0000_snapshot.json has the `prevId` Z; it has to be {NO_PARENT}, as the first snapshot.",
    )


def test_a_duplicate_id_is_replaced_by_a_new_one() -> None:
    two = there("0000", "A", NO_PARENT), there("0001", "A", NO_PARENT)
    assert planned(*two, tags=TAGS[:2]).misfits == ("0001_snapshot.json has the same `id` as an earlier snapshot, A.",)
    assert links(planned(*two, tags=TAGS[:2], replace=True)) == [("0001", "new1", "A")]


def test_an_old_version_is_rebuilt_only_with_replace() -> None:
    old = there("0000", "A", NO_PARENT, version="5")
    assert planned(old, tags=TAGS[:1]).misfits[0].startswith("0000_snapshot.json has version '5'")
    (link,) = planned(old, tags=TAGS[:1], replace=True).links
    assert (link.id, link.keeps) == ("A", None)


def test_the_later_of_two_tags_with_one_prefix_has_the_file() -> None:
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


def test_prefixes_that_do_not_sort_in_the_journals_order_are_noted() -> None:
    chain = planned(tags=("20250815_a", "0003_b"))
    assert [note.message for note in chain.notes] == [
        "`drizzle-kit generate` compares with 20250815_snapshot.json, the lexically last snapshot, and not with "
        "0003_snapshot.json of the last entry."
    ]
