"""`--to 1.0` and its undo with two databases, of which one COMMIT fails: what is said of each, and what leads out."""

from collections.abc import Callable

import psycopg
import pytest
from conftest import Journal, Project
from handback.test_version_1_upgrade import NEWER, S, contents, team
from verbs.test_status import execute

import journal as library
from journal.errors import OutcomeUnknown
from journal.ledger import write
from journal.project.project import Project as Opened

pytestmark = pytest.mark.drizzle
State = tuple[object, ...]


@pytest.fixture
def both(project: Project, journal: Journal, database: str, twin: str) -> list[str]:
    team(project, {"0000_users": S, "0001_age": S + 60_000})
    for url in (database, twin):
        assert journal("run", "--journal", "--yes", "--url", url).code == 0
    return [database, twin]


def recorded(url: str) -> list[object]:
    """The rows of Drizzle's ledger with all of their columns, and the names in the manual ledger."""
    return [
        execute(url, "SELECT pg_catalog.to_jsonb(row) FROM drizzle.__drizzle_migrations AS row ORDER BY id"),
        execute(url, "SELECT filename FROM _manual_migrations ORDER BY 1"),
    ]


def second_breaks(patch: pytest.MonkeyPatch, url: str, call: Callable[[], object]) -> OutcomeUnknown:
    """Return the error of a call whose second COMMIT is never answered."""
    ended, commit = list[int](), write.commit

    def breaking(connection: "psycopg.Connection[object]") -> None:
        if ended:
            execute(url, f"select pg_terminate_backend({connection.info.backend_pid})")
        ended.append(1)
        commit(connection)

    with patch.context() as patched, pytest.raises(OutcomeUnknown) as failed:
        patched.setattr(write, "commit", breaking)
        call()
    return failed.value


def named(error: OutcomeUnknown, both: list[str]) -> tuple[bool, bool]:
    """Tell whether the error has the first database as committed, and the second as not known."""
    first, second = (psycopg.conninfo.conninfo_to_dict(url)["dbname"] for url in both)
    committed, _, unknown = error.message.partition("The files are written. Committed: ")[2].partition("Not known: ")
    return str(first) in committed, str(second) in unknown


def test_a_broken_commit_of_the_upgrade_is_undone_in_both(
    project: Project, journal: Journal, both: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before: State = (contents(project.root), *map(recorded, both))
    opened = Opened.find(project.root)
    error = second_breaks(monkeypatch, both[1], lambda: library.handback(opened, url=both, to="1.0", v1=NEWER))
    assert named(error, both) == (True, True), error.message
    assert error.hint.endswith(
        "drizzle-journal status. The same databases with --undo restore the files and their rows."
    )
    assert (recorded(both[0]) == before[1], recorded(both[1]) == before[2]) == (False, True)
    urls = [word for url in both for word in ("--url", url)]
    again = journal("handback", "--to", "1.0", "--v1", str(NEWER), "--yes", *urls)
    assert (again.code, "drizzle-journal status --url URL" in again.err) == (2, True), again.err
    alone = journal("handback", "--undo", "--url", both[1])
    assert (alone.code, "nothing was undone" in alone.err) == (2, True)
    undone = journal("handback", "--undo", *urls)
    assert undone.code == 0, undone.out + undone.err
    assert (contents(project.root), *map(recorded, both)) == before


@pytest.mark.only_full
def test_a_broken_commit_of_the_undo_is_ended_by_another_upgrade_and_undo(
    project: Project, journal: Journal, both: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before: State = (contents(project.root), *map(recorded, both))
    urls = [word for url in both for word in ("--url", url)]
    upgrade = ("handback", "--to", "1.0", "--v1", str(NEWER), "--yes", *urls)
    assert journal(*upgrade).code == 0
    opened = Opened.find(project.root)
    error = second_breaks(monkeypatch, both[1], lambda: library.undo_handback(opened, url=both))
    assert named(error, both) == (True, True), error.message
    assert error.hint.endswith("first the same handback as before with the same databases, then --undo with them.")
    assert (contents(project.root), recorded(both[0]), recorded(both[1]) == before[2]) == (*before[:2], False)
    assert journal(*upgrade).code == 0
    assert journal("handback", "--undo", *urls).code == 0
    assert (contents(project.root), *map(recorded, both)) == before


@pytest.mark.only_full
def test_an_undo_of_the_files_alone_names_the_databases_that_keep_the_names(
    project: Project, journal: Journal, both: list[str]
) -> None:
    said = journal("handback", "--to", "1.0", "--v1", str(NEWER), "--yes", "--url", both[0])
    assert said.code == 0, said.out + said.err
    verified = journal("verify", "--url", both[0])  # the packages are still those of 0.x
    assert verified.code == 0, verified.out + verified.err
    doctor = journal("doctor", "--url", both[0])
    assert (doctor.code, "warning[packages-outdated]" in doctor.out) == (1, True), doctor.out
    undone = journal("handback", "--undo", "--unproved")
    assert undone.code == 0
    name = psycopg.conninfo.conninfo_to_dict(both[0])["dbname"]
    assert "No ledger was changed. Rows of " in undone.out
    assert f"{name} still have the other names." in undone.out
