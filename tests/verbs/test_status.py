"""status on databases that the real migrate() made, and on what people do to them."""

import json
import subprocess

import psycopg
import pytest
from conftest import HERE, Journal, Project
from psycopg.conninfo import conninfo_to_dict

WHEN = 1_755_216_000_000


def entries(project: Project, *tags: str) -> None:
    listed = [{"idx": n, "version": "7", "when": WHEN + n * 60_000, "tag": tag} for n, tag in enumerate(tags)]
    value = {"version": "7", "dialect": "postgresql", "entries": listed}
    project.write("migrations/meta/_journal.json", json.dumps(value, indent=2))
    for tag in tags:
        if not (project.root / f"migrations/{tag}.sql").exists():
            project.migration(tag, f"create table t_{tag.split('_')[0]} (id int);\n")


def migrate(project: Project, url: str) -> None:
    """The real one, of 0.45.4."""
    words = conninfo_to_dict(url)
    script = HERE / "drizzle" / "migrate.cjs"
    command = ["node", str(script), "pg", str(project.root / "migrations"), words["host"], words["dbname"]]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def execute(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        done = connection.execute(query)  # type: ignore[arg-type]
        return done.fetchall() if done.description else []


def states(journal: Journal, url: str, *words: str) -> tuple[int, dict[str, str], dict[int, str]]:
    said = journal("status", "--url", url, "--json", *words)
    value = json.loads(said.out)
    by_tag = {one["tag"]: one["state"] for one in value["entries"]}
    return said.code, by_tag, {one["id"]: one["state"] for one in value["rows"]}


@pytest.fixture
def migrated(project: Project, database: str) -> str:
    entries(project, "0000_a", "0001_b", "0002_c")
    migrate(project, database)
    return database


def test_a_fresh_database_has_all_pending_and_is_left_as_it_is(
    project: Project, journal: Journal, database: str
) -> None:
    entries(project, "0000_a", "0001_b")
    assert states(journal, database) == (0, {"0000_a": "pending", "0001_b": "pending"}, {})
    assert states(journal, database, "--fail-on", "pending,skipped")[0] == 1
    assert execute(database, "select to_regnamespace('drizzle')") == [(None,)]


def test_what_the_real_migrate_made_is_applied(project: Project, journal: Journal, migrated: str) -> None:
    assert states(journal, migrated) == (0, {"0000_a": "applied", "0001_b": "applied", "0002_c": "applied"}, {})
    said = journal("status", "--url", migrated)
    assert said.out.endswith("3 applied. Nothing to do.\n")
    entries(project, "0000_a", "0001_b", "0002_c", "0003_d")
    said = journal("status", "--url", migrated)
    assert "  drizzle 0.x runs it: 1755216180000 is above 1755216120000 of row 3" in said.out
    assert said.out.endswith("3 applied, 1 pending. Next: drizzle-journal run --journal\n")


def test_an_edited_file_a_skipped_entry_and_one_without_file(project: Project, journal: Journal, migrated: str) -> None:
    project.migration("0001_b", "select 'edited';")
    entries(project, "0000_a", "0001_b", "0002_c", "0003_d")
    value = json.loads((project.root / "migrations/meta/_journal.json").read_text())
    value["entries"][3]["when"] = WHEN + 1
    (project.root / "migrations/meta/_journal.json").write_text(json.dumps(value))
    (project.root / "migrations/0002_c.sql").unlink()
    code, by_tag, _ = states(journal, migrated)
    assert (code, by_tag) == (
        1, {"0000_a": "applied", "0001_b": "changed", "0002_c": "without-file", "0003_d": "skipped"}
    )  # fmt: skip
    said = journal("status", "--url", migrated).out
    assert "error: 0003_d: not recorded, and the next migrate of 0.x skips it silently. [skipped]" in said
    assert "  drizzle 0.x skips it: 1755216000001 is not above 1755216120000 of row 3" in said


@pytest.mark.parametrize(
    ("damage", "by_tag"),
    [
        ("set created_at = null where id = 3", {"0000_a": "again", "0001_b": "again", "0002_c": "again"}),
        ("set created_at = created_at / 1000", {"0000_a": "again", "0001_b": "again", "0002_c": "again"}),
        ("set created_at = created_at + 10000000 where id = 3", {"0002_c": "applied"}),
    ],
)
def test_a_manually_written_created_at(
    project: Project, journal: Journal, migrated: str, damage: str, by_tag: dict[str, str]
) -> None:
    execute(migrated, f"update drizzle.__drizzle_migrations {damage}")
    _, found, found_rows = states(journal, migrated)
    assert ({tag: found[tag] for tag in by_tag}, found_rows) == (by_tag, {})


def test_rows_of_nobody_twice_and_ahead(project: Project, journal: Journal, migrated: str) -> None:
    insert = "insert into drizzle.__drizzle_migrations (hash, created_at)"
    execute(migrated, f"{insert} select hash, created_at from drizzle.__drizzle_migrations where id = 1")
    execute(migrated, f"{insert} values ('foreign', {WHEN - 5000}), ('later', {WHEN + 10**9})")
    code, _, rows = states(journal, migrated)
    assert (code, rows) == (1, {4: "twice", 5: "foreign", 6: "ahead"})
    execute(migrated, f"{insert} select hash, null from drizzle.__drizzle_migrations where id = 2")
    assert states(journal, migrated)[2][7] == "twice"


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("created_at = 1955216180000 where id = 3", "The row of 0002_c has created_at 1955216180000, but the entry"),
        ("created_at = null where id = 3", "The row of 0002_c has created_at NULL, but the entry has `when`"),
        ("created_at = created_at / 1000", "`when` 1755216000000 (and 2 more such rows). Drizzle 0.x"),
    ],
)
def test_status_explains_why_the_next_command_is_repair(
    project: Project, journal: Journal, migrated: str, damage: str, found: str
) -> None:
    execute(migrated, f"update drizzle.__drizzle_migrations set {damage}")
    said = journal("status", "--url", migrated).out
    assert ("[other-created-at]" in said, found in said, said.endswith("Next: drizzle-journal repair\n")) == (
        True,
        True,
        True,
    )


