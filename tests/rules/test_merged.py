"""Rules about a merge name `rebase` in a work tree of git, and nowhere else."""

import json

import pytest
from conftest import Journal, Project
from repository import git
from rules.test_folder_rules import entry, healthy

WAY = "drizzle-journal rebase --onto REF. REF is the branch whose migrations stay, such as origin/main."


def broken(project: Project, rule: str) -> None:
    entries = healthy(project, "0000_a", "0001_b")
    if rule == "duplicate-idx":
        entries[1]["idx"] = 0
    elif rule == "when-does-not-rise":
        entries[1]["when"] = entry(0, "0000_a")["when"]
    text = json.dumps({"version": "7", "dialect": "postgresql", "entries": entries}, indent=2)
    project.write("meta/_journal.json", f"<<<<<<< HEAD\n{text}" if rule == "merge-conflict" else text)


@pytest.mark.parametrize("rule", ["merge-conflict", "duplicate-idx", "when-does-not-rise"])
def test_rebase_is_named_in_a_work_tree_alone(project: Project, journal: Journal, rule: str) -> None:
    broken(project, rule)
    said = journal("check")
    assert (rule in said.out, "rebase --onto" in said.out) == (True, False), said.out
    git(project.root, "init", "-q")
    said = journal("check")
    assert WAY in said.out, said.out
