"""rehearse beside the planted faults: what it leaves alone, what it goes round, and what it says for the record."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from conftest import Project
from rehearsal.planted import counting, told
from repository import commit, git
from server.test_contract import ordinary_url
from verbs.test_status import entries, execute

from journal.connect.target import target_of
from journal.errors import MigrationMissing, SettingsInvalid, Severity
from journal.folder.read import read_folder
from journal.rehearsal.environment import databases
from journal.rehearsal.findings import Rehearsal, RehearsalResult
from journal.rehearsal.rehearse import RehearsalRequest, rehearse
from journal.replay.prefix import Step
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.existing import ExistingProvider
from journal.server.provider import SCRATCH, Provider, Server

TABLE = "create table if not exists users (id int primary key);\n"


def rehearsed(
    project: Project, *only: Rehearsal, ref: str | None = None, provider: Provider | None = None
) -> RehearsalResult:
    request = RehearsalRequest(frozenset(only or Rehearsal), ref)
    return rehearse(read_folder(project.settings()), provider or EmbeddedProvider(), request)


def codes(result: RehearsalResult, severities: Iterable[Severity] = Severity) -> list[tuple[str, str]]:
    return [(one.tag, one.code) for one in result.found if one.severity in severities]


def test_an_index_made_concurrently_by_a_file_that_is_not_listed_is_fine(project: Project) -> None:
    entries(project, "0000_users")
    project.migration("0000_users", TABLE)
    project.migration("0001_index", "create index concurrently if not exists i on users (id);\nvacuum users;\n")
    project.migration("0002_more", "-- journal: no-transaction\nreindex table concurrently users;\n")
    result = rehearsed(project)
    assert counting(result) == []
    assert result.tried[Rehearsal.WAYS] == 3


def test_files_of_drizzle_kit_that_cannot_be_run_twice_are_notes(project: Project) -> None:
    entries(project, "0000_users")
    project.migration("0000_users", 'CREATE TABLE "users" ("id" int);\n--> statement-breakpoint\nSELECT 1;\n')
    result = rehearsed(project, Rehearsal.TWICE)
    assert codes(result) == [("0000_users", "not-repeatable")]
    assert (result.passed, replace(result, strict=True).passed) == (True, False)


@pytest.mark.parametrize("bad", [(10,), (10, 12, 14, 16, 18)])
def test_each_file_runs_a_few_times_however_many_fail(
    project: Project, monkeypatch: pytest.MonkeyPatch, bad: tuple[int, ...]
) -> None:
    for number in range(30):
        broken = "alter table lost add c int;" if number in bad else f"create table if not exists t{number} ();"
        project.migration(f"{number:04}_x", broken)
    ran, real = [0], databases.replay

    def counted(connection: object, steps: Sequence[Step], *rest: object) -> object:
        ran[0] += len(steps)
        return real(connection, steps, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(databases, "replay", counted)
    result = rehearsed(project, Rehearsal.WAYS)
    assert [tag for tag, _ in codes(result)] == ["0010_x"]
    assert ran[0] <= 30 + 20 + 4 * 11


def test_a_file_that_fails_both_ways_ends_the_rehearsal(project: Project) -> None:
    project.migration("0000_users", TABLE)
    project.migration("0001_bad", "select 1;\nselect nothing;\n")
    project.migration("0002_more")
    result = rehearsed(project)
    assert [told(one, project.root) for one in counting(result)] == ["ways fails migrations/0001_bad.sql:2 42703"]
    assert result.tried[Rehearsal.WAYS] == 1


def test_every_file_that_cannot_be_in_one_transaction_is_found_in_one_go(project: Project) -> None:
    project.migration("0000_users", TABLE)
    for number in (1, 3):
        project.migration(f"000{number}_index", f"create index concurrently if not exists i{number} on users (id);")
    project.migration("0002_more", "alter table users add column if not exists name text;")
    result = rehearsed(project)
    found = [("0001_index", "fails-in-one-transaction"), ("0003_index", "fails-in-one-transaction")]
    assert codes(result, [Severity.ERROR]) == found


def test_roles_that_files_make_and_drop_are_of_one_database_only(project: Project) -> None:
    role = "do $$ begin if to_regrole('app') is null then create role app; end if; end $$;\n"
    project.migration("0000_users", f"{TABLE}{role}grant select on users to app;\n")
    project.migration("0000_down_users", "drop table users;\ndrop role app;\n")
    project.migration("0001_other", "create role other;\n")
    project.migration("0001_down_other", "drop role other;\n")
    result = rehearsed(project)
    assert codes(result, [Severity.ERROR]) == [("0001_other", "not-repeatable")]
    assert ("0000_users", "role-in-use") in codes(result)


def test_a_down_file_that_refuses_by_itself_is_no_fault(project: Project) -> None:
    project.migration("0000_users", TABLE)
    project.migration("0000_down_users", "do $$ begin raise exception 'cannot be undone'; end $$;\n")
    assert codes(rehearsed(project, Rehearsal.DOWN)) == [("0000_users", "says-no")]


def test_a_branch_that_is_behind_is_told_so_and_no_fault(project: Project) -> None:
    git(project.root, "init", "-q", "-b", "main")
    project.migration("0000_users", TABLE)
    commit(project.root)
    git(project.root, "checkout", "-q", "-b", "work")
    git(project.root, "checkout", "-q", "main")
    project.migration("0001_theirs", "create table if not exists theirs (id int);")
    commit(project.root)
    git(project.root, "checkout", "-q", "work")
    project.migration("0002_ours", "create table if not exists ours (id int);")
    result = rehearsed(project, Rehearsal.UPGRADE, ref="main")
    assert codes(result) == [("0001_theirs", "behind")]
    (project.root / "migrations/0000_users.sql").unlink()  # that it is behind excuses no other loss
    codes_now = codes(rehearsed(project, Rehearsal.UPGRADE, ref="main"))
    assert ("0000_users", "gone") in codes_now
    assert ("0001_theirs", "behind") in codes_now


def test_a_base_that_fails_is_told_with_the_place_in_its_file(project: Project) -> None:
    git(project.root, "init", "-q", "-b", "main")
    project.migration("0000_users", "select 1;\nselect nothing;\n")
    commit(project.root)
    project.migration("0000_users", TABLE)
    result = rehearsed(project, Rehearsal.UPGRADE, ref="main")
    assert [told(one, project.root) for one in counting(result)] == [
        "upgrade base-fails migrations/0000_users.sql:2 42703"
    ]


def test_what_cannot_be_rehearsed_at_all_is_an_error(project: Project) -> None:
    project.migration("0000_users", TABLE)
    with pytest.raises(SettingsInvalid, match=r"--from main: .* is in no git repository"):
        rehearsed(project, ref="main")
    entries(project, "0000_users", "0001_gone")
    (project.root / "migrations/0001_gone.sql").unlink()
    with pytest.raises(MigrationMissing):
        rehearsed(project)


def test_a_server_of_the_users_has_nothing_left_of_it(project: Project, server: Server) -> None:
    project.migration("0000_users", TABLE)
    project.migration("0000_down_users", "drop table if exists users;\n")
    url = ordinary_url(server)
    result = rehearsed(project, provider=ExistingProvider(target_of(url, "--temp")))
    assert counting(result) == []
    names = execute(url, "select datname from pg_database union all select rolname from pg_roles")
    assert not [name for (name,) in names if str(name).startswith(SCRATCH)]
