"""Oddities of the folder that stop no verb: each becomes a Note with its help."""

import codecs
import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from shlex import quote

from journal.errors import Note, Place, Severity
from journal.folder.entries import FILE_NAME, is_safe_tag, json_of
from journal.folder.migrations import FoundFile, Migration
from journal.project.files import real_path
from journal.project.settings import Ignored, Settings

_PART = 1024 * 1024
_PRINTS = re.compile(rb"[!-~]")
LEAVE_IT = (
    "Leave that to drizzle-kit 1.0. drizzle-journal docs upgrade-to-1.0 lists the commands that know this layout."
)
BOM = b"\xef\xbb\xbf"
_PULLED = "Current sql file was generated after introspecting the database"


def file_notes(found: Iterable[FoundFile], ignored: Collection[str], listed: Collection[str]) -> Iterator[Note]:
    """Yield the notes on files by their names alone; an ignored file that is not `listed` by its tag has none."""
    for file in found:
        is_ignored, is_listed = file.name in ignored, file.tag in listed
        if is_ignored and is_listed:
            message = f"{file.name} is on the ignore list, but the journal lists it, so Drizzle runs it."
            help_ = "Remove it from the ignore list or from the journal."
            yield Note("ignored-but-listed", message, help_, Place(file.path))
        if is_ignored and not is_listed:
            continue
        place, name = Place(file.path), file.name  # a path that ends with `.sql` may be no migration
        if not name.isprintable():
            yield Note("unprintable-name", f"The file name {name!a} is not printable UTF-8.", "Rename it.", place)
        elif not file.is_file:
            what = "directory" if file.path.is_dir() else "device or pipe"
            yield Note("not-a-file", f"{name} is a {what}, not a migration.", "Rename or remove it.", place)
        elif not name.endswith(".sql"):
            message = f"{name} does not end with .sql in small letters; Drizzle never reads it."
            yield Note("upper-case-ending", message, "Rename it.", place)
        elif not is_safe_tag(file.tag):
            yield Note("unsafe-name", f"The file name {name!r} cannot be a tag of the journal.", "Rename it.", place)
        elif "/" in name and not is_listed and "/down/" not in f"/{name.lower()}":
            message = f"{name} is in a sub-folder, where neither drizzle-kit nor this tool looks for migrations."
            yield Note("sub-folder", message, "Move it up, or put it on the ignore list of the settings.", place)


def unused_ignore_notes(ignore: Sequence[Ignored], found: Sequence[FoundFile]) -> Iterator[Note]:
    """Yield a note for each pattern of the ignore list that matches no file."""
    for item in ignore:
        if not any(item.covers(file.name) for file in found):
            message = f"The ignore list names {item.file}, and no file matches it."
            yield Note("idle-ignore", message, "Remove the line from the settings.", severity=Severity.NOTE)


def layout_notes(settings: Settings, tags: Iterable[str]) -> Iterator[Note]:
    """Yield notes on a second journal, a journal that drizzle-kit does not find, and a baseline without file."""
    own = settings.meta / FILE_NAME
    drizzles, beside = (folder / "meta" / FILE_NAME for folder in (settings.migrations, settings.root))
    if own == drizzles and beside != drizzles and beside.exists():
        message = f"There is another journal at {beside}, which is not read: Drizzle's own place comes first."
        yield Note("second-journal", message, "Compare the two, and remove that one.", Place(beside))
    if own != drizzles and drizzles.exists():
        message = f"There is another journal at {drizzles}, and drizzle-kit reads that one."
        yield Note("second-journal", message, "Remove `meta` from the settings to work on that one.", Place(drizzles))
    elif own != drizzles and settings.uses_drizzle_kit and own.exists():
        move = f"mv {quote(str(settings.meta))} {quote(str(drizzles.parent))}"
        message = f"drizzle-kit looks for the journal at {drizzles}, and this one is at {own}."
        yield Note("not-where-drizzle-looks", message, f"Move it there: {move}, or name it with --meta.")
    elif own == drizzles and own.exists() and (out := _other_out(settings)):
        message = f"drizzle-kit looks for the journal at {out / 'meta' / FILE_NAME}, and this one is at {own}."
        yield Note("not-where-drizzle-looks", message, out_of_config(settings, settings.migrations))
    if settings.baseline and settings.baseline not in tags:
        message = f"The settings name {settings.baseline} as the baseline, and there is no {settings.baseline}.sql."
        yield Note("idle-baseline", message, "Correct or remove `baseline` in the settings.")