def test_what_is_skipped_has_its_next_command_by_what_is_there(
    project: Project, journal: Journal, migrated: str
) -> None:
    execute(migrated, "delete from drizzle.__drizzle_migrations where id = 2")
    said = journal("status", "--url", migrated)
    assert (said.code, said.out.endswith("2 applied, 1 skipped. Next: drizzle-journal stamp --to 0002_c\n")) == (
        1,
        True,
    )
    path = project.root / "migrations/meta/_journal.json"
    path.write_text(path.read_text().replace(str(WHEN + 60_000), str(WHEN - 60_000)))
    execute(migrated, "drop table t_0001")
    said = journal("status", "--url", migrated)
    assert said.out.endswith("2 applied, 1 skipped. Next: drizzle-journal run --only 0001_b --journal\n")


@pytest.mark.parametrize("words", [["status"], ["verify"], ["locate"], ["stamp", "--to", "0001_b"], ["repair"]])
def test_the_next_command_is_for_the_database_that_was_looked_at(
    project: Project, journal: Journal, migrated: str, words: list[str]
) -> None:
    execute(migrated, "delete from drizzle.__drizzle_migrations where id = 2; drop table t_0001")
    said = journal(*words, "-e", "PRODUCTION", PRODUCTION=migrated, DATABASE_URL="postgresql://development/")
    assert said.code == 1, said.out + said.err
    assert " --env-var PRODUCTION" in said.out
    assert "DATABASE_URL" not in said.out


def test_a_row_that_1_0_would_stop_at_says_so(project: Project, journal: Journal, migrated: str) -> None:
    execute(migrated, f"insert into drizzle.__drizzle_migrations (hash, created_at) values ('foreign', {WHEN - 5000})")
    said = journal("status", "--url", migrated)
    assert "\n  drizzle 1.0 refuses to start: it finds no migration for this row\n" in said.out


def test_what_1_0_runs_again_in_a_ledger_of_its_own_is_no_success(
    project: Project, journal: Journal, migrated: str
) -> None:
    execute(migrated, "alter table drizzle.__drizzle_migrations add name text, add applied_at timestamptz")
    execute(migrated, "update drizzle.__drizzle_migrations set name = '20250815000000_a' where id = 1")
    code, by_tag, _ = states(journal, migrated)
    assert (code, by_tag) == (1, {"0000_a": "applied", "0001_b": "again", "0002_c": "again"})
    said = journal("status", "--url", migrated).out
    assert "  drizzle 1.0 runs it: no row has the name 20250815000100_b\n" in said
    assert said.endswith("1 applied, 2 again. Next: drizzle-journal repair\n")


