"""Settings of a database, which every session in it starts with: by its owner, live, and by a migration."""

from attacks.attack import Attack, Ended, World, once, reaching
from attacks.calls import Trait

# What these change is how something is written or done; no answer of ours may depend on them.
_WAYS = {
    "standard_conforming_strings": "off", "backslash_quote": "off", "escape_string_warning": "off",
    "bytea_output": "escape", "DateStyle": "'German, DMY'", "IntervalStyle": "sql_standard",
    "TimeZone": "'Asia/Kathmandu'", "array_nulls": "off", "quote_all_identifiers": "on", "transform_null_equals": "on",
    "extra_float_digits": "-15", "xmlbinary": "hex", "xmloption": "document", "row_security": "off",
    "client_min_messages": "debug1", "check_function_bodies": "off", "default_transaction_isolation": "serializable",
    "default_transaction_deferrable": "on", "plan_cache_mode": "force_generic_plan", "work_mem": "'64kB'",
    "enable_nestloop": "off", "enable_hashjoin": "off", "cursor_tuple_fraction": "0", "gin_fuzzy_search_limit": "1",
    "default_toast_compression": "pglz", "lc_monetary": "'C'", "lc_numeric": "'C'", "lc_time": "'C'",
    "default_text_search_config": "'pg_catalog.simple'", "constraint_exclusion": "off", "synchronous_commit": "off",
    "join_collapse_limit": "1", "from_collapse_limit": "1", "geqo_threshold": "2", "seq_page_cost": "1e10",
    "max_parallel_workers_per_gather": "4", "parallel_setup_cost": "0", "min_parallel_table_scan_size": "0",
    "application_name": r"E'a\x1b[2J'", "search_path": "'public'",
}  # fmt: skip
# Each of these may keep a session from its work; a call may say so, and may leave nothing.
_ENDS = {
    "no search_path": "SET search_path = ''",
    "a search_path of nothing": "SET search_path = 'nothing'",
    "a search_path with a quote": 'SET search_path = \'"""\', public',
    "only reading": "SET default_transaction_read_only = on",
    "a millisecond for a statement": "SET statement_timeout = 1",
    "a millisecond for a lock": "SET lock_timeout = 1",
    "a millisecond in a transaction": "SET idle_in_transaction_session_timeout = 1",
    "a millisecond between statements": "SET idle_session_timeout = 1",
    "the role of nobody": "SET role = 'none'",
    "no encoding": "SET client_encoding = 'SQL_ASCII'",
    "Latin 1": "SET client_encoding = 'LATIN1'",
    "Japanese": "SET client_encoding = 'EUC_JP'",
    "no messages": "SET client_min_messages = 'error'",
    "a library that is not there": "SET local_preload_libraries = 'nothing'",
    "another table access": "SET default_table_access_method = 'heap'",
    "temporary tables elsewhere": "SET temp_tablespaces = 'pg_default'",
    "no connections": "CONNECTION LIMIT 0",
    "one connection": "CONNECTION LIMIT 1",
    "a template": "IS_TEMPLATE true",
}
_ALTER = "ALTER DATABASE {} {}"
_ALTER_OWN = "DO $do$ BEGIN EXECUTE pg_catalog.format($a$ALTER DATABASE %I {}$a$, current_database()); END $do$;"
_CLOSE = "REVOKE CONNECT ON DATABASE {} FROM PUBLIC"
_CLOSE_OWN = (
    "DO $do$ BEGIN EXECUTE pg_catalog.format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', current_database());"
    " END $do$;"
)


def _as_without(world: World, ended: Ended) -> str | None:
    """The call has to end as it ends where nothing is set."""
    return None if ended.said.code == ended.verb.code else f"exit {ended.said.code}, not {ended.verb.code}"


def _live(name: str, text: str, *, way: bool) -> Attack:
    def prepare(world: World) -> None:
        world.live.append(text.format(world.database))

    group = "settings of the live database" if way else ""
    judge = _as_without if way else None
    return Attack(f"live: {name}", reaching(Trait.CONNECTS), prepare, judge, together=group, often=way)


def _replayed(name: str, text: str, *, way: bool) -> Attack:
    def prepare(world: World) -> None:
        world.migration("0004_setting").append(text)
        once(world.migration("0005_after"), "create table after_it (id int primary key, name text);")

    group = "settings by a migration" if way else ""
    return Attack(f"replayed: {name}", reaching(Trait.REPLAYS), prepare, together=group, often=way)


_SETTINGS = {f"{key} is {value}": f"SET {key} = {value}" for key, value in _WAYS.items()}
_OWN_ROLE = "SET role = %I$a$, current_database(), current_user); END $do$;"

ATTACKS = [
    *(_live(name, _ALTER.format("{}", text), way=True) for name, text in _SETTINGS.items()),
    *(_live(name, _ALTER.format("{}", text), way=False) for name, text in _ENDS.items()),
    _live("nobody may connect", _CLOSE, way=False),
    _live("a role of its own", "ALTER DATABASE {} SET role = mallory", way=False),
    *(_replayed(name, _ALTER_OWN.format(text), way=True) for name, text in _SETTINGS.items()),
    *(_replayed(name, _ALTER_OWN.format(text), way=False) for name, text in _ENDS.items()),
    _replayed("nobody may connect", _CLOSE_OWN, way=False),
    _replayed("a role of its own", _ALTER_OWN.split("{}", maxsplit=1)[0] + _OWN_ROLE, way=False),
]
