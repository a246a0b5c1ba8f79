"""Tests of the judge: it accepts drizzle-kit's own snapshots, and finds every planted fault."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from full import part
from snapshot import judge
from snapshot.histories import history
from snapshot.judge import Rebuilt, judged

pytestmark = pytest.mark.drizzle

Snapshot = dict[str, Any]
Plant = Callable[[str, int, Callable[[Snapshot], object]], Rebuilt]


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Return a function that copies a case's folder with a change in one snapshot, counted from 1."""

    def planted(name: str, step: int, change: Callable[[Snapshot], object]) -> Rebuilt:
        case = history(name)
        folder = Path(shutil.copytree(case.made, tmp_path / "planted"))
        path = folder / "meta" / f"{step - 1:04}_snapshot.json"
        snapshot = json.loads(path.read_text())
        change(snapshot)
        path.write_text(json.dumps(snapshot, indent=2, ensure_ascii=False))
        return Rebuilt(case, folder)

    return planted


def table(snapshot: Snapshot, name: str) -> Any:
    return snapshot["tables"][f"public.{name}"]


def found(proof: judge.Proof, rebuilt: Rebuilt, place: Path) -> str:
    return "\n".join(proof(rebuilt, place / "proof"))


@pytest.mark.parametrize("name", part(["columns-renamed", "config-casing-snake", "views-materialized"], 3))
def test_snapshots_of_drizzle_kit_are_accepted(name: str, tmp_path: Path) -> None:
    case = history(name)
    assert judged(Rebuilt(case, case.made), tmp_path) == {proof: [] for proof in judge.PROOFS}


def test_a_changed_default_is_seen(plant: Plant, tmp_path: Path) -> None:
    rebuilt = plant("nullability", 3, lambda it: table(it, "people")["columns"]["city"].update(default="'Bern'"))
    errors = found(judge.migration, rebuilt, tmp_path)
    assert errors.splitlines() == [
        """0002_snapshot.json: ALTER TABLE "people" ALTER COLUMN "city" SET DEFAULT 'Basel';""",
        """0002_snapshot.json: ALTER TABLE "people" ALTER COLUMN "city" SET DEFAULT 'Bern';""",
    ]


def test_a_number_turned_into_text_is_seen(plant: Plant, tmp_path: Path) -> None:
    rebuilt = plant("nullability", 2, lambda it: table(it, "people")["columns"]["age"].update(default="1"))
    assert "SET DEFAULT 1" in found(judge.migration, rebuilt, tmp_path)


def test_an_operator_class_is_seen(plant: Plant, tmp_path: Path) -> None:
    def spoil(snapshot: Snapshot) -> None:
        table(snapshot, "docs")["indexes"]["docs_gin"]["columns"][0]["opclass"] = "jsonb_ops"

    assert 'DROP INDEX "docs_gin"' in found(judge.migration, plant("indexes-methods", 2, spoil), tmp_path)


def test_a_lost_check_is_also_seen_by_generate(plant: Plant, tmp_path: Path) -> None:
    rebuilt = plant("checks", 3, lambda it: table(it, "items")["checkConstraints"].pop("state_known"))
    errors = judged(rebuilt, tmp_path)
    for proof in ("migration", "upgrade"):
        assert "state_known" in "".join(errors[proof])
    assert any("generate wrote 0003_" in sentence for sentence in errors["generate"])
    assert not errors["complete"] and not errors["layout"] and not errors["chain"] and not errors["check"]


def test_a_lost_column_that_could_be_a_rename_is_seen(plant: Plant, tmp_path: Path) -> None:
    def spoil(snapshot: Snapshot) -> None:
        columns = table(snapshot, "people")["columns"]
        columns["town"] = columns.pop("city") | {"name": "town"}

    assert "Interactive prompts require a TTY" in found(judge.migration, plant("nullability", 2, spoil), tmp_path)


def test_a_wrong_prev_id_is_seen(plant: Plant, tmp_path: Path) -> None:
    rebuilt = plant("checks", 3, lambda it: it.update(prevId=judge.ORIGIN))
    errors = judged(rebuilt, tmp_path)
    assert "0002_snapshot.json follows 00000000" in errors["chain"][0]
    assert errors["check"] and errors["upgrade"] and not errors["migration"]


def test_a_duplicate_id_is_seen(plant: Plant, tmp_path: Path) -> None:
    rebuilt = plant("checks", 1, lambda it: it.update(id=judge.ORIGIN))
    assert "which is invalid or a duplicate" in found(judge.chain, rebuilt, tmp_path)


def test_a_missing_snapshot_and_an_edited_file_are_seen(plant: Plant, tmp_path: Path) -> None:
    rebuilt = plant("checks", 1, lambda _: None)
    (rebuilt.folder / "meta" / "0001_snapshot.json").unlink()
    (rebuilt.folder / "0000_step_1.sql").write_text("select 1")
    assert found(judge.complete, rebuilt, tmp_path).splitlines() == [
        "0001_snapshot.json is missing", "0000_step_1.sql is not as it was"
    ]  # fmt: skip


def test_another_layout_is_seen(plant: Plant, tmp_path: Path) -> None:
    rebuilt = plant("checks", 1, lambda it: it.update(id=it.pop("id")))
    assert "it has the keys prevId" in found(judge.layout, rebuilt, tmp_path)
    path = rebuilt.folder / "meta" / "0001_snapshot.json"
    path.write_text(path.read_text() + "\n")
    assert "0001_snapshot.json has not the bytes of JSON.stringify" in found(judge.layout, rebuilt, tmp_path)


def test_a_column_called_name_does_not_make_the_order_of_columns_count(plant: Plant, tmp_path: Path) -> None:
    def turn(snapshot: Snapshot) -> None:
        customers = table(snapshot, "customers")
        customers["columns"] = dict(reversed(customers["columns"].items()))

    assert found(judge.layout, plant("long-shop", 5, turn), tmp_path) == ""


def test_the_keys_of_a_column_called_name_count(plant: Plant, tmp_path: Path) -> None:
    def turn(snapshot: Snapshot) -> None:
        columns = table(snapshot, "customers")["columns"]
        columns["name"] = dict(reversed(columns["name"].items()))

    assert "columns.name has the keys" in found(judge.layout, plant("long-shop", 5, turn), tmp_path)
