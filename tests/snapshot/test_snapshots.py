"""Tests that the real drizzle-kit continues from rebuilt snapshots, and that a failed run writes nothing."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Journal, Project

KIT = "node_modules/drizzle-kit/bin.cjs"
CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };\n'
FIRST = """
import { index, integer, pgEnum, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";
export const mood = pgEnum("mood", ["sad", "ok"]);
export const users = pgTable("users", {
  id: serial().primaryKey(), email: text().notNull().unique(), mood: mood().default("ok"),
  at: timestamp({ withTimezone: true }).defaultNow(),
}, (t) => [index("users_mood").on(t.mood.desc())]);
"""
SECOND = """
export const posts = pgTable("posts", {
  id: integer().primaryKey().generatedAlwaysAsIdentity(), author: integer().references(() => users.id),
});
"""
THIRD = """
export const tags = pgTable("tags", { name: text().primaryKey() });
"""
Names = dict[str, bytes]


def kit(project: Project, word: str) -> str:
    done = subprocess.run(
        ["node", KIT, word], cwd=project.root, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def files(folder: Path) -> Names:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a project with three migrations of the real drizzle-kit."""
    project = Project(tmp_path_factory.mktemp("made"))
    (project.root / "node_modules").symlink_to(Path(__file__).parent.parent / "drizzle" / "node_modules")
    project.write("drizzle.config.ts", CONFIG)
    for count in (1, 2, 3):
        project.write("schema.ts", "".join((FIRST, SECOND, THIRD)[:count]))
        assert "Your SQL migration file" in kit(project, "generate")
    yield project.root


@pytest.fixture
def history(made: Path, project: Project) -> Project:
    """Return a copy of that project."""
    shutil.copytree(made, project.root, symlinks=True, dirs_exist_ok=True)
    return project


def meta(project: Project) -> Path:
    return project.root / "migrations" / "meta"


def lose(project: Project, *prefixes: str) -> Names:
    """Delete these snapshots; return the files of the folder before."""
    before = files(meta(project))
    for prefix in prefixes:
        (meta(project) / f"{prefix}_snapshot.json").unlink()
    return before


ALL = ("0000", "0001", "0002")
COMPLETE = "Every entry has its snapshot (3), with the schema after the entry. The chain has no gaps and no branches.\n"
_IDS = re.compile(rb'"(id|prevId)": "[-0-9a-f]{36}"')


def test_drizzle_kit_continues_from_rebuilt_snapshots(history: Project, journal: Journal) -> None:
    lose(history, *ALL)
    result = journal("snapshot")
    assert (result.code, "Wrote 3 snapshots to migrations/meta." in result.out) == (0, True), result.err
    assert "Everything's fine" in kit(history, "check")
    assert "No schema changes, nothing to migrate" in kit(history, "generate")
    assert len(list((history.root / "migrations").glob("*.sql"))) == 3


def test_rebuilt_bytes_differ_only_in_the_ids(history: Project, journal: Journal) -> None:
    before = lose(history, *ALL)
    assert journal("snapshot").code == 0
    after = files(meta(history))
    assert {name: _IDS.sub(b"", text) for name, text in after.items()} == {
        name: _IDS.sub(b"", text) for name, text in before.items()
    }


def test_a_missing_snapshot_in_the_middle_gets_the_id_that_the_next_one_expects(
    history: Project, journal: Journal
) -> None:
    before = lose(history, "0001")
    assert journal("snapshot").code == 0
    assert files(meta(history)) == before


def test_a_complete_folder_is_left_unchanged(history: Project, journal: Journal) -> None:
    before = files(meta(history))
    result = journal("snapshot")
    assert (result.code, result.out.startswith(COMPLETE)) == (0, True)
    assert files(meta(history)) == before


def test_a_dry_run_writes_nothing(history: Project, journal: Journal) -> None:
    lose(history, *ALL)
    before = files(meta(history))
    result = journal("snapshot", "--dry-run")
    assert result.out.endswith("Dry run: 3 snapshots would be written to migrations/meta. Nothing was written.\n")
    assert (result.code, files(meta(history)), len(list(meta(history).iterdir()))) == (0, before, 1)


def test_undo_restores_the_folder(history: Project, journal: Journal) -> None:
    lose(history, "0001", "0002")
    before = files(meta(history))
    assert journal("snapshot").code == 0
    result = journal("snapshot", "--undo")
    assert (result.code, result.out) == (0, "Undone: 2 snapshots removed, 0 restored.\n")
    assert [*files(meta(history)).items()] == [*before.items()]
    assert journal("snapshot", "--undo").code == 1


def test_anew_also_rebuilds_snapshots_that_fit(history: Project, journal: Journal) -> None:
    last = meta(history) / "0002_snapshot.json"
    last.write_text(last.read_text().replace('"tags"', '"labels"'))
    assert journal("snapshot").out.startswith(COMPLETE)
    assert journal("snapshot", "--replace-all").code == 0
    assert "No schema changes, nothing to migrate" in kit(history, "generate")
    assert (meta(history) / "_snapshots_written_1" / "0002_snapshot.json.bak").exists()


def orphan(history: Project) -> Path:
    """Give the last snapshot a wrong parent, and return its path."""
    last = meta(history) / "0002_snapshot.json"
    value = json.loads(last.read_text())
    last.write_text(json.dumps(value | {"prevId": value["id"]}, indent=2))
    return last


def test_a_misfit_is_an_error_and_left_unchanged(history: Project, journal: Journal) -> None:
    orphan(history)
    before = files(meta(history))
    result = journal("snapshot")
    assert (result.code, files(meta(history))) == (1, before)
    assert "error: 0002_snapshot.json has the `prevId`" in result.out
    assert result.out.endswith("1 snapshot would have to be rewritten. Nothing was written.\n")


def test_replace_relinks_a_misfit_and_keeps_a_backup(history: Project, journal: Journal) -> None:
    last = orphan(history)
    broken = last.read_bytes()
    assert journal("snapshot", "--replace").code == 0
    assert [path.read_bytes() for path in meta(history).glob("_*/*.bak")] == [broken]
    assert "Everything's fine" in kit(history, "check")
    assert "No schema changes" in kit(history, "generate")
    assert journal("snapshot", "--undo").out == "Undone: 0 snapshots removed, 1 restored.\n"
    assert last.read_bytes() == broken


def test_undo_refuses_an_edited_file(history: Project, journal: Journal) -> None:
    lose(history, *ALL)
    assert journal("snapshot").code == 0
    (meta(history) / "0001_snapshot.json").write_text("{}")
    before = files(meta(history))
    result = journal("snapshot", "--undo")
    assert (result.code, files(meta(history))) == (2, before)
    assert "0001_snapshot.json has changed since; nothing was undone." in result.err


def test_a_migration_that_fails_leaves_the_folder_as_it_was(history: Project, journal: Journal) -> None:
    lose(history, *ALL)
    (last,) = (history.root / "migrations").glob("0002*.sql")
    last.write_text("SELECT nothing_like_it();")
    before = files(meta(history))
    assert journal("snapshot").code == 1
    assert (files(meta(history)), list((history.root / "migrations").glob(".*"))) == (before, [])


def test_json_prints_one_document(history: Project, journal: Journal) -> None:
    lose(history, "0002")
    document = json.loads(journal("snapshot", "--json").out)
    (one,) = document["snapshots"]
    assert (document["status"], document["written"], document["kept"], one["file"]) == (
        "ok",
        True,
        2,
        "0002_snapshot.json",
    )
    assert one["prevId"] == json.loads((meta(history) / "0001_snapshot.json").read_text())["id"]


@pytest.mark.parametrize("seconds", [0.3, 0.6, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4])
def test_a_kill_leaves_the_old_or_the_new_state(history: Project, seconds: float) -> None:
    lose(history, *ALL)
    before = {*files(meta(history))}
    command = [str(Path(sys.executable).parent / "journal"), "snapshot"]
    running = subprocess.Popen(
        command, cwd=history.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    time.sleep(seconds)
    running.send_signal(signal.SIGKILL)
    running.wait()
    whole = before | {f"{prefix}_snapshot.json" for prefix in ALL}
    assert {*files(meta(history))} in (before, whole)
    assert {*files(meta(history))} == whole or "No entry" in _checked(history)


def _checked(project: Project) -> str:
    command = [str(Path(sys.executable).parent / "journal"), "check"]
    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout


def test_undo_refuses_an_edit_of_the_same_length(history: Project, journal: Journal) -> None:
    lose(history, "0001")
    assert journal("snapshot").code == 0
    path = meta(history) / "0001_snapshot.json"
    edited = path.read_bytes().replace(b"posts", b"ports")
    path.write_bytes(edited)
    result = journal("snapshot", "--undo")
    assert (result.code == 0, path.read_bytes()) == (False, edited)
    assert "0001_snapshot.json has changed since; nothing was undone." in result.err


def test_a_folder_renamed_by_a_killed_run_is_restored(history: Project, journal: Journal) -> None:
    """Where the kernel cannot exchange two folders, there is a moment in which none has the name."""
    before = lose(history, "0001")
    meta(history).rename(meta(history).with_name(".meta.drizzle-journal-k1ll_ed0.old"))
    result = journal("snapshot")
    assert (result.code, files(meta(history)).keys()) == (0, before.keys()), result.err


def test_a_deviation_of_drizzle_kits_model_is_noted(project: Project, journal: Journal) -> None:
    shutil.copytree(
        Path(__file__).parent / "cases" / "types-custom" / "made", project.root / "migrations", dirs_exist_ok=True
    )
    lose(project, "0003")
    result = journal("snapshot")
    assert (result.code, "things_search on public.things no longer exists" in result.out) == (0, True), (
        result.out + result.err
    )
    assert '"things_search"' in (meta(project) / "0003_snapshot.json").read_text()
