"""What can go wrong with a folder of four migrations, and exactly the rules that must find it."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from journal.folder.hashing import drizzle_hash

Json = dict[str, Any]
ZERO = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Case:
    """A folder to be broken. `out` is drizzle-kit's; migrations and snapshots are in the journal's order."""

    out: Path

    @property
    def journal(self) -> Path:
        return self.out / "meta" / "_journal.json"

    @property
    def tags(self) -> list[str]:
        return [entry["tag"] for entry in json.loads(self.journal.read_text())["entries"]]

    def sql(self, number: int) -> Path:
        return self.out / f"{self.tags[number]}.sql"

    def snapshot(self, number: int) -> Path:
        return self.out / "meta" / f"{self.tags[number].split('_')[0]}_snapshot.json"


Apply = Callable[[Case], object]


@dataclass(frozen=True)
class Mutation:
    """`name` says what was done, `rules` which rules must find it: these, and no others.

    `counted` are those where prefixes count 0000, 0001, if they are others.
    """

    name: str
    rules: tuple[str, ...]
    apply: Apply
    counted: tuple[str, ...] | None = None

    def expected(self, mode: str) -> set[str]:
        """The rules for a folder of that prefix mode."""
        return set(self.rules if self.counted is None or mode != "index" else self.counted)


def in_journal(change: Callable[[Json], object]) -> Apply:
    def apply(case: Case) -> None:
        value = json.loads(case.journal.read_text())
        change(value)
        case.journal.write_text(json.dumps(value, indent=2))

    return apply


def in_entry(number: int, **more: Any) -> Apply:
    """Members of one entry; `...` takes one away."""

    def change(value: Json) -> None:
        entry = value["entries"][number]
        entry.update(more)
        for key in [key for key, one in more.items() if one is ...]:
            del entry[key]

    return in_journal(change)


def in_snapshot(number: int, **more: Any) -> Apply:
    def apply(case: Case) -> None:
        value = json.loads(case.snapshot(number).read_text()) | more
        text = json.dumps({key: one for key, one in value.items() if one is not ...}, indent=2)
        case.snapshot(number).write_text(text)

    return apply


def in_text(change: Callable[[str], str]) -> Apply:
    return lambda case: case.journal.write_bytes(change(case.journal.read_text()).encode())


def in_sql(number: int, change: Callable[[bytes], bytes]) -> Apply:
    return lambda case: case.sql(number).write_bytes(change(case.sql(number).read_bytes()))


def behind(sql: str, number: int = 3) -> Apply:
    """Put behind the statements of a migration, after a breakpoint, as one writes by hand."""
    return in_sql(number, lambda raw: raw + b"\n--> statement-breakpoint\n" + sql.encode())


def instead(sql: str, number: int = 3) -> Apply:
    return in_sql(number, lambda raw: sql.encode())


def extra(name: str, content: str = "SELECT 1;\n") -> Apply:
    def apply(case: Case) -> None:
        path = case.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    return apply


def both(*steps: Apply) -> Apply:
    def apply(case: Case) -> None:
        for step in steps:
            step(case)

    return apply


def when_of(number: int, other: int, plus: int) -> Apply:
    def change(value: Json) -> None:
        value["entries"][number]["when"] = value["entries"][other]["when"] + plus

    return in_journal(change)


def renamed(number: int, change: Callable[[str], str], *, snapshot: bool = True) -> Apply:
    """A migration under another name: tag, file, and its snapshot as drizzle-kit would look for it."""

    def apply(case: Case) -> None:
        old = case.tags[number]
        new = change(old)
        case.sql(number).rename(case.out / f"{new}.sql")
        if snapshot and new.split("_")[0] != old.split("_")[0]:
            case.snapshot(number).rename(case.out / "meta" / f"{new.split('_')[0]}_snapshot.json")
        in_entry(number, tag=new)(case)

    return apply


def hashes(*values: str | None) -> Apply:
    """Hashes of all entries; `right` stands for the right one."""

    def apply(case: Case) -> None:
        for number, value in enumerate(values):
            right = drizzle_hash(case.sql(number).read_bytes())
            in_entry(number, hash=right if value == RIGHT else value)(case)

    return apply


def another_kind(case: Case) -> None:
    """A date among counts sorts last, a count among dates first."""
    counted = len(case.tags[0].split("_")[0]) == 4
    number, prefix = (1, "20200101000000") if counted else (3, "0009")
    renamed(number, lambda tag: f"{prefix}_{tag.split('_', 1)[1]}")(case)


def after(value: Json) -> str:
    """A tag that drizzle-kit could have made next."""
    prefix = value["entries"][-1]["tag"].split("_")[0]
    return f"{int(prefix) + 5:0{len(prefix)}}_ghost"


def journaled_down(case: Case) -> None:
    """The last migration's down file, as an entry after it."""
    value = json.loads(case.journal.read_text())
    last = value["entries"][3]
    tag = f"{last['tag']}.down"
    (case.out / f"{tag}.sql").write_text("SELECT 1;")
    value["entries"].append({**last, "idx": 4, "when": last["when"] + 5000, "tag": tag})
    case.journal.write_text(json.dumps(value, indent=2))


