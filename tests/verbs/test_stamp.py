"""stamp on databases that were built without the ledger; the real migrate() of both generations is the judge."""

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from commands import dry_unless_agreed
from conftest import Journal, Project, Said
from real import LEDGER, configured, kit, migrate_0, migrate_1, psql, rows, whole
from verbs.test_status import WHEN, entries, execute

WRITE = ("--yes",)
TAGS = ("0000_a", "0001_b", "0002_c")


def by_hand(project: Project, url: str, *tags: str) -> None:
    """As psql would, file by file."""
    for tag in tags:
        execute(url, (project.root / f"migrations/{tag}.sql").read_text())


def stamp(journal: Journal, url: str, to: str, *words: str) -> Said:
    return journal("stamp", "--url", url, "--to", to, *dry_unless_agreed(words))


@pytest.fixture
def listed(project: Project) -> Project:
    entries(project, *TAGS)
    return project


def test_what_is_stamped_equals_what_the_real_migrate_records(
    listed: Project, journal: Journal, database: str, twin: str
) -> None:
    migrate_0(listed, database)
    by_hand(listed, twin, *TAGS)
    said = stamp(journal, twin, "0002_c", *WRITE)
    assert said.code == 0, said.err
    assert said.out.splitlines()[-1].startswith("Stamped 3 entries. Next: drizzle-journal status")
    assert whole(twin) == whole(database)
    migrate_0(listed, twin)
    assert len(rows(twin)) == 3
    entries(listed, *TAGS, "0003_d")
    for url in (database, twin):
        migrate_0(listed, url)
    assert rows(twin) == rows(database)
    assert execute(twin, "select to_regclass('t_0003') is not null") == [(True,)]


def test_the_table_is_as_drizzle_makes_it(listed: Project, journal: Journal, database: str, twin: str) -> None:
    migrate_0(listed, database)
    by_hand(listed, twin, *TAGS)
    assert stamp(journal, twin, "0002_c", *WRITE).code == 0
    columns = (
        "select column_name, data_type, is_nullable, column_default from information_schema.columns "
        "where table_schema = 'drizzle' order by ordinal_position"
    )
    assert execute(twin, columns) == execute(database, columns)
    keys = f"select pg_get_constraintdef(oid), conname from pg_constraint where conrelid = '{LEDGER}'::regclass"
    assert execute(twin, keys) == execute(database, keys)


def test_the_real_1_0_takes_the_stamped_rows_and_runs_what_is_next(
    listed: Project, journal: Journal, database: str
) -> None:
    by_hand(listed, database, "0000_a", "0001_b")
    assert stamp(journal, database, "0001_b", *WRITE).code == 0
    migrate_1(listed, database)
    named = execute(database, f"select name from {LEDGER} order by id")
    assert named == [("20250815000000_a",), ("20250815000100_b",), ("20250815000200_c",)]
    assert execute(database, "select to_regclass('t_0002') is not null") == [(True,)]


def test_a_ledger_of_1_0_gets_the_names_as_well(listed: Project, journal: Journal, database: str) -> None:
    entries(listed, "0000_a")
    migrate_1(listed, database)
    entries(listed, *TAGS)
    by_hand(listed, database, "0001_b")
    assert stamp(journal, database, "0001_b", *WRITE).code == 0
    columns = f"select created_at, name, applied_at is not null from {LEDGER} order by id"
    assert execute(database, columns) == [
        (WHEN, "20250815000000_a", True), (WHEN + 60_000, "20250815000100_b", True)
    ]  # fmt: skip
    migrate_1(listed, database)
    assert execute(database, f"select name from {LEDGER} where id > 2") == [("20250815000200_c",)]


@pytest.mark.drizzle
def test_a_database_that_push_built(drizzle: Project, journal: Journal, database: str, twin: str) -> None:
    configured(drizzle, database)
    drizzle.write("package.json", '{"type": "module"}')
    kit(drizzle, "generate", "--name", "first")
    kit(drizzle, "push", "--force")
    migrate_0(drizzle, twin)
    said = stamp(journal, database, "0000_first", *WRITE)
    assert said.code == 0, said.out + said.err
    assert rows(database) == rows(twin)
    drizzle.write("schema.js", (drizzle.root / "schema.js").read_text() + 'export const more = pgTable("more", {});\n')
    kit(drizzle, "generate", "--name", "second")
    kit(drizzle, "migrate")
    migrate_0(drizzle, twin)
    assert rows(database) == rows(twin)
    assert execute(database, "select to_regclass('more') is not null") == [(True,)]


