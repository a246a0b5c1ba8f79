"""A superuser's sessions in a database whose owner planted operators: none of the owner's code runs in them."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from conftest import Journal, Project, Said
from connect.hostile import reached, taken_over
from pgbouncer import pgbouncer
from psycopg.conninfo import conninfo_to_dict, make_conninfo

UP = "create table if not exists {0} (id int primary key);\n"
READS = {
    "status": ("status",),
    "locate": ("locate",),
    "repair --dry-run": ("repair", "--dry-run"),
    "stamp --dry-run": ("stamp", "--to", "0001_b", "--dry-run"),
    "rollback": ("rollback",),
    "run --dry-run": ("run", "--dry-run"),
    "run --journal --dry-run": ("run", "--journal", "--dry-run"),
    "down --dry-run": ("down", "0001_b", "--dry-run"),
    "backup --dry-run": ("backup", "make", "a", "--dry-run"),
    "backup list": ("backup", "list"),
    "verify": ("verify",),
}
WRITES = {
    "stamp --yes": ("stamp", "--to", "0002_c", "--yes"),
    "run": ("run",),
    "run --journal": ("run", "--journal"),
    "down": ("down", "0001_b", "--yes"),
    "backup": ("backup", "make", "a", "--yes"),
    "repair --yes": ("repair", "--yes"),
}

REFUSED = {"run", "run --journal", "down"}
"""Mallory's default is SERIALIZABLE, under which nothing of what Mallory changes while a file runs would be seen."""

# pg_dump's session is its own, and what it begins with as well.
OTHERS = {"backup --file": ("backup", "make", "a", "--file", "a.dump")}


@pytest.fixture
def superuser(database: str) -> str:
    return make_conninfo(database, user="journal_superuser")


@pytest.fixture
def busy(project: Project, journal: Journal, superuser: str) -> str:
    """The URL for a superuser: two migrations have run, a third is pending."""
    for number, name in enumerate("abc"):
        project.migration(f"000{number}_{name}", UP.format(name))
        project.migration(f"000{number}_down_{name}", f"drop table if exists {name};\n")
    assert journal("bootstrap").code == 0
    said = journal("run", "--journal", "--to", "0001_b", "--url", superuser)
    assert said.code == 0, said.err
    return superuser


@pytest.fixture
def hostile(busy: str, marker: Path) -> Iterator[str]:
    """Then Mallory came."""
    with taken_over(busy, marker):
        yield busy


def test_the_trap_works(hostile: str, marker: Path) -> None:
    with psycopg.connect(hostile) as one:
        one.execute("SELECT 1 = 1, now()")
        one.execute("SELECT 'x'::text")
    assert reached(marker) == ["function now", "operator =", "type text"]


@pytest.mark.parametrize("verb", [*READS, *WRITES, *OTHERS])
def test_nothing_runs_as_superuser(hostile: str, journal: Journal, marker: Path, verb: str) -> None:
    words = (READS | WRITES | OTHERS)[verb]
    said = journal(*words, "--url", hostile)
    assert reached(marker) == []
    assert_answered(said, verb)


def assert_answered(said: Said, verb: str) -> None:
    """The command answers; where it has to be refused, with the reason."""
    assert said.code in ((2,) if verb in REFUSED else (0, 1)), said.err
    assert verb not in REFUSED or "because this transaction is SERIALIZABLE" in said.err


@pytest.mark.parametrize("verb", READS)
def test_settings_that_end_sessions_do_not_end_ours(busy: str, journal: Journal, marker: Path, verb: str) -> None:
    with taken_over(busy, marker, ends=True):
        said = journal(*READS[verb], "--url", busy)
    assert (reached(marker), said.code in (0, 1)) == ([], True), said.err


@pytest.mark.parametrize("verb", ["run", "down"])
def test_a_session_that_ends_at_once_gets_a_sentence(busy: str, journal: Journal, marker: Path, verb: str) -> None:
    with taken_over(busy, marker, ends=True):
        said = journal(*WRITES[verb], "--url", busy)
    assert (reached(marker), said.code) == ([], 2), said.err


@pytest.fixture(params=["session", "transaction"])
def pooled(request: pytest.FixtureRequest, hostile: str, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The pool's mode, and the URL of the database through it."""
    words = conninfo_to_dict(hostile)
    with pgbouncer(str(words["host"]), tmp_path / "pool", mode=request.param) as start:
        yield request.param, f"{start}{words['dbname']}".replace("postgres@", "journal_superuser@")


@pytest.mark.parametrize("verb", [*READS, *WRITES])
def test_nothing_runs_through_a_pooler(pooled: tuple[str, str], journal: Journal, marker: Path, verb: str) -> None:
    mode, url = pooled
    said = journal(*(READS | WRITES)[verb], "--url", url)
    assert reached(marker) == []
    if mode == "session" or verb in READS:
        assert_answered(said, verb)
    else:
        assert said.code == 2, said.err


def test_a_restore_runs_nothing_of_the_owners(busy: str, journal: Journal, marker: Path) -> None:
    with psycopg.connect(busy, autocommit=True) as one:
        one.execute("INSERT INTO a SELECT generate_series(1, 5)")
    assert journal("backup", "make", "a", "--yes", "--url", busy).code == 0
    with psycopg.connect(busy, autocommit=True) as one:
        one.execute("DELETE FROM a WHERE id > 3")
        ((copy,),) = one.execute(
            "SELECT relname FROM pg_class WHERE relname LIKE '%backup%' AND relkind = 'r'"
        ).fetchall()
    with taken_over(busy, marker):
        looked = journal("backup", "restore", "--dry-run", copy, "--url", busy)
        said = journal("backup", "restore", copy, "--yes", "--url", busy)
    assert (reached(marker), looked.code in (0, 1), said.code) == ([], True, 0), said.err
    with psycopg.connect(busy) as one:
        assert one.execute("SELECT count(*) FROM a").fetchone() == (5,)


def test_no_check_runs_as_a_superuser_where_the_owner_decides_what_it_runs(
    hostile: str, project: Project, journal: Journal, marker: Path
) -> None:
    project.write("checks/a.sql", "-- journal: uses index a_pkey\nselect id from public.a order by id;\n")
    said = journal("verify", "--url", hostile)
    assert "plans      " in said.out
    assert (reached(marker), said.code, "plans      not checked" in said.out) == ([], 2, True), said.out + said.err
