"""Which of two branches is named to be generated again. The conflicts of the real drizzle-kit are in tests/drizzle."""

import shutil
from dataclasses import replace
from pathlib import Path

from conftest import Project
from repository import commit, git
from rules.test_rules_of_version_1 import LAST, NOW, locked, snapshot

from journal.rules import branch_conflict
from journal.rules.support.kit_check import BranchChange, KitCheck
from journal.rules.support.subject import Finding, read_subject

OURS, THEIRS, LATER = "20270101000000_ours", "20270102000000_theirs", "20270103000000_later"


def add(migrations: Path, name: str, parent: str) -> None:
    """A migration with its name as id, after a parent."""
    shutil.copytree(migrations / LAST, migrations / name)
    snapshot(migrations / name, lambda one: one.update(id=name, prevIds=[parent or one["id"]]))


def found(project: Project, base: str | None = None) -> Finding:
    changes = [BranchChange(name, leaf, "alter_column", "column a.b") for name, leaf in ((OURS, OURS), (THEIRS, LATER))]
    answer = KitCheck("1.0.0", conflicts=((changes[0], changes[1]),))
    subject = replace(read_subject(project.settings(), NOW, base), kit_check=lambda _: answer)
    (finding,) = branch_conflict.check(subject)
    return finding


def branches(project: Project) -> Path:
    migrations = locked(project)
    add(migrations, THEIRS, "")
    add(migrations, LATER, THEIRS)
    git(project.root, "init", "-q", "-b", "main")
    commit(project.root)
    add(migrations, OURS, "")
    return migrations


def test_the_later_one_goes_with_those_that_follow_it(project: Project) -> None:
    migrations = branches(project)
    finding = found(project)
    assert (finding.tag, finding.place and finding.place.path) == (THEIRS, migrations / THEIRS / "snapshot.json")
    assert (
        f"applied {THEIRS}: rm -r {migrations / THEIRS} {migrations / LATER} && cd {project.root} && npx"
        in finding.help
    )
    assert f'write "prevIds": ["{OURS}"] in {THEIRS}/snapshot.json; and' in finding.help  # LATER follows THEIRS already


def test_with_a_base_it_is_the_one_that_is_not_merged(project: Project) -> None:
    migrations = branches(project)
    finding = found(project, "main")
    assert finding.tag == OURS
    assert (
        finding.message == f"{THEIRS} and {OURS} both change column a.b (alter_column), and neither follows the other."
    )
    assert f"applied {OURS}: rm -r {migrations / OURS} && cd {project.root} && npx" in finding.help
