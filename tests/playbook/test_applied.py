"""rollback: what was applied last, and when, on databases that the real migrators and our own runner made."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import Journal, Project, empty_database
from ledger.test_notes import execute, journal_of
from real import LEDGER, migrate_0, migrate_1, rows
from verbs.test_run import rows as query

from journal.server.embedded import provider as embedded
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.provider import Server

TAGS = ("0000_a", "0001_b", "0002_c")


@pytest.fixture(scope="module")
def tracking() -> Iterator[Server]:
    """A server that keeps the moment of every commit, and takes prepared transactions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(embedded._OPTIONS, "track_commit_timestamp", "on")
        with EmbeddedProvider().start() as running:
            patch.undo()
            yield running


@pytest.fixture
def tracked(tracking: Server) -> Iterator[str]:
    with empty_database(tracking) as url:
        yield url


def book(journal: Journal, url: str, *words: str) -> dict[str, Any]:
    result = journal("rollback", "--no-rehearse", "--json", *words, DATABASE_URL=url)
    assert result.code in (0, 1), result.err
    value: dict[str, Any] = json.loads(result.out)
    return value


def tags(value: dict[str, Any]) -> list[str]:
    return [one["tag"] for one in value["applied"]]


def moment(text: str | None) -> datetime:
    assert text is not None
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_our_own_runner_records_the_moment(project: Project, journal: Journal, database: str) -> None:
    journal_of(project, *TAGS)
    started = datetime.now(UTC)
    assert journal("run", "--url", database).code == 0
    value = book(journal, database)
    first = value["applied"][0]
    assert (tags(value), first["how"], first["rows"]) == ([*reversed(TAGS)], "kept", [])
    assert started <= moment(first["at"]) <= datetime.now(UTC)
    assert moment(value["restore"]["to"]) < started + timedelta(seconds=1)
    written = query(database, "SELECT xmin::text FROM _manual_migrations WHERE filename = '0002_c.sql'")
    assert written == [(first["transaction"],)]


def test_after_the_real_migrate_0_only_the_order_is_known(drizzle: Project, journal: Journal, database: str) -> None:
    journal_of(drizzle, *TAGS[:2])
    migrate_0(drizzle, database)
    journal_of(drizzle, *TAGS)
    migrate_0(drizzle, database)
    value = book(journal, database)
    first = value["applied"][0]
    assert (tags(value)[0], first["how"], first["at"], first["after"]) == ("0002_c", "nothing", None, None)
    assert (value["restore"]["to"], value["restore"]["before_transaction"]) == (None, first["transaction"])
    assert [one["together"] for one in value["applied"]] == [[], ["0000_a"], ["0001_b"]]
    page = journal("rollback", "--no-rehearse", DATABASE_URL=database).out
    assert "`created_at` in Drizzle's ledger is the entry's `when` in the journal, not the time at which it ran" in page
    assert "The moment is not known: 0002_c was recorded some time before 20" in page


def test_commit_timestamps_show_when_the_real_migrate_ran(drizzle: Project, journal: Journal, tracked: str) -> None:
    journal_of(drizzle, *TAGS)
    started = datetime.now(UTC)
    migrate_0(drizzle, tracked)
    first = book(journal, tracked)["applied"][0]
    assert (first["tag"], first["how"], first["together"]) == ("0002_c", "commit", ["0001_b", "0000_a"])
    assert started <= moment(first["at"]) <= datetime.now(UTC)


def test_drizzle_1_records_the_moment_of_its_own_migrations_only(
    drizzle: Project, journal: Journal, tracked: str
) -> None:
    """It rewrites the old rows on its first run, so their transaction shows nothing."""
    journal_of(drizzle, *TAGS[:2])
    migrate_0(drizzle, tracked)
    journal_of(drizzle, *TAGS)
    started = datetime.now(UTC)
    migrate_1(drizzle, tracked)
    value = book(journal, tracked)
    assert [(one["tag"], one["how"]) for one in value["applied"]] == [
        ("0002_c", "applied-at"), ("0001_b", "nothing"), ("0000_a", "nothing")
    ]  # fmt: skip
    assert started <= moment(value["applied"][0]["at"]) == moment(value["applied"][1]["before"])


def test_a_row_that_was_repaired_is_not_taken_for_the_last(drizzle: Project, journal: Journal, tracked: str) -> None:
    journal_of(drizzle, *TAGS)
    migrate_0(drizzle, tracked)
    execute(tracked, f"update {LEDGER} set hash = hash where id = 1")
    value = book(journal, tracked)
    assert tags(value) == [*reversed(TAGS)]
    assert (value["applied"][2]["how"], value["applied"][2]["transaction"]) == ("nothing", None)


def test_a_migration_between_two_manual_runs_ran_between_them(
    drizzle: Project, journal: Journal, database: str
) -> None:
    journal_of(drizzle, *TAGS[:2])
    assert journal("run", "--only", "0000_a", "--journal", "--url", database).code == 0
    migrate_0(drizzle, database)
    drizzle.migration("9999_by_hand")
    assert journal("run", "--only", "9999_by_hand", "--url", database).code == 0
    value = book(journal, database)
    last, middle, first = value["applied"]
    assert tags(value) == ["9999_by_hand", "0001_b", "0000_a"]
    assert (middle["at"], middle["after"], middle["before"]) == (None, first["at"], last["at"])


def test_a_migration_that_is_recorded_twice_ran_when_it_was_recorded_first(
    project: Project, journal: Journal, tracked: str
) -> None:
    """Drizzle's rows are stamped long after a manual run: they are younger than the migration."""
    journal_of(project, *TAGS)
    assert journal("run", "--url", tracked).code == 0
    assert journal("stamp", "--to", "0001_b", "--url", tracked, "--yes", "--unproved").code == 0
    value = book(journal, tracked)
    assert [(one["tag"], one["how"], one["rows"]) for one in value["applied"]] == [
        ("0002_c", "kept", []), ("0001_b", "kept", [2]), ("0000_a", "kept", [1])
    ]  # fmt: skip


