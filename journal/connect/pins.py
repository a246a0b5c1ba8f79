"""The settings that our sessions are pinned to, so that no setting of a database or a role changes what our SQL means.

The owner of a database chooses the settings of new sessions there: a `search_path` with the owner's operators would run
them in our session, with our rights. Source: PostgreSQL's manual, "ALTER DATABASE" and "Type Conversion".
"""

from collections.abc import Mapping

PATH = "pg_catalog, pg_temp"
"""Only PostgreSQL's own objects are found without a schema; pg_temp is named, so that it does not come first."""

MEANING: Mapping[str, str] = {
    "search_path": PATH,
    "standard_conforming_strings": "on",
    "row_security": "off",  # rows that a policy hides are an error, not a wrong answer
    "client_encoding": "UTF8",
    "backslash_quote": "safe_encoding",
    "transform_null_equals": "off",
    "array_nulls": "on",
    "quote_all_identifiers": "off",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "exit_on_error": "off",
}
"""The meaning of a statement, and the format of its values."""

SESSION: Mapping[str, str] = {
    "role": "none",
    "default_transaction_isolation": "read committed",
    "default_transaction_deferrable": "off",
    "idle_in_transaction_session_timeout": "0",
    "idle_session_timeout": "0",
    "local_preload_libraries": "",
}
"""What a session may do, and for how long. These can be set when it begins."""

ADMIN: Mapping[str, str] = {
    **MEANING,
    **SESSION,
    "default_transaction_read_only": "off",
    "statement_timeout": "0",
    "lock_timeout": "0",
}
"""For a session on a temporary server, or in a scratch database."""

LIVE: Mapping[str, str] = {**MEANING, **SESSION, "statement_timeout": "60s", "lock_timeout": "10s"}
"""For a session on the user's database; a read-only one stays so. The verbs set their own timeouts."""

_OF_WRITES = ("search_path", "standard_conforming_strings", "client_encoding", "row_security")
_SINCE = {"idle_session_timeout": 140000}
_ONLY_AT_THE_BEGINNING = ("local_preload_libraries",)
_KINDS = "restrict_nonsystem_relation_kind"
_KINDS_SINCE = {12: 120020, 13: 130016, 14: 140013, 15: 150008, 16: 160004}  # and 17.0
_STASH = "drizzle_journal.before_"


def startup(pins: Mapping[str, str]) -> str:
    """Return libpq's `options`, which apply before anything runs. A later one of the same name wins."""
    escaped = {name: value.replace("\\", r"\\").replace(" ", r"\ ") for name, value in pins.items()}
    return " ".join(f"-c {name}={value}" for name, value in escaped.items())


def setting(pins: Mapping[str, str], version: int, *, local: bool = False) -> str:
    """Return statements that set the pins for a session, or until its transaction ends; `version` is such as 170004.

    They include pins that not every server knows, which the startup packet therefore cannot hold.
    """
    timeout = {"transaction_timeout": "0"} if version >= 170000 else {}
    known = (name for name in pins if name not in _ONLY_AT_THE_BEGINNING and version >= _SINCE.get(name, 0))
    return set_to({name: pins[name] for name in known} | _kinds(version) | timeout, local=local)


def meaning(version: int) -> dict[str, str]:
    """Return the pins for our statement in a session of the user."""
    return {**MEANING, **_kinds(version)}


def entering(version: int) -> str:
    """Return the statement that pins our writes in the middle of a transaction that runs the user's SQL.

    The pins apply until the transaction ends, or until `leaving`. The user's settings are stored meanwhile.
    """
    pins = _written(version)
    aside = (f"pg_catalog.set_config('{_STASH}{name}', pg_catalog.current_setting('{name}'), true)" for name in pins)
    own = (f"pg_catalog.set_config('{name}', '{value}', true)" for name, value in pins.items())
    return f"SELECT {', '.join([*aside, *own])}"


def leaving(version: int) -> str:
    """Return the statement that undoes `entering`: the COMMIT runs under the user's settings again."""
    names = _written(version)
    back = (f"pg_catalog.set_config('{name}', pg_catalog.current_setting('{_STASH}{name}'), true)" for name in names)
    return f"SELECT {', '.join(back)}"


def _written(version: int) -> dict[str, str]:
    """Return the pins that affect our INSERT, UPDATE or DELETE: each costs time in every file."""
    return {name: MEANING[name] for name in _OF_WRITES} | _kinds(version)


def _kinds(version: int) -> dict[str, str]:
    """Forbid reads of views and foreign tables: they run their owner's code."""
    since = 170000 if version >= 170000 else _KINDS_SINCE.get(version // 10000, version + 1)
    return {_KINDS: "view, foreign-table"} if version >= since else {}


def set_to(pins: Mapping[str, str], *, local: bool) -> str:
    """Return statements that set exactly these."""
    word = "SET LOCAL" if local else "SET"
    lists = ("search_path", "DateStyle")  # in quotes they would be one name
    values = {name: value if name in lists else f"'{value}'" for name, value in pins.items()}
    return "; ".join(f"{word} {name} = {value}" for name, value in values.items())
