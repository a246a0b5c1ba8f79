"""leaking-setting (warning): a listed migration changes a setting of the session and does not reset it.

Why: Drizzle runs all pending migrations in one transaction of one session, so SET, SET LOCAL and set_config() affect
every later one: after pg_dump's set_config('search_path', '', false), unqualified names fail with 3F000.
Instead: remove it, or add RESET at the end of the file; for a function, write SET into CREATE FUNCTION. What pg_dump
sets, `drizzle-journal handback --fix` removes, where a replay leads to the same schema without it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from journal.dataclass import dataclass
from journal.rules.support.subject import Findings, ParsedMigration
from journal.sql.parsed import Parsed, ParsedPiece
from journal.sql.tree import choice, in_file, inner, names, walk

_EFFECTS = {
    "search_path": "in later migrations of the batch, unqualified names mean other objects, or none (3F000, 42P01)",
    "role": "later migrations of the batch run as that role, and so does the insert into Drizzle's ledger",
    "session_authorization": "later migrations of the batch run as that user, and so does the insert into the ledger",
    "session_replication_role": "no trigger and no foreign key is checked in later migrations of the batch",
    "statement_timeout": "it limits later migrations of the batch, too",
    "lock_timeout": "it limits later migrations of the batch, too",
    "default_tablespace": "later migrations of the batch create tables and indexes there",
    "default_table_access_method": "later migrations of the batch create tables with it",
}
_RESETS = {"role": "ROLE", "session_authorization": "SESSION AUTHORIZATION"}
_DEFAULTS = {
    "statement_timeout": ("0",),
    "lock_timeout": ("0",),
    "idle_in_transaction_session_timeout": ("0",),
    "transaction_timeout": ("0",),
    "session_replication_role": ("origin",),
    "default_tablespace": ("",),
    "default_table_access_method": ("heap",),
    "standard_conforming_strings": ("on", "true", "1"),
    "default_with_oids": ("off", "false", "0"),
    "role": ("none",),
}
_HARMLESS = {"client_min_messages", "client_encoding", "xmloption", "application_name", "log_min_messages"}
_HARMLESS |= {"check_function_bodies", "row_security"}  # every dump sets them, and no later migration breaks on them


def check(script: ParsedMigration) -> Findings:
    """Find each such setting, at the last statement that changes it."""
    if script.is_listed and ("set" in script.openings or "set_config" in script.lower):
        for setting in settings_left(script.pieces):
            name, value = setting.name, setting.value or repr("")
            effect = _EFFECTS.get(name, "later migrations of the batch run with it")
            yield script.finding(
                setting.offset,
                f"{script.name} sets {name} to {value} and does not reset it: {effect}.",
                f"Remove it, or end the file with RESET {_RESETS.get(name, name)}.",
            )


@dataclass(frozen=True)
class Setting:
    """A setting by its name in lower case, and the offset of the statement that sets it, in characters of the file."""

    name: str
    value: str
    offset: int


def settings_left(pieces: Iterable[ParsedPiece]) -> tuple[Setting, ...]:
    """Return the settings that the migration leaves changed, in the order of their places."""
    left: dict[str, Setting] = {}
    for piece in pieces:
        for statement in piece.statements:
            for setting in set_by(statement):
                if setting is None:  # RESET ALL
                    left.clear()
                elif setting.value in _DEFAULTS.get(setting.name, ()) or setting.offset < 0:
                    left.pop(setting.name, None)
                elif setting.name not in _HARMLESS:
                    left[setting.name] = setting
    return tuple(sorted(left.values(), key=lambda setting: setting.offset))


def set_by(statement: Parsed) -> Iterator[Setting | None]:
    """Yield what a statement sets; the offset is below 0 for a RESET, and the setting None for RESET ALL."""
    node = statement.node
    if statement.kind == "variable_set_stmt":
        kind = choice(node, "kind")
        if kind == "VAR_RESET_ALL":
            yield None
        elif kind != "VAR_SET_MULTI":
            offset = statement.offset if kind == "VAR_SET_VALUE" else -1
            yield Setting(node.name.lower(), ", ".join(map(_value, node.args)), offset)
    elif statement.kind == "select_stmt" and "set_config" in statement.text.lower():
        for call in walk(node, "FuncCall"):
            if names(call.funcname)[-1] == "set_config" and len(call.args) == 3:
                yield Setting(
                    _value(call.args[0]).lower(), _value(call.args[1]), in_file(statement.within, call.location)
                )


def _value(argument: Any) -> str:
    """Return the text of a constant, and "?" for any other expression."""
    constant: Any = inner(argument)
    field = constant.WhichOneof("val") if hasattr(constant, "sval") else None
    if field is None:
        return "?"
    value = str(getattr(getattr(constant, field), field))
    return value.lower() if field == "boolval" else value
