"""The session settings that a script changes and leaves changed: SET, SET LOCAL, set_config(), less what it resets."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from journal.rules.support.script import ParsedMigration
from journal.sql.parsed import Parsed, ParsedPiece
from journal.sql.tree import choice, in_file, inner, names, walk

_USUAL = {
    "statement_timeout": ("0",),
    "lock_timeout": ("0",),
    "idle_in_transaction_session_timeout": ("0",),
    "transaction_timeout": ("0",),
    "row_security": ("on", "true", "1"),
    "check_function_bodies": ("on", "true", "1"),
    "session_replication_role": ("origin",),
    "default_tablespace": ("",),
    "default_table_access_method": ("heap",),
    "standard_conforming_strings": ("on", "true", "1"),
    "default_with_oids": ("off", "false", "0"),
    "role": ("none",),
}
_HARMLESS = {"client_min_messages", "client_encoding", "xmloption", "application_name", "log_min_messages"}
_HARMLESS |= {"check_function_bodies", "row_security"}  # every dump sets them, and no later migration breaks on them


@dataclass(frozen=True)
class Setting:
    """A setting by its name in small letters, and where the script says so, in characters of the file."""

    name: str
    value: str
    offset: int


def settings_left(script: ParsedMigration) -> tuple[Setting, ...]:
    """Those that stay as the script has set them, in the order of their places."""
    left: dict[str, Setting] = {}
    for piece in script.pieces:
        for statement in piece.statements:
            for setting in _set_by(statement, piece):
                _apply(left, setting)
    return tuple(sorted(left.values(), key=lambda setting: setting.offset))


def _apply(left: dict[str, Setting], setting: Setting | None) -> None:
    if setting is None:  # RESET ALL
        left.clear()
    elif setting.value in _USUAL.get(setting.name, ()) or setting.offset < 0 or setting.name in _HARMLESS:
        left.pop(setting.name, None)
    else:
        left[setting.name] = setting


def _set_by(statement: Parsed, piece: ParsedPiece) -> Iterator[Setting | None]:
    """What a statement sets; with an offset below zero where it puts the setting back, None where it does for all."""
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
                yield Setting(_value(call.args[0]).lower(), _value(call.args[1]), in_file(piece.piece, call.location))


def _value(argument: Any) -> str:
    constant: Any = inner(argument)
    which = constant.WhichOneof("val") if hasattr(constant, "WhichOneof") and hasattr(constant, "sval") else None
    if which is None:
        return "?"
    held = getattr(constant, which)
    return str(getattr(held, which)).lower() if which == "boolval" else str(getattr(held, which))
