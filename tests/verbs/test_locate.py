"""locate on databases that are after some entry, or after none."""

import json

import pytest
from conftest import Journal, Project
from verbs.test_status import entries, execute, migrate

FILES = {
    "0000_users": "create table users (id int primary key, email text);\n",
    "0001_index": "create index users_email on users (email);\n",
    "0002_data": "insert into users values (1, 'a');\n",
    "0003_more": "alter table users add column born date;\nset search_path = '';\n",
}


@pytest.fixture
def listed(project: Project) -> Project:
    for tag, text in FILES.items():
        project.migration(tag, text)
    entries(project, *FILES)
    return project


def located(journal: Journal, url: str, *words: str) -> tuple[int, dict[str, object]]:
    said = journal("locate", "--url", url, "--json", *words)
    return said.code, json.loads(said.out)


def test_a_manually_built_database_is_located_at_its_entry(listed: Project, journal: Journal, database: str) -> None:
    execute(database, FILES["0000_users"])
    code, told = located(journal, database)
    assert (code, told["equal"], told["ledger_rows"]) == (0, ["0000_users"], 0)
    said = journal("locate", "--url", database)
    assert "The schema equals the one after 0000_users.\n" in said.out
    assert said.out.endswith(" --to 0000_users\n")


def test_an_entry_without_a_file_is_refused(listed: Project, journal: Journal, database: str) -> None:
    sorted(listed.root.glob("migrations/*.sql"))[-1].unlink()
    said = journal("locate", "--url", database)
    assert (said.code, "The journal lists " in said.err, "help: " in said.err) == (1, True, True), said.err


def test_entries_that_change_no_schema_are_named_together(listed: Project, journal: Journal, database: str) -> None:
    execute(database, FILES["0000_users"] + FILES["0001_index"])
    assert located(journal, database)[1]["equal"] == ["0001_index", "0002_data"]
    assert "It also equals the one after 0002_data: look at the data" in journal("locate", "--url", database).out


def test_the_nearest_state_and_what_differs_from_it(listed: Project, journal: Journal, database: str) -> None:
    execute(database, FILES["0000_users"] + FILES["0001_index"] + "alter table users add column born text")
    code, told = located(journal, database)
    assert (code, told["equal"], told["nearest"]) == (1, [], "0001_index")
    said = journal("locate", "--url", database)
    assert "The nearest is 0001_index: 1 real difference.\n" in said.out
    assert "error: column public.users.born is not created by these migrations. [drift]" in said.out
    ignoring = located(journal, database, "--ignore", "column:public.users.born")[1]
    assert ignoring["equal"] == ["0001_index", "0002_data", "0003_more"]


def test_an_empty_database_has_nothing_and_stays_so(listed: Project, journal: Journal, database: str) -> None:
    said = journal("locate", "--url", database)
    assert said.code == 0
    assert "None of these migrations is applied." in said.out
    assert execute(database, "select count(*) from pg_class where oid >= 16384") == [(0,)]


def test_what_the_real_migrate_made_is_after_the_last(listed: Project, journal: Journal, database: str) -> None:
    migrate(listed, database)
    code, told = located(journal, database)
    assert (code, told["equal"]) == (0, ["0003_more"])
    assert "Next: drizzle-journal status" in journal("locate", "--url", database).out
