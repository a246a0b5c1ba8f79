"""What a database has of each migration, after the real migrate() of 0.x and what a person did after it."""

import json
import shutil
import time

import pytest
from conftest import HERE, Journal, Project
from ledger.test_notes import execute, migrate, noted
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from journal.folder.read import read_folder
from journal.ledger.live_objects import parsed_meanwhile
from journal.project.settings import load_settings
from journal.server.provider import Server

WHEN = 1_755_216_000_000
# Every kind of object, and every way to rename, move, replace and drop one.
RICH = (
    "create schema shop; create type mood as enum ('sad'); create domain shop.positive as int check (value > 0);"
    "create table users (id serial primary key, name text, constraint users_name unique (name));"
    "create table shop.orders (id int primary key, user_id int, total shop.positive);"
    "alter table shop.orders add constraint orders_user foreign key (user_id) references users (id);"
    "create index orders_total on shop.orders (total); create view totals as select sum(total) from shop.orders;"
    "create sequence numbers; create function one() returns int language sql as 'select 1';"
    "create function touch() returns trigger language plpgsql as 'begin return new; end';"
    "create trigger touched before insert on users execute function touch();"
    "alter table users enable row level security; create policy own on users using (true)",
    "alter type mood add value 'happy'; alter type mood rename to feeling; alter table users rename to people;"
    "alter table people rename column name to full_name; "
    "alter table people rename constraint users_name to people_name; "
    "alter index shop.orders_total rename to orders_by_total; alter table shop.orders set schema public;"
    "alter policy own on people rename to mine; alter trigger touched on people rename to touched_people;",
    "create table scratch (id int); create index scratch_id on scratch (id); drop table scratch;"
    "alter table people drop column full_name; drop view totals; create view totals as select 1 as one;"
    "drop function one(); alter schema shop rename to store; drop sequence numbers;"
    "create temporary table passing (id int); create table if not exists people (id int);"
    "do $$ begin create table by_block (id int); drop index orders_by_total; end $$;",
    "insert into people (id) values (7); update people set id = 8; alter table people alter id set statistics 9;",
)


def listed(project: Project, *files: str) -> list[str]:
    tags = [f"{number:04}_m" for number in range(len(files))]
    entries = [{"idx": n, "version": "7", "when": WHEN + n * 60_000, "tag": tag} for n, tag in enumerate(tags)]
    value = {"version": "7", "dialect": "postgresql", "entries": entries}
    project.write("migrations/meta/_journal.json", json.dumps(value, indent=2))
    for tag, text in zip(tags, files, strict=True):
        project.migration(tag, text)
    return tags


def seen(journal: Journal, url: str) -> list[str]:
    return [entry["objects"] for entry in json.loads(journal("status", "--url", url, "--json").out)["entries"]]


def test_all_that_was_made_renamed_moved_and_dropped_is_found(
    project: Project, journal: Journal, database: str
) -> None:
    listed(project, *RICH)
    assert noted(journal, database)[:2] == (0, {})
    assert seen(journal, database) == ["not there", "not there", "not there", "cannot be seen"]
    assert migrate(project, database) == "ok"
    code, found, text = noted(journal, database)
    assert (code, found, seen(journal, database)) == (0, {}, ["there", "there", "there", "cannot be seen"])
    assert text.out.endswith("4 applied (1 of them makes nothing that can be seen here). Nothing to do.\n")
    execute(database, "delete from drizzle.__drizzle_migrations where id > 1")
    code, found, _ = noted(journal, database)
    assert (code, list(found)) == (1, ["objects-there"])
    assert seen(journal, database) == ["there", "there", "there", "cannot be seen"]


