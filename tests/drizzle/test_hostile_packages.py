"""A drizzle-orm that is not what it says: it gets at nothing, and no answer of it is a bug or makes parity hold."""

import errno
import os
import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import NODE_PACKAGES, Journal, Project

from journal.drizzle import choice
from journal.drizzle.choice import Engine, choose
from journal.drizzle.node import NodeProgram, answer, find_node, node_at, started
from journal.folder.read import read_folder
from journal.folder.reconcile import reconcile

HOSTILE = Path(__file__).parent / "hostile" / "migrator.js"
DAY = 1420070400000


def package(project: Project, migrator: str | bytes, version: str = "0.45.4") -> None:
    project.write("node_modules/drizzle-orm/package.json", f'{{"name": "drizzle-orm", "version": "{version}"}}')
    project.write("node_modules/drizzle-orm/migrator.js", migrator)


def files_of(project: Project) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in project.root.rglob("*") if one.is_file()}


def test_a_package_gets_nothing_of_the_machine(project: Project, journal: Journal) -> None:
    package(project, HOSTILE.read_bytes())
    project.migration("0000_a")
    project.write(".env", "X=SECRET")
    project.write("secret.json", '{"a": "SECRET"}')
    (project.root / "a-link").symlink_to(".env")
    before = files_of(project)
    said = journal("bootstrap", "--dry-run", GITHUB_TOKEN="SECRET", NODE_OPTIONS="--title=SECRET")
    assert "(drizzle-orm 0.45.4 failed: Error: tried 47, got:)." in said.out, said.out
    assert files_of(project) == before


@pytest.mark.parametrize("verb", ["bootstrap", "verify", "handback"])
def test_a_link_out_of_the_package_is_not_followed(project: Project, journal: Journal, verb: str) -> None:
    package(project, "exports.readMigrationFiles = () => [{hash: 'x', folderMillis: 1}];")
    (project.root / "node_modules" / "drizzle-orm" / "way").symlink_to("/etc")
    project.migration("0000_a")
    journal("bootstrap", "--engine", "native")
    said = journal(verb)
    assert said.code in (0, 2)
    if verb != "handback":  # it tells of its proof by drizzle-kit alone
        assert "node_modules/drizzle-orm/way is a link that leads out of its package)." in said.out


def test_a_package_that_the_project_lies_in_is_not_run(project: Project, journal: Journal) -> None:
    project.write("package.json", '{"name": "drizzle-orm", "version": "0.45.4"}')
    project.write("migrator.js", "exports.readMigrationFiles = () => [];")
    (project.root / "node_modules").mkdir()
    (project.root / "node_modules" / "drizzle-orm").symlink_to("..")
    project.migration("0000_a")
    said = journal("bootstrap")
    assert (said.code, "which the package is a link to, contains the project)." in said.out) == (0, True), said.out


NO_ANSWER = {
    "text": "() => 'text'",
    "nothing": "() => undefined",
    "null": "() => null",
    "throws nothing": "() => { throw undefined }",
    "numbers": "() => [1, 2]",
    "nulls": "() => [null]",
    "not a number": "() => [{hash: 'a', folderMillis: NaN}]",
    "a word": "() => [{hash: 'a', folderMillis: 'soon'}]",
    "a list": "() => [{hash: ['a'], folderMillis: 1}]",
    "no hash": "() => [{folderMillis: 1}]",
    "a fraction": "() => [{hash: 'a', folderMillis: 1.5}]",
    "endless digits": "() => [{hash: 'a', folderMillis: '9'.repeat(5000)}]",
    "a long hash": "() => [{hash: 'a'.repeat(1e6), folderMillis: 1}]",
    "junk before": "() => { console.log('hello'); return [] }",
    "empty": "() => process.exit(0)",
    "exit code": "() => process.exit(9)",
    "a signal": "() => process.kill(process.pid, 'SIGKILL')",
    "not UTF-8": "() => { process.stdout.write(Buffer.from([0xff, 0xfe])); return [] }",
    "deep": "() => { process.stdout.write('['.repeat(100000)); process.exit(0) }",
    "a huge answer": "() => { for (;;) require('fs').writeSync(1, 'x'.repeat(1e6)) }",
    "huge complaints": "() => { for (let i = 0; i < 80; i++) require('fs').writeSync(2, 'x'.repeat(1e6)) }",
    "circular": "() => { const a = []; a.push({hash: a, folderMillis: 1}); return a }",
    "colours": "() => { throw new Error('\\x1b[2J::error::x') }",
}


