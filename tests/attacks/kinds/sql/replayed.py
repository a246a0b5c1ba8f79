"""Migrations that leave something in the way of what we do afterwards in the same database, on the same server."""

from attacks.attack import Attack, World, once, reaching
from attacks.calls import Trait
from attacks.kinds.sql.payload import trip, trip_function
from attacks.kinds.sql.relations import FUNCTIONS, RELATIONS, SHAPES

_LONG = "repeat('x', 1000000)"
# One migration each; what `{trip}` calls is planted first.
MIGRATIONS = {
    "no ledger": "drop schema drizzle cascade;",
    "a ledger without rows": "delete from drizzle.__drizzle_migrations;",
    "a ledger with a row of its own": "insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 9e15);",
    "a ledger with rows of NULL": "alter table drizzle.__drizzle_migrations alter hash drop not null;"
    "insert into drizzle.__drizzle_migrations (hash) values (null);",
    "a ledger in a view": "alter table drizzle.__drizzle_migrations rename to was;"
    "create view drizzle.__drizzle_migrations as select * from drizzle.was where {trip};",
    "a ledger that loops": "alter table drizzle.__drizzle_migrations rename to was; create view"
    " drizzle.__drizzle_migrations as select null::int id, null::text hash, null::bigint created_at;"
    "create or replace view drizzle.__drizzle_migrations as with recursive a(id) as (select 1 union all"
    " select id + 1 from a where id < 100000) select id::int, 'x'::text as hash, id::bigint as created_at from a;",
    "no schema public": "drop schema public cascade;",
    "a schema public of another name": "alter schema public rename to other;",
    "no right to the schema": "revoke all on schema public from public; revoke all on schema public from current_user;",
    "no right to the ledger": "revoke all on drizzle.__drizzle_migrations from current_user;",
    "no right to the schema of the ledger": "revoke all on schema drizzle from current_user;",
    "everything dropped": "drop owned by current_user cascade;",
    "a password": "alter role current_user password 'another';",
    "no login": "do $$ begin alter role current_user nologin; exception when others then null; end $$;",
    "a setting of the role": "alter role current_user set search_path = evil, pg_catalog;"
    "alter role current_user set statement_timeout = 1;",
    "a setting of the role in the database":
    "do $$ begin execute pg_catalog.format('alter role current_user in database %I set role = none',"
    " current_database()); end $$;",
    "reading only for the session": "set session characteristics as transaction read only;",
    "reading only": "set default_transaction_read_only = on;",
    "a search_path of the session": "set search_path = evil, pg_catalog;",
    "no search_path in the session": "set search_path = '';",
    "strings of the session": "set standard_conforming_strings = off; set backslash_quote = on;",
    "no encoding in the session": "set client_encoding = 'SQL_ASCII';",
    "Latin 1 in the session": "set client_encoding = 'LATIN1';",
    "Big5 in the session": "set client_encoding = 'BIG5';",
    "a role of the session": "set role none;",
    "nothing kept": "discard temp; deallocate all; unlisten *; close all;",
    "no limits of the session": "set statement_timeout = 0; set lock_timeout = 0;",
    "little time in the session": "set idle_in_transaction_session_timeout = 1;",
    "a commit": "create table x1 (); commit; create table x2 ();",
    "a rollback": "create table x1 (); rollback; create table x2 ();",
    "a transaction that stays": "commit; begin; create table x1 ();",
    "a savepoint": "savepoint a; rollback to a; release a;",
    "an end of the session": "select pg_terminate_backend(pg_backend_pid());",
    "an end of all sessions of the role": "select pg_terminate_backend(pid) from pg_stat_activity"
    " where usename = current_user and pid <> pg_backend_pid();",
    "a cancellation of itself": "select pg_cancel_backend(pg_backend_pid());",
    "locks of a number": "select pg_advisory_lock(n) from generate_series(1, 1000) n;",
    "our lock": "select pg_advisory_lock(1199797455247369791);",
    "a lock of all tables": "lock table drizzle.__drizzle_migrations, users, posts in access exclusive mode;",
    "a listener": "listen a; notify a, 'x'; select pg_notify('a', repeat('x', 7000)) from generate_series(1, 100);",
    "a copy from the client": "create table x1 (a text); copy x1 from stdin;",
    "a copy to the client": "copy (select generate_series(1, 100000)) to stdout;",
    "a cursor that stays": "declare c cursor with hold for select generate_series(1, 100000);",
    "a prepared statement of our name": "prepare _pg3_0 as select 1; prepare a as select 2;",
    "a temporary catalog": "create temp table pg_class as select * from pg_catalog.pg_class;"
    "create temp view pg_namespace as select * from pg_catalog.pg_namespace where {trip};",
    "temporary types": "create domain pg_temp.text as pg_catalog.text check ({trip});"
    "create domain pg_temp.name as pg_catalog.name check ({trip});",
    "temporary tables of our names": "create temp table __drizzle_migrations (id int);"
    "create temp table _manual_migrations (id int); create temp table users (id int);",
    "many notices": "do $$ begin for n in 1..50000 loop raise notice 'notice % %', n, repeat('x', 100); end loop; end $$;",
    "a long notice": f"do $$ begin raise notice '%', repeat({_LONG}, 10); end $$;",
    "a notice with commands": r"do $$ begin raise notice E'\n::error::x\n\x1b[2J\x1b]0;x\x07 \u202e'; end $$;",
    "a warning with commands": r"do $$ begin raise warning E'\r\n::set-output name=a::b\u009b31m'"
    r" using detail = E'\n::warning::x\x1b[1m', hint = E'\n::debug::x\b\b'; end $$;",
    "an error with commands": r"do $$ begin raise exception E'\n::error::x\n\x1b[2J' using detail = E'\n::add-mask::a\x1b[m',"
    r" hint = E'\n::stop-commands::x\x07', errcode = '22012', table = E'\x1b[2J', column = E'\n::error::y'; end $$;",
    "a long error": f"do $$ begin raise exception '%', repeat({_LONG}, 10) using detail = {_LONG}, hint = {_LONG}; end $$;",
    "names with commands": 'create table "\n::error::x\x1b[2J" ("\n::warning::y\x07" int default 1 check ("\n::warning::y\x07" > 0));',
    "names that turn": 'create table "\u202egnp.\u2066" ("a\u2028b" text); create schema "\u200f"; create table "\u200f"."\x85" ();',
    "long names": f'create table "{"é" * 31}" ("{"x" * 63}" int primary key);',
    "names with quotes": "create table \"a\"\"b'c\\d%s{{}}$1\" (\"%(x)s\" int, \"{{0}}\" text default '%s');"
    "comment on table \"a\"\"b'c\\d%s{{}}$1\" is '%s {{}} %(x)s';",
    "comments with commands": r"comment on table users is E'\n::error::x\x1b[2J';",
    "labels with commands": r"create type odd as enum ('a', E'\n::error::x', E'\x1b[2J'); create table x1 (a odd default 'a');",
    "functions with commands": "create function f() returns text language sql as $f$ select '\n::error::x\x1b[2J'::text $f$;",
    "a large object": "select lo_from_bytea(0, decode(repeat('00', 1000000), 'hex'));",
    "a function that is not there": "set check_function_bodies = off; create function f() returns int language sql as"
    " 'select nothing()'; create view v as select 1 as a; create rule r as on insert to v do instead nothing;",
    "a function for all dumps": "create function x1(text) returns text language plpgsql immutable as"
    " $f$ begin perform {trip}; return $1; end $f$; create index on users (x1(email));"
    "create statistics x2 on x1(email), id from users; alter table users add check (x1(email) <> '');",
    "a planted extension": "create function public.similarity(text, text) returns float4 language plpgsql as"
    " $f$ begin perform {trip}; return 1; end $f$; create extension if not exists pg_trgm;",
    "operators before an extension": "create function public.same(text, text) returns boolean language plpgsql as"
    " $f$ begin return {trip}; end $f$; create operator public.~~~ (leftarg = text, rightarg = text, function = same);"
    "create extension if not exists citext;",
    "extensions after planting": "create function public.min(int) returns int language plpgsql as $f$ begin perform"
    " {trip}; return 1; end $f$; create domain public.text as pg_catalog.text check ({trip});"
    "create extension if not exists pg_trgm; create extension if not exists hstore;"
    "create extension if not exists intarray; create extension if not exists btree_gist;"
    "create extension if not exists btree_gin; create extension if not exists ltree;"
    "create extension if not exists unaccent; create extension if not exists fuzzystrmatch;"
    "create extension if not exists tablefunc;",
    "stand-ins after planting": "create function public.md5(text) returns text language plpgsql as $f$ begin perform"
    " {trip}; return 'x'; end $f$; create function public.gen_random_uuid() returns uuid language plpgsql as"
    " $f$ begin perform {trip}; return null; end $f$; create extension if not exists pgcrypto;"
    'create extension if not exists "uuid-ossp";',
    "an extension in a planted schema": "create schema s; create function s.lower(text) returns text language plpgsql as"
    " $f$ begin perform {trip}; return 'x'; end $f$; create extension citext with schema s;",
    "superusers' extensions": "create domain public.oid as pg_catalog.oid check ({trip});"
    "create domain public.int4 as pg_catalog.int4 check ({trip}); create extension pg_stat_statements;"
    "create extension pgstattuple; create extension pg_visibility; create extension pgrowlocks;"
    "create extension amcheck; create extension bloom; create extension pg_buffercache;"
    "create extension pg_freespacemap; create extension autoinc; create extension refint;"
    "create extension moddatetime; create extension insert_username; create extension dict_xsyn;",
    "the tools of an extension": "create extension pgstattuple; create extension pg_visibility; create extension amcheck;"
    "create index x1 on users (email); select bt_index_check('x1'); select pgstattuple('users');"
    "select pg_truncate_visibility_map('users');",
    "a role with a name of ours": "do $$ begin create role journal_scratch_0123456789abcdef; exception when others then"
    " null; end $$;",
    "roles of its own": "create role app_reader; grant app_reader to current_user; set role app_reader;",
    "default privileges": "alter default privileges grant all on tables to public;"
    "alter default privileges revoke all on functions from public;",
    "a comment on the database": "do $$ begin execute format($f$comment on database %I is E'\\n::error::x\\x1b[2J'$f$,"
    " current_database()); end $$;",
    "another name of the database": "do $$ begin execute format('alter database %I rename to other',"
    " current_database()); exception when others then null; end $$;",
    "another owner of the database": "do $$ begin execute format('alter database %I owner to journal_superuser',"
    " current_database()); exception when others then null; end $$;",
    "a subscription without a slot": "do $$ begin create subscription s connection 'host=/nowhere' publication p"
    " with (connect = false, slot_name = none); exception when others then null; end $$;",
    "a publication": "create publication p for table users;",
    "events in a table": "create table x1 (a timestamptz default now()); insert into x1 select now() from"
    " generate_series(1, 100000);",
    "a plan that loops": "create function x1() returns int language plpgsql as $f$ begin return x1(); end $f$;"
    "do $$ begin perform x1(); exception when others then null; end $$;",
    "deep nesting": "select " + "(" * 5000 + "1" + ")" * 5000 + ";",
    "a long statement": "select '" + "x" * 5_000_000 + "';",
    "many statements": "select 1;" * 20_000,
    "many columns": "create table x1 (" + ", ".join(f"c{n} int" for n in range(1500)) + ");",
    "a wide row": f"create table x1 (a text); insert into x1 select {_LONG} from generate_series(1, 20); select * from x1;",
}  # fmt: skip


def _migration(what: str, text: str) -> Attack:
    name = f"after it: {what}"

    def prepare(world: World) -> None:
        texts = world.migration("0004_odd")
        if "{trip}" in text:
            once(texts, trip_function(world))
        texts.append(text.replace("{trip}", trip(world, name)).replace("{{", "{").replace("}}", "}"))
        once(world.migration("0005_after"), "create table after_it (id int primary key, name text);")

    return Attack(name, reaching(Trait.REPLAYS), prepare, rare=True)


def _shape(shape: str) -> Attack:
    name = f"replayed ledger: {shape}"

    def prepare(world: World) -> None:
        texts = world.migration("0004_ledger")
        texts += [
            trip_function(world),
            FUNCTIONS,
            SHAPES[shape](RELATIONS[0], trip(world, name), world.canary(name).name),
        ]
        once(world.migration("0005_after"), "create table after_it (id int primary key, name text);")

    return Attack(name, reaching(Trait.REPLAYS), prepare, rare=True)


ATTACKS = [*(_migration(*one) for one in MIGRATIONS.items()), *map(_shape, SHAPES)]
