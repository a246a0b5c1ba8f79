"""The plain text of pg_dump: its entries, the statements of a baseline, and how two dumps differ. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from journal.baseline.array_casts import with_array_types
from journal.catalog.quoting import quoted
from journal.dataclass import dataclass
from journal.errors import JournalError
from journal.sql.leading_comments import without_leading_comments
from journal.sql.parser import LARGEST_TEXT
from journal.sql.statements import MARKER, Piece, statements_of

_HEADER = re.compile(
    r"^--\n-- (?:Data for )?Name: (?P<name>.*); Type: (?P<type>[A-Z ]+); Schema: (?P<schema>.*); Owner: [^\n]*\n--\n",
    re.MULTILINE,
)
"""Source: `_printTocEntry` of pg_backup_archiver.c. A name with a line break is printed with a space."""
_END = "\n--\n-- PostgreSQL database dump complete\n--\n"
_OF_SESSION = re.compile(r"set\s|select\s+pg_catalog\.set_config\(\s*'search_path'", re.IGNORECASE)
_PUBLIC = re.compile(r"create\s+schema\s+public\s*\Z", re.IGNORECASE)
_STATEMENT = re.compile(r"""((?:[^;'"]++|'[^']*+'|"[^"]*+")++);""")
_DATA = "TABLE DATA"
_WITH_PASSWORDS = "USER MAPPING"
_VIEW = "MATERIALIZED VIEW"
_CREATE_VIEW, _NO_ROWS = re.compile(r"create\s+materialized\s", re.IGNORECASE), re.compile(r"\s+WITH NO DATA\s*\Z")
BODIES_OFF, BODIES_ON = "SET LOCAL check_function_bodies = off", "SET LOCAL check_function_bodies = on"


class NotSplittable(JournalError):
    """A statement has the text of a breakpoint in it, at which Drizzle would cut it."""

    code = "not-splittable"


@dataclass(frozen=True)
class DumpEntry:
    """One object of a dump. `type` is pg_dump's word for it, such as `FK CONSTRAINT`; `schema` is `-` without one."""

    type: str
    name: str
    schema: str
    text: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what names the object, whatever its text is."""
        return self.type, self.schema, self.name

    def __str__(self) -> str:
        place = "" if self.schema == "-" else f"{self.schema}."
        return f"{self.type.lower()} {place}{self.name}"


@dataclass(frozen=True)
class BaselineStatement:
    """A statement of the baseline, without its semicolon, and the type of the entry that it is of."""

    type: str
    text: str


@dataclass(frozen=True)
class DumpDifference:
    """An entry of pg_dump that is on one side only, or has another text; then `expected` and `actual` are both there.

    `expected`: the text in the dump of the source; `actual`: in that of the replay.
    """

    entry: str
    expected: str | None
    actual: str | None


def entries_of(text: str) -> tuple[DumpEntry, ...]:
    """Return the entries of a dump, in its order, without what a dump sets for its own session."""
    found = [*_HEADER.finditer(text)]
    end = text.rfind(_END) if _END in text else len(text)
    ends = (one.start() for one in found[1:])
    return tuple(DumpEntry(one["type"], one["name"], one["schema"], text[one.end() : next(ends, end)]) for one in found)


def has_password(entry: DumpEntry) -> bool:
    """Tell whether an entry may have a password: it has no place in a migration, and its role is another elsewhere."""
    return entry.type == _WITH_PASSWORDS


def _is_left_out(entry: DumpEntry) -> bool:
    """Tell whether an entry has no place in a migration; the comment on an extension comes with it."""
    return has_password(entry) or (entry.type == "COMMENT" and entry.name.startswith("EXTENSION "))


def statements_in(
    entries: Sequence[DumpEntry], populated: Collection[tuple[str, str]] = ()
) -> tuple[BaselineStatement, ...]:
    """Return the statements of the entries, without those for the session of the dump, and CREATE SCHEMA public.

    `populated`: the materialized views that are; pg_dump creates all of them without rows. Where the entries have rows,
    these views are refreshed at the end. Raises NotSplittable.
    """
    found = tuple(
        BaselineStatement(entry.type, _with_rows(text) if (entry.schema, entry.name) in populated else text)
        for entry in entries
        if not _is_left_out(entry)
        for text in _statements(entry)
        if not _PUBLIC.match(text)
    )
    has_rows = any(entry.type == _DATA for entry in entries)
    views = (one for one in entries if one.type == _VIEW and (one.schema, one.name) in populated and has_rows)
    refreshed = (BaselineStatement(_VIEW, f"REFRESH MATERIALIZED VIEW {quoted(one.schema, one.name)}") for one in views)
    return (*found, *refreshed)


def _with_rows(text: str) -> str:
    return _NO_ROWS.sub("", text) if _CREATE_VIEW.match(text) else text


def baseline_text(statements: Sequence[BaselineStatement], head: str) -> str:
    """Return the text of the migration, with a breakpoint between two statements. `head`: its first comment."""
    return f"-- {head}\n" + f"{MARKER}\n".join(f"{one.text};\n" for one in statements)


def dump_differences(expected: Sequence[DumpEntry], actual: Sequence[DumpEntry]) -> tuple[DumpDifference, ...]:
    """Return how two dumps differ, whatever the order of their entries."""
    missing, extra = (_counted(one) - _counted(other) for one, other in ((expected, actual), (actual, expected)))
    texts = {str(entry): _plain(entry) for entry in extra.elements()}
    return (
        *(DumpDifference(str(one), _plain(one), texts.pop(str(one), None)) for one in missing.elements()),
        *(DumpDifference(name, None, text) for name, text in texts.items()),
    )


def entries_without(entries: Sequence[DumpEntry], known: Sequence[DumpEntry]) -> tuple[DumpEntry, ...]:
    """Return the entries of a dump without those that another one has with the same text."""
    others = {(str(one), _plain(one)) for one in known}
    return tuple(one for one in entries if (str(one), _plain(one)) not in others)


def _counted(entries: Sequence[DumpEntry]) -> Counter[DumpEntry]:
    return Counter(
        DumpEntry(one.type, one.name, one.schema, _plain(one)) for one in entries if not has_password(one)
    )  # fmt: skip


def _plain(entry: DumpEntry) -> str:
    """Return the text of an entry without the settings at its end, which belong to the next entry."""
    lines = (line for line in entry.text.splitlines() if not re.match(r"SET default_\w+ = ", line))
    return "\n".join(lines).strip()


def _statements(entry: DumpEntry) -> Iterator[str]:
    """Yield the statements of an entry without their semicolons."""
    is_data = entry.type == _DATA
    for one in _data_statements(entry) if is_data else _parsed_statements(entry):
        text = without_leading_comments(one).strip()
        if not text or _OF_SESSION.match(text):
            continue
        if MARKER in text:
            raise NotSplittable(
                f"The {entry} has the text {MARKER} in it, at which Drizzle would cut it.",
                hint="Change that text in the database, or leave the object out.",
            )
        yield text if is_data else with_array_types(text)


def _parsed_statements(entry: DumpEntry) -> Iterator[str]:
    if len(entry.text) > LARGEST_TEXT:
        raise NotSplittable(
            f"The {entry} is larger than {LARGEST_TEXT // 2**20} MB.", hint="Leave it out, and write it by hand."
        )
    return (one.text for one in statements_of(Piece(entry.text, 0)))


def _data_statements(entry: DumpEntry) -> Iterator[str]:
    """Yield the INSERT statements of an entry of any size: its strings have no escapes but doubled quotes.

    Source: `fmtStringLiteral` of pg_dump, with standard_conforming_strings on.
    """
    return (found[1] for found in _STATEMENT.finditer(entry.text))
