"""What check finds of a lock beside a journal of 0.x."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Project
from locks import FIRST, HASH_A, HASH_B, NOW, A, B, listed, locked

from journal.verbs.check import CheckRequest, lint

C = "0002_c"
Change = Callable[[Project], object]
HASH_RULES = {"hash-missing", "hash-not-recorded", "hash-malformed", "hash-differs", "hash-contradicted"}
LOCK_RULES = {"lock-missing", "lock-unreadable", "not-locked", "locked-removed", "late-entry"}


def entries(project: Project, change: Callable[[list[dict[str, Any]]], object]) -> None:
    value = json.loads(project.journal.read_text())
    change(value["entries"])
    project.journal.write_text(json.dumps(value, indent=2))


def added(project: Project, at: int, when: int) -> None:
    project.migration(C, "CREATE TABLE c (id int);\n")
    entry = {"idx": 2, "version": "7", "when": when, "tag": C, "breakpoints": True}
    entries(project, lambda listed: listed.insert(at, entry))


def removed(project: Project, *, file: bool) -> None:
    entries(project, lambda listed: listed.pop())
    if file:
        (project.root / "migrations" / f"{B}.sql").unlink()


def renamed(project: Project) -> None:
    (project.root / "migrations" / f"{B}.sql").rename(project.root / "migrations" / f"{C}.sql")
    entries(project, lambda listed: listed[1].update(tag=C))


def lines(project: Project, *given: str) -> None:
    head = '{"version": 1, "folder": "migrations", "migrations": {'
    project.write("drizzle-journal.lock", "\n".join([head, *given, '"~": null}}', ""]))


LOCK, JOURNAL = "drizzle-journal.lock", "_journal.json"
DAMAGE: dict[str, tuple[Change, dict[str, str]]] = {
    "nothing": (lambda project: None, {}),
    "edited": (lambda project: project.migration(A, "SELECT 1;\n"), {"hash-differs": f"{LOCK}:2"}),
    "renamed": (renamed, {"locked-removed": f"{LOCK}:3", "not-locked": f"{JOURNAL}:12"}),
    "removed": (lambda project: removed(project, file=True), {"locked-removed": f"{LOCK}:3"}),
    "removed from the journal": (lambda project: removed(project, file=False), {"locked-removed": f"{LOCK}:3"}),
    "new": (lambda project: added(project, 2, FIRST + 120_000), {"not-locked": f"{JOURNAL}:19"}),
    "late": (
        lambda project: added(project, 1, FIRST + 30_000),
        {"not-locked": f"{JOURNAL}:12", "late-entry": f"{JOURNAL}:15"},
    ),
    "late at the end": (lambda project: added(project, 2, FIRST + 30_000), {"not-locked": f"{JOURNAL}:19"}),
    "a lock with markers": (
        lambda project: lines(project, "<<<<<<< HEAD", f'"{A}": "{HASH_A}",', "=======", ">>>>>>> b"),
        {"lock-unreadable": f"{LOCK}:2"},
    ),
    "a lost comma": (lambda project: lines(project, f'"{A}": "{HASH_A}"'), {"lock-unreadable": f"{LOCK}:0"}),
    "two lines that differ": (
        lambda project: lines(project, f'"{A}": "{HASH_A}",', f'"{B}": "{HASH_A}",', f'"{B}": "{HASH_B}",'),
        {"lock-unreadable": f"{LOCK}:3"},
    ),
    "lines in another order": (lambda project: lines(project, f'"{B}": "{HASH_B}",', f'"{A}": "{HASH_A}",'), {}),
    "another hash in the journal": (
        lambda project: listed(project, A, B, hashes={A: HASH_B, B: HASH_B}),
        {"hash-contradicted": f"{JOURNAL}:5"},
    ),
    "the same hashes in the journal": (lambda project: listed(project, A, B, hashes={A: HASH_A, B: HASH_B}), {}),
    "no lock": (lambda project: (project.root / LOCK).unlink(), {}),
    "no lock, which is set": (
        lambda project: (project.root / LOCK).unlink() or project.write("journal.toml", "lock = true\n"),  # type: ignore[func-returns-value]
        {"lock-missing": f"{LOCK}:0"},
    ),
}


def prepared(damage: str) -> Change:
    """A project with a lock, and with this damage."""

    def prepare(project: Project) -> None:
        listed(project, A, B)
        locked(project, {A: HASH_A, B: HASH_B})
        DAMAGE[damage][0](project)

    return prepare


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_found(damage: str, project: Project) -> None:
    expected = DAMAGE[damage][1]
    prepared(damage)(project)
    places = {
        one.rule: f"{one.place.path.name}:{one.place.line}" if one.place else ""
        for one in lint(project.settings(), CheckRequest(now=NOW)).findings
        if one.rule in HASH_RULES | LOCK_RULES
    }
    assert places == expected


def messages(project: Project, rule: str) -> list[tuple[str, str]]:
    found = lint(project.settings(), CheckRequest(now=NOW)).findings
    return [(one.message, one.help) for one in found if one.rule == rule]


def test_the_help_of_a_renamed_one_is_the_way_back(project: Project) -> None:
    listed(project, A, B)
    locked(project, {A: HASH_A, B: HASH_B})
    renamed(project)
    ((message, help_),) = messages(project, "locked-removed")
    assert message == (
        f"{B} was renamed to {C}: a database that has applied it runs it again, if its `when` is larger."
    )
    at = project.root / "migrations"
    assert help_.startswith(f"Rename it back: mv {at / C}.sql {at / B}.sql, and its tag in {project.journal}. ")
    assert f"bootstrap --project {project.root} --accept-edited {B} --reason" in help_


def test_a_late_one_is_named_once_by_the_rule_of_its_place(project: Project) -> None:
    listed(project, A, B)
    locked(project, {A: HASH_A, B: HASH_B})
    added(project, 1, FIRST + 30_000)
    ((message, help_),) = messages(project, "late-entry")
    assert message.endswith(f"a database that has {B} skips {C} silently.")
    assert f"with a `when` of {FIRST + 61_000} or more" in help_
    assert f"run --project {project.root} --only {C} --journal" in help_
    assert messages(project, "when-does-not-rise") == []
    listed(project, A, B)
    added(project, 2, FIRST + 30_000)
    assert messages(project, "late-entry") == []
    assert len(messages(project, "when-does-not-rise")) == 1


def test_an_edit_is_accepted_with_a_reason_where_a_lock_keeps_it(project: Project) -> None:
    listed(project, A, B, hashes={A: HASH_A})
    project.migration(A, "SELECT 1;\n")
    assert messages(project, "hash-differs")[0][1].endswith(f"--accept-edited {A}")
    locked(project, {A: HASH_A})
    assert messages(project, "hash-differs")[0][1].endswith(f"--accept-edited {A} --reason '…'")
