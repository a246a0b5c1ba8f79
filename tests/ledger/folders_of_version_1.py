"""Random folders of drizzle 1.0 on a disk, each with the ledger that a database has of it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from journal.folder.hashing import drizzle_hash
from journal.ledger.columns import LedgerRow
from journal.ledger.read import LiveLedger

MOMENTS = tuple(f"202501{day:02}12000{second}" for day in (1, 2, 3) for second in (0, 1))
STEMS = (
    *(
        "users",
        "Users",
        "USERS",
        "add_users",
        "addUsers",
        "add-users",
        "add users",
        "a",
        "B",
        "b",
        "_a",
        "a_",
        "1",
        "10",
    ),
    *("2_a", "a.b", "a'b", "a$b", "a~b", "a+b", "(a)", "a,b", "a;b", "x" * 180),
)
FOREIGN_STEMS = (
    *(
        "é",
        "e",
        "ez",
        "e\u0301",
        "É",
        "ä",
        "az",
        "ß",
        "ss",
        "st",
        "ж",
        "я",
        "日本",
        "😀",
        "ﬁ",
        "fi",
        "\u0131",
        "i",
        "I",
        "İ",
        "ñ",
    ),
    *("a\u200bb", "ab", "a\x01b", "a\tb", "a\nb", "\u202eab", "\uff10", "0"),
)
ODD_MOMENTS = (
    *("00000000000000", "00990101000000", "01000101000000", "20251301000000", "20250100000000", "20250132250000"),
    *("99991399999999", "20250230000000", "19700101000000", "19691231235959"),
)
LENIENT = ("2025-01-01-1200", "2025010112301", "202501 1123000", "20250101 93000", "20250101+1+1+1", "2025010112301x")
WITHOUT_MOMENT = (
    "init",
    "0001_init",
    "20250101_day",
    "2025-01-01_day",
    "".join(chr(0xFF10 + int(digit)) for digit in "20250101120000") + "_wide",
    "20250101xx0000_a",
)


@dataclass
class Case:
    """`files` are the contents by their paths below the folder; a path that ends with `/` is a folder."""

    files: dict[bytes, bytes] = field(default_factory=dict)
    ledger: LiveLedger = field(default_factory=lambda: LiveLedger(exists=False))
    kinds: set[str] = field(default_factory=set)

    def write(self, folder: Path) -> None:
        """Write the folder."""
        for name, content in self.files.items():
            path = folder / name.decode(errors="surrogateescape")
            if name.endswith(b"/"):
                path.mkdir(parents=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance, self.case = chance, Case()
        self.sql: dict[str, bytes] = {}
        self.is_named = chance.random() < 0.5

    def make(self) -> Case:
        for number in range(self.chance.randint(1, 7)):
            self._folder(number)
        if self.chance.random() < 0.25:
            self._stray()
        rows = list(self._rows())
        if rows or self.chance.random() < 0.5:
            numbered = tuple(LedgerRow(number, *row) for number, row in enumerate(rows, 1))
            self.case.ledger = LiveLedger(True, self.is_named, numbered)
            self.case.kinds.add("a ledger of 1.0" if self.is_named else "a ledger of 0.x")
        return self.case

    def _folder(self, number: int) -> None:
        chance, sql = self.chance, f"SELECT {number}; -- {self.chance.random()}\n".encode()
        if self.sql and chance.random() < 0.12:
            sql = chance.choice([*self.sql.values()])
            self.case.kinds.add("the same bytes")
        name = self._name()
        if any(one[:14] == name[:14] for one in self.sql):
            self.case.kinds.add("one second")
        self.sql[name] = sql
        self.case.files[f"{name}/migration.sql".encode()] = sql
        if chance.random() < 0.5:
            self.case.files[f"{name}/snapshot.json".encode()] = b"{}"

    def _name(self) -> str:
        chance, odd = self.chance, self.chance.random()
        stem = chance.choice(STEMS)
        if odd < 0.18:
            self.case.kinds.add("letters outside ASCII")
            stem = chance.choice(FOREIGN_STEMS)
        elif odd < 0.26:
            self.case.kinds.add("a date that does not exist")
            return f"{chance.choice(ODD_MOMENTS)}_{stem}"
        elif odd < 0.28:
            self.case.kinds.add("a moment that parseInt reads")
            return f"{chance.choice(LENIENT)}_{stem}"
        elif odd < 0.30:
            self.case.kinds.add("a name without a moment")
            return chance.choice(WITHOUT_MOMENT)
        elif odd < 0.32:
            self.case.kinds.add("a name without underscore")
            return chance.choice(MOMENTS)
        return f"{chance.choice(MOMENTS)}_{stem}"

    def _stray(self) -> None:
        kind, (path, content) = self.chance.choice([*STRAYS.items()])
        self.case.kinds.add(kind)
        self.case.files[path] = content

    def _rows(self) -> Iterator[tuple[str, int | None, str | None]]:
        chance, kinds = self.chance, self.case.kinds
        names = sorted(self.sql)
        applied = names[: chance.randint(0, len(names))]
        if len(applied) > 1 and chance.random() < 0.3:
            kinds.add("a late folder")
            applied.remove(chance.choice(applied[:-1]))
        for name in applied:
            yield from self._row(name)
        if chance.random() < 0.1:
            kinds.add("a removed or foreign folder")
            foreign = "20240101000000_gone" if self.is_named else None
            yield drizzle_hash(b"gone"), 1_704_067_200_000, foreign

    def _row(self, name: str) -> Iterator[tuple[str, int | None, str | None]]:
        chance, kinds, odd = self.chance, self.case.kinds, self.chance.random()
        hash_: str = drizzle_hash(self.sql[name])
        when, written = moment(name), name if self.is_named else None
        if odd < 0.07:
            kinds.add("an edited file")
            hash_ = drizzle_hash(b"other")
        elif odd < 0.14:
            kinds.add("a renamed folder")
            when = chance.choice([when, (when or 0) + 86_400_000])
            written = f"20250101120000_was_{len(name)}" if self.is_named else None
        elif odd < 0.19:
            kinds.add("a row without name")
            written = None
        elif odd < 0.24:
            kinds.add("a row with the name of another")
            written = chance.choice([*self.sql]) if self.is_named else None
        elif odd < 0.29:
            kinds.add("a name in other letters")
            written = name.swapcase() if self.is_named else None
        elif odd < 0.34:
            kinds.add("milliseconds of 0.x")
            when = (when or 0) + chance.randint(1, 999)
        elif odd < 0.38:
            kinds.add("created_at NULL")
            when = None
        elif odd < 0.42:
            kinds.add("a short or negative created_at")
            when = chance.choice([-1, 0, 7, 1234, -62_135_596_800_000])
        yield hash_, when, written
        if chance.random() < 0.06:
            kinds.add("a duplicate row")
            yield hash_, when, written


STRAYS: dict[str, tuple[bytes, bytes]] = {
    "a stray file": (b"notes.txt", b"x"),
    "a file of 0.x": (b"0000_init.sql", b"SELECT 1;"),
    "a file with the name of a folder": (b"20250101120000_file", b"x"),
    "a folder without migration.sql": (b"20250101120000_empty/", b""),
    "a folder with other SQL": (b"20250101120000_other/up.sql", b"SELECT 1;"),
    "a hidden folder": (b".20250101120000_hidden/migration.sql", b"SELECT 1;"),
    "migration.sql in other letters": (b"20250101120000_case/Migration.sql", b"SELECT 1;"),
    "a folder below a folder": (b"more/20250101120000_deep/migration.sql", b"SELECT 1;"),
    "migration.sql is a folder": (b"20250101120000_folder/migration.sql/", b""),
    "a name that is not UTF-8": (b"20250101120000_caf\xe9/migration.sql", b"SELECT 1;"),
    "an empty meta": (b"meta/", b""),
    "a SQL file that is not UTF-8": (b"20250101120000_bytes/migration.sql", b"SELECT 'caf\xe9'; -- \xef\xbb\xbf"),
    "an empty migration.sql": (b"20250101120000_nothing/migration.sql", b""),
}


def moment(name: str) -> int | None:
    """The moment of an ordinary name in January 2025, which is what a row has; else some other one."""
    if name[:6] != "202501" or not name[:14].isascii() or not name[:14].isdigit():
        return 1_735_732_800_000
    day, hour, minute, second = (int(name[at : at + 2]) for at in (6, 8, 10, 12))
    return (1_735_689_600 + (day - 1) * 86_400 + hour * 3600 + minute * 60 + second) * 1000


def cases(seed: int, count: int) -> Iterator[Case]:
    """The same ones for each seed."""
    chance = random.Random(seed)
    for _ in range(count):
        yield _Maker(chance).make()
