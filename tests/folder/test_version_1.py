"""Tests that folders of drizzle 1.0 are read in the order and with the moments of its migrator."""

import json
import subprocess
from pathlib import Path
from random import Random

import pytest
from conftest import Project
from needs import need_program

from journal.errors import FolderUnreadable
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.folder.read import read_folder
from journal.folder.version_1 import by_locale, millis_of, read_either
from journal.project.settings import load_settings

ASCII = "".join(map(chr, range(32, 127)))
NAMES = ("20250101000000_init", "20250102000000_b", "20250102000000_B", "20250102000000_a1", "20250102000000_a_1")


def in_node(script: str, value: object) -> object:
    need_program("node")
    words = [
        "node",
        "-e",
        f"console.log(JSON.stringify(((given) => {script})(JSON.parse(require('fs').readFileSync(0)))))",
    ]
    done = subprocess.run(words, input=json.dumps(value), capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


def test_names_are_in_the_order_of_node() -> None:
    random = Random(21)
    names = {"".join(random.choices("aAbB_-019 zZ.", k=random.randint(1, 6))) for _ in range(2000)}
    names |= {"".join(random.choices(ASCII, k=random.randint(1, 5))) for _ in range(2000)}
    assert sorted(names, key=by_locale) == in_node("given.sort((a, b) => a.localeCompare(b))", sorted(names))


def test_moments_are_those_of_node() -> None:
    random = Random(21)
    digits = ["20250101000000", "20251301000000", "20250099250000", "00250101000000", "99991231235959"]
    digits += [f"{random.randint(1970, 2200)}{random.randint(0, 9999999999):010}" for _ in range(500)]
    parts = "[[0, 4], [4, 6], [6, 8], [8, 10], [10, 12], [12, 14]].map(([a, b]) => parseInt(one.slice(a, b), 10))"
    script = f"given.map((one) => {{ const p = {parts}; p[1] -= 1; return Date.UTC(...p); }})"
    migrations = [Migration(f"{one}_name", Kind.FORWARD, Path(one), b"") for one in digits]
    assert [millis_of(one) for one in migrations] == in_node(script, digits)


def made(project: Project, *names: str) -> None:
    for name in names:
        project.write(f"migrations/{name}/migration.sql", f"-- {name}")


def test_folders_are_entries_in_the_order_of_the_migrator(project: Project) -> None:
    made(project, *NAMES)
    project.write("migrations/0001_init.sql", "CREATE TABLE users (id int)")
    folder = read_either(load_settings(project.root))
    assert folder.is_version_1
    ordered = ["20250101000000_init", "20250102000000_a_1", "20250102000000_a1", "20250102000000_b", "20250102000000_B"]
    assert [(entry.idx, entry.tag) for entry in folder.journal.entries] == [*enumerate(ordered)]
    assert [entry.when for entry in folder.journal.entries[:2]] == [1735689600000, 1735776000000]
    assert [note.code for note in folder.notes] == ["file-beside-folders"]


def test_a_folder_without_a_moment_is_refused_by_name(project: Project) -> None:
    made(project, *NAMES, "add_users")
    with pytest.raises(FolderUnreadable, match="add_users begins with no date of 14 digits"):
        read_either(load_settings(project.root))


def test_what_reads_0_x_only_refuses_it(project: Project) -> None:
    made(project, *NAMES)
    project.write("migrations/0001_init.sql", "CREATE TABLE users (id int)")
    with pytest.raises(FolderUnreadable, match=r"layout of drizzle 1\.0"):
        read_folder(load_settings(project.root))
