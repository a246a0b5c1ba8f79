"""Migrations of a pull request do not reach the machine: each hostile file is refused, with the reason."""

import pytest
from conftest import Journal, Project

HOSTILE = {
    "runs a program": ("copy (select 1) to program 'touch /tmp/journal-was-here';", "42501"),
    "reads a program": ("create table t (x text); copy t from program 'id';", "42501"),
    "reads a file": ("select pg_read_file('/etc/passwd');", "42501"),
    "copies a file": ("create table t (x text); copy t from '/etc/passwd';", "42501"),
    "writes a file": ("copy (select 1) to '/tmp/journal-was-here';", "42501"),
    "imports a file": ("select lo_import('/etc/passwd');", "42501"),
    "exports a file": ("select lo_export(lo_from_bytea(0, 'x'), '/tmp/journal-was-here');", "42501"),
    "lists a folder": ("select pg_ls_dir('/');", "42501"),
    "alters the system": ("commit;--> statement-breakpoint\nalter system set archive_command = 'id';", "42501"),
    "loads a library": ("load '/tmp/evil.so';", "42501"),
    "makes a C function": ("create function f() returns int language c as '/tmp/evil.so', 'f';", "42501"),
    "becomes superuser": ("alter role current_user superuser;", "42501"),
    "becomes the superuser": ("set role journal_superuser;", "42501"),
    "becomes the session": ("set session authorization journal_superuser;", "42501"),
    "takes the program right": ("grant pg_execute_server_program to current_user;", "42501"),
    "gives the program right": ("create role r in role pg_execute_server_program;", "42501"),
    "connects elsewhere": ("create extension dblink;", "42501"),
    "wraps elsewhere": ("create extension postgres_fdw;", "42501"),
    "subscribes elsewhere": (
        "create subscription s connection 'host=/tmp' publication p with (connect = false, slot_name = none);",
        "42501",
    ),
}


@pytest.mark.parametrize("deed", HOSTILE)
def test_a_hostile_file_is_refused(project: Project, journal: Journal, deed: str) -> None:
    sql, sqlstate = HOSTILE[deed]
    project.migration("0000_a", sql)
    said = journal("bootstrap")
    assert (said.code, f"[{sqlstate}]" in said.err) == (1, True), said.err
    assert "who is no superuser, as on a managed server." in said.err
    assert "--superuser" in said.err


def test_statements_that_an_owner_may_run_pass(project: Project, journal: Journal) -> None:
    project.migration(
        "0000_a",
        "create schema s; create role app; create extension pg_trgm; create extension citext with schema s;"
        "alter default privileges in schema s grant select on tables to app; create table t (id int);"
        "alter table t owner to postgres; grant usage on schema s to app; comment on schema public is 'x';"
        "create publication p for table t; alter database postgres set timezone to 'UTC';",
    )
    said = journal("bootstrap")
    assert said.code == 0, said.err


ENDLESS = "do $$ begin loop perform 1; end loop; end $$;"
STUBBORN = "do $$ begin loop begin perform pg_sleep(9); exception when query_canceled then null; end; end loop; end $$;"
STOPPED = {
    "an endless loop": (ENDLESS, "canceling statement due to statement timeout [57014]"),
    "a loop that lifts the timeout": (
        f"set statement_timeout = 0;--> statement-breakpoint\n{ENDLESS}",
        "stopped after 1 s",
    ),
    "a loop that catches the cancellation": (STUBBORN, "stopped after 1 s"),
    "filling the disk": (
        "create table t as select repeat('x', 2000) from generate_series(1, 5000000);",
        "stopped: the temporary database took more than 0.05 GB",
    ),
}


@pytest.mark.parametrize("deed", STOPPED)
def test_a_statement_that_would_not_end_is_stopped(project: Project, journal: Journal, deed: str) -> None:
    sql, reason = STOPPED[deed]
    project.migration("0000_a", sql)
    quota = ("--disk-quota", "0.05") if "disk" in deed else ("--statement-timeout", "1")
    said = journal("bootstrap", *quota)
    assert (said.code, reason in said.err) == (1, True), said.err
    assert quota[0] in said.err


def test_superuser_lifts_it_when_asked(project: Project, journal: Journal) -> None:
    project.migration("0000_a", "select pg_ls_dir('.');")
    assert journal("bootstrap").code == 1
    assert journal("bootstrap", "--superuser").code == 0