def test_a_schema_that_is_another_is_refused_with_the_difference(
    listed: Project, journal: Journal, database: str
) -> None:
    by_hand(listed, database, "0000_a", "0001_b")
    execute(database, "create table by_hand (id int)")
    said = stamp(journal, database, "0002_c", *WRITE)
    assert said.code == 1
    assert "table public.t_0002 is missing." in said.out
    assert "table public.by_hand is not created by these migrations." in said.out
    assert said.out.splitlines()[-1].startswith("Nothing was written. Next: drizzle-journal locate")
    assert execute(database, "select to_regnamespace('drizzle')") == [(None,)]
    assert stamp(journal, database, "0001_b", "--ignore", "public.by_hand").code == 0


def test_without_a_proof_it_says_so_everywhere(listed: Project, journal: Journal, database: str) -> None:
    said = stamp(journal, database, "0000_a", "--unproved", "--sql")
    assert "-- NOT PROVED (--unproved): the live schema was not compared with the one after 0000_a" in said.out
    said = stamp(journal, database, "0000_a", "--unproved", "--json", *WRITE)
    assert [json.loads(said.out)[key] for key in ("proved", "written", "temporary_version")] == [False, True, None]
    assert "WITHOUT A PROOF of the schema" in said.err


def test_a_dry_run_writes_nothing_and_a_second_run_has_nothing_to_do(
    listed: Project, journal: Journal, database: str
) -> None:
    by_hand(listed, database, "0000_a")
    said = stamp(journal, database, "0000_a")
    assert (said.code, "would record 0000_a  2025-08-15 00:00:00" in said.out) == (0, True)
    assert said.out.splitlines()[-1].endswith("drizzle-journal stamp --to 0000_a --yes")
    assert execute(database, "select to_regnamespace('drizzle')") == [(None,)]
    assert stamp(journal, database, "0000_a", *WRITE).code == 0
    before = whole(database)
    said = stamp(journal, database, "0000_a", *WRITE)
    assert (said.code, said.out.splitlines()[-1]) == (
        0,
        "Nothing to do: all entries up to 0000_a are recorded already (1).",
    )
    assert whole(database) == before


def test_the_sql_gives_the_same_ledger_and_may_be_run_twice(
    listed: Project, journal: Journal, database: str, twin: str
) -> None:
    for url in (database, twin):
        by_hand(listed, url, *TAGS)
    assert stamp(journal, database, "0000_a", "--unproved", *WRITE).code == 0
    psql(twin, stamp(journal, twin, "0000_a", "--unproved", "--sql").out)
    assert whole(twin) == whole(database)
    script = stamp(journal, twin, "0002_c", "--sql").out
    assert "CREATE" not in script
    psql(twin, script)
    psql(twin, script)
    assert stamp(journal, database, "0002_c", *WRITE).code == 0
    assert rows(twin) == rows(database)


def test_gaps_in_the_middle_are_filled_and_migrate_adds_no_row(
    listed: Project, journal: Journal, database: str
) -> None:
    migrate_0(listed, database)
    execute(database, f"delete from {LEDGER} where id = 2")
    said = stamp(journal, database, "0002_c", *WRITE)
    assert said.code == 0, said.out
    assert execute(database, f"select created_at from {LEDGER} order by id") == [
        (WHEN,), (WHEN + 120_000,), (WHEN + 60_000,)
    ]  # fmt: skip
    migrate_0(listed, database)
    migrate_1(listed, database)
    assert len(rows(database)) == 3


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (f"update {LEDGER} set hash = 'other' where id = 1", ("wrong-row", "drizzle-journal repair")),
        (f"update {LEDGER} set created_at = null where id = 2", ("wrong-row", "drizzle-journal repair")),
        (f"insert into {LEDGER} (hash, created_at) select hash, created_at from {LEDGER} where id = 1",
         ("wrong-row", "drizzle-journal repair")),
        (f"insert into {LEDGER} (hash, created_at) values ('foreign', 1)",
         ("foreign-row", "drizzle-journal stamp --to 0002_c --replaces history")),
        (f"delete from {LEDGER} where id = 1", ("row-above", "drizzle-journal stamp --to 0001_b")),
    ],
)  # fmt: skip
def test_rows_that_conflict_are_refused_with_the_next_command(
    listed: Project, journal: Journal, database: str, damage: str, told: tuple[str, str]
) -> None:
    code, following = told
    entries(listed, "0000_a", "0001_b")
    migrate_0(listed, database)
    entries(listed, *TAGS)
    execute(database, damage)
    before = whole(database)
    said = stamp(journal, database, "0000_a" if code == "row-above" else "0002_c", "--unproved", *WRITE)
    assert (said.code, f"[{code}]" in said.out) == (1, True)
    assert said.out.splitlines()[-1] == f"Nothing was written. Next: {following}"
    assert "0001_b has no row" not in said.out
    assert whole(database) == before


