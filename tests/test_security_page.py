"""SECURITY.md is right about every verb, every name of a credential, and the commands that it shows."""

import re
import shlex
from pathlib import Path

import pytest
from attacks.calls import VERBS, Trait, commands
from conftest import HERE, Journal, Project
from pages import section

from journal.drizzle import variables

PAGE = (HERE.parent / "SECURITY.md").read_text()
COLUMNS = {
    "SQL there": {Trait.REPLAYS},
    "a session": {Trait.CONNECTS, Trait.CONNECTS_WRITING},
    "git": {Trait.GIT},
    "packages": {Trait.NODE},
}

ON_FOLDERS_OF_1 = {("check", "packages"), ("adopt", "packages")}
"""What a verb does only on folders of drizzle 1.0; the calls of the attacks have a journal."""


def rows() -> dict[str, dict[str, str]]:
    """Each verb's cells by the heads of their columns."""
    lines = PAGE.partition("<!-- verbs -->\n")[2].partition("<!-- end -->")[0].splitlines()
    head, _, *body = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    return {cells[0].strip("`"): dict(zip(head, cells, strict=True)) for cells in body}


def test_every_verb_has_its_row() -> None:
    assert rows().keys() == commands()


@pytest.mark.parametrize("column", COLUMNS)
def test_a_cell_is_filled_where_the_verb_does_that(column: str) -> None:
    does = {
        name: (name, column) in ON_FOLDERS_OF_1
        or any(one.traits & COLUMNS[column] for one in VERBS if one.command == name)
        for name in rows()
    }
    assert {name: bool(row[column]) for name, row in rows().items()} == does


def test_every_name_of_a_credential_is_on_the_page() -> None:
    words = set(re.findall(r"[A-Z_]{2,}", PAGE))
    names = {*variables.CREDENTIAL_PARTS, *variables.CREDENTIAL_WORDS, *variables.CREDENTIAL_PREFIXES}
    assert names - words == set()


def test_the_commands_for_pull_requests_are_the_same_on_both_pages() -> None:
    assert _commands(PAGE) == _commands(section("ci", "Untrusted pull requests"))
    assert len(_commands(PAGE)) == 4


def _commands(text: str) -> list[str]:
    return re.findall(r"^\$ drizzle-journal (.+)$", text.partition("```console\n")[2].partition("```")[0], re.MULTILINE)


@pytest.mark.drizzle
def test_the_commands_for_pull_requests_run_nothing_of_the_project(drizzle: Project, journal: Journal) -> None:
    """A drizzle.config, a schema.ts, smoke commands and a drizzle-orm that would each leave a file."""
    mark = Path(drizzle.root / "ran")
    spy = f'require("node:fs").writeFileSync({str(mark)!r}, "x");'
    (drizzle.root / "node_modules").unlink()
    drizzle.write("node_modules/drizzle-orm/package.json", '{"name": "drizzle-orm", "version": "0.45.4"}')
    for name in ("node_modules/drizzle-orm/migrator.js", "drizzle.config.js", "schema.ts"):
        drizzle.write(name, spy)
    drizzle.write("drizzle.config.js", f'{spy}\nexport default {{ dialect: "postgresql", out: "./migrations" }};')
    drizzle.write("journal.toml", f'engine = "drizzle"\n[[smoke]]\nname = "x"\nrun = "touch {mark}"\n')
    drizzle.migration("0000_a")
    assert journal("bootstrap", "--engine", "native").code == 0
    for command in _commands(PAGE):
        words = shlex.split(command.replace("--base origin/main ", "").replace(" --from origin/main", ""))
        assert journal(*words).code in (0, 1), command
    assert not mark.exists()
