"""The README page "Back to drizzle-kit in ten minutes": its commands run, in order, and say what it shows."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Project
from generated import README
from handback.histories import go_ahead, project_of, written
from handback.live import live
from psycopg.conninfo import conninfo_to_dict

from journal.server.provider import Server

HISTORY = written("shop-dated")
_PAGE = README.read_text().partition("## Back to drizzle-kit in ten minutes")[2].partition("\n## ")[0]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", _PAGE, re.DOTALL)


def steps() -> Iterator[tuple[str, list[str]]]:
    """Each command with the lines that it is to print."""
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.strip().split("\n")
            yield command, lines


@pytest.fixture
def team(project: Project, server: Server, database: str) -> Project:
    """A folder of dated files and the database that its runner made, with the page's drizzle.config.ts."""
    shutil.rmtree(project.root)
    project_of(HISTORY, project.root)
    live(HISTORY, project.root, server, database)
    (config,) = blocks("ts")
    project.write("drizzle.config.ts", config)
    return project


def said(command: str, root: Path, url: str) -> str:
    bin_ = Path(sys.executable).parent
    environment = os.environ | {"DATABASE_URL": url, "PATH": f"{bin_}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=root, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=180, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def test_each_command_of_the_page_says_what_the_page_shows(team: Project, database: str) -> None:
    words = conninfo_to_dict(database)
    url = f"postgresql://postgres@localhost/{words['dbname']}?host={words['host']}"
    shown = list(steps())
    assert len(shown) >= 9
    for command, lines in shown:
        if "--name" in command:
            go_ahead(HISTORY, team.root)
        text = said(command, team.root, url)
        assert [line for line in lines if line not in text] == [], f"{command}\n{text}"


def test_the_ten_minutes_are_ten() -> None:
    minutes = [int(number) for number in re.findall(r"\((\d+) minutes?\)", _PAGE)]
    assert 5 <= sum(minutes) <= 10
