"""What of a migration's text only psql, or pg_dump's own session, needs, and the text without it. Pure."""

import re
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from typing import Any

from journal.dataclass import dataclass
from journal.folder.dumps import is_dump
from journal.folder.migrations import Migration
from journal.rules.leaking_setting import set_by
from journal.rules.support.not_sql import foreign_parts
from journal.rules.support.own_transaction import own_transaction
from journal.sql.parsed import Parsed, ParsedPiece
from journal.sql.parser import LARGEST_FILE
from journal.sql.statements import MARKER, Piece, cut
from journal.sql.tree import choice, inner

_OF_DUMPS = {
    "statement_timeout": "0", "lock_timeout": "0", "idle_in_transaction_session_timeout": "0",
    "transaction_timeout": "0", "client_encoding": "utf8", "standard_conforming_strings": "on",
    "check_function_bodies": "false", "xmloption": "content", "client_min_messages": "warning", "row_security": "off",
    "default_tablespace": "", "default_table_access_method": "heap", "default_with_oids": "false",
}  # fmt: skip
"""What pg_dump sets at the beginning of a dump. Source: `setup_connection` and `_doSetFixedOutputState` of pg_dump."""
_SEARCH_PATH = re.compile(r"select\s+pg_catalog\.set_config\(\s*'search_path'\s*,\s*''\s*,\s*false\s*\)", re.IGNORECASE)
_PUBLIC, _COMMENT = "public", "standard public schema"
_IDLE = re.compile(
    r"\\(?:(?:un)?restrict|echo|qecho|warn|timing|pset|x|a|t|conninfo|errverbose|encoding\s+'?utf-?8'?\s*$"
    r"|set\s+(?:on_error_stop|verbosity|echo|echo_hidden|quiet|show_context)\b)(?:\s|$)",
    re.IGNORECASE,
)
"""Commands of psql that change nothing but what psql prints, and when it stops."""
_CONNECT = re.compile(r"\\(?:c|connect)(?:\s|$)", re.IGNORECASE)
_CHANGES_ROWS = {"insert_stmt", "update_stmt", "delete_stmt", "merge_stmt", "copy_stmt", "do_stmt", "call_stmt"}
_STATEMENTS = ("TRANS_STMT_BEGIN", "TRANS_STMT_START", "TRANS_STMT_COMMIT")
_BLANK_LINES = re.compile(r"(?:[ \t]*\r?\n)+")


class RemovalKind(StrEnum):
    """What a removal is of. `SETTING` and `TRANSACTION` are proved by a replay; the others never ran under Drizzle."""

    PSQL = "psql"
    SCHEMA = "schema"
    SETTING = "setting"
    TRANSACTION = "transaction"


@dataclass(frozen=True)
class Removal:
    """A part of a file, from `start` to before `end` in characters, and its name for people."""

    kind: RemovalKind
    name: str
    start: int
    end: int


def removals(migration: Migration) -> tuple[Removal, ...]:
    """Return what can go, in the order of the file; nothing for a file that is not UTF-8, or too large to be parsed."""
    if len(migration.raw) > LARGEST_FILE or migration.text.encode() != migration.raw:
        return ()
    text, commands, statements = migration.text, list[Removal](), list[Parsed]()
    for piece in cut(text):
        foreign = foreign_parts(piece.text)
        ours = [_line(text, piece.offset + offset) for offset in foreign.commands]
        commands += ours
        parsed = ParsedPiece(Piece(_blanked(piece, ours), piece.offset))
        statements += parsed.statements
    found = [one for one in commands if _is_idle(text, one, statements)]
    found += _schema(text, statements)
    if is_dump(migration):
        found += _settings(text, statements)
    found += _transactions(migration, text, statements)
    return tuple(sorted(found, key=lambda one: one.start))


def cleaned(text: str, found: Sequence[Removal], kinds: Collection[RemovalKind] = tuple(RemovalKind)) -> str:
    """Return the text without the removals of these kinds, and without lines and pieces that are empty then."""
    spans = [_whole_lines(text, one.start, one.end) for one in found if one.kind in kinds]
    had = [_has_statement(piece.text) for piece in cut(text)]
    for start, end in reversed(_merged(text, spans)):
        text = text[:start] + text[end:]
    return _without_empty_pieces(text, had)


def line_of(text: str, removal: Removal) -> int:
    """Return the number of its line."""
    return text.count("\n", 0, removal.start) + 1


def _line(text: str, offset: int) -> Removal:
    end = text.find("\n", offset)
    line = text[offset : end if end >= 0 else len(text)].rstrip("\r")
    return Removal(RemovalKind.PSQL, line.split(maxsplit=1)[0], offset, offset + len(line))