@pytest.mark.parametrize(
    ("lost", "code", "name"),
    [
        ("drop policy mine on people", "partly-missing", "policy people.mine"),
        ("drop trigger touched_people on people", "partly-missing", "trigger people.touched_people"),
        ("alter table orders drop constraint orders_user", "partly-missing", "constraint public.orders.orders_user"),
        ("drop table orders", "partly-missing", "table public.orders"),
        ("drop type feeling", "partly-missing", "type feeling"),
        ("alter schema store rename to other", "partly-missing", "schema store"),
        ("drop function touch() cascade", "partly-missing", "function touch"),
        ("drop view totals", "partly-missing", "view totals"),
        ("alter table people add full_name text", "partly-missing", "still column people.full_name"),
        ("create sequence numbers", "partly-missing", "still sequence numbers"),
        ("drop index if exists orders_by_total", "", ""),
        ("alter table people rename to users", "partly-missing", "table people"),
        ("alter table orders set schema store", "objects-elsewhere", "table public.orders in store"),
    ],
)
def test_one_object_that_is_lost_is_named(  # noqa: PLR0913, PLR0917 - three fixtures and three cases
    project: Project, journal: Journal, database: str, lost: str, code: str, name: str
) -> None:
    listed(project, *RICH)
    assert migrate(project, database) == "ok"
    execute(database, lost)
    said = journal("status", "--url", database)
    assert (said.code, f"[{code}]" in said.out) == ((1, True) if code else (0, False)), said.out
    assert name in said.out, said.out


@pytest.mark.parametrize(
    ("made", "pending", "code"),
    [
        ("create table a (id int)", "create table a (id int);", "objects-there"),
        ("create table a (id int)", "create table if not exists a (id int);", ""),
        ("create schema other; create table other.a (id int)", "create table a (id int);", ""),
        ("create table a (id int)", "create table a (id int);\ncreate table b (id int);", "partly-there"),
        ("create extension pg_trgm", "create extension if not exists pg_trgm;\ncreate table a (id int);", ""),
        ("alter table base add x int", "alter table base add x int;", "objects-there"),
        ("alter table base rename to root", "alter table base rename to root;", "objects-there"),
        ("alter table base drop y", "alter table base drop y;", "objects-there"),
        ("", "alter table base rename to old; create table base (id int);", ""),
        ("", "alter table base drop y; alter table base add y text;", ""),
        ("alter type mood add value 'b'", "alter type mood add value 'b';", "objects-there"),
        ("alter type mood add value 'b'", "alter type mood add value if not exists 'b';", ""),
        ("create index on base (y)", "create index on base (y);", ""),
        ("create index base_y on base (y)", "create index base_y on base (y);", "objects-there"),
        ("create role {0}_r", "do $$ begin create role {0}_r; exception when duplicate_object then null; end $$;", ""),
    ],
)
def test_what_a_pending_migration_makes_and_is_there_agrees_with_the_real_migrate(  # noqa: PLR0913, PLR0917
    project: Project, journal: Journal, database: str, made: str, pending: str, code: str
) -> None:
    name = str(conninfo_to_dict(database)["dbname"])
    base = "create table base (id int, y int); create type mood as enum ('a');"
    listed(project, base)
    assert migrate(project, database) == "ok"
    listed(project, base, pending.format(name))
    execute(database, made.format(name) or "select 1")
    exit_code, found, _ = noted(journal, database)
    assert (exit_code, list(found)) == ((1, [code]) if code else (0, [])), found
    ended = migrate(project, database)
    assert (ended == "ok") is not bool(code), ended
    assert not made.startswith("create role") or execute(database, f"drop role {name}_r") is None


def test_a_constraint_of_the_same_columns_under_another_name_is_a_warning(
    project: Project, journal: Journal, database: str
) -> None:
    listed(
        project,
        "create table users (id int primary key); create table posts (id int, user_id int, "
        "constraint posts_user foreign key (user_id) references users (id)); "
        "create index posts_by_user on posts (user_id)",
    )
    assert migrate(project, database) == "ok"
    execute(database, "alter table posts rename constraint posts_user to fk; alter index posts_by_user rename to ix")
    code, found, text = noted(journal, database)
    assert (code, list(found)) == (0, ["name-differs"])
    assert "constraint posts.posts_user, which may be fk, index posts_by_user, which may be ix" in found["name-differs"]
    assert text.out.splitlines()[-1] == "1 applied. Nothing is pending."
    execute(database, "drop index ix")
    assert noted(journal, database)[0] == 1