def _other_out(settings: Settings) -> Path | None:
    """Return the folder of drizzle-kit, where its drizzle.config names another one, and that one has no journal."""
    named = settings.drizzle.get("out") if settings.drizzle else None
    out = real_path(settings.root / str(named.value)) if named else settings.migrations
    return None if out == real_path(settings.migrations) or os.path.lexists(out / "meta" / FILE_NAME) else out


def out_of_config(settings: Settings, folder: Path) -> str:
    """Return how drizzle-kit finds a folder that is elsewhere."""
    config = os.path.relpath(settings.config, settings.root) if settings.config else "drizzle.config"
    out = f"./{PurePath(os.path.relpath(folder, settings.root)).as_posix()}"
    return f"Write out: {json_of(out)} in {config}, so that drizzle-kit finds it."


def content_notes(migrations: Iterable[Migration], meta: Path) -> Iterator[Note]:
    """Yield the notes on the bytes of each migration, then on the files in `meta/` that are no snapshot."""
    for migration in migrations:
        yield from _bytes_notes(migration)
    # drizzle-kit reads every file there that does not begin with `_`.
    for name in sorted(os.listdir(meta)) if meta.is_dir() else ():  # noqa: PTH208 - names sort faster than paths
        if not name.startswith(("_", ".")) and not name.endswith("_snapshot.json"):
            message = f"{name} in {meta} is no snapshot; drizzle-kit check and generate fail on it."
            yield Note("stray-meta-file", message, "Move it out of that folder.", Place(meta / name))


def _bytes_notes(migration: Migration) -> Iterator[Note]:
    path, raw = migration.path, migration.raw
    if raw.startswith(BOM):
        message = (
            f"{migration.name} starts with a byte order mark; PostgreSQL refuses it with 42601 when Drizzle sends it."
        )
        help_ = "Save the file as UTF-8 without BOM, if no database has recorded its hash."
        yield Note("byte-order-mark", message, help_, Place(path, 1, 1))
    crlf = raw.find(b"\r\n")
    if crlf >= 0:
        message = f"{migration.name} has CRLF line ends; a checkout with LF would have another hash."
        help_ = f"If a database has recorded it, write in .gitattributes: {migration.name} -text. Else save it with LF."
        yield Note("crlf-line-endings", message, help_, Place(path, raw.count(b"\n", 0, crlf) + 1))
    invalid = _first_invalid_byte(raw)
    if invalid is not None:
        line = raw.count(b"\n", 0, invalid) + 1
        message = (
            f"{migration.name} is not UTF-8 (line {line}); it is hashed with U+FFFD in place of the invalid bytes."
        )
        help_ = "Save the file as UTF-8, if no database has recorded its hash."
        yield Note("not-utf8", message, help_, Place(path, line))
    if not _PRINTS.search(raw) and not migration.text.strip():
        message = f"{migration.name} is empty; Drizzle records it as applied anyway."
        help_ = "Write its SQL, or put it on the ignore list of the settings."
        yield Note("empty-migration", message, help_, Place(path))
    if is_pulled_baseline(migration):
        message = f"{migration.name} is the commented-out baseline of `drizzle-kit pull`; its comment is cut at the "
        message += 'breakpoints, so Drizzle fails on it with "unterminated /* comment".'
        help_ = "Remove the line /* at its start and the line */ at its end, so that it builds the schema."
        yield Note("commented-baseline", message, help_, Place(path))


def is_pulled_baseline(migration: Migration) -> bool:
    """Tell whether this is the commented-out file that `drizzle-kit pull` writes into an empty folder."""
    raw = migration.raw[:1600]
    if _PULLED.encode() not in raw:
        return False
    head = raw.decode("utf-8", "replace")[:400]
    if _PULLED not in head or "/*" not in head:
        return False
    first = migration.pieces[0].text
    return first.count("/*") > first.count("*/")


def _first_invalid_byte(raw: bytes) -> int | None:
    """Return the offset of the first byte that is not UTF-8, without building a text as large as the file."""
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
