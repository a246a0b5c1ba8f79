"""Journal and Entry: `_journal.json` read as Drizzle reads it, with an error for what it cannot follow."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from itertools import chain
from pathlib import Path, PurePosixPath
from shlex import join, quote
from typing import Any

import orjson

from journal.dataclass import dataclass
from journal.errors import JournalInvalid, Lines, Note, Place
from journal.folder import jsontext
from journal.folder.file_names import NameOrder, order_of
from journal.folder.git.repository import is_in_work_tree

FILE_NAME = "_journal.json"
MOST_ENTRIES = 50_000
_POSITIVE = re.compile(r"\s*\+?[0-9]{1,20}\s*\Z")
OTHER_DIALECTS = ("mysql", "sqlite", "turso", "singlestore", "gel", "mssql", "cockroach")
VERSION_IS_NOT_READ = "Neither the migrator nor drizzle-kit reads it: nothing has to be done."
"""What to do about another `version` of the journal than "7"; `drizzle-kit up` leaves it as it is."""
_LARGEST_WHEN = 8_640_000_000_000_000  # JavaScript's last Date, and far below PostgreSQL's bigint
_PLAIN_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*\Z")


@dataclass(frozen=True)
class Entry:
    """One migration as the journal lists it. `when` is in milliseconds since 1970, UTC."""

    idx: int
    when: int
    tag: str
    version: str = "7"
    breakpoints: bool = True
    hash: str | None = None

    @cached_property
    def order(self) -> NameOrder:
        """Where its tag belongs among the others."""
        return order_of(self.tag)


@dataclass(frozen=True)
class Journal:
    """A journal and the exact text it came from; `text` is empty when there is no file yet.

    `is_locked`: its hashes belong into the lock, so new entries are written without the key.
    """

    path: Path
    entries: tuple[Entry, ...] = ()
    text: str = ""
    is_locked: bool = False

    @cached_property
    def tags(self) -> frozenset[str]:
        """Every tag that is listed."""
        return frozenset(entry.tag for entry in self.entries)


def parse_journal(path: Path, raw: bytes) -> tuple[Journal, tuple[Note, ...]]:
    """Read a journal's bytes. Raises JournalInvalid, with line and column, for what Drizzle cannot follow."""
    text, value = journal_value(path, raw)
    dialect = value.get("dialect")
    if dialect in OTHER_DIALECTS:
        raise JournalInvalid(
            f"{path} is the journal of a {dialect} project; this tool is for PostgreSQL.",
            hint="Name the PostgreSQL folder with --migrations.",
            place=Place(path),
        )
    reader = EntryReader(path, text)
    entries = tuple(reader.entry(index, item) for index, item in enumerate(value["entries"]))
    return Journal(path, entries, text), tuple(_notes(path, value, entries))


def journal_value(path: Path, raw: bytes) -> tuple[str, dict[str, Any]]:
    """Return the text and its JSON object, which has a list of `entries`. Raises JournalInvalid."""
    text, value = _read_json(path, raw)
    if not isinstance(value, dict) or not isinstance(value.get("entries"), list):
        raise JournalInvalid(
            f'{path} has no list of "entries".',
            hint=f"Move it away and type: drizzle-journal scaffold. It writes a new {FILE_NAME} from the files.",
            place=Place(path),
        )
    if len(value["entries"]) > MOST_ENTRIES:
        raise JournalInvalid(
            f"{path} has {len(value['entries']):,} entries, and at most {MOST_ENTRIES:,} are read.", place=Place(path)
        )
    return text, value


MARKERS_BY_HAND = (
    "remove the markers, and keep the entries of both sides, those of the base branch first. "
    "Then type: drizzle-journal check --fix"
)
REF_MEANS = "REF is the branch whose migrations stay, such as origin/main."


def _read_json(path: Path, raw: bytes) -> tuple[str, Any]:
    if raw.startswith(b"\xef\xbb\xbf"):
        raise JournalInvalid(
            f"{path} starts with a byte order mark, which JSON.parse refuses.",
            hint="Save the file as UTF-8 without BOM.",
            place=Place(path, 1, 1),
        )
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"{path} is not UTF-8 (line {line})."
        raise JournalInvalid(message, hint="Save the file as UTF-8.", place=Place(path, line)) from None
    if marker := jsontext.merge_marker_line(raw):
        message = f"{path} has merge conflict markers (line {marker})."
        raise JournalInvalid(message, hint=_way_out(path), place=Place(path, marker, 1))
    try:
        return text, orjson.loads(text)
    except orjson.JSONDecodeError as error:
        what = "is empty" if not text.strip() else f"is not valid JSON: {error.msg}"
        raise JournalInvalid(
            f"{path} {what} (line {error.lineno}, column {error.colno}).",
            hint=f"Correct that place, or restore the committed file: git checkout -- {quote(str(path))}",
            place=Place(path, error.lineno, error.colno),
        ) from None


def _way_out(path: Path) -> str:
    if is_in_work_tree(path.parent):
        return f"Type: drizzle-journal rebase --onto REF. {REF_MEANS} By hand: {MARKERS_BY_HAND}"
    return MARKERS_BY_HAND[:1].upper() + MARKERS_BY_HAND[1:]


