"""drizzle-journal backup restore: what was there is what is there after it, by the catalog and by the rows."""

import json
from pathlib import Path

import psycopg
import pytest
from catalog.bed import Bed, on_each_major
from commands import dry_unless_agreed
from conftest import Journal, Said
from verbs.test_status import execute

from journal.catalog.compare import compare
from journal.catalog.exclusions import own_objects, without
from journal.catalog.read import read_schema
from journal.catalog.values import Schema
from journal.project.settings import Ledger

APPLY = ("--yes",)
RICH = Path(__file__).parent / "rich.sql"
SMALL = """
create table users (id serial primary key, email text not null unique, mood text, seen timestamptz default now());
insert into users (email, mood) values ('a@x', 'happy'), ('b@x', null), ('c@x', 'sad');
"""


def make(journal: Journal, url: str, source: str) -> str:
    said = journal("backup", source, "--url", url, "--yes", "--json")
    assert said.code == 0, said.out + said.err
    (one,) = json.loads(said.out)["backups"]
    return str(one["name"])


def restore(journal: Journal, url: str, name: str, *words: str) -> Said:
    return journal("backup", "restore", name, "--url", url, *dry_unless_agreed(words))


def schema_of(url: str) -> Schema:
    with psycopg.connect(url) as connection:
        return without(read_schema(connection), own_objects(Ledger()))


def rows(url: str, table: str = "users", order: str = "1") -> list[tuple[object, ...]]:
    return execute(url, f"select {table}::text from {table} order by {order}")


@pytest.fixture
def users(database: str) -> str:
    execute(database, SMALL)
    return database


@on_each_major("text", [RICH])
def test_a_dropped_table_comes_back_with_all_that_it_had(bed: Bed, journal: Journal, text: Path) -> None:
    with bed.database(text.read_text()) as url:
        before, had = schema_of(url), rows(url, '"Odd ""Table"""')
        name = make(journal, url, '"Odd ""Table"""')
        execute(url, 'drop table "Odd ""Table""" cascade; drop function touch, shout cascade; drop type mood, positive')
        preview = restore(journal, url, name)
        assert preview.code == 0, preview.out + preview.err
        assert 'the table public."Odd ""Table""" is gone' in preview.out
        said = restore(journal, url, name, *APPLY)
        assert said.code == 0, said.out + said.err
        assert 'Restored public."Odd ""Table""" and checked that its rows are as in the copy.' in said.out
        assert compare(before, schema_of(url)) == ()
        assert compare(schema_of(url), before) == ()
        assert schema_of(url).owners.items() >= before.owners.items()
        assert rows(url, '"Odd ""Table"""') == had
        assert execute(url, 'insert into "Odd ""Table""" (email) values (\'new\') returning id, "No"') == [(104, 13)]


def test_the_preview_and_a_missing_yes_write_nothing(journal: Journal, users: str) -> None:
    name = make(journal, users, "users")
    execute(users, "drop table users")
    said = restore(journal, users, name)
    assert (said.code, "To write it: drizzle-journal backup restore" in said.out) == (0, True)
    assert journal("backup", "restore", name, "--url", users).code == 2
    assert execute(users, "select to_regclass('users')") == [(None,)]


def test_missing_rows_come_back_and_what_was_changed_or_added_stays(journal: Journal, users: str) -> None:
    name = make(journal, users, "users")
    execute(users, "delete from users where id = 1; update users set mood = 'new' where id = 2")
    execute(users, "insert into users (email) values ('d@x')")
    said = restore(journal, users, name, *APPLY)
    assert said.code == 1
    assert "rows: 1 missing, 1 changed, 1 added since, which stay" in said.out
    assert "error: 1 of its rows have other values now and keep them; --overwrite restores" in said.out
    assert execute(users, "select email, mood from users order by id") == [
        ("a@x", "happy"), ("b@x", "new"), ("c@x", "sad"), ("d@x", None)
    ]  # fmt: skip


def test_overwrite_puts_changed_values_back_and_fires_no_trigger(journal: Journal, users: str) -> None:
    before = rows(users)
    name = make(journal, users, "users")
    execute(users, "create function f() returns trigger language plpgsql as 'begin raise exception ''fired''; end'")
    execute(users, "update users set mood = 'x', seen = null; delete from users where id = 3")
    execute(users, "create trigger t before insert or update on users for each row execute function f()")
    said = restore(journal, users, name, "--overwrite", *APPLY)
    assert said.code == 0, said.out + said.err
    assert "  other values of mood: 2" in said.out
    assert rows(users) == before
    assert execute(users, "select tgenabled from pg_trigger where tgname = 't'") == [("O",)]
    assert restore(journal, users, name).out.splitlines()[-1] == "Nothing to restore: everything in the copy exists."


