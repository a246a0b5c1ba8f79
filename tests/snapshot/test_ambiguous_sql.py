"""Pairs of schemas for which drizzle-kit writes the same SQL and different snapshots.

The rebuilt snapshots are those of the first, the more common schema: no rebuild can distinguish the two.
"""

import shutil
from pathlib import Path

import pytest
from catalog import servers
from snapshot import judge
from snapshot.histories import History, differing, untold
from snapshot.judge import Rebuilt
from snapshot.rebuilding import rebuilding

from journal.server.embedded.provider import EmbeddedProvider

pytestmark = pytest.mark.drizzle

PAIRS = untold()
SEEN_BY = {"untold-time-mode": judge.upgrade, "untold-enum-object": judge.layout}
"""The proof that sees the difference where generateMigration does not."""

each_pair = pytest.mark.parametrize(("usual", "other"), PAIRS, ids=[one.name.removesuffix("-a") for one, _ in PAIRS])


def seen_by(case: History) -> judge.Proof:
    return SEEN_BY.get(case.name.rpartition("-")[0], judge.migration)


@each_pair
def test_both_have_the_same_sql(usual: History, other: History) -> None:
    names = list(differing(usual.made, other.made))
    assert names and all(name.endswith("_snapshot.json") for name in names)


@each_pair
def test_their_snapshots_differ(usual: History, other: History, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(usual.made, tmp_path / "made"))
    proof = seen_by(usual)
    assert list(proof(Rebuilt(other, folder), tmp_path / "other"))
    assert not list(proof(Rebuilt(usual, folder), tmp_path / "usual"))


@pytest.mark.parametrize("usual", [one for one, _ in PAIRS], ids=lambda case: case.name)
def test_the_more_common_one_is_rebuilt(usual: History, tmp_path: Path) -> None:
    found = servers.binaries(18)
    if found is None:
        pytest.skip("no package brings PostgreSQL 18 for this machine")
    folder = rebuilding(EmbeddedProvider(found))(usual, tmp_path / "rebuilt")
    rebuilt = Rebuilt(usual, folder)
    assert [
        *judge.complete(rebuilt, tmp_path),
        *judge.layout(rebuilt, tmp_path),
        *judge.migration(rebuilt, tmp_path),
    ] == []