def test_a_ledger_that_drizzle_cannot_read_gets_a_sentence(project: Project, journal: Journal, migrated: str) -> None:
    execute(migrated, "alter table drizzle.__drizzle_migrations rename created_at to at")
    said = journal("status", "--url", migrated)
    assert (said.code, said.err.splitlines()[0]) == (
        1, "error: The ledger drizzle.__drizzle_migrations has no column created_at, which Drizzle reads."
    )  # fmt: skip


def test_the_sql_in_a_hint_can_be_run_as_it_is(project: Project, journal: Journal, migrated: str) -> None:
    execute(migrated, 'alter schema drizzle rename to "My ""own"')
    execute(migrated, 'alter table "My ""own".__drizzle_migrations drop column id')
    project.write("journal.toml", 'ledger = { schema = "My \\"own" }\n')
    said = journal("status", "--url", migrated)
    assert said.err.splitlines()[0].endswith("has no column id, which Drizzle reads.")
    execute(migrated, said.err.partition("Add it: ")[2])
    assert states(journal, migrated)[0] == 0


def test_entries_of_manual_migrations_that_drizzles_ledger_lacks_are_errors(
    project: Project, journal: Journal, migrated: str
) -> None:
    execute(migrated, "create table _manual_migrations (filename text); delete from drizzle.__drizzle_migrations")
    execute(migrated, "insert into _manual_migrations values ('0001_b.sql')")
    said = journal("status", "--url", migrated)
    assert "error: _manual_migrations records 0001_b, but drizzle.__drizzle_migrations does not: drizzle-k" in said.out
    assert (said.code, said.out.splitlines()[-1]) == (1, "3 pending. Next: drizzle-journal stamp --to 0001_b")


def test_pending_entries_that_are_treated_alike_are_one_note(project: Project, journal: Journal, migrated: str) -> None:
    entries(project, "0000_a", "0001_b", "0002_c", "0003_d", "0004_e")
    said = journal("status", "--url", migrated).out
    assert "note: 2 pending: 0003_d … 0004_e: not recorded; the next migrate applies them. [pending]\n" in said
    assert said.count("[pending]") == 1


def test_an_unknown_state_gets_a_sentence(project: Project, journal: Journal, migrated: str) -> None:
    said = journal("status", "--url", migrated, "--fail-on", "skiped")
    assert (said.code, "Did you mean `skipped`?" in said.err) == (2, True)
    said = journal("status", "--url", migrated, "--fail-on", "")
    assert (said.code, said.err.splitlines()[0]) == (2, "error: --fail-on names nothing.")


@pytest.mark.parametrize("made", ["view", "materialized view"])
def test_a_view_in_the_ledgers_place_is_not_read(project: Project, journal: Journal, migrated: str, made: str) -> None:
    execute(
        migrated,
        "alter table drizzle.__drizzle_migrations rename to real; create table touched (id int);"
        "create function touch() returns int language sql as 'insert into touched values (1) returning id';"
        f"create {made} drizzle.__drizzle_migrations as select touch() as id, hash, created_at from drizzle.real"
        f"{' with no data' if made != 'view' else ''}",
    )
    said = journal("status", "--url", migrated)
    assert (said.code, f"The ledger drizzle.__drizzle_migrations is a {made}, not a table" in said.err) == (2, True)
    assert execute(migrated, "select count(*) from touched") == [(0,)]


def test_a_role_that_may_not_read_gets_a_sentence(project: Project, journal: Journal, migrated: str) -> None:
    execute(migrated, 'drop role if exists "an app"; create role "an app" login')
    restricted = migrated.replace("postgres@", "an%20app@")
    said = journal("status", "--url", restricted)
    assert (said.code, "cannot be read: permission denied for schema" in said.err) == (2, True)
    execute(migrated, said.err.partition("or superuser: ")[2])
    assert states(journal, restricted)[0] == 0


def test_a_created_at_that_is_no_number_skips_everything(project: Project, journal: Journal, migrated: str) -> None:
    change = "alter table drizzle.__drizzle_migrations alter created_at type timestamptz using to_timestamp(0)"
    execute(migrated, change)
    entries(project, "0000_a", "0001_b", "0002_c", "0003_d")
    said = journal("status", "--url", migrated)
    assert (said.code, "which is not a number of milliseconds. Drizzle 0.x skips every migration" in said.out) == (
        1,
        True,
    )
    assert states(journal, migrated)[1]["0003_d"] == "skipped"
    migrate(project, migrated)
    assert execute(migrated, "select count(*) from drizzle.__drizzle_migrations") == [(3,)]