RIGHT = "right"
OTHER = "0" * 64

OF_THE_JOURNAL = (
    Mutation("no journal", ("journal-missing",), lambda case: case.journal.unlink()),
    Mutation("an empty journal", ("journal-unreadable",), in_text(lambda text: "")),
    Mutation("JSON cut short", ("journal-unreadable",), in_text(lambda text: text[: len(text) // 2])),
    Mutation("a comma too many", ("journal-unreadable",), in_text(lambda text: text.replace("]", ",]"))),
    Mutation("a byte order mark", ("journal-unreadable",), in_text(lambda text: "\ufeff" + text)),
    Mutation("an array", ("journal-unreadable",), in_text(lambda text: "[]")),
    Mutation("entries as an object", ("journal-unreadable",), in_journal(lambda value: value.update(entries={}))),
    Mutation("merge markers", ("merge-conflict",), in_text(lambda text: text.replace("[", "[\n<<<<<<< HEAD\n", 1))),
    Mutation("version 5", ("unknown-version",), in_journal(lambda value: value.update(version="5"))),
    Mutation("no version", ("unknown-version",), in_journal(lambda value: value.pop("version"))),
    Mutation("the dialect mysql", ("unknown-dialect",), in_journal(lambda value: value.update(dialect="mysql"))),
    Mutation("the dialect postgres", ("unknown-dialect",), in_journal(lambda value: value.update(dialect="postgres"))),
    Mutation("no dialect", ("unknown-dialect",), in_journal(lambda value: value.pop("dialect"))),
    Mutation("the old dialect pg", (), in_journal(lambda value: value.update(dialect="pg"))),
    Mutation("a key of one's own", ("unknown-key",), in_journal(lambda value: value.update(comment="x"))),
    Mutation("a misspelt key", ("unknown-key",), in_entry(1, brekpoints=True)),
)

OF_THE_ENTRIES = (
    Mutation("an idx twice", ("duplicate-idx",), in_entry(3, idx=2)),
    Mutation("no idx", ("duplicate-idx",), in_entry(3, idx=...)),
    Mutation("an idx in quotes", ("duplicate-idx",), in_entry(3, idx="3")),
    Mutation("a gap", ("gapped-idx",), in_entry(3, idx=7)),
    Mutation(
        "a tag twice",
        ("duplicate-tag", "file-without-entry", "snapshot-without-entry"),
        lambda case: in_entry(2, tag=case.tags[1])(case),
    ),
    Mutation("no tag", ("entry-malformed", "file-without-entry", "snapshot-without-entry"), in_entry(2, tag=...)),
    Mutation(
        "a tag that leads out", ("unsafe-tag", "file-without-entry", "snapshot-without-entry"), in_entry(2, tag="../x")
    ),
    Mutation("an entry that is text", ("entry-malformed",), in_journal(lambda value: value["entries"].append("x"))),
    Mutation("a when as an ISO date", ("when-not-an-integer",), in_entry(3, when="2025-08-15T00:00:00Z")),
    Mutation("no when", ("when-not-an-integer",), in_entry(3, when=...)),
    Mutation("a when with a fraction", ("when-not-an-integer",), in_entry(3, when=1.5)),
    Mutation("a when below zero", ("when-not-an-integer",), in_entry(0, when=-1)),
    Mutation("a when in quotes", ("quoted-when",), in_entry(0, when="1700000000000")),
    Mutation("a when in seconds, first", ("when-in-seconds",), in_entry(0, when=1_700_000_000)),
    Mutation("a when in seconds, last", ("when-in-seconds", "when-does-not-rise"), in_entry(3, when=1_700_000_000)),
    Mutation("a when in the future", ("when-in-the-future",), in_entry(3, when=4_070_908_800_000)),
    Mutation("a when below the one before", ("when-does-not-rise",), when_of(3, 2, -5000)),
    Mutation("a when equal to the one before", ("when-does-not-rise",), when_of(3, 2, 0)),
    Mutation(
        "a when above all later ones", ("when-does-not-rise", "when-in-the-future"), in_entry(1, when=4_070_908_800_000)
    ),
    Mutation(
        "two in one second",
        ("when-in-the-same-second",),
        both(in_entry(0, when=1_700_000_000_000), in_entry(1, when=1_700_000_000_500)),
    ),
    Mutation(
        "two entries change places",
        ("gapped-idx", "when-does-not-rise", "snapshot-order"),
        in_journal(lambda value: value["entries"].insert(2, value["entries"].pop(3))),
        ("when-does-not-rise", "snapshot-order"),
    ),
    Mutation(
        "the last entry is lost",
        ("file-without-entry", "snapshot-without-entry"),
        in_journal(lambda value: value["entries"].pop()),
    ),
    Mutation(
        "an entry in the middle is lost",
        ("gapped-idx", "file-without-entry", "snapshot-without-entry"),
        in_journal(lambda value: value["entries"].pop(1)),
        ("file-without-entry", "snapshot-without-entry"),
    ),
    Mutation(
        "an entry for a file that never was",
        ("entry-without-file", "snapshot-missing"),
        in_journal(
            lambda value: value["entries"].append(
                {**value["entries"][3], "idx": 4, "when": value["entries"][3]["when"] + 5000, "tag": after(value)}
            )
        ),
    ),
    Mutation("a hash too few", ("hash-not-recorded",), hashes(RIGHT, RIGHT, RIGHT, None)),
    Mutation("all hashes null", ("hash-not-recorded",), hashes(None, None, None, None)),
    Mutation("all hashes right", (), hashes(RIGHT, RIGHT, RIGHT, RIGHT)),
    Mutation("a wrong hash", ("hash-differs",), hashes(RIGHT, OTHER, RIGHT, RIGHT)),
    Mutation("a hash that is none", ("hash-malformed",), hashes(RIGHT, "abc", RIGHT, RIGHT)),
    Mutation(
        "a hash that is a number", ("hash-malformed",), both(hashes(RIGHT, RIGHT, RIGHT, RIGHT), in_entry(2, hash=1))
    ),
    Mutation(
        "a file edited after its hash",
        ("hash-differs",),
        both(hashes(RIGHT, RIGHT, RIGHT, RIGHT), in_sql(2, lambda raw: raw + b"\n-- edited")),
    ),
    Mutation(
        "a file saved with CRLF after its hash",
        ("hash-differs", "crlf-line-endings"),
        both(hashes(RIGHT, RIGHT, RIGHT, RIGHT), in_sql(1, lambda raw: raw.replace(b"\n", b"\r\n"))),
    ),
    Mutation(
        "a final newline after its hash",
        ("hash-differs",),
        both(hashes(RIGHT, RIGHT, RIGHT, RIGHT), in_sql(1, lambda raw: raw + b"\n")),
    ),
)

OF_THE_SNAPSHOTS = (
    Mutation("the last snapshot is lost", ("snapshot-missing",), lambda case: case.snapshot(3).unlink()),
    Mutation("a snapshot in the middle is lost", ("snapshot-missing",), lambda case: case.snapshot(1).unlink()),
    Mutation(
        "all snapshots are lost",
        ("no-snapshots",),
        lambda case: [path.unlink() for path in (case.out / "meta").glob("*_snapshot.json")],
    ),
    Mutation("a broken snapshot", ("snapshot-unreadable",), lambda case: case.snapshot(2).write_text("{")),
    Mutation("a snapshot of version 5", ("snapshot-old-version",), in_snapshot(2, version="5")),
    Mutation("a snapshot of mysql", ("snapshot-old-version",), in_snapshot(2, dialect="mysql")),
    Mutation("a snapshot without id", ("snapshot-chain",), in_snapshot(3, id=...)),
    Mutation("an unknown parent", ("snapshot-chain",), in_snapshot(2, prevId="11111111-1111-4111-8111-111111111111")),
    Mutation("a second root", ("snapshot-chain",), in_snapshot(2, prevId=ZERO)),
    Mutation(
        "two with one parent",
        ("snapshot-shared-parent",),
        lambda case: in_snapshot(3, prevId=json.loads(case.snapshot(2).read_text())["prevId"])(case),
    ),
    Mutation(
        "two with one id",
        ("snapshot-duplicate-id",),
        lambda case: in_snapshot(3, id=json.loads(case.snapshot(0).read_text())["id"])(case),
    ),
    Mutation(
        "a snapshot of no entry",
        ("snapshot-without-entry", "snapshot-duplicate-id", "snapshot-shared-parent"),
        lambda case: (case.out / "meta" / "99999999999999_snapshot.json").write_text(case.snapshot(3).read_text()),
    ),
    Mutation("a stray file in meta", ("stray-meta-file",), extra("meta/notes.txt", "x")),
    Mutation("a copy of the journal in meta", ("stray-meta-file",), extra("meta/journal.json.bak", "x")),
    Mutation("a tag of another kind", ("mixed-prefixes", "snapshot-order"), another_kind),
)

OF_THE_FILES = (
    Mutation("a file is lost", ("entry-without-file",), lambda case: case.sql(2).unlink()),
    Mutation("a file by hand", ("file-without-entry",), extra("9998_by_hand.sql")),
    Mutation("a file in capitals", ("upper-case-ending",), extra("9998_by_hand.SQL")),
    Mutation("a file in a sub-folder", ("sub-folder",), extra("old/9998_by_hand.sql")),
    Mutation("a folder named .sql", ("not-a-file",), lambda case: (case.out / "x.sql").mkdir()),
    Mutation(
        "a tag without underscore",
        ("tag-without-underscore", "mixed-prefixes"),
        renamed(3, lambda tag: "zzz" + re.sub(r"\W|_", "", tag)),
    ),
    Mutation(
        "two tags with one prefix",
        ("shared-prefix", "snapshot-without-entry"),
        lambda case: renamed(3, lambda tag: f"{case.tags[2].split('_')[0]}_z_{tag.split('_', 1)[1]}", snapshot=False)(
            case
        ),
    ),
    Mutation("an empty file", ("empty-migration",), instead("")),
    Mutation(
        "a file of comments", ("comment-only",), instead("-- Custom SQL migration file, put your code below! --\n")
    ),
    Mutation("a byte order mark in a file", ("byte-order-mark",), in_sql(3, lambda raw: b"\xef\xbb\xbf" + raw)),
    Mutation("a file that is not UTF-8", ("not-utf8",), in_sql(3, lambda raw: raw + b"\n-- caf\xe9\n")),
    Mutation("a file with CRLF", ("crlf-line-endings",), in_sql(1, lambda raw: raw.replace(b"\n", b"\r\n"))),
    Mutation("a NUL byte", ("nul-byte",), in_sql(3, lambda raw: raw + b"\n\x00")),
    Mutation("a syntax error", ("syntax-error",), behind("CREATE TABEL x (id int);")),
    Mutation("a psql command", ("psql-command",), instead("\\restrict abc\nSELECT 1;\n")),
    Mutation("COPY with data", ("copy-data",), behind("COPY users (mood) FROM stdin;\nok\n\\.\n")),
    Mutation("COMMIT in a file", ("transaction-control",), behind("COMMIT;")),
    Mutation("a concurrent index", ("not-in-a-transaction",), behind("CREATE INDEX CONCURRENTLY i ON users (mood);")),
    Mutation("VACUUM", ("not-in-a-transaction",), behind("VACUUM users;")),
    Mutation(
        "a new enum value used at once",
        ("enum-value-used-at-once",),
        behind("UPDATE users SET mood = 'glad';", 2),
    ),
    Mutation(
        "a new enum value used in the next file",
        ("enum-value-used-in-one-batch",),
        behind("UPDATE users SET mood = 'glad';", 3),
    ),
    Mutation(
        "a marker inside a function",
        ("marker-inside",),
        behind("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\n--> statement-breakpoint\nSELECT 1 $$;"),
    ),
    Mutation("a marker inside a string", ("marker-inside",), behind("SELECT 'a --> statement-breakpoint b';")),
    Mutation("a search path", ("leaking-setting",), behind("SELECT set_config('search_path', '', false);")),
    Mutation("a role", ("leaking-setting",), behind("SET ROLE anon;")),
    Mutation(
        "the pulled baseline",
        ("commented-baseline",),
        in_sql(
            0,
            lambda raw: (
                b"-- Current sql file was generated after introspecting the database\n"
                b"-- If you want to run this migration please uncomment this code before executing migrations\n/*\n"
                + raw
                + b"\n*/"
            ),
        ),
    ),
    Mutation(
        "another tool's up and down",
        ("foreign-markers", "unmarked-statements"),
        instead("-- +goose Up\nCREATE TABLE x ();\n-- +goose Down\nDROP TABLE x;\n"),
    ),
    Mutation("another database's SQL", ("other-dialect",), instead("CREATE TABLE `x` (`id` int AUTO_INCREMENT);")),
    Mutation("statements without markers", ("unmarked-statements",), instead("SELECT 1;\nSELECT 2;\n")),
    Mutation(
        "the down file is journaled",
        ("down-file-in-journal", "shared-prefix"),
        journaled_down,
    ),
)


ALL = (*OF_THE_JOURNAL, *OF_THE_ENTRIES, *OF_THE_SNAPSHOTS, *OF_THE_FILES)
