"""Event triggers of the owner, on the stubs of a platform that allows them: their functions must not run as superuser."""

from attacks.attack import Attack, World, once, reaching
from attacks.calls import Trait
from attacks.kinds.sql.payload import trip, trip_function

_ON_EVENT = (
    "create or replace function evil.{name}() returns event_trigger language plpgsql as"
    " $on$ begin perform {trip}; end $on$;\n"
)
_MADE = "create event trigger {name} on {event} execute function evil.{name}();\n"
_TRIED = "do $do$ begin execute $deed${deed}$deed$; exception when others then null; end $do$;\n"
_HELPER = "select pg_catalog.journal_event_trigger("

# What comes after the trigger on the end of every command, each of it tried and not insisted on.
DEEDS = {
    "left behind": "create table x41 ()",
    "then a trusted extension": "create extension citext",
    "then an extension of superusers": "create extension if not exists pg_stat_statements",
    "then an extension with others": "create extension earthdistance cascade",
    "then an extension that is changed": "alter extension plpgsql update",
    "then a language": "create language plperl",
    "then no guard": "drop event trigger journal_guard; create extension citext",
    "then a disabled guard": "alter event trigger journal_guard disable; create extension citext",
    "then a renamed guard": "alter event trigger journal_guard rename to x42; create extension citext",
    "then a guard of its own": "create or replace function pg_catalog.journal_guard() returns event_trigger"
    " language plpgsql as 'begin end'; create extension citext",
    "then a role of replication": "set session_replication_role = replica; create extension citext",
    "then without event triggers": "set event_triggers = off; create extension citext",
    "on login by the helper": _HELPER + "'CREATE', 'x43', 'login', null, 'evil.{name}()'::regprocedure)",
    "with SQL in a command": _HELPER + "'ENABLE; create role x44 superuser; --', '{name}', '', null, null)",
    "with SQL in an event": _HELPER + "'CREATE', 'x45', 'sql_drop execute function evil.{name}(); create role"
    " x45 superuser; --', null, 'evil.{name}()'::regprocedure)",
    "with SQL in a name": _HELPER + "'DROP IF EXISTS', 'x46; create role x46 superuser; --', '', null, null)",
    "with SQL in a tag": _HELPER + "'CREATE', 'x47', 'sql_drop', array['a'') execute function evil.{name}(); create"
    " role x47 superuser; --'], 'evil.{name}()'::regprocedure)",
    "by objects of the helper's": "create function evil.format(text, text) returns text language sql as $$ select"
    " 'alter role mallory superuser' $$; set search_path = evil, pg_catalog; " + _HELPER + "'DISABLE', '{name}', '',"
    " null, null)",
    "by temporary objects of the helper's": "create temp table pg_proc as select * from pg_catalog.pg_proc; "
    "create temp view pg_database as select * from pg_catalog.pg_database where {trip}; "
    + _HELPER + "'CREATE', 'x48', 'sql_drop', null, 'evil.{name}()'::regprocedure)",
}  # fmt: skip


def _attack(deed: str) -> Attack:
    name = f"an event trigger, {deed}"

    def prepare(world: World) -> None:
        settings = world.project / "journal.toml"
        if "platform" not in settings.read_text():
            settings.write_text('platform = "supabase"\n' + settings.read_text())
        migration = world.migration("0010_event_triggers")
        once(migration, trip_function(world))
        words = {"name": f"on_event_{list(DEEDS).index(deed)}", "trip": trip(world, name), "event": "ddl_command_end"}
        created = (_ON_EVENT + _MADE).format(**words)
        world.migration("0011_deeds").extend(
            [created, _TRIED.format(deed=DEEDS[deed].replace("{name}", words["name"]).replace("{trip}", words["trip"]))]
        )

    return Attack(name, reaching(Trait.REPLAYS), prepare, together="event triggers on Supabase", often=True)


ATTACKS = [_attack(deed) for deed in DEEDS]
