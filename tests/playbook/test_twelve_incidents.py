"""rollback in twelve emergencies: with nothing but the page in view, and nothing but the JSON, the action is right."""

import json
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest
from conftest import HERE, Journal, Project
from ledger.test_notes import journal_of
from playbook.test_applied import TAGS, book, tracked, tracking
from playbook.test_ways_back import typed
from real import LEDGER, migrate_0, migrate_1, psql
from verbs.test_down import tables
from verbs.test_status import execute

__all__ = ["tracked", "tracking"]


@pytest.fixture
def listed(drizzle: Project) -> Project:
    journal_of(drizzle, *TAGS)
    for tag in TAGS:
        drizzle.migration(f"{tag}.down", f"drop table t_{tag[:4]};")
    return drizzle


def page_of(journal: Journal, url: str, code: int = 0) -> str:
    said = journal("rollback", "--no-rehearse", DATABASE_URL=url)
    assert said.code == code, said.out + said.err
    order = [said.out.index(head) for head in ("# Rollback", "\n## Right now", "\n## In short")]
    assert order == sorted(order)
    return said.out


def last_of(value: dict[str, Any]) -> str | None:
    return value["last"] and str(value["last"]["tag"])


def commands_of(value: dict[str, Any]) -> list[str]:
    return [one["command"] for one in value["way"]["commands"]]


@contextmanager
def doing(url: str, query: str) -> Iterator[None]:
    """Send a statement that waits for a lock."""

    def send() -> None:
        with psycopg.connect(url, autocommit=True) as connection, suppress(psycopg.Error):
            connection.execute(query.encode())

    thread = threading.Thread(target=send)
    thread.start()
    try:
        for _ in range(100):
            if execute(url, "select 1 from pg_locks where not granted"):
                break
            time.sleep(0.05)
        yield
    finally:
        thread.join(timeout=20)


def test_1_the_last_migration_dropped_a_column_by_mistake(listed: Project, journal: Journal, database: str) -> None:
    listed.migration("0002_c", "alter table t_0000 drop column x;")
    listed.migration("0002_c.down", "alter table t_0000 add column x int;")
    listed.migration("0000_a", "create table t_0000 (id int, x int);")
    assert journal("run", "--url", database).code == 0
    page, value = page_of(journal, database), book(journal, database)
    assert "**0002_c** was applied last: 20" in page
    assert " seconds ago." in page or " second ago." in page
    assert "Its down file brings back the shape, not the values that it removed:** only a restore (below) may." in page
    assert f"To **{value['restore']['to'][:10]}" in page
    assert (last_of(value), value["way"]["kind"]) == ("0002_c", "down")
    assert value["last"]["age_seconds"] < 60
    assert [one["category"] for one in value["categories"]] == ["destructive"]
    assert journal(*typed(page, "down"), DATABASE_URL=database).code == 0


def test_2_a_file_without_a_transaction_failed_half_way(listed: Project, journal: Journal, database: str) -> None:
    steps = "alter table t_0000 add column y int;\ncreate unique index concurrently u on t_0000 (id);"
    listed.migration("0002_c", f"-- journal: no-transaction\n{steps}")
    listed.migration("0001_b", "create table t_0001 (id int); insert into t_0000 values (1), (1);")
    assert journal("run", "--url", database).code == 1
    page, value = page_of(journal, database, 1), book(journal, database)
    assert "**0002_c.sql is half way**: 1 of 2 statements are in the database" in page
    assert page.index("is half way") < page.index("**0001_b** was applied last")
    assert (value["way"]["kind"], value["way"]["tag"], commands_of(value)[0]) == (
        "half-way", "0002_c", "drizzle-journal run --only 0002_c"
    )  # fmt: skip
    execute(database, "delete from t_0000")
    assert journal(*typed(page, "run --only 0002_c"), "--yes", DATABASE_URL=database).code == 0


