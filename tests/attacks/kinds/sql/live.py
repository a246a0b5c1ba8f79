"""What an owner, or a superuser, left in a live database besides traps in relations and in search_path."""

from attacks.attack import Attack, World, once, reaching
from attacks.calls import Trait
from attacks.kinds.sql.payload import trip, trip_function

OWNERS = {
    "our tables in another schema": "create schema a; create view a.__drizzle_migrations as select 1 as id, 'x'::text as hash,"
    " 1::bigint as created_at where {trip}; create view a._manual_migrations as select 'x'::text as filename where {trip};"
    "alter database {database} set search_path = a, public;",
    "a second manual ledger": "create schema a; create table a._manual_migrations (filename text primary key, hash text"
    " default ({trip})::text);",
    "a copy that is not ours": "create table _backup_users_20200101000000 (id int, email text default ({trip})::text);"
    "create index on _backup_users_20200101000000 ((id is null)) where {trip_quiet};",
    "a copy with a note": "create table _backup_users_20200101000001 (id int, email text); comment on table"
    " _backup_users_20200101000001 is '{{\"journal\": 1, \"source\": \"public.users\", \"statements\": [\"select {trip_text}\"]}}';",
    "a copy in a view": "create view _backup_users_20200101000002 as select * from users where {trip};",
    "a ledger's copy": "create view drizzle.__drizzle_migrations_backup_20200101000000 as select 1 as a where {trip};",
    "views on the table": "create view v1 as select * from users where {trip}; create materialized view v2 as select *"
    " from users where {trip}; create rule r as on update to v1 do instead nothing;",
    "objects of every kind": "create function f1(int default ({trip})::int) returns int language sql as 'select 1';"
    "create type t1 as (a int); create domain d1 as text default ({trip})::text check ({trip});"
    "create aggregate a1(int) (sfunc = int4pl, stype = int4); create operator public.### (leftarg = text, rightarg ="
    " text, function = texteq); create sequence s1; create publication p1 for table users;",
    "a partitioned table": "create table p1 (a text) partition by list ((evil.quiet1(a)));"
    "create table p2 partition of p1 default partition by list ((evil.quiet1(a))); create table p3 partition of p2 default;",
    "an ending trigger of sessions": "create function evil.ends() returns trigger language plpgsql as $f$ begin perform"
    " {trip}; return null; end $f$; create trigger t after update on posts execute function evil.ends();",
    "many notices in the ledger": "create function evil.loud() returns boolean language plpgsql as $f$ begin for n in"
    " 1..20000 loop raise notice E'x\\x1b[2J\\n::error::%', n; end loop; return true; end $f$;"
    "alter table drizzle.__drizzle_migrations rename to was; create view drizzle.__drizzle_migrations as select * from"
    " drizzle.was where evil.loud();",
    "commands in the ledger": r"update drizzle.__drizzle_migrations set hash = E'\x1b[2J\n::error::x' where id = 1;"
    r"update _manual_migrations set hash = E'\n::warning::\x07', filename = E'\x1b[2J\n::error::x'"
    r" where filename like '0000%';",
    "names with commands": 'create table "\n::error::x\x1b[2J" ("\n::warning::y\x07" int); create schema "\n::error::x";'
    'create index "\x1b[2J" on users (email); create view "\u202e" as select 1 as a; alter table users add "\x1b[2J\n::x" int;',
    "a wide ledger": "alter table drizzle.__drizzle_migrations " + ", ".join(f"add c{n} int" for n in range(1000)) + ";",
    "a long ledger": "insert into drizzle.__drizzle_migrations (hash, created_at) select md5(n::text), n from"
    " generate_series(1, 50000) n;",
    "large rows in the ledger": "update drizzle.__drizzle_migrations set hash = repeat('x', 20000000);",
    "a large object": "select lo_from_bytea(0, '\\x00');",
    "no right for others": "revoke all on schema drizzle from public; revoke all on users, posts, _manual_migrations from public;",
    "no schema public": "alter schema public rename to was;",
    "a security label of a trap": "alter function evil.trip(text) security definer;",
    "casts in the way": "create type public.bigint as enum ('a'); create type public.text as enum ('a');",
    "statistics": "create statistics public.s on (evil.quiet1(email)), id from users; analyze users;",
    "a foreign key of the copy": "alter table users add foreign key (id) references posts not valid;",
}  # fmt: skip
BY_SUPERUSER = {
    "an event trigger that its owner was given": "create function evil.on_event() returns event_trigger language plpgsql as"
    " $f$ begin perform pg_catalog.current_setting('is_superuser'); end $f$; alter function evil.on_event() owner to mallory;"
    "create event trigger odd on ddl_command_start execute function evil.on_event();",
    "replication's role": "alter database {database} set session_replication_role = replica;",
    "a log of everything": "alter database {database} set log_statement = 'all';",
    "a library for each session": "alter database {database} set session_preload_libraries = 'auto_explain';",
    "old privileges": "alter database {database} set lo_compat_privileges = on;",
    "zeroes for pages": "alter database {database} set zero_damaged_pages = on;",
    "tables of the system": "alter database {database} set allow_system_table_mods = on;",
    "a limit of temporary files": "alter database {database} set temp_file_limit = 0;",
    "no commit waits": "alter database {database} set commit_delay = 1000;",
    "rows of another": "alter table users owner to journal_superuser; alter table drizzle.__drizzle_migrations owner to"
    " journal_superuser;",
    "an untrusted language": "update pg_language set lanpltrusted = false where lanname = 'plpgsql';",
    "a foreign table as ledger": "create foreign data wrapper w; create server s foreign data wrapper w;"
    "alter table drizzle.__drizzle_migrations rename to was; create foreign table drizzle.__drizzle_migrations"
    " (id int, hash text, created_at bigint) server s;",
}  # fmt: skip
_QUIET = """
CREATE FUNCTION evil.quiet1(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $f$
BEGIN PERFORM evil.trip('quiet1'); RETURN $1; END $f$;
CREATE FUNCTION evil.quiet0() RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $f$
BEGIN RETURN evil.trip('quiet0'); END $f$;
"""


def _owners(what: str, text: str) -> Attack:
    name = f"live: {what}"

    def prepare(world: World) -> None:
        once(world.live, trip_function(world))
        once(world.live, _QUIET)
        call = trip(world, name)
        world.live.append(
            text.replace("{trip}", call).replace("{trip_quiet}", "evil.quiet0()").replace("{database}", world.database)
            .replace("{trip_text}", call.replace("'", "''")).replace("{{", "{").replace("}}", "}")
        )  # fmt: skip

    return Attack(name, reaching(Trait.CONNECTS), prepare, rare=True)


def _by_superuser(what: str, text: str) -> Attack:
    def prepare(world: World) -> None:
        once(world.live_as_superuser, trip_function(world))
        world.live_as_superuser.append(text.replace("{database}", world.database))

    return Attack(f"live, by a superuser: {what}", reaching(Trait.CONNECTS), prepare, rare=True)


ATTACKS = [
    *(_owners(*one) for one in OWNERS.items()),
    *(_by_superuser(*one) for one in BY_SUPERUSER.items()),
]