def test_an_entry_whose_recorded_hash_is_not_its_files_is_refused(
    listed: Project, journal: Journal, database: str
) -> None:
    text = listed.root.joinpath("migrations/meta/_journal.json")
    value = json.loads(text.read_text())
    value["entries"][1]["hash"] = "0" * 64
    text.write_text(json.dumps(value))
    said = stamp(journal, database, "0001_b", "--unproved")
    assert (said.code, said.out.splitlines()[-1]) == (1, "Nothing was written. Next: drizzle-journal bootstrap")
    listed.root.joinpath("migrations/0000_a.sql").unlink()
    said = stamp(journal, database, "0000_a", "--unproved")
    assert (said.code, "[without-file]" in said.out) == (1, True)


def test_an_entry_that_1_0_would_run_again_is_refused(listed: Project, journal: Journal, database: str) -> None:
    """Two files of one content in one second: 1.0 takes both rows for the first."""
    listed.migration("0001_b", "create table t_0000 (id int);\n")
    restamp(listed, {1: WHEN + 300})
    said = stamp(journal, database, "0001_b", "--unproved", *WRITE)
    assert (said.code, "0001_b: drizzle 1.0 would still run it again. [runs-again]" in said.out) == (1, True)


def test_a_later_entry_that_will_be_skipped_is_a_warning(listed: Project, journal: Journal, database: str) -> None:
    restamp(listed, {2: WHEN + 1})
    said = stamp(journal, database, "0001_b", "--unproved", *WRITE)
    assert (said.code, "warning: 0002_c comes later and has no row, so drizzle 0.x will skip it." in said.out) == (
        0,
        True,
    )
    migrate_0(listed, database)
    assert execute(database, "select to_regclass('t_0002')") == [(None,)]


def restamp(project: Project, whens: dict[int, int]) -> None:
    path = project.root / "migrations/meta/_journal.json"
    value = json.loads(path.read_text())
    for number, when in whens.items():
        value["entries"][number]["when"] = when
    path.write_text(json.dumps(value))


def test_a_missing_or_unknown_to_lists_the_entries(listed: Project, journal: Journal, database: str) -> None:
    execute(database, "create table _manual_migrations (filename text)")
    execute(database, "insert into _manual_migrations values ('0000_a.sql'), ('0001_b.sql')")
    said = journal("stamp", "--dry-run", "--url", database)
    assert (said.code, said.err.splitlines()) == (
        2,
        [
            "error: stamp takes the last applied entry: --to TAG.",
            "The journal has: 0000_a, 0001_b, 0002_c",
            "_manual_migrations records the entries up to 0001_b.",
            "help: Name the last applied entry: drizzle-journal stamp --to 0001_b",
        ],
    )
    said = stamp(journal, database, "0001_bb")
    assert said.err.splitlines()[0] == "error: --to 0001_bb: no such entry."
    assert said.err.splitlines()[-1].endswith("drizzle-journal stamp --to 0001_b")


def test_a_journal_without_entries_is_to_be_made_first(project: Project, journal: Journal, database: str) -> None:
    project.migration("0000_a")
    said = stamp(journal, database, "0000_a")
    assert (said.code, said.err.splitlines()[1:]) == (
        2, ["The journal has no entries.", "help: Create the journal first: drizzle-journal bootstrap"]
    )  # fmt: skip


