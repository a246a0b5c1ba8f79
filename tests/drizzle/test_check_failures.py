"""`drizzle-kit check` that stops, fails or may not run: our own findings stay, and what was not looked for is said."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import HERE, Journal, Project
from rules.test_rules_of_version_1 import BASELINE, CHECKS, INVOICES, LAST, NOW, locked, snapshot

from journal.drizzle import check as kit_check
from journal.verbs.check import CheckRequest, lint

PACKAGES = HERE / "drizzle1" / "node_modules"
SECRET = "secret.txt"


def answer(journal: Journal, *words: str, **environment: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Each finding by its rule, and whether drizzle-kit looked."""
    value = json.loads(journal("check", "--no-squawk", "--json", *words, **environment).out)
    found = {one["rule"]: one["message"] for one in value["findings"] if one["severity"] != "note"}
    return found, value["drizzle_kit"]


def real(project: Project) -> Path:
    migrations = locked(project)
    (project.root / "node_modules").symlink_to(PACKAGES)
    return migrations


def fake(project: Project, script: str) -> Path:
    """A drizzle-kit of this script."""
    migrations = locked(project)
    project.write("node_modules/drizzle-kit/package.json", '{"name": "drizzle-kit", "version": "1.0.0"}')
    project.write("node_modules/drizzle-kit/bin.cjs", script)
    return migrations


def without_first(one: dict[str, Any]) -> None:
    one.update(type="diff", deltas=[])
    del one["ddl"]


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "a delta of another kind": (
        lambda at: snapshot(at / LAST, lambda one: one.update(deltas=[{"op": "x"}])),
        f"{LAST}/snapshot.json data is malformed.",
    ),
    "footprints of another kind": (
        lambda at: snapshot(at / CHECKS, lambda one: one.update(footprints=[1])),
        f"{CHECKS}/snapshot.json data is malformed.",
    ),
    "two bases": (
        lambda at: snapshot(at / INVOICES, lambda one: one.update(type="base", ddl=[])),
        f"The migrations folder has two base snapshots, in {BASELINE} and {INVOICES}.",
    ),
    "no base": (
        lambda at: snapshot(at / BASELINE, without_first),
        f"Cannot reconstruct snapshot {BASELINE}: its history does not reach a base snapshot.",
    ),
    "a parent that sorts after it": (
        lambda at: (at / INVOICES).rename(at / "20271231000000_x"),
        "Migration 20150101000003_rename_qty sorts before its parent 20271231000000_x, so migrate can run it first.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", REFUSED)
def test_a_snapshot_that_drizzle_kit_refuses_is_a_finding(damage: str, project: Project, journal: Journal) -> None:
    change, sentence = REFUSED[damage]
    change(real(project))
    found, kit = answer(journal)
    assert found["graph-refused"] == f"drizzle-kit 1.0.0-rc.5 check stops here: {sentence}"
    assert (kit["version"], kit["complete"]) == ("1.0.0-rc.5", False)
    said = journal("check", "--no-squawk").out
    assert f"Conflicts between branches were not looked for: {kit['reason']}." in said
    assert "delete" not in said


def test_what_our_rules_find_on_the_same_snapshot_is_shown_once(project: Project, journal: Journal) -> None:
    migrations = real(project)
    snapshot(migrations / LAST, lambda one: one.update(prevIds=["a"]))
    found, kit = answer(journal)
    assert (set(found), kit["complete"]) == ({"graph-parent"}, False)


def test_a_folder_without_damage_has_no_finding_and_schema_ts_is_not_run(project: Project, journal: Journal) -> None:
    real(project)
    config = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };\n'
    for name in ("schema.ts", "drizzle.config.ts"):
        project.write(name, f'import fs from "fs";\nfs.writeFileSync("{project.root}/ran", "");\n{config}')
    assert answer(journal) == ({}, {"version": "1.0.0-rc.5", "complete": True, "reason": None})
    assert "the snapshots of all folders; schema.ts was not loaded." in journal("check", "--no-squawk", "-v").out
    assert not (project.root / "ran").exists()


FAILURES = {
    "throw": ("throw new Error('broken')", "broken"),
    "nothing": ("", "it printed no answer"),
    "text": ("console.log('Fine')", "it printed no answer"),
    "list": ("console.log('[]')", "it printed no answer"),
    "no kind": ("console.log('{\"status\":\"error\",\"error\":{\"code\":\"check_error\"}}')", "it printed no answer"),
    "error": (
        "console.log('{\"status\":\"error\",\"error\":{\"code\":\"internal_error\",\"message\":\"x\"}}')",
        "internal_error: x",
    ),
    "floods": ("for (;;) require('fs').writeSync(1, 'x'.repeat(65536))", "It printed more than 64 MB, and was killed"),
    "reads": (f"throw require('fs').readFileSync(__dirname + '/../../{SECRET}', 'utf8')", "Access to this API"),
    "writes": ("require('fs').writeFileSync(__dirname + '/written', '')", "Access to this API"),
    "starts": ("require('child_process').execSync('true')", "Access to this API"),
}  # fmt: skip


