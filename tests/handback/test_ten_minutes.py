"""The page "Back to drizzle-kit in ten minutes": its commands run, in order, and say what it shows."""

import re
import shutil

import pytest
from conftest import Project
from handback.histories import go_ahead, project_of, written
from handback.live import live
from pages import blocks, in_shell, section, shell_url, steps

from journal.server.provider import Server

HISTORY = written("shop-dated")
_PAGE = section("handback", "Back to drizzle-kit in ten minutes")


@pytest.fixture
def team(project: Project, server: Server, database: str) -> Project:
    """A folder of dated files and the database that its runner made, with the page's drizzle.config.ts."""
    shutil.rmtree(project.root)
    project_of(HISTORY, project.root)
    live(HISTORY, project.root, server, database)
    (config,) = blocks(_PAGE, "ts")
    project.write("drizzle.config.ts", config)
    return project


def test_each_command_of_the_page_says_what_the_page_shows(team: Project, database: str) -> None:
    shown = list(steps(_PAGE))
    assert len(shown) >= 9
    for step in shown:
        if "--name" in step.command:
            go_ahead(HISTORY, team.root)
        text = in_shell(step.command, team.root, DATABASE_URL=shell_url(database)).stdout
        assert [line for line in step.lines if line not in text] == [], f"{step.command}\n{text}"


def test_the_ten_minutes_are_ten() -> None:
    minutes = [int(number) for number in re.findall(r"\((\d+) minutes?\)", _PAGE)]
    assert 5 <= sum(minutes) <= 10