def test_many_migrations_whose_objects_are_gone_are_five_notes(
    project: Project, journal: Journal, database: str
) -> None:
    listed(project, *(f"create table t{number} (id int);" for number in range(9)))
    assert migrate(project, database) == "ok"
    execute(database, "drop table t0, t1, t2, t3, t4, t5, t6")
    said = journal("status", "--url", database).out
    assert (said.count("[not-there]"), "table t4. (and 2 more such migrations) [not-there]" in said) == (5, True)


def case(project: Project, name: str) -> None:
    shutil.rmtree(project.root)
    shutil.copytree(HERE / "cases" / name, project.root)
    (project.root / "drizzle").rename(project.root / "migrations")
    (project.root / "drizzle.config.ts").unlink(missing_ok=True)


def test_what_was_recorded_and_never_run_is_named(project: Project, journal: Journal, database: str) -> None:
    case(project, "recorded-but-never-run")
    assert migrate(project, database) == "ok"
    execute(database, "drop table routine, person")
    code, found, text = noted(journal, database)
    assert (code, list(found)) == (1, ["not-there"])
    assert text.out.count("[not-there]") == 2
    assert "0001_person, but the database has none of its objects: table person" in text.out


def test_a_file_that_no_entry_lists_is_a_problem(project: Project, journal: Journal, database: str) -> None:
    case(project, "status-green-unlisted-file")
    assert migrate(project, database) == "ok"
    said = journal("status", "--url", database)
    assert (said.code, said.out.splitlines()[-1]) == (1, "5 applied. Next: drizzle-journal bootstrap")
    assert "error: The journal does not list 0005_hot: drizzle-kit migrate never runs it. It would run" in said.out
    execute(
        database, "create table _manual_migrations (filename text); insert into _manual_migrations values ('0005_hot')"
    )
    assert journal("status", "--url", database).code == 0


def test_columns_and_indexes_of_a_pending_migration_are_looked_for(
    project: Project, journal: Journal, database: str
) -> None:
    case(project, "status-pending-but-there")
    assert migrate(project, database) == "ok"
    execute(database, "delete from drizzle.__drizzle_migrations where id > 3")
    said = journal("status", "--url", database)
    assert (said.code, said.out.splitlines()[-1]) == (
        1,
        "3 applied, 2 pending. Next: drizzle-journal stamp --to 0004_idx",
    )
    assert migrate(project, database) == "42701"


def test_a_role_named_as_the_ledgers_schema_is_warned_before_and_after(
    project: Project, journal: Journal, database: str, server: Server
) -> None:
    case(project, "user-named-as-ledger-schema")
    words = conninfo_to_dict(database)
    superuser = make_conninfo(str(server.admin), dbname=str(words["dbname"]))
    url = f"postgresql://drizzle@/{words['dbname']}?host={words['host']}"
    execute(superuser, f"create role drizzle login; alter database {words['dbname']} owner to drizzle")
    try:
        code, found, text = noted(journal, url)
        assert (code, list(found)) == (1, ["role-named-as-ledger"])
        assert text.out.endswith('Before the first migrate: ALTER ROLE "drizzle" SET search_path = public;\n')
        assert migrate(project, database, user="drizzle") == "ok"
        before = project.journal.read_text()
        code, found, _ = noted(journal, url)
        assert (code, list(found)) == (1, ["objects-elsewhere"])
        assert "do not search: table note in drizzle" in found["objects-elsewhere"]
        move = 'ALTER TABLE "drizzle"."note" SET SCHEMA public; ALTER ROLE "drizzle" SET search_path = public;'
        assert f"help: {move}\n" in journal("status", "--url", url).out
        project.migration("0009_extra", "create table extra (id int);\n")
        assert journal("scaffold", "--add", "0009_extra").code == 0
        execute(superuser, "create schema app; create table app.extra (id int)")
        assert f"help: {move}\n" in journal("status", "--url", url).out  # of the pending one, nothing is moved
        (project.root / "migrations" / "0009_extra.sql").unlink()
        project.journal.write_text(before)
        execute(url, 'ALTER TABLE "drizzle"."note" SET SCHEMA public; ALTER ROLE "drizzle" SET search_path = public;')
        assert noted(journal, url)[:2] == (0, {})
    finally:
        execute(
            superuser, f"alter database {words['dbname']} owner to postgres; drop owned by drizzle; drop role drizzle"
        )


