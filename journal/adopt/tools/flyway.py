"""Flyway: `V1_2__name.sql`, undone by `U1_2__name.sql`, in the order of the versions; `R__name.sql` is repeatable.

Source: documentation.red-gate.com, "Migrations", "Versions" and "Flyway schema history table".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from zlib import crc32

from journal.adopt.history import (
    ForeignFolder,
    ForeignMigration,
    Found,
    NotSql,
    Recorded,
    Repeatable,
    TheirLedger,
    Tool,
    words_of,
)
from journal.adopt.tools.sections import filled

_NAME = re.compile(r"([VUB])(\d+(?:[._]\d+)*)__(.+)\.sql")
_REPEATABLE = re.compile(r"R__.+\.sql")
_PLACEHOLDER = re.compile(r"\$\{[^}\n]+\}")


def fits(listing: ForeignFolder) -> bool:
    """Tell whether a file has the name of a versioned migration."""
    return any(found[1] == "V" for name in listing.names if (found := _NAME.fullmatch(name.rpartition("/")[2])))


def read(listing: ForeignFolder) -> Iterator[Found]:
    """Yield a migration for each versioned file, also in folders, then the repeatable ones."""
    files = {name: found for name in listing.names if (found := _NAME.fullmatch(name.rpartition("/")[2]))}
    undos = {version(found[2]): name for name, found in files.items() if found[1] == "U"}
    for name, found in sorted(files.items(), key=lambda file: _numbers(file[1][2])):
        if found[1] == "U":
            continue
        text = listing.text(name)
        if found[1] == "B":
            yield NotSql(name, "is a baseline migration, which Flyway runs in place of the versions before it")
        elif placeholder := _PLACEHOLDER.search(text):
            yield NotSql(name, f"has the placeholder {placeholder[0]}, which Flyway replaces")
        else:
            key = version(found[2])
            undo = undos.get(key)
            down = filled(listing.text(undo)) if undo else None
            yield ForeignMigration(
                name, key, words_of(found[3]), listing.bytes_of(name), down.encode() if down else None,
                others=(undo,) if undo else (),
            )  # fmt: skip
    yield from (Repeatable(name) for name in listing.names if _REPEATABLE.fullmatch(name.rpartition("/")[2]))


def _numbers(text: str) -> tuple[int, ...]:
    numbers = [int(part) for part in re.split(r"[._]", text)]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def version(text: str) -> str:
    """Return a version as Flyway compares it: 1_2, 1.2, 01.2 and 1.2.0 are one."""
    return ".".join(map(str, _numbers(text)))


def applied(rows: Sequence[Mapping[str, str | None]]) -> Recorded:
    """Failed rows are wrong; a baseline stands for all up to its version; an undone version does not count."""
    keys, failed, up_to, undone = dict[str, str](), list[str](), None, dict[str, None]()
    for row in rows:
        text, kind = row["version"], row["type"] or ""
        if row["success"] != "true":
            failed.append(f"{row['script']} has failed")
        elif text and re.fullmatch(r"\d+(?:[._]\d+)*", text):
            if kind == "BASELINE":
                up_to = version(text)
            elif kind.startswith(("UNDO", "DELETE")):
                keys.pop(version(text), None)
                undone[version(text)] = None
            else:
                keys[version(text)] = row["checksum"] or ""
                undone.pop(version(text), None)
    return Recorded(tuple(keys), tuple(failed), up_to, tuple(undone), keys)


def checksums(content: bytes) -> set[str]:
    """Return the CRC-32 of the lines of a file, without their ends and without a byte order mark, as a signed number.

    Source: Flyway's `ChecksumCalculator`.
    """
    lines = re.split(rb"\r\n|\r|\n", content.removeprefix(b"\xef\xbb\xbf"))
    value = crc32(b"".join(lines))
    return {str(value - (value >> 31 << 32))}


TOOL = Tool(
    "flyway", "Flyway", fits, read,
    TheirLedger(
        "flyway_schema_history", ("installed_rank", "version", "type", "script", "success", "checksum"),
        "installed_rank", applied,
    ),
    checksums=checksums,
)  # fmt: skip