def test_the_manual_table_is_cross_checked(listed: Project, journal: Journal, database: str) -> None:
    by_hand(listed, database, "0000_a", "0001_b")
    execute(database, "create table _manual_migrations (filename text)")
    execute(database, "insert into _manual_migrations values ('0000_a.sql'), ('0002_c.sql')")
    said = stamp(journal, database, "0001_b")
    assert "_manual_migrations records 1 of 2 entries up to 0001_b.\n" in said.out
    assert "note: _manual_migrations does not record 0001_b, although it records others. [not-by-hand]" in said.out
    assert "note: _manual_migrations also records 0002_c, which comes later. [by-hand-later]" in said.out


def test_without_a_terminal_yes_is_required(listed: Project, journal: Journal, database: str) -> None:
    url = database.replace("postgres@", "postgres:hidden@")
    said = journal("stamp", "--url", url, "--to", "0000_a", "--unproved")
    command = "drizzle-journal stamp --url URL --to 0000_a --unproved --yes"
    assert (said.code, said.out, said.err.splitlines()[-1]) == (2, "", f"help: To write it: {command}")
    assert "would record 0000_a" in said.err
    assert "PostgreSQL 18" in said.err
    assert "1 row into drizzle.__drizzle_migrations, which is created" in said.err
    assert "hidden" not in said.out + said.err
    assert execute(database, "select to_regnamespace('drizzle')") == [(None,)]


def test_a_terminal_gets_the_question(listed: Project, database: str) -> None:
    words = ["stamp", "--url", database, "--to", "0000_a", "--unproved"]
    said = on_a_terminal(listed, "n\n", *words)
    assert said.out.index("would record 0000_a") < said.out.index("Write this? [y/N]")
    assert (said.code, "Aborted. Nothing was written." in said.out) == (1, True)
    assert execute(database, "select to_regnamespace('drizzle')") == [(None,)]
    assert on_a_terminal(listed, "y\n", *words).code == 0
    assert len(rows(database)) == 1


def on_a_terminal(project: Project, answer: str, *words: str) -> Said:
    command = [str(Path(sys.executable).parent / "journal"), *words]
    script = (
        "import os, pty, sys\n"
        "heard = bytearray()\n"
        "def read(fd):\n"
        "    data = os.read(fd, 1024); heard.extend(data)\n"
        f"    if b'[y/N]' in data: os.write(fd, {answer.encode()!r})\n"
        "    return data\n"
        f"sys.exit(os.waitstatus_to_exitcode(pty.spawn({command!r}, read)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=project.root, stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
        check=False,
    )  # fmt: skip
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def restricted(database: str) -> str:
    """The URL of a role that may connect, and nothing else."""
    execute(database, "drop role if exists app; create role app login")
    return database.replace("postgres@", "app@")


def test_no_right_to_create_is_needed_where_the_table_is_there(
    listed: Project, journal: Journal, database: str, restricted: str
) -> None:
    entries(listed, "0000_a")
    migrate_0(listed, database)
    entries(listed, *TAGS)
    said = stamp(journal, restricted, "0001_b", "--unproved", *WRITE)
    assert (said.code, 'GRANT SELECT ON "drizzle"."__drizzle_migrations" TO "app";' in said.err) == (2, True)
    execute(database, f"grant usage on schema drizzle to app; grant select on {LEDGER} to app")
    said = stamp(journal, restricted, "0001_b", "--unproved", *WRITE)
    assert (said.code, said.err.splitlines()[-1]) == (
        2,
        'help: As the owner or a superuser, run: GRANT INSERT ON "drizzle"."__drizzle_migrations" TO "app"; '
        'GRANT UPDATE ON "drizzle"."__drizzle_migrations" TO "app"; '
        'GRANT USAGE ON SEQUENCE drizzle.__drizzle_migrations_id_seq TO "app";',
    )
    execute(database, said.err.splitlines()[-1].partition("run: ")[2])
    assert stamp(journal, restricted, "0001_b", "--unproved", *WRITE).code == 0
    assert len(rows(database)) == 2


def test_a_missing_right_to_create_is_named_with_its_grant(
    listed: Project, journal: Journal, database: str, restricted: str
) -> None:
    said = stamp(journal, restricted, "0001_b", "--unproved", *WRITE)
    assert (said.code, 'GRANT CREATE ON DATABASE "test_' in said.err) == (2, True)
    assert (
        "warning: to write this, the role needs: GRANT CREATE ON DATABASE"
        in stamp(journal, restricted, "0001_b", "--unproved").out
    )
    execute(database, "create schema drizzle")
    said = stamp(journal, restricted, "0001_b", "--unproved", *WRITE)
    assert (said.code, 'GRANT CREATE ON SCHEMA "drizzle" TO "app";' in said.err) == (2, True)