@pytest.mark.parametrize("failure", FAILURES)
def test_a_package_that_fails_hides_no_finding_of_ours(failure: str, project: Project, journal: Journal) -> None:
    script, reason = FAILURES[failure]
    (fake(project, script) / LAST / "migration.sql").write_text("SELECT 1;\n")
    project.write(SECRET, "SECRET")
    found, kit = answer(journal, GITHUB_TOKEN="SECRET")
    assert set(found) == {"hash-differs", "kit-check-failed"}
    assert reason in found["kit-check-failed"]
    assert (kit["version"], kit["complete"]) == ("1.0.0", False)
    assert "SECRET" not in found["kit-check-failed"]
    assert not (project.root / "node_modules" / "drizzle-kit" / "written").exists()


def test_a_package_that_hangs_is_ended(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kit_check, "SECONDS", 1.0)
    fake(project, "setInterval(() => 0, 1000)")
    (finding,) = (one for one in lint(project.settings(), CheckRequest(now=NOW, kit=True)).findings if one.tag is None)
    assert finding.rule == "kit-check-failed"
    assert finding.message == "drizzle-kit 1.0.0 check could not be run: it did not end in 1 s."


def test_drizzle_kit_without_drizzle_orm_could_not_be_run(project: Project, journal: Journal) -> None:
    locked(project)
    (project.root / "node_modules").mkdir()
    (project.root / "node_modules" / "drizzle-kit").symlink_to(
        shutil.copytree(PACKAGES / "drizzle-kit", project.root.parent / "kit")
    )
    found, _ = answer(journal)
    assert set(found) == {"kit-check-failed"}
    assert "drizzle-orm" in found["kit-check-failed"]


NEVER = "require('fs').readFileSync('/'); // it is not started"
WHY_NOT: dict[str, tuple[Callable[[Path], object], str, bool]] = {
    "none": (lambda at: shutil.rmtree(at.parent / "node_modules"), "drizzle-kit is not installed", False),
    "0.31": (
        lambda at: (at.parent / "node_modules/drizzle-kit/package.json").write_text('{"version": "0.31.11"}'),
        "drizzle-kit 0.31.11 reads no folders, 1.0 does", False,
    ),
    "no snapshots": (
        lambda at: [path.unlink() for path in at.glob("*/snapshot.json")], "no migration has a snapshot.json", True
    ),
    "an unreadable one": (
        lambda at: (at / LAST / "snapshot.json").write_text("{"), f"the snapshot of {LAST} is not valid JSON", True
    ),
    "a link out": (
        lambda at: [(at / LAST / "snapshot.json").unlink(), (at / LAST / "snapshot.json").symlink_to("/etc/passwd")],
        f"the snapshot of {LAST} cannot be read", True,
    ),
    "a pipe": (
        lambda at: [(at / LAST / "snapshot.json").unlink(), os.mkfifo(at / LAST / "snapshot.json")],
        f"the snapshot of {LAST} cannot be read", True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("cause", WHY_NOT)
def test_why_it_was_not_run_is_said(cause: str, project: Project, journal: Journal) -> None:
    change, reason, is_shown = WHY_NOT[cause]
    change(fake(project, NEVER))
    found, kit = answer(journal)
    assert "kit-check-failed" not in found
    assert kit["reason"].startswith(reason), kit
    line = f"Conflicts between branches were not looked for: {kit['reason']}."
    assert (line in journal("check", "--no-squawk").out) == is_shown
    assert line in journal("check", "--no-squawk", "-v").out


def test_it_is_not_run_with_the_native_engine_without_node_and_with_no_kit(project: Project, journal: Journal) -> None:
    fake(project, NEVER)
    assert answer(journal, JOURNAL_ENGINE="native")[1]["reason"] == "the engine is native, which runs no package"
    assert answer(journal, PATH=str(project.root / "tools"))[1]["reason"] == "node is not installed"
    assert answer(journal, "--no-kit") == ({}, None)


def test_a_journal_of_0_x_runs_no_drizzle_kit(project: Project, journal: Journal) -> None:
    project.write("node_modules/drizzle-kit/package.json", '{"name": "drizzle-kit", "version": "1.0.0"}')
    project.migration("0000_a")
    journal("bootstrap")
    assert answer(journal)[1] is None


def test_a_failure_is_accepted_and_an_acceptance_is_stale_only_where_it_ran(project: Project, journal: Journal) -> None:
    fake(project, FAILURES["error"][0])
    accepted = journal(
        "check", "--no-squawk", "--accept", "kit-check-failed", "--tag", "migrations", "--reason", "known"
    )
    assert accepted.code == 0, accepted.out
    assert answer(journal)[0] == {}
    assert answer(journal, "--no-kit")[0] == {}
    project.write("node_modules/drizzle-kit/bin.cjs", 'console.log(\'{"status":"ok"}\')')
    assert set(answer(journal)[0]) == {"stale-acceptance"}
