"""A part of `scripts/snapshot-cases`: `snapshot` rebuilds what drizzle-kit wrote, in cases of each kind."""

from pathlib import Path

import pytest
from catalog import servers
from full import part
from snapshot.histories import history
from snapshot.judge import PROOFS, Rebuilt, judged
from snapshot.rebuilding import rebuilding

from journal.server.embedded.provider import EmbeddedProvider

pytestmark = pytest.mark.drizzle

SPREAD = {
    15: ("sequences", "rls", "primary-keys-named"),
    17: ("types-custom", "views", "columns-renamed-and-changed"),
    18: ("custom-after-everything", "indexes-methods", "rls-renamed"),
}
ON = part([(major, name) for major, names in SPREAD.items() for name in names], 8)


@pytest.mark.parametrize(("major", "name"), ON, ids=[f"{name}-{major}" for major, name in ON])
def test_a_history_is_rebuilt_as_drizzle_kit_wrote_it(major: int, name: str, tmp_path: Path) -> None:
    found = servers.binaries(major)
    if found is None:
        pytest.skip(f"no package brings PostgreSQL {major} for this machine")
    case = history(name)
    folder = rebuilding(EmbeddedProvider(found))(case, tmp_path / "rebuilt")
    assert judged(Rebuilt(case, folder), tmp_path) == {proof: [] for proof in PROOFS}