def test_a_database_that_takes_no_writes_gets_its_own_sentence(
    listed: Project, journal: Journal, database: str
) -> None:
    name = execute(database, "select current_database()")[0][0]
    execute(database, f"alter database {name} set default_transaction_read_only = on")
    said = stamp(journal, database, "0001_b", "--unproved", *WRITE)
    assert (said.code, "takes no writes: transactions are read-only here." in said.err) == (2, True)
    assert stamp(journal, database, "0001_b", "--unproved").code == 0


def test_three_at_once_write_one_set_of_rows(listed: Project, journal: Journal, database: str) -> None:
    by_hand(listed, database, *TAGS)
    command = [str(Path(sys.executable).parent / "journal"), "stamp", "--url", database, "--to", "0002_c", *WRITE]
    started = [
        subprocess.Popen(command, cwd=listed.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = sorted(one.communicate(timeout=100)[0].splitlines()[-1] for one in started)
    assert [one.returncode for one in started] == [0, 0, 0]
    assert said[:2] == ["Nothing to do: all entries up to 0002_c are recorded already (3)."] * 2
    assert said[2].startswith("Stamped 3 entries.")
    assert len(rows(database)) == 3


@pytest.mark.parametrize(
    "hold", ["select pg_advisory_lock({key})", f"begin; lock table {LEDGER} in row exclusive mode"]
)
def test_who_waits_too_long_says_why(listed: Project, journal: Journal, database: str, hold: str) -> None:
    from journal.connect.session import LOCK_KEY

    entries(listed, "0000_a")
    migrate_0(listed, database)
    entries(listed, "0000_a", "0001_b")
    with psycopg.connect(database, autocommit=True) as other:
        other.execute(hold.format(key=LOCK_KEY))  # type: ignore[arg-type]
        said = stamp(journal, database, "0001_b", "--unproved", "--ledger-lock-timeout", "0.2", *WRITE)
    assert (said.code, "--ledger-lock-timeout SECONDS" in said.err) == (2, True)
    assert len(rows(database)) == 1


def test_what_somebody_inserts_before_the_write_is_seen(listed: Project, database: str) -> None:
    from journal.connect.target import target_of
    from journal.ledger.write import LedgerChanged
    from journal.verbs.stamp import StampResult, stamp_ledger

    def meanwhile(stamped: StampResult) -> None:
        assert (len(stamped.plan.rows), stamped.written) == (1, False)
        migrate_0(listed, database)

    with pytest.raises(LedgerChanged):
        stamp_ledger(listed.settings(), target_of(database, "--url"), "0000_a", None, agree=meanwhile)
    assert len(rows(database)) == 3


@pytest.mark.parametrize(
    "words", [["repair", "--dry-run"], ["stamp", "--to", "0000_a", "--dry-run"], ["repair", *WRITE]]
)
def test_who_reads_waits_no_longer_for_a_locked_ledger(
    listed: Project, journal: Journal, database: str, words: list[str]
) -> None:
    migrate_0(listed, database)
    with psycopg.connect(database, autocommit=True) as other:
        other.execute(f"begin; lock table {LEDGER} in access exclusive mode")  # type: ignore[arg-type]
        said = journal(*words, "--url", database, "--ledger-lock-timeout", "0.2")
    assert (said.code, "did not answer in time: canceling statement due to lock timeout." in said.err) == (2, True)


@pytest.mark.parametrize("words", [["verify"], ["stamp", "--to", "0000_a", "--dry-run"]])
def test_nor_is_a_locked_view_waited_for_long(
    listed: Project, journal: Journal, database: str, words: list[str]
) -> None:
    by_hand(listed, database, "0000_a")
    if words == ["verify"]:  # whose section of the ledger would fail otherwise
        assert journal("stamp", "--to", "0000_a", "--yes", "--url", database).code == 0
    execute(database, "create view v as select id from t_0000")
    with psycopg.connect(database, autocommit=True) as other:
        other.execute("begin; lock table v in access exclusive mode")
        said = journal(*words, "--url", database)
    assert "did not answer in time: canceling statement due to lock timeout." in said.out + said.err
    assert said.code == 2