def test_the_moment_in_another_runners_table_has_its_doubts(project: Project, journal: Journal, database: str) -> None:
    journal_of(project, "0000_a")
    execute(database, "create table _manual_migrations (name text, executed_at timestamp)")
    execute(database, "insert into _manual_migrations values ('0000_a', '2026-01-02 03:04:05.5')")
    value = book(journal, database)
    assert (value["applied"][0]["at"], value["restore"]["to"]) == (
        "2026-01-02T03:04:05.500000Z",
        "2026-01-02T03:04:04Z",
    )
    page = journal("rollback", "--no-rehearse", DATABASE_URL=database).out
    assert "no time zone; UTC is assumed; a runner can write it at the end of a file" in page


def test_a_newest_row_without_a_file_points_to_the_deployed_commit(
    drizzle: Project, journal: Journal, database: str
) -> None:
    journal_of(drizzle, *TAGS)
    migrate_0(drizzle, database)
    journal_of(drizzle, *TAGS[:2])
    result = journal("rollback", "--no-rehearse", DATABASE_URL=database)
    hash_ = str(rows(database)[2][0])
    assert (result.code, f"**row 3 ({hash_[:12]})** was applied last" in result.out) == (1, True)
    assert "This folder has no such file: check out the deployed commit, and type the command again." in result.out


def test_a_file_that_was_edited_since_is_reported(drizzle: Project, journal: Journal, database: str) -> None:
    journal_of(drizzle, *TAGS)
    migrate_0(drizzle, database)
    drizzle.migration("0002_c", "create table t_0002 (id int, more int);\n")
    assert [one["changed"] for one in book(journal, database)["applied"]] == [True, False, False]


def test_an_empty_database_has_nothing_to_revert(project: Project, journal: Journal, database: str) -> None:
    journal_of(project, *TAGS)
    result = journal("rollback", "--no-rehearse", DATABASE_URL=database)
    assert (result.code, "there is nothing to revert" in result.out) == (0, True)
    assert query(database, "select to_regnamespace('drizzle'), to_regclass('_manual_migrations')") == [(None, None)]


def test_the_playbook_works_on_every_version_of_postgresql(
    project: Project, journal: Journal, any_server: Server
) -> None:
    journal_of(project, *TAGS)
    project.migration("0002_c.down", "alter table t_0002 drop column id;")
    with empty_database(any_server) as url:
        assert journal("run", "--journal", "--url", url).code == 0
        value = book(journal, url)
    assert (tags(value), value["trouble"]["invalid_indexes"]) == ([*reversed(TAGS)], [])
    assert [(one["backup"], one["values"], one["exact"]) for one in value["way"]["losses"]] == [("t_0002:id", 0, True)]


def test_many_rows_of_one_transaction_are_told_once(project: Project, journal: Journal, database: str) -> None:
    journal_of(project, *TAGS)
    assert journal("run", "--url", database, "--journal").code == 0
    execute(database, f"insert into {LEDGER} (hash, created_at) select md5(n::text), n from generate_series(1, 3000) n")
    value = book(journal, database)
    assert len(value["applied"]) == 3003
    assert {len(one["together"]) for one in value["applied"] if one["tag"].startswith("row ")} == {20}


def test_a_name_of_the_manual_table_cannot_begin_a_line_of_the_page(
    project: Project, journal: Journal, database: str
) -> None:
    journal_of(project, *TAGS)
    assert journal("run", "--url", database).code == 0
    execute(database, "insert into _manual_migrations (filename) values (E'x\\nOWNED <b>y</b>.sql')")
    page = journal("rollback", "--no-rehearse", "--url", database).out
    assert not [line for line in page.splitlines() if line.startswith("OWNED")]
    assert "<b>" not in page


LOADED = """
CREATE TEMP TABLE kept AS TABLE {0}; DELETE FROM {0}; INSERT INTO {0} SELECT * FROM kept ORDER BY 1; DROP TABLE kept
"""


def test_after_a_dump_was_loaded_the_clock_of_the_runner_says_what_was_last(
    project: Project, journal: Journal, database: str
) -> None:
    """The transactions of the rows are those of the load, Drizzle's before the runner's."""
    journal_of(project, *TAGS)
    assert journal("run", "--journal", "--url", database).code == 0
    execute(database, "update _manual_migrations set duration_ms = duration_ms + 5")
    later = "update _manual_migrations set applied_at = applied_at + interval '5 minutes' where filename = '0001_b.sql'"
    execute(database, later)
    for table in (LEDGER, "_manual_migrations"):
        execute(database, LOADED.format(table))
    value = book(journal, database)
    assert (tags(value), value["applied"][0]["how"]) == (["0001_b", "0002_c", "0000_a"], "kept")


def test_a_row_without_a_clock_stays_where_its_transaction_puts_it(
    drizzle: Project, journal: Journal, database: str
) -> None:
    journal_of(drizzle, *TAGS)
    assert journal("run", "--only", "0000_a", "--url", database).code == 0
    journal_of(drizzle, TAGS[1])
    migrate_0(drizzle, database)
    journal_of(drizzle, *TAGS)
    assert journal("run", "--only", "0002_c", "--url", database).code == 0
    execute(database, "update _manual_migrations set hash = hash where filename = '0000_a.sql'")
    value = book(journal, database)
    assert (tags(value)[0], value["applied"][0]["how"]) == ("0002_c", "kept")
