"""The commands of the page on the upgrade run, in order, in a project of drizzle-kit 0.31 that becomes one of rc.5.

Where the page installs packages, those of the tests are linked instead. Every command has to end with exit code 0, and
those of `console` blocks have to print what the page shows.
"""

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import HERE, Project
from docs.test_pages_run import shown
from docs.worlds import migrated_by_drizzle_kit
from pages import BLOCK, Step, in_shell, section, shell_url, steps
from verbs.test_status import execute

PAGE = "upgrade-to-1.0"
OF_1, OF_0 = HERE / "drizzle1", HERE / "drizzle"


def commands(text: str) -> Iterator[Step]:
    """Yield the commands of the `console` and `sh` blocks, in order."""
    for language, _, body in BLOCK.findall(text):
        if language == "console":
            yield from steps(f"```console\n{body}```\n")
        elif language == "sh":
            yield from (Step(line, ()) for line in body.splitlines() if line)


def linked(command: str, root: Path) -> None:
    """Link the packages that the command would install, in the folder that it names, else in the project."""
    words = shlex.split(command)
    packages = OF_1 if any(word.endswith("@rc") for word in words) else OF_0
    if "--prefix" in words:
        place = root / words[words.index("--prefix") + 1]
        place.unlink(missing_ok=True)
        place.symlink_to(packages)
    else:
        (root / "node_modules").unlink()
        (root / "node_modules").symlink_to(packages / "node_modules")


def typed(text: str, project: Project, url: str) -> None:
    for step in commands(text):
        if step.command.startswith("npm install"):
            linked(step.command, project.root)
            continue
        done = in_shell(step.command, project.root, DATABASE_URL=shell_url(url))
        missing = [line for line in step.lines if not shown(line, re.sub(" +", " ", done.stdout))]
        assert (done.returncode, missing) == (0, []), f"{step.command}\n{done.stdout}"


@pytest.mark.drizzle
def test_the_page_leads_to_1_0_and_back(drizzle: Project, database: str) -> None:
    shutil.rmtree(drizzle.root / "migrations")
    migrated_by_drizzle_kit(drizzle, database)
    sql = (drizzle.root / "drizzle" / "0000_users.sql").read_bytes()
    there, back = section(PAGE).split("\n## Back to 0.x\n")
    typed(there, drizzle, database)
    (folder,) = (path for path in (drizzle.root / "drizzle").iterdir() if path.name[0] != "_")
    assert re.fullmatch(r"\d{14}_users", folder.name)
    assert (folder / "migration.sql").read_bytes() == sql
    assert json.loads((folder / "snapshot.json").read_text())["version"] == "9"
    assert execute(database, "SELECT name FROM drizzle.__drizzle_migrations") == [(folder.name,)]
    assert [*json.loads((drizzle.root / "drizzle-journal.lock").read_text())["migrations"]] == [folder.name, "~"]
    typed(back, drizzle, database)
    assert (drizzle.root / "drizzle" / "0000_users.sql").read_bytes() == sql
    assert (drizzle.root / "drizzle" / "meta" / "_journal.json").exists()