def _blanked(piece: Piece, commands: Sequence[Removal]) -> str:
    text = piece.text
    for one in commands:
        start, end = one.start - piece.offset, one.end - piece.offset
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _is_idle(text: str, command: Removal, statements: Sequence[Parsed]) -> bool:
    """Tell whether a command of psql changes nothing: at the beginning of a line, and a `\\connect` before all SQL."""
    line = text[command.start : command.end]
    if text[text.rfind("\n", 0, command.start) + 1 : command.start].strip():
        return False
    is_first = not any(one.offset < command.start for one in statements)
    return bool(_IDLE.match(line)) or (is_first and bool(_CONNECT.match(line)))


def _schema(text: str, statements: Sequence[Parsed]) -> Iterator[Removal]:
    """Yield CREATE SCHEMA public, which every new database has, and the comment that it has."""
    created = False
    for one in statements:
        node = one.node
        if one.kind == "drop_stmt" and choice(node, "remove_type") == "OBJECT_SCHEMA":
            return
        if one.kind == "create_schema_stmt" and node.schemaname == _PUBLIC and not node.if_not_exists:
            if node.HasField("authrole") or node.schema_elts:
                return
            created = True
            yield _statement(text, one, RemovalKind.SCHEMA, "CREATE SCHEMA public")
        elif created and one.kind == "comment_stmt" and _is_default_comment(node):
            yield _statement(text, one, RemovalKind.SCHEMA, "COMMENT ON SCHEMA public")


def _is_default_comment(node: Any) -> bool:
    of_schema = choice(node, "objtype") == "OBJECT_SCHEMA" and getattr(inner(node.object), "sval", "") == _PUBLIC
    return of_schema and node.comment == _COMMENT


def _settings(text: str, statements: Sequence[Parsed]) -> Iterator[Removal]:
    changes_rows = any(one.kind in _CHANGES_ROWS for one in statements)
    for one in statements:
        if one.kind == "select_stmt" and _SEARCH_PATH.fullmatch(one.text):
            yield _statement(text, one, RemovalKind.SETTING, "set_config('search_path')")
        elif one.kind == "variable_set_stmt" and not one.node.is_local:
            setting = next(iter(set_by(one)), None)
            if setting is None or setting.offset < 0 or setting.value.lower() != _OF_DUMPS.get(setting.name):
                continue
            if setting.name == "row_security" and changes_rows:  # off, a policy is an error and not a filter
                continue
            yield _statement(text, one, RemovalKind.SETTING, f"SET {setting.name}")


def _transactions(migration: Migration, text: str, statements: Sequence[Parsed]) -> Iterator[Removal]:
    """Yield BEGIN and COMMIT where they only put the file's statements into transactions."""
    own = own_transaction(migration.path.name, statements)
    control = [one for one in statements if one.kind == "transaction_stmt"]
    if own is None or own.is_harmless or own.has_options or own.refused:
        return
    if all(choice(one.node, "kind") in _STATEMENTS and not one.node.chain for one in control):
        for one in control:
            yield _statement(text, one, RemovalKind.TRANSACTION, one.text.split(maxsplit=1)[0].upper())


_SEMICOLON = re.compile(r"\s*;")


def _statement(text: str, one: Parsed, kind: RemovalKind, name: str) -> Removal:
    end = one.offset + len(one.text.rstrip())
    semicolon = _SEMICOLON.match(text, end)
    return Removal(kind, name, one.offset, semicolon.end() if semicolon else end)


def _whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span with its line breaks, where nothing else is in its lines."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last + 1
    if text[first:start].strip() or text[end:last].strip():
        return start, end
    return first, last


def _merged(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans with nothing but blank lines between them, and take the blank lines after one that follows others."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and not text[merged[-1][1] : start].strip():
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    for number, (start, end) in enumerate(merged):
        before = text[:start]
        blank = _BLANK_LINES.match(text, end) if not before or re.search(r"\n[ \t]*\r?\n\Z", before) else None
        if blank and text[end - 1 : end] == "\n":
            merged[number] = start, blank.end()
    return merged


def _has_statement(text: str) -> bool:
    return ParsedPiece(Piece(text, 0)).count > 0 or bool(foreign_parts(text).commands)


def _without_empty_pieces(text: str, had: Sequence[bool]) -> str:
    """Remove the marker of each piece that had a statement and has none left; a comment joins the piece after it."""
    parts = text.split(MARKER)
    if len(parts) != len(had):
        return text
    empty = [before and not _has_statement(part) for before, part in zip(had, parts, strict=True)]
    kept = parts[0]
    for number, part in enumerate(parts[1:], 1):
        if empty[number - 1] or (empty[number] and number == len(parts) - 1):
            start = kept.rstrip(" \t")
            line = part.lstrip(" \t\r").removeprefix("\n") if not start or start.endswith("\n") else part
            kept = start + line
        else:
            kept += MARKER + part
    return kept