def test_3_a_migration_failed_in_its_transaction(listed: Project, journal: Journal, database: str) -> None:
    listed.migration("0002_c", "create table t_0002 (id int); select nope();")
    assert journal("run", "--url", database).code == 1
    page, value = page_of(journal, database), book(journal, database)
    assert "**In no ledger:** 0002_c. A migration that fails in its transaction leaves nothing" in page
    assert "If 0002_c failed, and that is your incident, it left nothing: revert nothing, see above." in page
    assert page.index("revert nothing") < page.index("drizzle-journal down")
    assert (value["pending"], value["by_hand"], value["partly"], last_of(value)) == (["0002_c"], [], [], "0001_b")


@pytest.mark.parametrize("sees", ["all", "little"])
def test_4_a_migration_waits_for_a_lock(listed: Project, journal: Journal, database: str, sees: str) -> None:
    journal_of(listed, *TAGS[:2])
    migrate_0(listed, database)
    url = database
    if sees == "little":
        execute(database, "drop role if exists onlooker; create role onlooker login")
        execute(database, f"grant usage on schema drizzle to onlooker; grant select on {LEDGER} to onlooker")
        url = database.replace("postgres@", "onlooker@")
    with suppress(psycopg.errors.AdminShutdown), psycopg.connect(database) as idle:
        idle.execute("select * from t_0000")
        pid = idle.info.backend_pid
        with doing(database, "alter table t_0000 add column y int"):
            page, value = page_of(journal, url), book(journal, url)
            (waiting,) = [one for one in value["trouble"]["sessions"] if one["waits_for"]]
            assert (waiting["waits_for"], f"waits for process {pid}" in page) == ([pid], True)
            assert "**A session waits for a lock.** Nothing is decided until it ends" in page
            assert (value["trouble"]["hidden_sessions"] > 0) == (sees == "little")
            assert ("could not be seen: this role lacks pg_read_all_stats" in page) == (sees == "little")
            assert value["first"][0]["sql"] == f"SELECT pg_terminate_backend({pid})"
            assert f"`{value['first'][0]['sql']}`" in page[: page.index("## In short")]
            execute(database, value["first"][0]["sql"])
    assert execute(database, "select y from t_0000") == []


def test_5_a_migration_wrote_bad_data(listed: Project, journal: Journal, tracked: str) -> None:
    (listed.root / "migrations/0002_c.down.sql").unlink()
    journal_of(listed, *TAGS[:2])
    migrate_0(listed, tracked)
    journal_of(listed, *TAGS)
    listed.migration("0002_c", "update t_0000 set id = 1;")
    migrate_0(listed, tracked)
    page, value = page_of(journal, tracked, 1), book(journal, tracked)
    assert "**0002_c** was applied last: 20" in page
    assert "its SQL does not show what was there before: only a backup has that" in page
    assert "\ndrizzle-journal down" not in page
    assert (last_of(value), value["way"]["kind"], value["applied"][0]["how"]) == ("0002_c", "restore", "commit")
    assert value["restore"]["to"] is not None


@pytest.mark.parametrize("runner", ["drizzle", "journal"])
def test_6_a_file_was_run_by_psql_and_no_ledger_has_it(
    listed: Project, journal: Journal, database: str, runner: str
) -> None:
    journal_of(listed, *TAGS[:2])
    if runner == "drizzle":
        migrate_0(listed, database)
    else:
        assert journal("run", "--to", "0001_b", "--url", database).code == 0
    journal_of(listed, *TAGS)
    psql(database, (listed.root / "migrations/0002_c.sql").read_text())
    page, value = page_of(journal, database), book(journal, database)
    assert "**In no ledger, but what it creates is there:** 0002_c. It was run by hand, or by another tool." in page
    assert "**0001_b** was applied last" in page
    assert "**0002_c was run since by hand**, and no ledger has it: the way back is its down file" in page
    assert (value["by_hand"], value["way"]["kind"], value["way"]["tag"]) == (["0002_c"], "by-hand", "0002_c")
    assert journal(*typed(page, "run --file 0002_c.down --dry-run"), DATABASE_URL=database).code == 0
    words = [word for word in typed(page, "run --file 0002_c.down") if word != "--dry-run"]
    assert journal(*words, "--yes", DATABASE_URL=database).code == 0
    assert tables(database) == ["t_0000", "t_0001"]
    assert book(journal, database)["way"]["kind"] == "down"


