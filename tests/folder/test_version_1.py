"""Tests that folders of drizzle 1.0 are read in the order and with the moments of its migrator."""

import json
import subprocess
from random import Random

import pytest
from conftest import Project
from needs import need_program

from journal.errors import FolderUnreadable
from journal.folder.read import read_folder
from journal.folder.version_1 import by_locale, in_unknown_order, moment_of, read_either
from journal.project.settings import load_settings

ASCII = "".join(map(chr, range(1, 128)))
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
    digits += [
        "99991399999999",
        "00000000000000",
        "2025-01-01-120",
        "202501 1123000",
        "20250101+1-1 1",
        "2025\u00a0112\ufeff130",
    ]
    digits += [f"{random.randint(1970, 2200)}{random.randint(0, 9999999999):010}" for _ in range(500)]
    digits += ["2025" + "".join(random.choices("019 -+x\u00a0\u0663\U0001f600", k=10)) for _ in range(3000)]
    parts = "[[0, 4], [4, 6], [6, 8], [8, 10], [10, 12], [12, 14]].map(([a, b]) => parseInt(one.slice(a, b), 10))"
    script = f"given.map((one) => {{ const p = {parts}; p[1] -= 1; return Date.UTC(...p); }})"
    found = [moment_of(f"{one}_name") for one in digits]
    assert found == in_node(script, [f"{one}_name" for one in digits])  # in JSON, NaN is null
    assert None in found[-3000:]
    assert any(one is not None for one in found[-3000:])


def test_an_order_is_known_where_node_has_it_in_every_language() -> None:
    random = Random(22)
    letters = "abzAZ_1é\u0301äßж日😀\u200b\x01"
    pairs = [["".join(random.choices(letters, k=random.randint(1, 4))) for _ in range(2)] for _ in range(3000)]
    known = [pair for pair in pairs if pair[0] != pair[1] and in_unknown_order(pair) is None]
    of_letters = [pair for pair in known if not "".join(pair).isascii()]
    script = "given.map(([a, b]) => ['en', 'sv', 'de', 'tr'].map((one) => Math.sign(a.localeCompare(b, one))))"
    answers = in_node(script, of_letters)
    expected = [[-1 if by_locale(one) < by_locale(other) else 1] * 4 for one, other in of_letters]
    assert answers == expected
    assert len(of_letters) > 50


def test_the_pair_of_an_unknown_order_is_named() -> None:
    assert in_unknown_order(["20250101000000_ä", "20250101000000_z"]) == ("20250101000000_ä", "20250101000000_z")
    assert in_unknown_order(["20250101000000_mä", "20250101000001_z", "20250101000000x"]) is None
    assert in_unknown_order(["20250101000000_ä"]) is None


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
