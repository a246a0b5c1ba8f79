"""Dumps that no restore takes are refused with the command that makes one, and a cut dump is never taken for whole."""

import bz2
import gzip
import lzma
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from baseline.test_baseline import dumped, files
from catalog.servers import client
from conftest import Journal, Project
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from real import psql

from journal.baseline.restore import read_dump
from journal.errors import SettingsInvalid
from journal.server.provider import Server

HEAD = "--\n-- PostgreSQL database dump\n--\n"
COPY = f"{HEAD}create table a (id int);\nCOPY public.a (id) FROM stdin;\n1\n"
WRONG: dict[str, tuple[bytes, str, str]] = {
    "gzip": (gzip.compress(b"x"), "is an archive (gzip)", "gzip -dc dump > dump.sql"),
    "bzip2": (bz2.compress(b"x"), "is an archive (bzip2)", "bzip2 -dc dump > dump.sql"),
    "xz": (lzma.compress(b"x"), "is an archive (xz)", "xz -dc dump > dump.sql"),
    "UTF-16": ("create table a ();".encode("utf-16"), "is UTF-16", "iconv -f UTF-16 -t UTF-8 dump > dump.sql"),
    "Latin-1": (b"select 1;\n-- Gr\xf6\xdfe", "dump:2 is not UTF-8", "pg_dump --encoding=UTF8 URL > dump.sql"),
    "NUL": (b"create table a (id int);\n\0", "dump:2 has a NUL byte", "pg_dump --encoding=UTF8 URL > dump.sql"),
    "cut": (COPY.encode(), "dump is cut", "pg_dump --encoding=UTF8 URL > dump.sql"),
    "cut of Windows": (COPY.replace("\n", "\r\n").encode(), "dump is cut", "pg_dump --encoding=UTF8 URL > dump.sql"),
    "databases": (b"\\connect a\n\\connect b\n", "has several databases", "pg_dump --schema-only --no-owner URL"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_file_that_is_no_dump_in_sql_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    content, message, hint = WRONG[kind]
    monkeypatch.chdir(tmp_path)
    Path("dump").write_bytes(content)
    with pytest.raises(SettingsInvalid) as raised:
        read_dump(Path("dump"))
    assert message in raised.value.message
    assert hint in raised.value.hint


@pytest.mark.parametrize("form", ["c", "d", "t"])
def test_an_archive_of_pg_dump_becomes_sql_by_the_command_that_is_printed(
    project: Project, journal: Journal, database: str, form: str
) -> None:
    psql(database, "create table a (id int primary key); insert into a values (7)")
    path = project.root / "live dump"
    subprocess.run([client("pg_dump"), f"-F{form}", f"--file={path}", database], check=True, timeout=60)
    said = journal("baseline", "--from-dump", "live dump")
    assert said.code == 2
    (command,) = re.findall(r"pg_restore (.*)", said.err)
    subprocess.run(f"{client('pg_restore')} {command}", shell=True, cwd=project.root, check=True, timeout=60)
    said = journal("baseline", "--from-dump", "dump.sql", "--data", "a", "--dry-run", "-v")
    assert (said.code, "(7)" in said.out) == (0, True), said.out + said.err


FAILING: dict[str, tuple[str, str, str]] = {
    "command": ("create table a (id int);\n\\i more.sql\n", "dump.sql:2: syntax error", "Only psql runs this command"),
    "syntax": ("\ngarbage;\n", "dump.sql:2: syntax error", "Correct that line"),
    "missing": ("create table a (id nowhere.t);\n", 'dump.sql:1: schema "nowhere" does not exist', "--before FILE"),
    "end of COPY": ("create table a (id int);\ncopy a from stdin;\n1\n", "dump.sql:2: the data of COPY have no end",
                    "pg_dump --encoding=UTF8 URL > dump.sql"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAILING)
def test_what_fails_in_a_dump_is_named_with_its_line_and_a_fitting_help(
    project: Project, journal: Journal, case: str
) -> None:
    text, message, hint = FAILING[case]
    project.write("dump.sql", text)
    said = journal("baseline", "--from-dump", "dump.sql", "--data", "a")
    assert (said.code, message in said.err, hint in said.err) == (2, True, True), said.err
    assert files(project) == {"dump.sql"}


@pytest.fixture
def changed(project: Project, database: str) -> Callable[..., None]:
    """Writes a dump of the database with one replacement to dump.sql."""

    def write(old: str = "", new: str = "", *words: str) -> None:
        text = dumped(database, *words)
        assert not old or re.search(old, text)
        project.write("dump.sql", re.sub(old, new, text) if old else text)

    return write


def test_a_dump_of_another_version_and_a_data_option_without_rows_are_said(
    project: Project, journal: Journal, database: str, changed: Callable[..., None]
) -> None:
    psql(database, "create table a (id int); insert into a values (1)")
    changed(r"(Dumped from database version )\S+", r"\g<1>99.1", "--schema-only")
    said = journal("baseline", "--from-dump", "dump.sql", "--data", "a", "--dry-run")
    assert said.code == 0, said.err
    assert "note: The dump is of PostgreSQL 99.1, and was restored on " in said.out
    assert "note: a: the source has no rows there. [no-rows]" in said.out
    said = journal("baseline", "--from-dump", "dump.sql", "--data", "none")
    assert (said.code, "help: Name a table of the source: --data SCHEMA.TABLE" in said.err) == (2, True)


def test_a_dump_that_creates_its_database(
    project: Project, journal: Journal, database: str, changed: Callable[..., None]
) -> None:
    psql(database, "create table a (id int)")
    changed("", "", "--create", "--clean", "--if-exists")
    said = journal("baseline", "--from-dump", "dump.sql")
    assert said.code == 0, said.err
    assert "DATABASE" not in (project.root / "migrations" / "0000_baseline.sql").read_text()


def test_a_role_that_may_not_read_a_table_is_told_which(
    project: Project, journal: Journal, server: Server, roles_of_before: None, database: str
) -> None:
    admin = make_conninfo(str(server.admin), dbname=conninfo_to_dict(database)["dbname"])
    psql(admin, "create role poor login; create table a (id int); create table b (id int); grant select on a to poor")
    poor = database.replace("postgres@", "poor@")
    said = journal("baseline", "--from-url", poor)
    assert (said.code, "permission denied for table b" in said.err) == (2, True), said.err
    assert "or leave them out with --exclude-table" in said.err
    assert files(project) == set()
    said = journal("baseline", "--from-url", poor, "--exclude-table", "b", "--dry-run")
    assert said.code == 0, said.out + said.err