def test_6_what_was_there_before_the_last_migration_was_not_run_since(
    listed: Project, journal: Journal, database: str
) -> None:
    execute(database, "create table t_0002 (id int)")
    journal_of(listed, *TAGS[:2])
    migrate_0(listed, database)
    journal_of(listed, *TAGS)
    value = book(journal, database)
    assert (value["by_hand"], value["way"]["kind"], value["way"]["tag"]) == (["0002_c"], "down", "0001_b")


def test_7_all_rows_were_stamped(listed: Project, journal: Journal, database: str) -> None:
    for tag in TAGS:
        psql(database, (listed.root / f"migrations/{tag}.sql").read_text())
    assert journal("stamp", "--to", TAGS[2], "--url", database, "--yes", "--unproved").code == 0
    page, value = page_of(journal, database, 1), book(journal, database)
    assert "No migration was seen to run: 3 migrations recorded. About the last one: its objects are older than" in page
    assert "was applied last:" not in page
    assert (last_of(value), value["way"]["kind"]) == (None, "unknown")
    assert all(one["stamped"] for one in value["applied"])
    assert commands_of(value) == ["drizzle-journal locate", "drizzle-journal verify --env-var DATABASE_URL"]
    assert "\ndrizzle-journal down" not in page


def test_7_a_migration_after_stamped_ones_is_the_last(listed: Project, journal: Journal, database: str) -> None:
    journal_of(listed, *TAGS[:2])
    for tag in TAGS[:2]:
        psql(database, (listed.root / f"migrations/{tag}.sql").read_text())
    assert journal("stamp", "--to", TAGS[1], "--url", database, "--yes", "--unproved").code == 0
    journal_of(listed, *TAGS)
    migrate_0(listed, database)
    execute(database, "alter table t_0002 add column later int")
    value = book(journal, database)
    assert (last_of(value), value["way"]["kind"]) == ("0002_c", "down")


def test_8_a_baseline_that_was_left_out_is_stamped_later(project: Project, journal: Journal, database: str) -> None:
    shutil.rmtree(project.root)
    shutil.copytree(HERE / "cases/rollback-names-baseline", project.root)
    psql(database, (project.root / "before.sql").read_text())
    for words in (["run", "--yes"], ["bootstrap"], ["stamp", "--to", "20250101_add_a", "--yes"]):
        assert journal(*words, DATABASE_URL=database).code == 0
    page, value = page_of(journal, database), book(journal, database)
    assert "**20250101_add_a** was applied last: 20" in page
    assert (last_of(value), value["way"]["down_file"]) == ("20250101_add_a", "20250101_down_add_a")
    assert [bool(one["stamped"]) for one in value["applied"]] == [False, True]
    assert journal(*typed(page, "down 20250101_add_a"), DATABASE_URL=database).code == 0


def test_9_several_migrations_of_one_transaction(listed: Project, journal: Journal, database: str) -> None:
    journal_of(listed, *TAGS[:1])
    migrate_0(listed, database)
    journal_of(listed, *TAGS)
    migrate_0(listed, database)
    page, value = page_of(journal, database), book(journal, database)
    assert "One transaction, most often one deploy, applied it with 0001_b: revert it first, then these." in page
    assert (last_of(value), value["applied"][0]["together"]) == ("0002_c", ["0001_b"])
    for tag in ("0002_c", "0001_b"):
        words = typed(page_of(journal, database), f"down {tag}")
        assert journal(*words[:-1], "--yes", DATABASE_URL=database).code == 0
    assert tables(database) == ["t_0000"]


def test_10_a_migration_of_drizzle_1_whose_ledger_has_names(listed: Project, journal: Journal, database: str) -> None:
    journal_of(listed, *TAGS[:2])
    migrate_0(listed, database)
    journal_of(listed, *TAGS)
    migrate_1(listed, database)
    page, value = page_of(journal, database), book(journal, database)
    assert "**0002_c** was applied last: 20" in page
    assert (last_of(value), value["applied"][0]["how"], value["way"]["kind"]) == ("0002_c", "applied-at", "down")
    words = typed(page, "down 0002_c")
    assert journal(*words[:-1], "--yes", DATABASE_URL=database).code == 0
    assert (tables(database), last_of(book(journal, database))) == (["t_0000", "t_0001"], "0001_b")


