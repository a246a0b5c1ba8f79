"""drizzle-journal backup --file: by the real pg_dump, and back by pg_restore and psql."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from catalog import servers
from conftest import Journal, Project, Said
from psycopg.conninfo import conninfo_to_dict
from real import psql
from verbs.test_status import execute

from journal.errors import JournalError
from journal.server.embedded.binaries import ClientNotFound, find_client

TABLES = """
create table "Us ers" (id int primary key, email text); insert into "Us ers" values (1, 'a@x'), (2, 'b@x');
create table p (id int) partition by range (id); create table p1 partition of p for values from (0) to (9);
insert into p values (3);
"""


def dump(journal: Journal, url: str, *words: str, **environment: str) -> Said:
    return journal("backup", *words, "--url", url, **environment)


@pytest.fixture
def filled(database: str) -> str:
    execute(database, TABLES)
    return database


def test_a_file_for_pg_restore_brings_the_tables_back(project: Project, journal: Journal, filled: str) -> None:
    said = dump(journal, filled, '"Us ers"', "p", "--file", "tables.dump")
    assert said.code == 0, said.err
    assert "tables.dump: " in said.out
    path = project.root / "tables.dump"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in project.root.iterdir() if "part" in one.name] == []
    execute(filled, 'drop table "Us ers", p')
    command = [str(servers.client("pg_restore")), "--single-transaction", "--dbname", filled, str(path)]
    subprocess.run(command, check=True, timeout=60)
    assert execute(filled, 'select * from "Us ers" order by 1') == [(1, "a@x"), (2, "b@x")]
    assert execute(filled, "select * from p") == [(3,)]


def test_a_file_for_psql_brings_the_tables_back_and_two_of_them_are_equal(
    project: Project, journal: Journal, filled: str
) -> None:
    assert dump(journal, filled, '"Us ers"', "--file", "a.sql").code == 0
    assert dump(journal, filled, '"Us ers"', "--file", "b.sql").code == 0
    text = (project.root / "a.sql").read_text()
    assert text == (project.root / "b.sql").read_text()
    execute(filled, 'drop table "Us ers"')
    psql(filled, text)
    assert execute(filled, 'select count(*) from "Us ers"') == [(2,)]


def test_a_file_that_is_there_is_not_written_over(project: Project, journal: Journal, filled: str) -> None:
    project.write("a.sql", "mine")
    said = dump(journal, filled, "p", "--file", "a.sql")
    assert (said.code, "a.sql exists already" in said.err) == (2, True)
    assert (project.root / "a.sql").read_text() == "mine"


def test_a_dry_run_a_column_and_a_missing_folder_write_no_file(project: Project, journal: Journal, filled: str) -> None:
    assert dump(journal, filled, "p", "--file", "a.sql", "--dry-run").code == 0
    assert "pg_dump writes whole tables" in dump(journal, filled, '"Us ers":email', "--file", "a.sql").err
    assert dump(journal, filled, "p", "--file", "no/a.sql").code == 2
    assert [one.name for one in project.root.iterdir() if one.suffix == ".sql"] == []


def test_what_pg_dump_says_is_told_and_no_file_is_left(project: Project, journal: Journal, filled: str) -> None:
    execute(filled, 'revoke all on "Us ers" from postgres')
    said = dump(journal, filled, '"Us ers"', "--file", "a.dump")
    assert said.code == 2
    assert "pg_dump stopped: " in said.err
    assert "permission denied for table Us ers" in said.err
    assert list(project.root.glob("*a.dump*")) == []


def test_the_password_is_on_no_command_line(project: Project, filled: str) -> None:
    words = conninfo_to_dict(filled)
    url = f"postgresql://postgres:s3cret@/{words['dbname']}?host={words['host']}"
    command = [str(Path(sys.executable).parent / "journal"), "backup", "counted", "--file", "a.dump", "--url", url]
    environment = {key: text for key, text in os.environ.items() if key != "DATABASE_URL"} | {"DATABASE_URL": url}
    execute(filled, "create table counted (id serial)")
    with psycopg.connect(filled) as holder:
        holder.execute("alter sequence counted_id_seq rename to other")  # pg_dump waits for it, and nobody before
        running = subprocess.Popen(command[:-2], cwd=project.root, env=environment, stderr=subprocess.DEVNULL)
        try:
            said = seen(running.pid)
        finally:
            running.terminate()
            running.wait(20)
    assert str(words["dbname"]) in said
    assert "s3cret" not in said
    assert list(project.root.glob("*a.dump*")) == []


def seen(parent: int) -> str:
    """The command line of pg_dump, a child of that process."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        children = Path(f"/proc/{parent}/task/{parent}/children")
        for child in children.read_text().split() if children.exists() else ():
            with suppress(FileNotFoundError, ProcessLookupError):
                said = Path(f"/proc/{child}/cmdline").read_bytes().decode()
                if "pg_dump" in said and "--file" in said:
                    return said
        time.sleep(0.02)
    return ""


def test_the_servers_major_version_is_preferred_and_an_older_one_never_taken() -> None:
    assert find_client("pg_dump", major=18).major == 18
    assert find_client("pg_dump", major=14).major >= 14
    with pytest.raises(ClientNotFound) as failure:
        find_client("pg_dump", major=99)
    assert isinstance(failure.value, JournalError)
    assert "No pg_dump of PostgreSQL 99 or newer was found" in failure.value.message
    assert f"{servers.client('pg_dump')} (18" in failure.value.message
    assert "postgresql-client-99" in failure.value.hint