class JournalPlaces:
    """Finds where an entry, or a key of it, is in the text of a valid journal. The text is walked only when needed."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text

    def place(self, index: int | None = None, key: str | None = None) -> Place:
        """Return the place of an entry or of its key; without an index, of a key of the journal."""
        if self._root is None:
            return Place(self.path)
        node = self._root if index is None else self._root.members["entries"].items[index]
        return self._lines.at(node.key_starts.get(key, node.start) if key else node.start)

    @cached_property
    def _root(self) -> jsontext.JsonNode | None:
        try:
            return jsontext.read(self.text)
        except RecursionError:  # nested a thousand times: places are not known
            return None

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.path, self.text)


class EntryReader:
    """Turns the elements of `entries` into Entry values. `key` is the key of the last error; None for the element."""

    def __init__(self, path: Path, text: str) -> None:
        self.places = JournalPlaces(path, text)
        self.key: str | None = None

    def entry(self, index: int, item: Any) -> Entry:
        """Return the entry of one element. Raises JournalInvalid."""
        if not isinstance(item, dict):
            raise self._invalid(index, None, f"Entry {index} is not an object.")
        idx, tag, hash_, when = item.get("idx", index), item.get("tag"), item.get("hash"), self._when(index, item)
        if not isinstance(tag, str) or not tag.strip():
            raise self._invalid(index, "tag", f"Entry {index} has no tag, so Drizzle cannot find its file.")
        if not is_safe_tag(tag):
            message = f"Entry {index} has the tag {tag!r}, which names no file inside the migrations folder."
            raise self._invalid(index, "tag", message, "A tag is the name of a file in the folder, without .sql.")
        if hash_ is not None and not isinstance(hash_, str):
            raise self._invalid(index, "hash", f"Entry {index} has a hash that is neither text nor null.")
        return Entry(
            idx=idx if type(idx) is int else index,
            when=when,
            tag=tag,
            version=str(item.get("version", "7")),
            breakpoints=item.get("breakpoints", True) is not False,
            hash=hash_ or None,
        )

    def _when(self, index: int, item: dict[str, Any]) -> int:
        when = item.get("when")
        number = _number(when)
        if number is not None and 0 <= number <= _LARGEST_WHEN:
            return number
        found = "no `when`" if when is None else f"the `when` {json_of(when)}"
        message = f"Entry {index} ({item.get('tag')}) has {found}; Drizzle needs milliseconds since 1970."
        hint = "Write the number, for example 1755216000000 for 2025-08-15."
        with suppress(TypeError, ValueError):
            moment = datetime.fromisoformat(when or "")
            zone = ", in UTC" if moment.tzinfo is None else ""
            millis = int((moment.replace(tzinfo=UTC) if zone else moment).timestamp() * 1000)
            hint = f"Write {millis} if that moment is meant{zone}."
        raise self._invalid(index, "when", message, hint)

    def _invalid(self, index: int, key: str | None, message: str, hint: str = "") -> JournalInvalid:
        self.key = key
        place = self.places.place(index, key)
        return JournalInvalid(f"{message} ({place})", hint=hint, place=place)


def json_of(value: Any) -> str:
    """Return a value of a journal as JSON, for a message; orjson writes fewer levels than it reads."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return "a value that is nested too deep"


def is_safe_tag(tag: str) -> bool:
    """Tell whether a tag is a plain path inside its folder: relative, no `..`, backslash or control character."""
    if _PLAIN_TAG.match(tag):
        return True
    path = PurePosixPath(tag)
    is_plain = bool(tag.strip()) and str(path) == tag and "\\" not in tag and all(ord(char) >= 32 for char in tag)
    return is_plain and not path.is_absolute() and ".." not in path.parts


def _number(when: Any) -> int | None:
    """Return the number that a `when` is for Drizzle: a JSON number without fraction, or digits in quotes."""
    if isinstance(when, str) and _POSITIVE.match(when):
        return int(when)
    if isinstance(when, float) and when.is_integer():
        return int(when)
    return when if type(when) is int else None


def late_run(*tags: str) -> list[str]:
    """Return the arguments of the command that applies entries that `migrate` skips, and records them for Drizzle."""
    return ["run", *chain.from_iterable(("--only", tag) for tag in tags), "--journal"]


def _notes(path: Path, value: dict[str, Any], entries: Sequence[Entry]) -> Iterator[Note]:
    """Yield notes on the head of the journal, on each tag listed twice, and on each `when` not above all before it."""
    if value.get("dialect") != "postgresql":
        found = f'"dialect": {json_of(value["dialect"])}' if "dialect" in value else "no dialect"
        message = f'{path} has {found}; drizzle-kit writes "postgresql". The migrator does not look at it.'
        yield Note("unknown-dialect", message, 'Old journals have "pg". drizzle-kit 0.31 reads both.', Place(path))
    if value.get("version") != "7":
        message = f'{path} has version {json_of(value.get("version"))}; drizzle-kit 0.31 writes "7".'
        yield Note("unknown-version", message, VERSION_IS_NOT_READ, Place(path))
    seen: set[str] = set()
    for entry in entries:
        if entry.tag in seen:
            message = f"{path} lists {entry.tag} twice, so Drizzle runs its file twice."
            yield Note("duplicate-tag", message, "Remove one of the two entries.", Place(path))
        seen.add(entry.tag)
    highest = entries[0] if entries else None
    for entry in entries[1:]:
        if highest and entry.when <= highest.when:
            message = f"{entry.tag} has a `when` of {entry.when}, not above the {highest.when} of {highest.tag}. A "
            message += f"database that has {highest.tag} skips {entry.tag} silently."
            help_ = "Give it a larger `when`, if no database has recorded it. Otherwise keep it, and run this on each "
            help_ += f"database that skipped it: drizzle-journal {join(late_run(entry.tag))}"
            yield Note("when-does-not-rise", message, help_, Place(path))
        else:
            highest = entry