def test_11_building_an_index_concurrently_failed(listed: Project, journal: Journal, database: str) -> None:
    journal_of(listed, *TAGS[:2])
    migrate_0(listed, database)
    journal_of(listed, *TAGS)
    listed.migration("0002_c", "create unique index concurrently u on t_0000 (id);")
    execute(database, "insert into t_0000 values (1), (1)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        execute(database, "create unique index concurrently u on t_0000 (id)")
    page, value = page_of(journal, database), book(journal, database)
    drop = "DROP INDEX CONCURRENTLY public.u"
    assert f"is not valid: building it CONCURRENTLY failed, and it only costs. Remove it: `{drop}`" in page
    assert "**First see the section above:** something is unfinished." in page
    assert page.index("is not valid") < page.index("was applied last")
    assert [one["sql"] for one in value["first"]] == [drop]
    assert (value["pending"], value["by_hand"], last_of(value)) == (["0002_c"], [], "0001_b")
    execute(database, drop)
    assert book(journal, database)["first"] == []


def test_12_the_ledger_says_applied_but_the_objects_are_gone(listed: Project, journal: Journal, database: str) -> None:
    migrate_0(listed, database)
    execute(database, "drop table t_0002")
    page, value = page_of(journal, database, 1), book(journal, database)
    assert "says that it is applied, but the database lacks `relation t_0002`:** there is nothing to revert." in page
    assert (value["way"]["kind"], value["objects_missing"]) == ("gone", ["relation t_0002"])
    assert commands_of(value) == [
        "drizzle-journal locate",
        "drizzle-journal verify --env-var DATABASE_URL",
        "drizzle-journal unstamp 0002_c",
    ]
    assert "\ndrizzle-journal down" not in page
    said = journal(*typed(page, "verify"), DATABASE_URL=database)
    assert "table public.t_0002 is missing" in said.out
    said = journal(*typed(page, "unstamp"), "--dry-run", DATABASE_URL=database)
    assert (said.code, "0002_c" in said.out) == (0, True), said.out + said.err


def test_13_nothing_was_applied_at_all(listed: Project, journal: Journal, database: str) -> None:
    page, value = page_of(journal, database), book(journal, database)
    assert "Neither ledger has an applied migration: there is nothing to revert." in page
    assert "**In no ledger:** 0000_a and 2 others. A migration that fails in its transaction leaves nothing" in page
    assert (last_of(value), value["way"]["kind"], value["way"]["commands"]) == (None, "nothing", [])


def test_14_accepting_an_old_edited_file_does_not_make_it_the_last(
    listed: Project, journal: Journal, database: str
) -> None:
    assert journal("run", "--url", database).code == 0
    listed.migration("0000_a", "create table t_0000 (id int); -- edited\n")
    assert journal("run", "--accept", "0000_a", "--url", database).code == 0
    value = book(journal, database)
    assert (last_of(value), value["applied"][2]["tag"], value["applied"][2]["transaction"]) == (
        "0002_c",
        "0000_a",
        None,
    )


@pytest.mark.parametrize("damage", ["created_at / 1000", "null"])
def test_15_a_repaired_ledger_keeps_its_order(listed: Project, journal: Journal, database: str, damage: str) -> None:
    migrate_0(listed, database)
    execute(database, f"update {LEDGER} set created_at = {damage}")
    assert journal("repair", "--yes", "--url", database).code == 0
    value = book(journal, database)
    assert (last_of(value), value["way"]["kind"]) == ("0002_c", "down")


def test_16_a_file_that_is_partly_there_is_named(listed: Project, journal: Journal, database: str) -> None:
    journal_of(listed, *TAGS[:2])
    migrate_0(listed, database)
    journal_of(listed, *TAGS)
    listed.migration("0002_c", "create table t_0002 (id int);\nCOMMIT;\ncreate index i on t_0002 (nope);")
    execute(database, "create table t_0002 (id int)")
    page, value = page_of(journal, database), book(journal, database)
    assert "**Partly there, and in no ledger:** 0002_c, without `relation i`. Look at each statement." in page
    assert (value["partly"], value["by_hand"]) == ([{"tag": "0002_c", "missing": ["relation i"]}], [])
    assert json.dumps(value["first"]) == "[]"


def test_what_a_file_drops_or_renames_itself_is_not_missed(listed: Project, journal: Journal, database: str) -> None:
    steps = "create table tmp (id int); drop table tmp; alter table t_0000 add column n int;"
    steps += "alter table t_0000 drop column id; alter table t_0000 rename column n to id;"
    listed.migration("0002_c", steps + "do $$ begin if false then create table never (id int); end if; end $$;")
    migrate_0(listed, database)
    value = book(journal, database)
    assert (value["objects_missing"], value["way"]["kind"]) == ([], "down")


def test_objects_in_another_schema_are_found(listed: Project, journal: Journal, database: str) -> None:
    execute(database, "create schema app")
    name = database.partition("?")[0].rpartition("/")[2]
    execute(database, f"alter database {name} set search_path = app, public")
    migrate_0(listed, database)
    assert (last_of(book(journal, database)), book(journal, database)["objects_missing"]) == ("0002_c", [])


def test_a_file_that_found_its_table_there_and_changed_rows_is_the_last(
    listed: Project, journal: Journal, database: str
) -> None:
    journal_of(listed, *TAGS[:2])
    migrate_0(listed, database)
    journal_of(listed, *TAGS)
    listed.migration("0002_c", "create table if not exists t_0000 (id int); update t_0000 set id = 1;")
    migrate_0(listed, database)
    assert last_of(book(journal, database)) == "0002_c"


@pytest.mark.parametrize("sql", ["create table if not exists {} (id int);", "create table {} (id int);"])
def test_stamped_rows_are_known_by_files_of_either_kind(
    listed: Project, journal: Journal, database: str, sql: str
) -> None:
    for tag in TAGS:
        listed.migration(tag, sql.format(f"t_{tag[:4]}"))
        psql(database, sql.format(f"t_{tag[:4]}"))
    assert journal("stamp", "--to", TAGS[2], "--url", database, "--yes", "--unproved").code == 0
    assert book(journal, database)["way"]["kind"] == "unknown"


def test_a_file_of_statements_in_transactions_of_their_own_is_the_last(
    listed: Project, journal: Journal, database: str
) -> None:
    """As drizzle-orm does over HTTP, where there is no transaction."""
    migrate_0(listed, database)
    execute(database, f"delete from {LEDGER} where id = 3; drop table t_0002")
    execute(database, "create table t_0002 (id int)")
    execute(database, "create table other (id int)")
    execute(database, f"insert into {LEDGER} (hash, created_at) select 'x', max(created_at) + 60000 from {LEDGER}")
    assert last_of(book(journal, database)) == "0002_c"


@pytest.mark.parametrize("after", [False, True])
def test_after_a_restore_from_a_dump_the_clock_of_the_runner_decides(
    listed: Project, journal: Journal, database: str, after: bool
) -> None:
    for tag in (TAGS[0], TAGS[2], TAGS[1]):
        assert journal("run", "--only", tag, "--url", database).code == 0
    stamp = ("stamp", "--to", "0002_c", "--yes", "--unproved", "--url", database)
    assert journal(*stamp).code == 0
    # As COPY does: all rows of a table in one transaction, in the order of the heap.
    for table in ("_manual_migrations", LEDGER):
        moved = f"create temp table kept as select * from {table}; truncate {table};"
        psql(database, f"begin; {moved} insert into {table} select * from kept; drop table kept; commit;")
    if after:
        journal_of(listed, *TAGS, "0003_d")
        migrate_0(listed, database)
    assert last_of(book(journal, database)) == ("0003_d" if after else "0001_b")