@pytest.mark.parametrize("case", NO_ANSWER)
def test_what_is_no_answer_confirms_nothing_and_is_no_bug(project: Project, journal: Journal, case: str) -> None:
    package(project, f"exports.readMigrationFiles = {NO_ANSWER[case]};")
    project.migration("0000_a")
    said = journal("bootstrap", "--json")
    assert said.code == 0, said.err
    assert '"version": null' in said.out
    assert '"why_not": "drizzle-orm 0.45.4' in said.out


def test_a_package_that_cannot_be_loaded_confirms_nothing(project: Project, journal: Journal) -> None:
    package(project, "this is no JavaScript")
    project.migration("0000_a")
    assert "not confirmed by drizzle-orm (drizzle-orm 0.45.4 failed: SyntaxError:" in journal("bootstrap").out


RIGHT = "require('crypto').createHash('sha256').update('SELECT 1;\\n').digest('hex')"
WRONG = {
    "fewer": ("[]", "would store another row for 0000_a than PostgreSQL did."),
    "another": (f"[{{hash: 'x', folderMillis: {DAY}}}]", "would store another row for 0000_a than PostgreSQL did."),
    "more": (
        f"[{{hash: {RIGHT}, folderMillis: {DAY}}}, {{hash: 'x', folderMillis: 2}}]",
        "would store 1 row that no entry explains.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("verb", ["bootstrap", "verify"])
def test_an_answer_that_differs_makes_the_answer_no(project: Project, journal: Journal, verb: str, case: str) -> None:
    project.migration("0000_a")
    assert journal("bootstrap").code == 0
    answered, sentence = WRONG[case]
    package(project, f"exports.readMigrationFiles = () => {answered};")
    said = journal(verb)
    assert said.code == 1, said.out + said.err
    assert sentence in said.out
    assert "is the project's drizzle-orm 0.45.4 (node_modules/drizzle-orm) as it was published?" in said.out


def test_a_package_that_hangs_is_ended(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    package(project, "exports.readMigrationFiles = () => { for (;;); };")
    project.migration("0000_a")
    monkeypatch.setattr(choice, "CONFIRM_SECONDS", 0.5)
    folder = read_folder(project.settings())
    with choose(Engine.AUTO, project.root, is_version_1=False).confirming() as confirming:
        confirming.begin(folder.journal, folder.by_tag)
        assert "did not answer in 0.5 s" in confirming.answer([], []).why_not


def test_a_child_that_holds_the_pipe_is_not_waited_for(tmp_path: Path) -> None:
    command = ["sh", "-c", "setsid sleep 60 & echo '[]'"]
    begun = time.monotonic()
    with started(command, cwd=tmp_path, environment={"PATH": os.environ["PATH"]}) as process:
        assert answer(process, 30).value == []
    assert time.monotonic() - begun < 5


MIGRATE = {
    "nothing": ("async () => {}", 1, "ledger drizzle.__drizzle_migrations cannot be read"),
    "no sql": ("async () => { throw null }", 2, "drizzle-orm 0.45.4 failed"),
    "odd error": ("async () => { throw {code: {}, message: [], position: 'x', number: 'y'} }", 2, "migrate() failed"),
    "junk": ("async () => { console.log('hello') }", 2, "it printed something other than its answer"),
    "ended": ("async () => process.exit(0)", 2, "drizzle-orm 0.45.4 failed: no message"),
    "a list": (
        "async () => { process.stdout.write('[]'); process.exit(0) }",
        2,
        "did not report the result of migrate()",
    ),
}


@pytest.mark.drizzle
@pytest.mark.parametrize("case", MIGRATE)
def test_what_migrate_of_a_package_may_do_is_explained(project: Project, journal: Journal, case: str) -> None:
    text, code, sentence = MIGRATE[case]
    package(project, "")
    project.write("node_modules/drizzle-orm/node-postgres.js", "exports.drizzle = () => {};")
    project.write("node_modules/drizzle-orm/node-postgres/migrator.js", f"exports.migrate = {text};")
    for name in NODE_PACKAGES.iterdir():
        if name.name.startswith("pg") or name.name in ("xtend", "split2") or name.name.startswith("postgres-"):
            (project.root / "node_modules" / name.name).symlink_to(name)
    project.migration("0000_a")
    said = journal("bootstrap", "--engine", "drizzle")
    assert (said.code, sentence in said.err) == (code, True), said.err


def test_verify_without_a_journal_says_that_files_are_missing_there(drizzle: Project, journal: Journal) -> None:
    drizzle.migration("0000_a")
    for engine in ("auto", "drizzle", "native"):
        said = journal("verify", "--engine", engine)
        assert said.code == 1, said.err
        assert "0000_a" in said.out


@pytest.mark.drizzle
def test_linked_packages_are_read_where_they_lead_to(project: Project, journal: Journal, tmp_path: Path) -> None:
    store = tmp_path / "store" / ".pnpm" / "drizzle-orm@0.45.4" / "node_modules" / "drizzle-orm"
    shutil.copytree(NODE_PACKAGES / "drizzle-orm", store, ignore=shutil.ignore_patterns("*.d.ts", "*.map"))
    (project.root / "node_modules").mkdir()
    (project.root / "node_modules" / "drizzle-orm").symlink_to(store)
    project.migration("0000_a")
    assert "(node_modules/drizzle-orm) confirmed the hashes." in journal("bootstrap").out


def test_a_node_among_the_packages_is_not_run(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    package(project, "exports.readMigrationFiles = () => [];")
    planted = project.write("node_modules/.bin/node", f"#!/bin/sh\ntouch {project.root}/planted\n")
    planted.chmod(0o755)
    journal("bootstrap", PATH=f"{planted.parent}:{os.environ['PATH']}")
    assert not (project.root / "planted").exists()


def test_each_generation_of_node_gets_its_own_option() -> None:
    options = {
        (18, 20, 8): "", (20, 6, 0): "", (20, 20, 2): "--experimental-permission",
        (22, 12, 0): "--experimental-permission",
        (22, 13, 0): "--permission", (23, 4, 0): "--experimental-permission", (24, 0, 0): "--permission",
    }  # fmt: skip
    assert {version: NodeProgram("node", version).permissions for version in options} == options


def test_a_shim_is_asked_for_the_node_behind_it(tmp_path: Path) -> None:
    real = find_node()
    assert real
    shim = tmp_path / "node"
    shim.write_text(f'#!/bin/sh\n[ -n "$HOME" ] && exec {real} "$@"\n')
    shim.chmod(0o755)
    assert node_at(str(shim)) == node_at(real)
    version = subprocess.run([real, "--version"], capture_output=True, text=True, check=True, timeout=20).stdout
    assert node_at(real).name == f"node {version.strip().removeprefix('v')}"


def test_migrations_that_cannot_be_laid_out_are_not_confirmed(
    drizzle: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    drizzle.migration("0000_a")
    folder = read_folder(drizzle.settings())
    with choose(Engine.AUTO, drizzle.root, is_version_1=False).confirming() as confirming:
        monkeypatch.setattr(os, "symlink", full)
        confirming.begin(reconcile(folder, now=datetime.now(UTC)).journal, folder.by_tag)
        confirmed = confirming.answer([], [])
    assert confirmed.version is None
    assert confirmed.why_not.startswith("The migrations cannot be laid out for drizzle-orm: the disk is full")


def full(*words: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
