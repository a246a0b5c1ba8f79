"""What is odd about a migration file but stops nobody: each becomes a Note with the way out."""

import codecs
import os
import re
from collections.abc import Iterator
from pathlib import Path

from journal.errors import Note, Place
from journal.folder.migrations import Migration

_PART = 1024 * 1024
_PRINTS = re.compile(rb"[!-~]")
BOM = b"\xef\xbb\xbf"
_PULLED = "Current sql file was generated after introspecting the database"


def file_notes(migration: Migration) -> Iterator[Note]:
    """All notes on the bytes of one file."""
    for check in (_byte_order_mark, _carriage_returns, _not_utf8, _nothing_to_run, _pulled_baseline):
        note = check(migration)
        if note:
            yield note


def is_pulled_baseline(migration: Migration) -> bool:
    """Whether this is the commented-out file that `drizzle-kit pull` writes into an empty folder."""
    head = migration.raw[:1600].decode("utf-8", "replace")[:400]
    if _PULLED not in head or "/*" not in head:
        return False
    first = migration.pieces[0].text
    return first.count("/*") > first.count("*/")


def _byte_order_mark(migration: Migration) -> Note | None:
    if not migration.raw.startswith(BOM):
        return None
    return Note(
        "byte-order-mark",
        f"{migration.path.name} starts with a byte order mark; PostgreSQL refuses it with 42601 when Drizzle sends it.",
        "Save the file as UTF-8 without BOM, as long as no database has recorded its hash.",
        Place(migration.path, 1, 1),
    )


def _carriage_returns(migration: Migration) -> Note | None:
    at = migration.raw.find(b"\r\n")
    if at < 0:
        return None
    return Note(
        "crlf-line-endings",
        f"{migration.path.name} has CRLF line ends; a checkout with LF would have another hash.",
        f"If a database has recorded it, write in .gitattributes: {migration.path.name} -text. Else save it with LF.",
        Place(migration.path, migration.raw.count(b"\n", 0, at) + 1),
    )


def _not_utf8(migration: Migration) -> Note | None:
    broken = _first_broken(migration.raw)
    if broken is not None:
        line = migration.raw.count(b"\n", 0, broken) + 1
        return Note(
            "not-utf8",
            f"{migration.path.name} is not UTF-8 (line {line}); Drizzle runs and hashes it with U+FFFD in place of the "
            "bytes it cannot read.",
            "Save the file as UTF-8, as long as no database has recorded its hash.",
            Place(migration.path, line),
        )
    return None


def _first_broken(raw: bytes) -> int | None:
    """Return the first byte that is not UTF-8, without a text as large as the file."""
    if raw.isascii():
        return None
    start = 0
    while start < len(raw):
        try:
            _, used = codecs.utf_8_decode(raw[start : start + _PART], "strict", start + _PART >= len(raw))
        except UnicodeDecodeError as error:
            return start + error.start
        start += used
    return None


def _nothing_to_run(migration: Migration) -> Note | None:
    if _PRINTS.search(migration.raw) or migration.text.strip():
        return None
    return Note(
        "empty-migration",
        f"{migration.path.name} is empty; Drizzle records it as applied all the same.",
        "Write what it should do, or put it on the ignore list of the settings.",
        Place(migration.path),
    )


def _pulled_baseline(migration: Migration) -> Note | None:
    if not is_pulled_baseline(migration):
        return None
    return Note(
        "commented-baseline",
        f"{migration.path.name} is the commented-out baseline of `drizzle-kit pull`; its comment is cut at the "
        'breakpoints, so Drizzle fails on it with "unterminated /* comment".',
        "Remove the line /* at its start and the line */ at its end, so that it builds the schema.",
        Place(migration.path),
    )


def meta_notes(meta: Path) -> Iterator[Note]:
    """Files in `meta/` that are no snapshot: drizzle-kit reads every one that does not begin with `_`."""
    if not meta.is_dir():
        return
    for name in sorted(os.listdir(meta)):  # noqa: PTH208 - names sort faster than paths
        if not name.startswith(("_", ".")) and not name.endswith("_snapshot.json"):
            yield Note(
                "stray-meta-file",
                f"{name} in {meta} is no snapshot; drizzle-kit check and generate stumble over it.",
                "Move it out of that folder.",
                Place(meta / name),
            )
