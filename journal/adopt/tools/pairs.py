"""SQL in a file of its own: `name.sql`, or the pair `name.up.sql` and `name.down.sql`."""

import re
from collections.abc import Iterator

from journal.adopt.history import ForeignFolder, ForeignMigration, Found, NotSql, words_of
from journal.adopt.tools.sections import filled

_ENDING = re.compile(r"(.+?)(?:[._-](up|down))?\.sql", re.IGNORECASE)
_NUMBER = re.compile(r"^\d+[_-]*")


def read_pairs(listing: ForeignFolder) -> Iterator[Found]:
    """Yield a migration for each file or pair, in the order of the names. The key has no ending."""
    files = {name: found for name in listing.ending(".sql") if (found := _ENDING.fullmatch(name))}
    downs = {found[1]: name for name, found in files.items() if (found[2] or "").lower() == "down"}
    ups = {found[1]: name for name, found in files.items() if (found[2] or "").lower() != "down"}
    for stem, name in sorted(ups.items()):
        down = downs.pop(stem, None)
        text = filled(listing.text(down)) if down else None
        yield ForeignMigration(
            name, stem, words_of(_NUMBER.sub("", stem)), listing.bytes_of(name), text.encode() if text else None,
            others=(down,) if down else (),
        )  # fmt: skip
    yield from (NotSql(name, "has no up file") for name in downs.values())


def stem(name: str) -> str:
    """Return the name of a file as it is compared with a ledger: without the endings of code and SQL."""
    return re.sub(r"(?:[._-](?:up|down))?\.(?:sql|[cm]?[jt]s)$", "", name.rpartition("/")[2], flags=re.IGNORECASE)


def number_off(name: str) -> str:
    """Return the words of a file's name."""
    return words_of(_NUMBER.sub("", stem(name)))
