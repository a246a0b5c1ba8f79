""".env against the dotenv that drizzle-kit loads it with."""

import json
import random
import subprocess

import pytest
from conftest import Project

from journal.errors import SettingsInvalid
from journal.project.drizzle_config.dotenv import Environment, parse_dotenv

DUMP = (
    "const { writeFileSync } = require('fs');\n"
    "const mine = Object.entries(process.env).filter(([name]) => name.startsWith('K_'));\n"
    "writeFileSync('all.json', JSON.stringify(Object.fromEntries(mine)));\n"
    "module.exports = { dialect: 'postgresql', out: './none' };"
)
BITS = [
    "a",
    "b=c",
    " ",
    "'",
    '"',
    "`",
    "#",
    " # ",
    "\\n",
    "\\'",
    '\\"',
    "$K_1",
    "${K_2}",
    "\t",
    "\u00a0",
    "é",
    ":",
    "\\",
]


def random_lines(seed: int) -> str:
    chance = random.Random(seed)
    lines = []
    for number in range(1500):
        value = "".join(chance.choice(BITS) for _ in range(chance.randint(0, 6)))
        quote = chance.choice(["", "", "", "'", '"', "`"])
        sign = chance.choice(["=", "=", " = ", ": ", "= "])
        lines.append(f"{chance.choice(['', '', 'export ', ' '])}K_{number}{sign}{quote}{value}{quote}")
        lines += chance.choice([[], [], ["# a comment"], ["", "no line"]])
    return chance.choice(["\n", "\r\n"]).join(lines)


def test_a_random_file_is_read_as_drizzle_kit_reads_it(drizzle: Project) -> None:
    drizzle.write("drizzle.config.js", DUMP)
    text = random_lines(7)
    drizzle.write(".env", text)
    command = ["node", "node_modules/drizzle-kit/bin.cjs", "check"]
    subprocess.run(command, cwd=drizzle.root, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    expected = json.loads((drizzle.root / "all.json").read_text())
    found = {name: value for name, value in parse_dotenv(text).items() if name.startswith("K_")}
    assert found == expected
    assert len(found) > 500


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=x#y", "x"),
        ("A='x#y' # z", "x#y"),
        ('A="x\\ny"', "x\ny"),
        ("A='x\\ny'", "x\\ny"),
        ("A=${B}", "${B}"),
        ("export A = x ", "x"),
        ("A=1\nA=2", "2"),
        ("A", None),
    ],
)
def test_a_line_sets_the_value_that_dotenv_reads(line: str, value: str | None) -> None:
    assert parse_dotenv(line).get("A") == value


def test_a_set_variable_keeps_its_value_and_a_new_one_names_its_file(project: Project) -> None:
    project.write(".env", "SET=file\nNEW=file\n")
    environment = Environment({"SET": "process"}).with_file(project.root, ".env")
    assert dict(environment.values) == {"SET": "process", "NEW": "file"}
    assert (environment.origin("SET"), environment.origin("NEW")) == ("SET", "NEW of .env")
    assert "process" not in repr(environment)  # a value may be a password


def test_an_env_file_that_is_a_folder_is_refused_or_skipped(project: Project) -> None:
    (project.root / ".env").mkdir()
    with pytest.raises(SettingsInvalid, match=r"\.env cannot be read: Is a directory\."):
        Environment({}).with_file(project.root, ".env", strict=True)
    assert Environment({}).with_file(project.root, ".env") == Environment({})
