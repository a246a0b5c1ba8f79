"""check --accept for every rule: the file that it writes is read by the next check, which honours it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Journal, Project
from repository import commit, git
from rules import test_rules_of_the_lock as of_lock
from rules.one_rule import BREAK, listed
from rules.test_folder_rules import CASES, NOW, SQL, Break, entry, file, healthy
from rules.test_folder_rules import journal as write_journal
from rules.test_sql_by_hand import CARELESS
from rules.test_sql_enums import ADDS, MADE
from rules.test_sql_syntax import DUMP, PULLED

from journal.errors import SettingsInvalid
from journal.rules import ON_EXCEPTIONS, ON_FOLDER, ON_SQL
from journal.rules.support.acceptances import about, read_acceptances, settings_path
from journal.verbs.check import CheckRequest, CheckResult, accept_finding, lint

Prepare = Callable[[Project], object]


def sql(text: str | bytes, *more: str) -> Prepare:
    """Migrations that the journal lists."""

    def prepare(project: Project) -> None:
        tags = [f"{number:04d}_x" for number in range(1 + len(more))]
        for tag, content in zip(tags, (text, *more), strict=True):
            project.migration(tag, content)
        listed(project, *tags)

    return prepare


def by_hand(text: str) -> Prepare:
    """A file by hand, beside a down file of another."""

    def prepare(project: Project) -> None:
        project.migration("0000_a.down", "SELECT 1;")
        project.migration("0001_b", text)
        listed(project)

    return prepare


def merged(change: Prepare) -> Prepare:
    """What differs from the commit before."""

    def prepare(project: Project) -> None:
        write_journal(project, healthy(project, "0000_a", "0001_b"))
        git(project.root, "init", "-q")
        commit(project.root)
        change(project)

    return prepare


def of_case(break_it: Break) -> Prepare:
    return lambda project: break_it(project, healthy(project, "0000_a", "0001_b", "0002_c"))


def without_downs(project: Project) -> None:
    for tag in ("0001_a", "0001_down_a", "0002_b.up", "0002_b.down", "0003_c", "down/0003_c", "0004_d"):
        project.migration(tag, "SELECT 1;")
    listed(project)


PREPARED: dict[str, Prepare] = {
    **{name: of_case(break_it) for name, break_it, _ in reversed(CASES.values())},
    "base-entry-changed": merged(lambda project: write_journal(project, [entry(0, "0000_a")])),
    "base-file-changed": merged(lambda project: project.migration("0001_b", "select 2;\n")),
    "unprintable-name": of_case(file("migrations/0003_\udcff.sql", SQL)),
    "no-down-file": without_downs,
    "lock-missing": of_lock.prepared("no lock, which is set"),
    "lock-unreadable": of_lock.prepared("a lost comma"),
    "not-locked": of_lock.prepared("new"),
    "locked-removed": of_lock.prepared("removed"),
    "late-entry": of_lock.prepared("late"),
    "hash-contradicted": of_lock.prepared("another hash in the journal"),
    "byte-order-mark": sql(b"\xef\xbb\xbfSELECT 1;"),
    "crlf-line-endings": sql("SELECT 1;\r\n"),
    "not-utf8": sql(b"SELECT '\xe4';"),
    "empty-migration": sql("\n"),
    "commented-baseline": sql(PULLED),
    "enum-value-used-in-one-batch": sql(MADE, ADDS, "UPDATE t SET m = 'z';"),
    "enum-value-used-at-once": sql(f"{MADE}{ADDS}UPDATE t SET m = 'z';"),
    "nul-byte": sql("SELECT '\0';"),
    "psql-command": sql(DUMP),
    "copy-data": sql("COPY t FROM stdin;\n"),
    "marker-inside": sql("SELECT 1 /* x --> statement-breakpoint y */;"),
    "other-dialect": sql("CREATE TABLE `a` (id int);"),
    "syntax-error": sql("CREATE TABEL a (a int);"),
    "sql-not-checked": sql(f"SELECT {'1 + ' * 5000} 1;"),
    "transaction-control": sql("SELECT 1;\nCOMMIT;"),
    "not-in-a-transaction": sql("VACUUM;"),
    "leaking-setting": sql(f"SET search_path = x;{BREAK}SELECT 1;"),
    "carriage-return-alone": sql("SELECT 1;\n-- a\rSELECT 2;\n"),
    "foreign-markers": sql("CREATE TABLE t (a int);\n-- +goose Down\nDROP TABLE t;\n"),
    "comment-only": sql("-- later\n"),
    "unmarked-statements": sql(f"SELECT 1;{BREAK}SELECT 2; SELECT 3;"),
    "unguarded-statement": by_hand(CARELESS),
    "steps-without-transaction": by_hand(CARELESS),
    "destructive-without-count": by_hand(CARELESS),
    "drop-without-note": by_hand(CARELESS),
}  # fmt: skip


def judged(project: Project, name: str) -> CheckResult:
    return lint(project.settings(), request(name))


def request(name: str) -> CheckRequest:
    return CheckRequest(now=NOW, base="HEAD" if name.startswith("base-") else None)


def test_every_rule_has_a_case() -> None:
    assert {rule.name for rule in (*ON_FOLDER, *ON_SQL)} == set(PREPARED)


@pytest.mark.parametrize("name", PREPARED)
def test_an_accepted_finding_is_accepted_here_and_in_another_checkout(
    project: Project, name: str, tmp_path: Path
) -> None:
    PREPARED[name](project)
    findings = [one for one in judged(project, name).findings if one.rule == name]
    assert findings
    for tag in dict.fromkeys(about(one) for one in findings):
        accept_finding(project.settings(), request(name), name, tag, "known")
    elsewhere = shutil.copytree(project.root, tmp_path / "elsewhere" / "checkout", symlinks=True)
    for place in (project, Project(elsewhere)):
        result = judged(place, name)
        assert [one.finding.rule for one in result.accepted] == [name] * len(findings)
        assert not {name, *(rule.name for rule in ON_EXCEPTIONS)} & {one.rule for one in result.findings}


@pytest.mark.parametrize("name", [rule.name for rule in ON_EXCEPTIONS])
def test_a_finding_about_an_exception_is_refused_and_nothing_is_written(project: Project, name: str) -> None:
    write_journal(project, healthy(project, "0000_a"))
    with pytest.raises(SettingsInvalid, match="a finding about an exception cannot be accepted"):
        accept_finding(project.settings(), CheckRequest(now=NOW), name, "", "x")
    assert not settings_path(project.settings()).exists()


def test_without_a_tag_a_finding_about_the_folder_is_accepted(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    done = journal("check", "--accept", "journal-missing", "--reason", "made later", "--no-squawk")
    assert done.out.startswith("accepted: journal-missing for project (made later).")
    assert journal("check", "--no-squawk").code == done.code


def test_bytes_that_are_not_utf8_are_spelled_out(project: Project) -> None:
    PREPARED["unprintable-name"](project)
    accept_finding(project.settings(), CheckRequest(now=NOW), "unprintable-name", "0003_\\xff.sql", "\udcff")
    (one,) = read_acceptances(settings_path(project.settings()))
    assert (one.about, one.reason) == ("0003_\\xff.sql", "\\xff")
