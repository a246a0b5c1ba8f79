"""Tests which snapshots of drizzle 1.0 are written, with which ids and parents."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path

from journal.folder.version_1_snapshots import GraphSnapshot
from journal.snapshot.graph import Graph, in_order, plan_graph

A, B, C, D = (f"2025010100000{number}_{name}" for number, name in enumerate("abcd"))


def there(folder: str, id_: str, *parents: str) -> GraphSnapshot:
    return GraphSnapshot(folder, Path(folder), id_, parents, is_base=not parents)


def missing(folder: str) -> GraphSnapshot:
    return GraphSnapshot(folder, Path(folder), is_missing=True)


def plan(tags: Sequence[str], *snapshots: GraphSnapshot, replace: bool = False, rebuild_all: bool = False) -> Graph:
    new = (f"new{number}" for number in count())
    return plan_graph(tags, snapshots, replace=replace, rebuild_all=rebuild_all, new_id=lambda: next(new))


def links(graph: Graph) -> list[tuple[str, str, tuple[str, ...], bool]]:
    return [(link.tag[-1], link.id, link.parents, link.keeps is not None) for link in graph.links]


def test_a_complete_graph_is_left_alone() -> None:
    graph = plan((A, B, C, D), there(A, "1"), there(B, "2", "1"), there(C, "3", "1"), there(D, "4", "3", "2"))
    assert (graph.links, graph.misfits, len(graph.kept)) == ((), (), 4)


def test_a_missing_one_gets_the_id_that_its_child_names() -> None:
    assert links(plan((A, B, C), missing(A), there(B, "2", "1"), there(C, "3", "2"))) == [("a", "1", (), False)]
    assert links(plan((A, B, C), there(A, "1"), missing(B), there(C, "3", "2"))) == [("b", "2", ("1",), False)]
    assert links(plan((A, B, C), there(A, "1"), there(B, "2", "1"))) == [("c", "new0", ("2",), False)]


def test_both_parents_of_a_merge_get_their_ids_back_in_the_order_of_drizzle_kit() -> None:
    found = plan((A, B, C, D), there(A, "1"), missing(B), missing(C), there(D, "4", "3", "2"))
    assert links(found) == [("b", "2", ("1",), False), ("c", "3", ("2",), False)]


def test_of_two_missing_ones_the_nearer_gets_the_id() -> None:
    found = plan((A, B, C, D), there(A, "1"), missing(B), missing(C), there(D, "4", "3"))
    assert links(found) == [("b", "new0", ("1",), False), ("c", "3", ("new0",), False)]


def test_what_does_not_fit_is_told_and_with_replace_changed() -> None:
    found = there(A, "1"), there(B, "1", "0"), there(C, "3", "9"), there(D, "4")
    graph = plan((A, B, C, D), *found)
    assert [one.split()[0] for one in graph.misfits] == [f"{name}/snapshot.json" for name in (B, D)]
    assert graph.links == ()
    graph = plan((A, B, C, D), *found, replace=True)
    assert graph.misfits == ()
    assert links(graph) == [("b", "9", ("1",), False), ("d", "4", ("3",), False)]


def test_a_parent_that_sorts_later_is_replaced() -> None:
    found = there(A, "1"), there(B, "2", "3"), there(C, "3", "1")
    (misfit,) = plan((A, B, C), *found).misfits
    assert f"that of {C}, which sorts after it" in misfit
    assert links(plan((A, B, C), *found, replace=True)) == [("b", "2", ("1",), True)]


def test_one_without_a_migration_is_set_aside() -> None:
    found = there(A, "1"), there(B, "2", "1"), there(C, "3", "2")
    assert plan((A, C), *found).misfits == (
        f"{C}/snapshot.json has the parent 2, which no snapshot is.",
        f"{B}/snapshot.json has no migration beside it, and drizzle-kit reads it.",
    )
    graph = plan((A, C), *found, replace=True)
    assert [one.folder for one in graph.orphans] == [B]
    assert links(graph) == [("c", "3", ("1",), True)]


def test_all_are_rebuilt_with_their_ids() -> None:
    graph = plan((A, B), there(A, "1"), there(B, "2", "1"), rebuild_all=True)
    assert links(graph) == [("a", "1", (), False), ("b", "2", ("1",), False)]


def test_a_folder_follows_one_that_both_orders_have_in_front() -> None:
    """By UTF-16 `B` is before `a`, and with localeCompare after it."""
    first, second, third = A, "20250101000001_a", "20250101000001_B"
    assert not in_order(second, third)
    graph = plan((first, second, third), there(first, "1"), missing(second), missing(third))
    assert links(graph) == [("a", "new0", ("1",), False), ("B", "new1", ("1",), False)]
    assert [note.code for note in graph.notes] == ["snapshot-order"]