@pytest.mark.parametrize(
    ("change", "sqlstate"),
    [
        ("alter created_at type integer using 7", "22003"),
        ("add extra text not null default ''; alter table {0} alter extra drop default", "23502"),
        ("add name text not null default ''; alter table {0} alter name drop default", "23502"),
        ("alter hash type varchar(63) using left(hash, 63)", "22001"),
        ("drop column created_at, add column created_at bigint generated always as (1) stored", "428C9"),
        ("add unique (hash)", ""),
    ],
)
def test_the_predicted_failure_of_an_odd_ledger_is_the_real_one(
    project: Project, journal: Journal, migrated: str, change: str, sqlstate: str
) -> None:
    execute(migrated, f"alter table {{0}} {change}".format("drizzle.__drizzle_migrations"))
    entries(project, "0000_a", "0001_b", "0002_c", "0003_d")
    said = journal("status", "--url", migrated)
    assert (said.code, f"The next migrate of drizzle 0.x fails with {sqlstate} at 0" in said.out) == (
        (1, True) if sqlstate else (0, False)
    ), said.out
    if sqlstate:
        with pytest.raises(subprocess.CalledProcessError):
            migrate(project, migrated)


def test_a_trigger_on_the_ledger_counts_once_something_is_written(
    project: Project, journal: Journal, migrated: str
) -> None:
    execute(
        migrated,
        "create function twist() returns trigger language plpgsql as 'begin new.hash := ''x''; return new; end';"
        "create trigger twisted before insert on drizzle.__drizzle_migrations for each row execute function twist()",
    )
    assert states(journal, migrated)[0] == 0
    entries(project, "0000_a", "0001_b", "0002_c", "0003_d")
    said = journal("status", "--url", migrated)
    assert (said.code, "cannot be predicted: the ledger drizzle.__drizzle_migrations has the trigger" in said.err) == (
        2, True
    )  # fmt: skip
    said = journal("stamp", "--to", "0003_d", "--unproved", "--url", migrated, "--yes")
    assert (said.code, "were not what was written, so nothing was committed" in said.err) == (2, True)
    assert execute(migrated, "select count(*) from drizzle.__drizzle_migrations") == [(3,)]


def test_a_tag_that_is_listed_twice_has_two_states(project: Project, journal: Journal, migrated: str) -> None:
    listed = [(n, tag) for n, tag in enumerate(["0000_a", "0001_b", "0002_c", "0000_a"])]
    rows = [{"idx": n, "version": "7", "when": WHEN + n * 60_000, "tag": tag} for n, tag in listed]
    project.write("migrations/meta/_journal.json", json.dumps({"version": "7", "entries": rows}))
    project.migration("0000_a", "select 1;\n")
    said = json.loads(journal("status", "--url", migrated, "--json").out)
    assert [one["state"] for one in said["entries"]] == ["changed", "applied", "applied", "pending"]
    migrate(project, migrated)
    assert execute(migrated, "select count(*) from drizzle.__drizzle_migrations") == [(4,)]


def test_rows_without_ids_are_each_seen(project: Project, journal: Journal, migrated: str) -> None:
    execute(
        migrated,
        "alter table drizzle.__drizzle_migrations drop constraint __drizzle_migrations_pkey, alter id drop not null;"
        "update drizzle.__drizzle_migrations set id = null;"
        "insert into drizzle.__drizzle_migrations (id, hash, created_at)"
        " select id, hash, created_at from drizzle.__drizzle_migrations where hash like '%' limit 1",
    )
    said = json.loads(journal("status", "--url", migrated, "--json").out)
    assert [one["state"] for one in said["entries"]] == ["applied"] * 3
    assert [(one["id"], one["state"]) for one in said["rows"]] == [(None, "twice")]


def test_without_a_url_no_other_verb_is_named(project: Project, journal: Journal) -> None:
    entries(project, "0000_a")
    said = journal("status", DATABASE_URL="", POSTGRES_URL="")
    assert (said.code, said.err.splitlines()[-1]) == (2, "help: Name it: --url postgresql://user@host/database")
