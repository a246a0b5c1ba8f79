"""A migration in JavaScript or TypeScript that does nothing but send SQL literals: read, and never run.

Each function has to be a sequence of calls such as `await queryRunner.query("…");`. Anything else is a program.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from journal.adopt.history import ForeignFolder, ForeignMigration, Found, NotSql, Recorded
from journal.adopt.tools.pairs import number_off, read_pairs, stem
from journal.dataclass import dataclass
from journal.sql.statements import MARKER

ENDINGS = (".js", ".cjs", ".mjs", ".ts", ".cts", ".mts")
_SKIPPED = (".d.ts", ".d.mts", ".d.cts")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_BLANK = re.compile(rf"(?:\s|{_COMMENT.pattern})*", re.DOTALL)
_BEGINS = (
    r"(?:exports\s*\.\s*{0}\s*=|export\s+(?:async\s+)?function\s+{0}\b|export\s+(?:const|let|var)\s+{0}\b[^=]*="
    r"|(?<![\w.$]){0}\s*(?=\(|:))"
)
_ARROW = re.compile(r"\s*=>\s*")
_KEPT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_QUOTES = "'\"`"


class _Program(ValueError):
    """The text is more than literals that are sent."""


@dataclass(frozen=True)
class SentSql:
    """The queries that the functions `up` and `down` send; `down` is None where it is a program, or missing."""

    up: tuple[str, ...]
    down: tuple[str, ...] | None


def read_code(
    listing: ForeignFolder, names: Sequence[str], calls: "re.Pattern[str]", parts: Callable[[str, str], tuple[str, str]]
) -> Iterator[Found]:
    """Yield a migration for each file that only sends literals by one of these `calls`, and say which do not.

    `parts` returns how the tool records a file of this name and text, and the words of its name.
    """
    for name in names:
        text = listing.text(name)
        sent = sent_sql(text, calls)
        if sent is None:
            yield NotSql(name, "is a program, not SQL alone")
            continue
        key, words = parts(name, text)
        down = joined(sent.down) if sent.down else None
        yield ForeignMigration(name, key, words, joined(sent.up).encode(), down.encode() if down else None)


def read_code_and_sql(listing: ForeignFolder, calls: "re.Pattern[str]") -> Iterator[Found]:
    """Yield a migration for each file of code and each SQL file, in the order of their names, which are the keys."""
    code = read_code(listing, code_files(listing), calls, lambda name, _: (stem(name), number_off(name)))
    yield from sorted([*read_pairs(listing), *code], key=lambda one: one.file)


def applied_files(rows: Sequence[Mapping[str, str | None]]) -> Recorded:
    """Return what a ledger has that records the file of each migration that has run, with its ending, as `name`."""
    return Recorded(tuple(stem(str(row["name"])) for row in rows))


def code_files(listing: ForeignFolder) -> list[str]:
    """Return the files of the folder that are JavaScript or TypeScript."""
    return [name for name in listing.ending(*ENDINGS) if not name.endswith(_SKIPPED)]


def joined(queries: Sequence[str]) -> str:
    """Return queries as one file, with the marker of drizzle-kit between them."""
    return f"\n{MARKER}\n".join(_ended(query) for query in queries) + "\n"


def sent_sql(text: str, calls: "re.Pattern[str]") -> SentSql | None:
    """Return the queries of a file, or None where `up` is a program."""
    try:
        up = [*_queries(text, "up", calls)]
    except _Program:
        return None
    try:
        return SentSql(tuple(up), tuple(_queries(text, "down", calls)))
    except _Program:
        return SentSql(tuple(up), None)


def _ended(query: str) -> str:
    text = query.strip("\r\n").rstrip()
    if text.endswith(";"):
        return text
    return f"{text}\n;" if "--" in text.rpartition("\n")[2] else f"{text};"


def _queries(text: str, name: str, calls: "re.Pattern[str]") -> Iterator[str]:
    """Yield the literals of one function. Raises _Program."""
    at, end = _body(text, name)
    at = _skip(text, at)
    while at < end:
        call = calls.match(text, at)
        if call is None:
            raise _Program(text[at : at + 20])
        start = _skip(text, call.end())
        query, at = _literal(text, start)
        for closing in (",?", r"\)", ";?"):
            found = re.compile(closing).match(text, _skip(text, at))
            if found is None:
                raise _Program(closing)
            at = found.end() if found[0] else at
        yield query
        at = _skip(text, at)


def _body(text: str, name: str) -> tuple[int, int]:
    """Return where the body of a function begins and ends. Raises _Program where there is none, or several."""
    plain = _without_literals(text)
    found = list(re.finditer(_BEGINS.format(name), plain))
    if len(found) != 1:
        raise _Program(name)
    arguments = plain.find("(", found[0].end())
    word = re.compile(r"\s*:?\s*(?:async\s+)?([\w$]+)\s*(?==>)").match(plain, found[0].end())
    at = word.end() if word else _closing(plain, arguments)
    arrow = _ARROW.match(plain, at)
    at = arrow.end() if arrow else plain.find("{", at)
    if at < 0:
        raise _Program(name)
    if plain[at : at + 1] == "{":
        return at + 1, _closing(plain, at) - 1
    end = plain.find(";", at)
    return at, len(text) if end < 0 else end


def _closing(plain: str, start: int) -> int:
    """Return the place after the bracket that closes the one at `start`. Raises _Program."""
    depth = 0
    for at in range(max(start, 0), len(plain)):
        depth += (plain[at] in "({[") - (plain[at] in ")}]")
        if depth == 0:
            return at + 1
    raise _Program("brackets")


def _without_literals(text: str) -> str:
    """Return the text of the same length, with blanks for its literals and comments."""
    parts, at = list[str](), 0
    for found in re.finditer(rf"{_COMMENT.pattern}|[{_QUOTES}]", text, re.DOTALL):
        if found.start() < at:
            continue
        end = found.end() if found[0] not in _QUOTES else _end_of_literal(text, found.start())
        parts += [text[at : found.start()], " " * (end - found.start())]
        at = end
    return "".join(parts) + text[at:]


def _end_of_literal(text: str, start: int) -> int:
    at = start + 1
    while at < len(text) and text[at] != text[start]:
        at += 2 if text[at] == "\\" else 1
    return min(at + 1, len(text))


def _literal(text: str, start: int) -> tuple[str, int]:
    """Return the value of a literal, and the place after it. Raises _Program where it is none, or is computed."""
    if text[start : start + 1] not in tuple(_QUOTES):
        raise _Program("no literal")
    end = _end_of_literal(text, start)
    inside = text[start + 1 : end - 1]
    if text[start] == "`" and re.search(r"(?<!\\)(?:\\\\)*\$\{", inside):
        raise _Program("a template with values")
    return _ESCAPE.sub(_unescaped, inside), end


def _unescaped(found: "re.Match[str]") -> str:
    digits = found[1] or found[2] or found[3]
    return chr(int(digits, 16)) if digits else _KEPT.get(found[4], found[4])


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at
