"""The session settings that a migration changes and does not reset: SET, SET LOCAL and set_config()."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from journal.rules.support.subject import ParsedMigration
from journal.sql.parsed import Parsed, ParsedPiece
from journal.sql.tree import choice, in_file, inner, names, walk

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


@dataclass(frozen=True)
class Setting:
    """A setting by its name in lower case, and the offset of the statement that sets it, in characters of the file."""

    name: str
    value: str
    offset: int


def settings_left(script: ParsedMigration) -> tuple[Setting, ...]:
    """Return the settings that the migration leaves changed, in the order of their places."""
    left: dict[str, Setting] = {}
    for piece in script.pieces:
        for statement in piece.statements:
            for setting in _set_by(statement, piece):
                if setting is None:  # RESET ALL
                    left.clear()
                elif setting.value in _DEFAULTS.get(setting.name, ()) or setting.offset < 0:
                    left.pop(setting.name, None)
                elif setting.name not in _HARMLESS:
                    left[setting.name] = setting
    return tuple(sorted(left.values(), key=lambda setting: setting.offset))


def _set_by(statement: Parsed, piece: ParsedPiece) -> Iterator[Setting | None]:
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
                yield Setting(_value(call.args[0]).lower(), _value(call.args[1]), in_file(piece.piece, call.location))


def _value(argument: Any) -> str:
    """Return the text of a constant, and "?" for any other expression."""
    constant: Any = inner(argument)
    field = constant.WhichOneof("val") if hasattr(constant, "sval") else None
    if field is None:
        return "?"
    value = str(getattr(getattr(constant, field), field))
    return value.lower() if field == "boolval" else value
