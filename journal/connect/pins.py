"""What a session of ours is pinned to, so that no setting of a database or a role decides what our SQL means.

The owner of a database chooses what new sessions there begin with: a `search_path` with operators of the owner's would
have them run in our session, with our rights. Source: PostgreSQL's manual, "ALTER DATABASE" and "Type Conversion".
"""

from collections.abc import Mapping

PATH = "pg_catalog, pg_temp"
"""Nothing of anybody's is found without its schema; pg_temp is named, so that it does not come first."""

MEANING: Mapping[str, str] = {
    "search_path": PATH,
    "standard_conforming_strings": "on",
    "row_security": "off",  # rows that a policy hides are an error, and no wrong answer
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
"""What a statement means, and how its values come back."""

SESSION: Mapping[str, str] = {
    "role": "none",
    "default_transaction_isolation": "read committed",
    "default_transaction_deferrable": "off",
    "idle_in_transaction_session_timeout": "0",
    "idle_session_timeout": "0",
    "local_preload_libraries": "",
}
"""What a session may do, and for how long. It can be set when it begins."""

ADMIN: Mapping[str, str] = {
    **MEANING,
    **SESSION,
    "default_transaction_read_only": "off",
    "statement_timeout": "0",
    "lock_timeout": "0",
}
"""For a session on a temporary server, or about a scratch database."""

LIVE: Mapping[str, str] = {**MEANING, **SESSION, "statement_timeout": "60s", "lock_timeout": "10s"}
"""For a session on the user's database; one that takes no writes stays so. The verbs say how long they wait."""

_OF_WRITES = ("search_path", "standard_conforming_strings", "client_encoding", "row_security")
_SINCE = {"idle_session_timeout": 140000}
_ONLY_AT_THE_BEGINNING = ("local_preload_libraries",)
_KINDS = "restrict_nonsystem_relation_kind"
_KINDS_SINCE = {12: 120020, 13: 130016, 14: 140013, 15: 150008, 16: 160004}  # and 17.0
_STASH = "drizzle_journal.before_"


def startup(pins: Mapping[str, str]) -> str:
    """libpq's `options`: they are in force before anything runs. A later one of the same name wins."""
    return " ".join(f"-c {name}={_escaped(value)}" for name, value in pins.items())


def setting(pins: Mapping[str, str], version: int, *, local: bool = False) -> str:
    """Statements that set them for a session, or until its transaction ends; `version` is such as 170004.

    With them go those that not every server has, and that the startup packet therefore cannot hold.
    """
    timeout = {"transaction_timeout": "0"} if version >= 170000 else {}
    known = (name for name in pins if name not in _ONLY_AT_THE_BEGINNING and version >= _SINCE.get(name, 0))
    said = {name: pins[name] for name in known}
    return set_to(said | _kinds(version) | timeout, local=local)


def meaning(version: int) -> dict[str, str]:
    """What a statement in a session of the user's is pinned by, when it is ours."""
    return {**MEANING, **_kinds(version)}


def entering(version: int) -> str:
    """The statement for the middle of a transaction that runs the user's SQL: what is written next means what we mean.

    It holds until the transaction ends, or `leaving` says so. What the user's SQL had set is put aside.
    """
    pins = _written(version)
    aside = (f"pg_catalog.set_config('{_STASH}{name}', pg_catalog.current_setting('{name}'), true)" for name in pins)
    own = (f"pg_catalog.set_config('{name}', '{value}', true)" for name, value in pins.items())
    return f"SELECT {', '.join([*aside, *own])}"


def leaving(version: int) -> str:
    """The statement that ends what `entering` began: what runs at the COMMIT is the user's again."""
    names = _written(version)
    back = (f"pg_catalog.set_config('{name}', pg_catalog.current_setting('{_STASH}{name}'), true)" for name in names)
    return f"SELECT {', '.join(back)}"


def _written(version: int) -> dict[str, str]:
    """Of the pins, those that bear on an INSERT, UPDATE or DELETE of ours: each costs time in every file."""
    return {name: MEANING[name] for name in _OF_WRITES} | _kinds(version)


def _kinds(version: int) -> dict[str, str]:
    """Neither views nor foreign tables are read: they run what their owner wrote."""
    since = 170000 if version >= 170000 else _KINDS_SINCE.get(version // 10000, version + 1)
    return {_KINDS: "view, foreign-table"} if version >= since else {}


def set_to(pins: Mapping[str, str], *, local: bool) -> str:
    """Statements that set exactly these."""
    word = "SET LOCAL" if local else "SET"
    return "; ".join(f"{word} {name} = {_value(name, value)}" for name, value in pins.items())


def _value(name: str, value: str) -> str:
    if name in ("search_path", "DateStyle"):  # lists: in quotes they would be one name
        return value
    return f"'{value}'"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace(" ", r"\ ")