def test_a_value_that_another_row_has_taken_goes_back(journal: Journal, users: str) -> None:
    before = rows(users)
    name = make(journal, users, "users")
    execute(users, "delete from users where id = 1; update users set email = 'a@x' where id = 2")
    assert restore(journal, users, name, *APPLY).code == 2
    assert restore(journal, users, name, "--overwrite", *APPLY).code == 0
    assert rows(users) == before


def test_a_row_that_refers_to_a_missing_one_goes_back(journal: Journal, database: str) -> None:
    execute(database, "create table n (id int primary key, up int references n on delete set null)")
    execute(database, "insert into n values (1, null), (2, 1)")
    name = make(journal, database, "n")
    execute(database, "delete from n where id = 1")
    assert restore(journal, database, name, "--overwrite", *APPLY).code == 0
    assert rows(database, "n") == [("(1,)",), ("(2,1)",)]


def test_a_dropped_column_comes_back_with_its_values_and_what_went_with_it(journal: Journal, users: str) -> None:
    execute(users, "create index on users (lower(email)); comment on column users.email is 'x'")
    before, had = schema_of(users), execute(users, "select id, email, mood from users order by id")
    name = make(journal, users, "users:email")
    execute(users, "alter table users drop column email")
    said = restore(journal, users, name, *APPLY)
    assert said.code == 0, said.out + said.err
    assert "created: column email, 1 comment, 1 constraint, 1 index" in said.out
    assert execute(users, "select id, email, mood from users order by id") == had
    assert {one.facet for one in compare(before, schema_of(users))} == {"column order"}


def test_a_not_null_that_rows_added_since_do_not_allow_is_left_and_told(journal: Journal, users: str) -> None:
    name = make(journal, users, "users:email")
    execute(users, "alter table users drop column email; insert into users (mood) values ('new')")
    said = restore(journal, users, name, *APPLY)
    assert said.code == 1
    assert "error: the not null of column public.users.email could not be set: column" in said.out
    assert execute(users, "select email from users order by id") == [("a@x",), ("b@x",), ("c@x",), (None,)]


def test_a_column_that_is_gone_comes_back_out_of_a_copy_of_the_table(journal: Journal, users: str) -> None:
    name = make(journal, users, "users")
    execute(users, "alter table users drop column mood; update users set email = 'z@x' where id = 1")
    assert restore(journal, users, name, *APPLY).code == 1
    assert execute(users, "select email, mood from users order by id") == [
        ("z@x", "happy"), ("b@x", None), ("c@x", "sad")
    ]  # fmt: skip


def test_a_columns_values_come_back_where_they_are_null_or_with_overwrite(journal: Journal, users: str) -> None:
    name = make(journal, users, "users:mood")
    execute(users, "update users set mood = null where id = 1; update users set mood = 'new' where id = 3")
    assert restore(journal, users, name, *APPLY).code == 1
    query = "select mood from users order by id"
    assert execute(users, query) == [("happy",), (None,), ("new",)]
    assert restore(journal, users, name, "--overwrite", *APPLY).code == 0
    assert execute(users, query) == [("happy",), (None,), ("sad",)]


def test_rows_without_a_key_are_counted_and_put_back(journal: Journal, database: str) -> None:
    execute(database, "create table bare (a int, b json); insert into bare values (1, '{}'), (1, '{}'), (2, null)")
    name = make(journal, database, "bare")
    execute(database, "delete from bare where ctid = '(0,1)'; delete from bare where a = 2")
    said = restore(journal, database, name, *APPLY)
    assert said.code == 0, said.out + said.err
    assert "rows: 2 missing, 0 changed\n" in said.out
    assert rows(database, "bare", "a") == [("(1,{})",), ("(1,{})",), ("(2,)",)]


def test_a_foreign_key_to_a_table_that_is_gone_is_named(journal: Journal, database: str) -> None:
    execute(database, "create table a (id int primary key); create table b (id int primary key, a int references a)")
    b, a = make(journal, database, "b"), make(journal, database, "a")
    execute(database, "drop table b, a")
    said = restore(journal, database, b, *APPLY)
    assert said.code == 1
    assert "error: constraint public.b.b_a_fkey could not be created: relation" in said.out
    assert restore(journal, database, a, *APPLY).code == 0
    assert execute(database, "select count(*) from pg_constraint where conname = 'b_a_fkey'") == [(1,)]


