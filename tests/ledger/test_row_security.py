"""What a database has of the row level security that migrations enable, after the real migrate() of 0.x."""

import hashlib
import json

import pytest
from conftest import Journal, Project
from ledger.test_live_objects import WHEN, listed, seen
from ledger.test_notes import execute, migrate, noted
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from real import psql_line

from journal.server.provider import Server

BASE = (
    "create schema s; create table t (id int); create table s.t2 (id int); "
    "create table p (id int) partition by list (id); create table p1 partition of p for values in (1); "
    'create table "My t" (id int); create table off (id int); alter table off enable row level security;'
)
ENABLED = [
    ('ALTER TABLE "t" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint\n', "t", "public.t"),
    ('ALTER TABLE "public"."t" ENABLE ROW LEVEL SECURITY;', "t", "public.t"),
    ("alter table if exists only T enable row level security", "t", "public.t"),
    ('alter table "s"."t2" enable row level security;', "s.t2", "s.t2"),
    ('alter table "My t" enable row level security;', '"My t"', "public.My t"),
    ("alter table p enable row level security;", "p", "public.p"),
    ("alter table p1 enable row level security;", "p1", "public.p1"),
    ("alter table t disable row level security, enable row level security;", "t", "public.t"),
]


def applied(url: str, text: str) -> None:
    """Record the second migration, as migrate() does when it ran."""
    execute(url, "insert into drizzle.__drizzle_migrations (hash, created_at) "
            f"values ('{hashlib.sha256(text.encode()).hexdigest()}', {WHEN + 60_000})")  # fmt: skip


@pytest.mark.parametrize(("enabling", "table", "name"), ENABLED)
def test_row_level_security_is_seen_in_pending_and_applied_entries(  # noqa: PLR0913, PLR0917 - fixtures and a case
    project: Project, journal: Journal, database: str, enabling: str, table: str, name: str
) -> None:
    listed(project, BASE)
    assert migrate(project, database) == "ok"
    listed(project, BASE, enabling)
    assert (noted(journal, database)[:2], seen(journal, database)) == ((0, {}), ["there", "not there"])
    execute(database, enabling)
    code, notes, text = noted(journal, database)
    assert (code, list(notes)) == (1, ["objects-there"]), text.out
    assert "ROW LEVEL SECURITY of table" in notes["objects-there"]
    assert "drizzle-kit migrate would run it again" in notes["objects-there"]
    applied(database, enabling)
    assert (noted(journal, database)[:2], seen(journal, database)) == ((0, {}), ["there", "there"])
    execute(database, f"alter table {table} disable row level security")
    code, notes, text = noted(journal, database)
    assert (code, list(notes), seen(journal, database)) == (1, ["row-security-off"], ["there", "not there"]), text.out
    said = f"Row level security is off, though the ledger records that it was enabled: {name} (0001_m enables it)."
    assert notes["row-security-off"].startswith(said)
    value = json.loads(journal("status", "--url", database, "--json").out)
    (help_,) = [note["help"] for note in value["notes"]]
    psql_line(help_)
    assert noted(journal, database)[:2] == (0, {})


@pytest.mark.parametrize(
    ("altering", "undoing", "name"),
    [
        ("alter table off disable row level security;", "alter table off enable row level security", "still ROW LEVEL"),
        ("alter table t force row level security;", "alter table t no force row level security", "FORCE ROW LEVEL"),
        (
            "alter table s.t2 force row level security; alter table s.t2 set schema public; "
            "alter table t2 no force row level security, force row level security;",
            "alter table t2 no force row level security",
            "FORCE ROW LEVEL SECURITY of table public.t2",
        ),
    ],
)
def test_disabled_and_forced_row_level_security_is_seen(  # noqa: PLR0913, PLR0917 - fixtures and a case
    project: Project, journal: Journal, database: str, altering: str, undoing: str, name: str
) -> None:
    listed(project, BASE, altering)
    assert (migrate(project, database), noted(journal, database)[:2]) == ("ok", (0, {}))
    assert seen(journal, database) == ["there", "there"]
    execute(database, undoing)
    code, notes, text = noted(journal, database)
    assert (code, len(notes), name in str(notes)) == (1, 1, True), text.out


@pytest.mark.parametrize(
    ("later", "then"),
    [
        ("alter table t disable row level security;", "cannot be seen"),
        ("drop table t;", "cannot be seen"),
        ("drop table t; create table t (id int);", "cannot be seen"),
        ("alter table t rename to u;", "there"),
        ("alter table t rename to u; alter table u rename to t;", "there"),
        ("alter table t rename to u; create table t (id int);", "there"),
        ("alter table t rename to u; alter table u disable row level security;", "cannot be seen"),
        ("create schema x; alter table t set schema x; alter schema x rename to y;", "there"),
        ("create schema x; alter table t set schema x; drop schema x cascade;", "cannot be seen"),
        ("create table if not exists t (id int);", "there"),
        ("alter table t enable row level security; alter table t add column x int;", "there"),
        ("do $$ begin alter table t disable row level security; end $$;", "cannot be seen"),
        ('do $$ begin alter table "t" disable row level security; end $$;', "cannot be seen"),
        ("do $$ begin ALTER TABLE T DISABLE ROW LEVEL SECURITY; end $$;", "cannot be seen"),
        ("do $$ begin drop table t; end $$;", "cannot be seen"),
        ("do $$ declare r record; begin for r in select 't' as n loop execute "
         "format('alter table %I disable row level security', r.n); end loop; end $$;", "cannot be seen"),
        ("create function f() returns void language sql as $$ alter table t disable row level security $$; select f();",
         "cannot be seen"),
        ("create function f() returns void language sql as 'alter table t disable row level security'; select f();",
         "cannot be seen"),
        ("do 'begin alter table t disable row level security; end';", "cannot be seen"),
    ],
)  # fmt: skip
def test_what_later_files_do_to_row_level_security_is_followed(
    project: Project, journal: Journal, database: str, later: str, then: str
) -> None:
    listed(project, "create table t (id int);", "alter table t enable row level security;", later)
    assert noted(journal, database)[:2] == (0, {})
    assert migrate(project, database) == "ok"
    code, notes, text = noted(journal, database)
    assert (code, notes, seen(journal, database)[1]) == (0, {}, then), text.out
    execute(database, "delete from drizzle.__drizzle_migrations where id = 3")
    assert "row-security-off" not in noted(journal, database)[1] or "disable" in later.lower()


