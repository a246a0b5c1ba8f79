"""What a migration may not do: run programs, read and write files, connect, become somebody, change the server.

All deeds are in one migration, each in a block that goes on where it is refused and stops the run where it is not.
"""

from attacks.attack import Attack, Ended, World, once, reaching
from attacks.calls import Trait

REACHED = "REACHED THE MACHINE"
_TOUCH = "touch {canary}"
DEEDS = {
    "run a program": "copy (select 1) to program '" + _TOUCH + "'",
    "run a program for its output": "create table x1 (a text); copy x1 from program '" + _TOUCH + "; id'",
    "run a program by name of a role": "set role pg_execute_server_program",
    "read a file": "select pg_read_file('/etc/passwd')",
    "read a file of the data folder": "select pg_read_file('PG_VERSION')",
    "read bytes": "select pg_read_binary_file('/etc/passwd')",
    "read a file to a table": "create table x2 (a text); copy x2 from '/etc/passwd'",
    "read a file with a freeze": "create table x3 (a text); copy x3 from '/etc/passwd' with (format csv, freeze)",
    "write a file": "copy (select 1) to '{canary}'",
    "list a folder": "select pg_ls_dir('/')",
    "list the logs": "select * from pg_ls_logdir()",
    "list the log of writes": "select * from pg_ls_waldir()",
    "list temporary files": "select * from pg_ls_tmpdir()",
    "look at a file": "select pg_stat_file('/etc/passwd')",
    "import a large object": "select lo_import('/etc/passwd')",
    "import it with a number": "select lo_import('/etc/passwd', 4711)",
    "export a large object": "select lo_export(lo_from_bytea(0, 'x'), '{canary}')",
    "load a library": "load '/tmp/evil.so'",
    "load a plugin": "load '$libdir/plugins/evil'",
    "load what is there": "load 'dict_snowball'",
    "a function in C": "create function x4() returns int language c as '/tmp/evil.so', 'f'",
    "a function of libc": "create function x5(cstring) returns int language c as 'libc.so.6', 'system'",
    "a function of the server": "create function x6(text) returns bytea language internal as 'pg_read_binary_file_all'",
    "a language": "create language plpython3u",
    "a language of one's own": "create language x7 handler plpgsql_call_handler",
    "a trusted language": "create trusted language x8 handler plpgsql_call_handler",
    "an untrusted extension": "create extension plperlu",
    "dblink": "create extension dblink",
    "postgres_fdw": "create extension postgres_fdw",
    "file_fdw": "create extension file_fdw",
    "adminpack": "create extension adminpack",
    "pageinspect": "create extension pageinspect",
    "a wrapper": "create foreign data wrapper x9 no handler",
    "a server": "create server x10 foreign data wrapper postgres_fdw",
    "a foreign schema": "import foreign schema public from server x10 into public",
    "a setting of the server": "alter system set archive_command = '" + _TOUCH + "'",
    "a reset of all": "alter system reset all",
    "a new reading of the settings": "select pg_reload_conf()",
    "a new log": "select pg_rotate_logfile()",
    "a library for all sessions": "set session_preload_libraries = '/tmp/evil.so'",
    "a path of libraries": "set dynamic_library_path = '/tmp'",
    "tables of the system": "set allow_system_table_mods = on",
    "the log's program": "set log_statement = 'all'",
    "replication's role": "set session_replication_role = replica",
    "sleep of the server": "alter system set shared_preload_libraries = 'evil'",
    "become the superuser": "set role journal_superuser",
    "become the session": "set session authorization journal_superuser",
    "make oneself superuser": "alter role current_user superuser",
    "make a superuser": "create role x11 superuser",
    "make a replicator": "create role x12 replication",
    "pass row security": "alter role current_user bypassrls",
    "grant the right of programs": "grant pg_execute_server_program to current_user",
    "grant the right of files": "grant pg_read_server_files to current_user",
    "grant the right to write": "grant pg_write_server_files to current_user",
    "grant the superuser": "grant journal_superuser to current_user",
    "a member of the programs": "create role x13 in role pg_execute_server_program",
    "a password of the superuser": "alter role journal_superuser password 'x'",
    "a setting of the superuser": "alter role journal_superuser set search_path = evil",
    "a setting of all roles": "alter role all set search_path = evil",
    "what the superuser owns": "reassign owned by journal_superuser to current_user",
    "default privileges of the superuser":
    "alter default privileges for role journal_superuser grant all on tables to public",
    "a function of the superuser": "create function x14() returns int language sql security definer as 'select 1';"
    "alter function x14() owner to journal_superuser",
    "a view of the superuser": "create view x15 as select 1; alter view x15 owner to journal_superuser",
    "a schema of the superuser": "create schema x16 authorization journal_superuser",
    "passwords": "select * from pg_authid",
    "passwords by a view": "select * from pg_shadow",
    "a row of the catalog": "update pg_catalog.pg_authid set rolsuper = true",
    "a function of the catalog": "create function pg_catalog.x17() returns int language sql as 'select 1'",
    "an operator of the catalog": "create operator pg_catalog.=== (leftarg = text, rightarg = text, function = texteq)",
    "a trigger on the catalog": "create function x18() returns trigger language plpgsql as 'begin return new; end';"
    "create trigger x18 before insert on pg_class for each row execute function x18()",
    "a cast of the catalog": "create cast (text as int4) with inout as implicit",
    "an access method": "create access method x19 type table handler heap_tableam_handler",
    "an operator class": "create operator class x20 for type int4 using btree as function 1 btint4cmp(int4, int4)",
    "an event trigger": "create function x21() returns event_trigger language plpgsql as 'begin end';"
    "create event trigger x21 on ddl_command_start execute function x21()",
    "a type with functions": "create type x22 (input = textin, output = textout)",
    "a search template": "create text search template x23 (lexize = dsimple_lexize)",
    "a conversion of the catalog":
    "create default conversion pg_catalog.x24 for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8",
    "a tablespace": "create tablespace x25 location '/tmp'",
    "another database": "create database x26",
    "another database's end": "drop database template1",
    "another database's settings": "alter database template1 set search_path = evil",
    "a subscription": "create subscription x27 connection "
    "'host=/tmp' publication p with (connect = false, slot_name = none)",
    "a publication of everything": "create publication x28 for all tables",
    "a slot": "select pg_create_physical_replication_slot('x29')",
    "a logical slot": "select pg_create_logical_replication_slot('x30', 'test_decoding')",
    "a replication origin": "select pg_replication_origin_create('x31')",
    "a point to restore": "select pg_create_restore_point('x')",
    "a switch of the log": "select pg_switch_wal()",
    "a promotion": "select pg_promote()",
    "an end of the superuser's sessions":
    "select 1 / count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity where usename <> current_user",
    "a cancellation of them": "select 1 / count(*) filter (where pg_cancel_backend(pid)) from pg_stat_activity"
    " where usename <> current_user",
    "statistics of all": "select pg_stat_reset_shared('bgwriter')",
    "a label": "security label on role journal_superuser is 'x'",
    "a prepared transaction": "prepare transaction 'x'",
    "collations": "select pg_import_system_collations('pg_catalog')",
    "a file by XML": "select 1 / (position('root:' in xmlparse(document"
    " '<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>')::text))",
    "a lock on the catalog": "lock table pg_catalog.pg_authid",
    "a change of the catalog": "alter table pg_catalog.pg_class add x int",
    "an index of the catalog": "create index on pg_catalog.pg_class (relname)",
    "a drop in the catalog": "drop function pg_catalog.lower(text)",
}  # fmt: skip
# Some of it is allowed on some servers, and does nothing: who is alone has nobody else's session to end.
_BLOCK = """
DO $do$
DECLARE done boolean := false;
BEGIN
  BEGIN
    EXECUTE {deed};
    done := true;
  EXCEPTION WHEN OTHERS THEN NULL;
  END;
  IF done THEN RAISE EXCEPTION '{reached}: {name}'; END IF;
END $do$;
"""


def _no_deed(world: World, ended: Ended) -> str | None:
    found = ended.text.find(REACHED)
    return None if found < 0 else ended.text[found : found + 100]


def _deed(name: str, text: str) -> Attack:
    def prepare(world: World) -> None:
        quoted = "$deed$" + text.replace("{canary}", str(world.canary(name))) + "$deed$"
        block = _BLOCK.format(deed=quoted, reached=REACHED, name=name.replace("'", "''"))
        once(world.migration("0004_deeds"), "select 1;")
        world.migration("0004_deeds").append(block)

    return Attack(name, reaching(Trait.REPLAYS), prepare, _no_deed, together="deeds of a migration", often=True)


ATTACKS = [_deed(f"a migration: {name}", text) for name, text in DEEDS.items()]
