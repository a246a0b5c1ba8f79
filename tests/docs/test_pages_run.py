"""The commands of the pages run, in order, on the files that the page shows, and print what it shows.

A code block with a title is a file, a `console` block is commands with lines that they print (`…` stands for anything).
Where a command asks on a terminal, the reader says yes.
"""

import re
import shutil

import pytest
from conftest import Project
from docs.worlds import WORLDS, newest_copy
from generated import PAGES
from pages import BLOCK, Step, in_shell, section, shell_url, steps
from real import psql
from repository import commit, git

ELSEWHERE = {"handback", "upgrade-to-1.0"}
"""Pages with a test of their own."""


def shown(line: str, text: str) -> bool:
    """Tell whether a line of the page is in what was printed."""
    pattern = ".*".join(re.escape(piece.strip()) for piece in line.split("…"))
    return re.search(pattern, text) is not None


def spaces(text: str) -> str:
    """Return the text with one space where columns are aligned by several."""
    return re.sub(r" +", " ", text)


def run(step: Step, project: Project, url: str, production: str, code: int) -> None:
    command = step.command
    if "restore" in command:
        command = re.sub(r"_backup_users_\d+", newest_copy(url), command)
    urls = {"DATABASE_URL": shell_url(url), "PRODUCTION_URL": shell_url(production)}
    done = in_shell(command, project.root, **urls)
    if done.returncode == 2 and "Consent is required" in done.stdout:
        done = in_shell(f"{command.partition(' #')[0]} --yes", project.root, **urls)
    missing = [line for line in step.lines if not shown(spaces(line), spaces(done.stdout))]
    assert (done.returncode, missing) == (code, []), f"{command}\n{done.stdout}"


@pytest.mark.drizzle
@pytest.mark.parametrize("page", WORLDS)
def test_the_commands_of_a_page_say_what_it_shows(page: str, drizzle: Project, database: str, twin: str) -> None:
    shutil.rmtree(drizzle.root / "migrations")
    git(drizzle.root, "init", "-q")
    world, number = WORLDS[page], 0
    world.before(drizzle, database)
    for language, name, body in BLOCK.findall(section(page)):
        if name:
            drizzle.write(name, body)
            commit(drizzle.root)
        for step in steps(f"```{language}\n{body}```\n"):
            for words, script in world.between.items():
                if words in f"{step.command}  ":
                    psql(database, script)
            run(step, drizzle, database, twin, int(number in world.no))
            number += 1


def test_every_page_with_commands_is_run() -> None:
    with_commands = {path.stem for path in PAGES.glob("*.md") if list(steps(path.read_text()))}
    assert with_commands == WORLDS.keys() | ELSEWHERE | {"reference"}  # which has the usage of each command