@pytest.mark.parametrize(
    "files",
    [
        ("create table a (id int, constraint a_id check (id > 0));",
         "alter table a drop constraint a_id; do $$ begin alter table a add constraint a_id check (id > 1); end $$;"),
        ("create table a (id int primary key); create table b (id int primary key, a_id int);"
         "alter table b add constraint b_a foreign key (a_id) references a (id);",
         "do $$ begin alter table b drop column a_id; end $$; alter table a drop constraint a_pkey;"
         "alter table a add primary key (id);"),
        ("create function pg_temp.passing() returns int language sql as 'select 1'; create table pg_temp.x (id int);",),
        ("create table a (id int); do $$ begin execute 'drop table a'; end $$;",),
        ("create table a (id int); drop table if exists a, b cascade; create table a (id int);",),
        ("create table a (id int unique); create table b (id int references a (id)); drop table a cascade;",),
        ('create table "A b" (id int); alter table "A b" rename to "c-d"; create index "i 1" on "c-d" (id);',),
        ("create schema s; set search_path to s; create table a (id int); reset search_path;",),
        ("create table a (id int) partition by range (id); create table a1 partition of a for values from (1) to (2);",
         "drop table a1; create table a1 partition of a for values from (1) to (3); create index a_id on a (id);"),
        ("create table a (id serial, n int); create sequence s owned by a.n; drop table a;",),
        ("create table a (id int, b int); create index a_b on a (b); alter table a drop column b;",),
        ("create type t as (x int); alter type t add attribute y int; create materialized view m as select 1;",),
        ("create procedure p() language sql as 'select 1'; create aggregate total (int) (sfunc = int4pl, stype = int);",
         "drop procedure p(); create function f(int) returns int language sql as 'select 1';"
         "create function f(text) returns int language sql as 'select 1'; drop function f(int);"),
    ],
)  # fmt: skip
def test_what_the_real_migrate_made_is_never_missed(
    project: Project, journal: Journal, database: str, files: tuple[str, ...]
) -> None:
    listed(project, *files)
    assert migrate(project, database) == "ok"
    assert noted(journal, database)[:2] == (0, {})


def test_a_ledger_in_the_schema_of_the_tables_hides_none_of_them(
    project: Project, journal: Journal, database: str
) -> None:
    listed(project, "create table a (id int);")
    assert migrate(project, database) == "ok"
    execute(database, "alter table drizzle.__drizzle_migrations set schema public")
    project.write("journal.toml", '[ledger]\nschema = "public"\n')
    assert noted(journal, database)[:2] == (0, {})


def test_files_that_were_parsed_meanwhile_are_parsed_once(project: Project) -> None:
    listed(project, "create table a (id int)", "create table b (id int); create index c on b (id)")
    migrations = read_folder(load_settings(project.root)).forwards
    with parsed_meanwhile(migrations) as enough:
        while "definitions" not in migrations[-1].__dict__:
            time.sleep(0.001)
        enough()
    assert [one.name for migration in migrations for one in migration.definitions] == ["a", "id", "b", "id", "c"]
