"""Branches beside the two of a situation: one that both have merged, or that only this branch has."""

from collections.abc import Callable
from copy import deepcopy
from json import loads

from rebase.merges import Step, Team
from repository import commit, git


def _beside(team: Team, name: str, step: Step) -> None:
    """Make a migration on a branch of the fork, and merge that into the checked-out one, all but the migrations."""
    own, here = deepcopy(team.model), git(team.root, "branch", "--show-current")
    team.model = loads(team.start)
    team.switch("-c", name, git(team.root, "merge-base", "main", "mine"))
    team.work((step,))
    team.switch(here)
    team.model = own
    _merge(team, name, step)


def _merge(team: Team, name: str, step: Step) -> None:
    team.merge("merge", name)
    step.change(team.model)
    team.write_schema()
    git(team.root, "add", "schema.ts")


def with_merge(step: Step, last: Step) -> Callable[[Team], None]:
    """Merge a branch with one migration, and generate another, whose snapshot has two parents. For folders of 1.0."""

    def change(team: Team) -> None:
        _beside(team, f"beside-{step.name}", step)
        commit(team.root)
        team.work((last,))

    return change


def with_third(step: Step) -> Callable[[Team], None]:
    """Merge a branch that main does not have, and put the own migrations behind its one."""

    def change(team: Team) -> None:
        _beside(team, "third", step)
        _rebase(team, "third")

    return change


def third_in_main(step: Step) -> Callable[[Team], None]:
    """Rebase the third branch onto main, and merge it there."""

    def change(team: Team) -> None:
        team.switch("third")
        _merge(team, "main", step)
        _rebase(team, "main")
        team.switch("main")
        assert team.merge("merge", "--ff-only", "third")

    return change


def _rebase(team: Team, onto: str) -> None:
    code, said = team.run("rebase", "--onto", onto, "--yes")
    assert code == 0, said
    commit(team.root)