def test_a_sequence_that_went_on_is_not_set_back_and_one_that_began_anew_is(journal: Journal, users: str) -> None:
    name = make(journal, users, "users")
    execute(users, "delete from users; select setval('users_id_seq', 90)")
    assert restore(journal, users, name, *APPLY).code == 0
    assert execute(users, "select nextval('users_id_seq')") == [(91,)]
    execute(users, "truncate users restart identity")
    assert restore(journal, users, name, *APPLY).code == 0
    assert execute(users, "select nextval('users_id_seq')") == [(4,)]


def test_an_index_that_is_not_there_now_is_told(journal: Journal, users: str) -> None:
    execute(users, "create index late on users (seen)")
    name = make(journal, users, "users")
    execute(users, "drop index late; alter table users alter mood type varchar(9)")
    said = restore(journal, users, name)
    assert "note: index public.late does not exist now, and is not created" in said.out
    assert "note: mood is character varying(9) now, and was text" in said.out


def test_a_partition_comes_back_into_its_table(journal: Journal, database: str) -> None:
    execute(database, "create table p (id int primary key) partition by range (id)")
    execute(database, "create table p1 partition of p for values from (0) to (9); insert into p values (1), (2)")
    before = schema_of(database)
    name = make(journal, database, "p1")
    execute(database, "drop table p1")
    assert restore(journal, database, name, *APPLY).code == 0
    assert compare(before, schema_of(database)) == ()
    assert rows(database, "p") == [("(1)",), ("(2)",)]


def test_a_copy_of_another_role_is_not_restored(journal: Journal, bed: Bed) -> None:
    with bed.database(SMALL) as url:
        name = make(journal, url, "users")
        execute(url, f"alter table {name} owner to writer")
        said = restore(journal, url, name, *APPLY)
    assert said.code == 2
    assert "belongs to writer, who may have put any statement into its note" in said.err


def test_the_owner_is_the_owner_again(journal: Journal, bed: Bed) -> None:
    with bed.database(SMALL, "alter table users owner to writer; grant select on users to reader") as url:
        before = schema_of(url)
        name = make(journal, url, "users")
        execute(url, "drop table users")
        assert restore(journal, url, name, *APPLY).code == 0
        assert execute(url, "select tableowner from pg_tables where tablename = 'users'") == [("writer",)]
        assert compare(before, schema_of(url)) == ()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nothing", "There is no backup nothing in this database."),
        ("_backup_other_20250101000000", "this table has no note of `drizzle-journal backup`"),
    ],
)
def test_what_is_no_backup_is_not_restored(journal: Journal, users: str, name: str, sentence: str) -> None:
    execute(users, "create table _backup_other_20250101000000 ()")
    said = restore(journal, users, name)
    assert said.code == 2
    assert sentence in said.err


def test_json_is_one_document(journal: Journal, users: str) -> None:
    name = make(journal, users, "users")
    execute(users, "delete from users where id = 1")
    value = json.loads(restore(journal, users, name, "--json", *APPLY).out)
    assert (value["status"], value["inserts"], value["written"]) == ("ok", 1, True)


def test_the_next_command_names_the_variable_that_led_to_the_database(journal: Journal, users: str) -> None:
    name = make(journal, users, "users")
    execute(users, "drop table users")
    said = journal("backup", "restore", "--dry-run", name, "-e", "STAGING", STAGING=users)
    assert f"To write it: drizzle-journal backup restore --env-var STAGING public.{name} --yes" in said.out
    assert "backup restore --env-var STAGING NAME" in journal("backup", "list", "-e", "STAGING", STAGING=users).out


def test_a_role_that_is_no_superuser_restores_what_it_owned(journal: Journal, users: str) -> None:
    execute(users, "create function f() returns trigger language plpgsql as 'begin return new; end'")
    execute(users, "create trigger t before update on users for each row execute function f()")
    execute(users, "create view emails as select email from users; create view moods as select mood from users")
    before, had = schema_of(users), rows(users)
    name = make(journal, users, "users")
    execute(users, "drop table users cascade; drop function f")
    said = restore(journal, users, name, *APPLY)
    assert said.code == 0, said.out + said.err
    assert (compare(before, schema_of(users)), rows(users)) == ((), had)
