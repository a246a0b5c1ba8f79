"""Living with the past: what is accepted, by a committed file or a comment, and what is said of exceptions."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Project
from rules.test_folder_rules import healthy, journal

from journal.errors import SettingsInvalid
from journal.rules.support.acceptances import key_of
from journal.rules.support.subject import read_subject
from journal.verbs.check import CheckRequest, CheckResult, accept_finding, lint

NOW = datetime(2026, 1, 1, tzinfo=UTC)
REQUEST = CheckRequest(now=NOW)


def judged(project: Project) -> CheckResult:
    return lint(project.settings(), REQUEST)


def rules(checked: CheckResult) -> list[str]:
    return [one.rule for one in checked.findings]


@pytest.fixture
def skipped(project: Project) -> Project:
    """Two entries that do not rise."""
    entries = healthy(project, "0000_a", "0001_b", "0002_c", "0003_d")
    entries[1]["when"] = entries[0]["when"] - 5000
    entries[3]["when"] = entries[2]["when"] - 5000
    journal(project, entries)
    return project


def test_an_accepted_finding_is_shown_and_does_not_count(skipped: Project) -> None:
    assert rules(judged(skipped)) == ["when-does-not-rise", "when-does-not-rise"]
    accept_finding(skipped.settings(), REQUEST, "when-does-not-rise", "0001_b", "restamped on all databases in 2024")
    result = judged(skipped)
    assert [(one.finding.tag, one.reason) for one in result.accepted] == [
        ("0001_b", "restamped on all databases in 2024")
    ]
    assert [one.tag for one in result.findings] == ["0003_d"]
    assert not result.passed
    accept_finding(skipped.settings(), REQUEST, "when-does-not-rise", "0003_d", "the same")
    assert judged(skipped).passed


@pytest.mark.parametrize("change", ["when", "content"])
def test_an_acceptance_covers_one_state_only(skipped: Project, change: str) -> None:
    accept_finding(skipped.settings(), REQUEST, "when-does-not-rise", "0001_b", "x")
    value = json.loads(skipped.journal.read_text())
    if change == "when":
        value["entries"][1]["when"] -= 1000
        skipped.journal.write_text(json.dumps(value))
    else:
        skipped.migration("0001_b", "select 2;\n")
    assert sorted(rules(judged(skipped))) == ["stale-acceptance", "when-does-not-rise", "when-does-not-rise"]


def test_an_acceptance_that_no_longer_applies_is_a_finding(skipped: Project) -> None:
    accept_finding(skipped.settings(), REQUEST, "when-does-not-rise", "0001_b", "x")
    journal(skipped, healthy(skipped, "0000_a", "0001_b", "0002_c", "0003_d"))
    (finding,) = judged(skipped).findings
    assert finding.message == (
        "journal-accepted.json accepts when-does-not-rise for 0001_b in a state that no longer exists."
    )


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_is_required(skipped: Project, reason: str) -> None:
    with pytest.raises(SettingsInvalid, match="--accept needs a --reason"):
        accept_finding(skipped.settings(), REQUEST, "when-does-not-rise", "0001_b", reason)


def test_only_a_finding_can_be_accepted(skipped: Project) -> None:
    with pytest.raises(SettingsInvalid, match="--accept gapped-idx --tag 0001_b: there is no such finding"):
        accept_finding(skipped.settings(), REQUEST, "gapped-idx", "0001_b", "x")
    assert not (skipped.root / "journal-accepted.json").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "cannot be read"),
        ("[]", 'has no list of "accepted"'),
        ('{"accepted": [{"rule": "x"}]}', "without rule, about or key"),
        ('{"accepted": [{"rule": "x", "about": "y", "key": "z", "reason": ""}]}', "accepts x for y without a reason"),
    ],
)
def test_a_broken_file_of_acceptances_is_explained(skipped: Project, text: str, words: str) -> None:
    skipped.write("journal-accepted.json", text)
    with pytest.raises(SettingsInvalid, match=words):
        judged(skipped)


COMMIT = "create table t (id int);\n--> statement-breakpoint\n"


@pytest.mark.parametrize("where", ["beside", "above"])
def test_a_comment_covers_its_line_and_the_one_below(project: Project, where: str) -> None:
    comment = "-- journal-ignore transaction-control: run by hand before"
    lines = f"commit; {comment}\n" if where == "beside" else f"{comment}\ncommit;\n"
    entries = healthy(project, "0000_a")
    project.migration("0000_a", COMMIT + lines)
    journal(project, entries)
    result = judged(project)
    assert rules(result) == []
    assert [(one.finding.rule, one.reason) for one in result.accepted] == [
        ("transaction-control", "run by hand before")
    ]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("-- journal-ignore transaction-control", ["transaction-control", "ignore-without-reason"]),
        ("-- journal-ignore transaction-control:", ["transaction-control", "ignore-without-reason"]),
        ("-- journal-ignore transaction-contrl: x", ["transaction-control", "idle-ignore-comment"]),
        ("-- journal-ignore copy-data: x", ["transaction-control", "idle-ignore-comment"]),
    ],
)
def test_a_comment_without_reason_or_effect_is_a_finding(project: Project, comment: str, expected: list[str]) -> None:
    entries = healthy(project, "0000_a")
    path = project.migration("0000_a", f"{COMMIT}commit; {comment}\n")
    journal(project, entries)
    result = judged(project)
    assert rules(result) == expected
    assert (result.findings[1].place, Path(path).name) == (result.findings[1].place, "0000_a.sql")
    assert result.findings[1].place is not None
    assert result.findings[1].place.line == 3


def test_a_finding_about_the_folder_is_accepted_without_a_tag(project: Project) -> None:
    journal(project, healthy(project, "0000_a"))
    (project.root / "meta/0000_snapshot.json").unlink()
    project.write("drizzle.config.ts", "")
    assert rules(judged(project)) == ["no-snapshots", "not-where-drizzle-looks"]
    accept_finding(project.settings(), REQUEST, "no-snapshots", "", "made by hand")
    assert rules(judged(project)) == ["not-where-drizzle-looks"]


def test_accepting_again_replaces_the_acceptance_of_another_state(skipped: Project) -> None:
    accept_finding(skipped.settings(), REQUEST, "when-does-not-rise", "0001_b", "x")
    skipped.migration("0001_b", "select 2;\n")
    accept_finding(skipped.settings(), REQUEST, "when-does-not-rise", "0001_b", "still")
    assert sorted(rules(judged(skipped))) == ["when-does-not-rise"]


@pytest.mark.parametrize(
    ("rule", "tag", "words"),
    [
        ("when-doesnt-rise", "0001_b", "there is no rule of that name"),
        ("when-does-not-rise", "0001_x", "there is no such finding"),
        ("when-does-not-rise", "0003_d", "that is accepted already"),
    ],
)
def test_the_error_says_why_a_finding_cannot_be_accepted(skipped: Project, rule: str, tag: str, words: str) -> None:
    accept_finding(skipped.settings(), REQUEST, "when-does-not-rise", "0003_d", "x")
    with pytest.raises(SettingsInvalid, match=words):
        accept_finding(skipped.settings(), REQUEST, rule, tag, "x")


def renamed(project: Project, *tags: tuple[str, str]) -> None:
    """Rename migrations with their entries, in two steps, because a new name may be an old one."""
    folder, text = project.root / "migrations", project.journal.read_text()
    for old, new in tags:
        (folder / f"{old}.sql").rename(folder / f"{new}.aside")
        text = text.replace(f'"{old}"', f'"{new}\0"')
    for _, new in tags:
        (folder / f"{new}.aside").rename(folder / f"{new}.sql")
    project.journal.write_text(text.replace("\\0", "").replace("\0", ""))


@pytest.fixture
def copying(project: Project) -> Project:
    """Two migrations with the same finding in the file, at the same line."""
    entries = healthy(project, "0000_a", "0005_b", "0006_c")
    for tag, table in (("0005_b", "b"), ("0006_c", "c")):
        project.migration(tag, f"commit; -- {table}\n{COMMIT}")
    journal(project, entries)
    accept_finding(project.settings(), REQUEST, "transaction-control", "0005_b", "b, in 2024")
    accept_finding(project.settings(), REQUEST, "transaction-control", "0006_c", "c, in 2024")
    return project


def reasons(project: Project) -> list[tuple[str | None, str]]:
    return [(one.finding.tag, one.reason) for one in judged(project).accepted]


@pytest.mark.parametrize(
    "tags",
    [
        [("0005_b", "0007_b")],
        [("0005_b", "0006_b"), ("0006_c", "0007_c")],
        [("0005_b", "0006_c"), ("0006_c", "0007_c")],  # the name of one becomes that of the other
        [("0005_b", "20250815120000_b")],
        [("0005_b", "0005_a_better_name")],
    ],
)
def test_an_acceptance_follows_a_renumbering(copying: Project, tags: list[tuple[str, str]]) -> None:
    renamed(copying, *tags)
    new = {"0005_b": "0005_b", "0006_c": "0006_c"} | dict(tags)
    assert sorted(reasons(copying), key=str) == sorted(
        [(new["0005_b"], "b, in 2024"), (new["0006_c"], "c, in 2024")], key=str
    )
    assert {"transaction-control", "stale-acceptance"}.isdisjoint(rules(judged(copying)))


def test_an_acceptance_follows_an_entry_with_its_when(skipped: Project) -> None:
    accept_finding(skipped.settings(), REQUEST, "when-does-not-rise", "0001_b", "x")
    renamed(skipped, ("0001_b", "0009_b"))
    assert reasons(skipped) == [("0009_b", "x")]
    assert "stale-acceptance" not in rules(judged(skipped))


def test_what_is_accepted_in_a_file_does_not_depend_on_its_entry(copying: Project) -> None:
    text = copying.journal.read_text()
    value = json.loads(text)
    value["entries"][2]["when"] += 5000  # as a merge raises it
    value["entries"][2]["idx"] = 6
    copying.journal.write_text(json.dumps(value))
    assert len(reasons(copying)) == 2


def test_an_acceptance_does_not_cover_an_edited_or_copied_migration(copying: Project) -> None:
    renamed(copying, ("0005_b", "0007_b"))
    copying.migration("0007_b", "commit; -- edited\n")
    assert reasons(copying) == [("0006_c", "c, in 2024")]
    copying.migration("0008_c", (copying.root / "migrations/0006_c.sql").read_bytes())
    assert reasons(copying) == [("0006_c", "c, in 2024")]


def test_acceptances_of_earlier_versions_count(copying: Project) -> None:
    subject = read_subject(copying.settings(), NOW)
    path = copying.root / "journal-accepted.json"
    value = json.loads(path.read_text())
    for one, accepted in zip(value["accepted"], judged(copying).accepted, strict=True):
        one["key"] = key_of(subject, accepted.finding, with_when=True)
    path.write_text(json.dumps(value))
    renamed(copying, ("0005_b", "0007_b"))
    assert len(reasons(copying)) == 2