def test_a_pending_rename_hides_no_table_whose_row_level_security_is_off(
    project: Project, journal: Journal, database: str
) -> None:
    files = ["create table t (id int);", "alter table t enable row level security;"]
    listed(project, *files)
    assert migrate(project, database) == "ok"
    rename = "alter table t rename to u;"
    listed(project, *files, rename)
    execute(database, "alter table t disable row level security")
    assert "public.t (0001_m enables it)" in noted(journal, database)[1]["row-security-off"]
    execute(database, rename)
    assert "public.u (0001_m enables it)" in noted(journal, database)[1]["row-security-off"]
    execute(database, "create table t (id int)")
    assert "row-security-off" not in noted(journal, database)[1]  # which of the two it is cannot be told


def test_row_level_security_of_a_table_of_the_same_file_is_seen(
    project: Project, journal: Journal, database: str
) -> None:
    listed(project, "create table a (id int);")
    assert migrate(project, database) == "ok"
    table = 'CREATE TABLE "t" (\n\t"id" integer\n);\n'
    enabling = '--> statement-breakpoint\nALTER TABLE "t" ENABLE ROW LEVEL SECURITY;'
    listed(project, "create table a (id int);", table + enabling)
    assert seen(journal, database) == ["there", "not there"]
    execute(database, table)
    code, notes, text = noted(journal, database)
    assert (code, list(notes), seen(journal, database)[1]) == (1, ["partly-there"], "partly there"), text.out
    assert "table t. It lacks ROW LEVEL SECURITY of table t." in notes["partly-there"]
    applied(database, table + enabling)
    code, notes, text = noted(journal, database)
    assert (code, list(notes), seen(journal, database)[1]) == (1, ["row-security-off"], "partly there"), text.out
    execute(database, 'alter table "t" enable row level security')
    assert (noted(journal, database)[:2], seen(journal, database)) == ((0, {}), ["there", "there"])


def test_tables_whose_row_level_security_is_off_are_listed_in_one_note(
    project: Project, journal: Journal, database: str
) -> None:
    tables = "".join(f"create table t{n} (id int, c int);" for n in range(8))
    enabling = [
        f"alter table t{n} enable row level security; create index i{n} on t{n} (c);"
        + "create index j3 on t3 (c);" * (n == 3)
        for n in range(8)
    ]
    listed(project, tables, *enabling)
    assert migrate(project, database) == "ok"
    execute(database, "".join(f"alter table t{n} disable row level security;" for n in range(8)) + "drop index i3")
    code, notes, text = noted(journal, database)
    assert (code, list(notes)) == (1, ["row-security-off", "partly-missing"]), text.out
    assert notes["partly-missing"].endswith("0004_m, but 1 of its 3 objects is missing: index i3.")
    assert "public.t4 (0005_m enables it) and 3 more." in notes["row-security-off"]


def test_what_is_not_known_of_a_table_is_not_said(project: Project, journal: Journal, database: str) -> None:
    execute(database, "create table t (id int); create table u (id int); alter table u enable row level security;")
    guarded = "create table if not exists u (id int); create table a (id int);"
    listed(project, guarded)
    assert migrate(project, database) == "ok"
    enabling = [f"alter table {table} enable row level security;" for table in ("t", "u", "nowhere")]
    listed(project, guarded, *enabling)
    assert seen(journal, database)[1:] == ["not there", "cannot be seen", "cannot be seen"]
    assert noted(journal, database)[:2] == (0, {})


def test_an_event_trigger_that_enables_it_on_new_tables_shows_no_run_by_hand(
    project: Project, journal: Journal, database: str, server: Server
) -> None:
    admin = make_conninfo(server.admin, dbname=conninfo_to_dict(database)["dbname"])
    execute(
        admin,
        "create function secure() returns event_trigger language plpgsql as $$ declare r record; begin "
        "for r in select * from pg_event_trigger_ddl_commands() where object_type = 'table' loop "
        "execute format('alter table if exists %s enable row level security', r.object_identity); end loop; end $$;"
        "create event trigger secured on ddl_command_end when tag in ('CREATE TABLE') execute function secure();",
    )
    listed(project, "create table t (id int);")
    assert migrate(project, database) == "ok"
    listed(project, "create table t (id int);", "alter table t enable row level security;")
    assert (noted(journal, database)[:2], seen(journal, database)) == ((0, {}), ["there", "cannot be seen"])
    execute(database, "alter table t disable row level security")
    assert seen(journal, database) == ["there", "not there"]
    execute(database, "alter table t enable row level security;")
    assert seen(journal, database) == ["there", "cannot be seen"]
    execute(admin, "alter event trigger secured disable;")
    assert seen(journal, database) == ["there", "there"]
