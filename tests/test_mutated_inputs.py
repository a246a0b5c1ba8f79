"""Mutated journals, snapshots, settings, SQL and file trees: each run ends with 0, 1 or 2 and a sentence, in 1 GB.

JOURNAL_FULL=1 tries 5,000 instead of a part of them; they are the same ones every time.
"""

import json
import os
import random
import re
import shutil
import socket
import subprocess
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path

import pytest
from forked import CommandLine, Done
from full import FULL

MUTANTS = 5000 if FULL else 100
PARTS = 100 if FULL else 10
SECONDS = 10.0
MEGABYTES = 1000.0
_SMALL = 10_000_000  # bytes: another mutation may have made a file of gigabytes

Random = random.Random
OFFLINE = (
    ("check",), ("check", "--json"), ("check", "--format", "sarif"), ("check", "--format", "junit"),
    ("check", "--format", "github"), ("check", "--fix", "--dry-run"), ("scaffold", "--dry-run"),
    ("scaffold", "--dry-run", "--json"), ("new", "x", "--dry-run"), ("new", "x", "--dry-run", "--json"),
)  # fmt: skip
WITH_SERVER = (
    ("bootstrap", "--dry-run"), ("bootstrap", "--dry-run", "--json"), ("snapshot", "--dry-run"),
    ("snapshot", "--dry-run", "--json"),
)  # fmt: skip

SQL = ["create table a (id int);\n", "alter table a add column b text;--> statement-breakpoint\nselect 1;\n"]
FILES = {
    "journal.toml": 'migrations = "migrations"\n[[ignore]]\nfile = "seed.sql"\nreason = "by hand"\n',
    "drizzle.config.ts": "const out = './migrations';\nexport default { dialect: 'postgresql', out };\n",
    ".env": "DATABASE_URL=postgres://localhost/x\n",
    "journal-accepted.json": '{"accepted": []}\n',
    "migrations/0000_a.sql": SQL[0],
    "migrations/0001_b.sql": SQL[1],
    "migrations/0001_b_down.sql": "alter table a drop column b;\n",
    "migrations/meta/_journal.json": json.dumps(
        {"version": "7", "dialect": "postgresql", "entries": [
            {"idx": n, "version": "7", "when": 1_700_000_000_000 + n * 5000, "tag": tag, "breakpoints": True}
            for n, tag in enumerate(["0000_a", "0001_b"])
        ]}, indent=2,
    ),
    "migrations/meta/0000_snapshot.json": '{"id": "a", "prevId": "00000000-0000-0000-0000-000000000000"}',
    "migrations/meta/0001_snapshot.json": '{"id": "b", "prevId": "a", "version": "7", "dialect": "postgresql"}',
}  # fmt: skip

JSON_VALUES = [
    "null", "[]", "{}", '""', "-1", "1e999", "NaN", "Infinity", "9" * 400, "9" * 6000, '"\\ud800"', '"\\u0000"', "true",
    "[" * 600 + "]" * 600, "[" * 5000 + "]" * 5000, '{"a":' * 900 + "1" + "}" * 900, '"2025-01-01"',
    '"../../etc/passwd"', "0.5",
    '"' + "x" * 100_000 + '"', "1,2", '{"a": 1, "a": 2}', "[" + "0," * 40_000 + "0]",
]  # fmt: skip
TOML_PARTS = [
    "[" * 3000, "a = " + "[" * 3000, "a" + ".a" * 5000 + " = 1\n", 'migrations = "\\u0000"\n', "migrations = 1\n",
    "[ledger]\nschema = 3\n",
    'checks = "/dev/zero"\n', "x = " + "9" * 5000 + "\n", "[[smoke]]\n", "[verify]\nignore = 1\n", "\x00",
    'meta = "' + "m" * 5000 + '"\n',
    "ignore = 1\n", "a = 1979-05-27T07:32:00Z\n", 'migrations = "' + "../" * 200 + '"\n', "[tool]\n", '"" = 1\n',
    "\ud83d",
]  # fmt: skip
SQL_PARTS = [
    "$$", "$f$", "'", '"', "/*", "*/", "--", ";", "begin;", "commit;", "E'\\", "(", ")",
    "--> statement-breakpoint", "\0", "\r", "\ufeff",
    "select 1;" * 2000, "(" * 9000, "1+" * 9000, "/*" * 3000, "-+" * 3000, "'a'||" * 200, "do $$ begin end $$;",
    "\\connect x\n",
    "copy t from stdin;\n1\n\\.\n", "-- journal-ignore x: y\n", "alter type e add value 'x';",
    "set client_encoding='SQL_ASCII';",
    "--> statement-breakpoint\n" * 500, "`a`", "é" * 500, "\u2028", "select " + "case when a then " * 500,
    "x" * 100_000, "union select 1 " * 500,
    "create index concurrently i on a (id);", "raise notice 'x';", "vacuum;", "drop table a;",
    "select set_config('search_path','',false);",
]  # fmt: skip
JS_PARTS = [
    "const a=[b,b];", "const b=[a,a];", "[" * 5000, "`${out}${out}`", "process.env.X", "...out", "export default",
    "{" * 3000, "out,out", "/*",
    "const c = { ...c };", "'\\0'", "'" + "x" * 50_000 + "'", "require('dotenv').config();" * 50, "a=>" * 2000,
    "\\u{110000}", "?.", "dialect: 'mysql'",
]  # fmt: skip
ENV_PARTS = [
    "\n" * 20_000,
    "A='",
    'B="',
    "C=`\\`",
    "export ",
    "=" * 5000,
    "DATABASE_URL=",
    "\0",
    "#" * 1000,
    " : ",
    "é",
    "X=$X",
]
NAMES = [
    b"0002_\xff.sql", b"0002_a\nb.sql", b"\x1b[31m.sql", b"0002_::error::x.sql", "0002_\u202e.sql".encode(),
    b" .sql", b"..sql", b"0002_x.SQL",
    b"0" * 200 + b".sql", b"0002_'q\".sql", "0002_ä.sql".encode(), b"99999999999999999999_x.sql", b"0002_\\x.sql",
    b"meta.sql", b"-rf.sql", b".sql",
]  # fmt: skip
TARGETS = [
    "/dev/zero",
    "/dev/stdin",
    "/dev/full",
    "/proc/self/environ",
    "/proc/kmsg",
    "/etc/passwd",
    "/",
    ".",
    "..",
    "nowhere",
    "/proc/self/mem",
]


def spliced(chance: Random, content: bytes, parts: list[str]) -> bytes:
    """Some of the parts put in, or bytes taken out, doubled or turned."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(content))
        part = chance.choice(parts).encode("utf-8", "surrogatepass")
        do = chance.randrange(5)
        if do <= 1:
            content = content[:at] + part + content[at:]
        elif do == 2:
            content = content[:at] + content[at + chance.randint(1, 40) :]
        elif do == 3:
            content = content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
        else:
            content = content[:at] + content[max(0, at - 60) :]
    return content


def json_value(chance: Random, content: bytes, _: list[str]) -> bytes:
    """One value of a document for another."""
    values = [*re.finditer(rb'(?<=": )("[^"]*"|[\w.-]+|\[)', content)]
    if not values:
        return chance.choice(JSON_VALUES).encode()
    found = chance.choice(values)
    return content[: found.start()] + chance.choice(JSON_VALUES).encode() + content[found.end() :]


def of_file(
    name: str, parts: list[str], change: Callable[[Random, bytes, list[str]], bytes] = spliced
) -> Callable[[Random, Path], None]:
    def mutate(chance: Random, root: Path) -> None:
        path = root / name
        if path.is_file() and not path.is_symlink() and path.stat().st_size < _SMALL:
            path.write_bytes(change(chance, path.read_bytes(), parts))

    return mutate


def odd_name(chance: Random, root: Path) -> None:
    name = os.fsencode(root / "migrations") + b"/" + chance.choice(NAMES)
    if not os.path.lexists(name):
        Path(os.fsdecode(name)).write_text("select 1;\n")


def replaced(chance: Random, root: Path) -> None:
    """A file of the project is a link, a pipe, a socket, a folder, sparse and large, or may not be read."""
    path = root / chance.choice(list(FILES))
    if path.is_symlink() or not path.is_file():
        return
    path.unlink()
    do = chance.randrange(6)
    if do <= 1:
        path.symlink_to(chance.choice(TARGETS))
    elif do == 2:
        os.mkfifo(path)
    elif do == 3:
        path.mkdir()
    elif do == 4:
        with path.open("wb") as file:
            file.truncate(chance.choice([2, 9, 40, 300, 100_000]) * 1024 * 1024)
    else:
        with socket.socket(socket.AF_UNIX) as one, chdir(path.parent):
            one.bind(path.name)


def odd_tree(chance: Random, root: Path) -> None:
    """Deep folders, links in circles, a pipe among the migrations, or a folder that is a link."""
    do = chance.randrange(6)
    if do == 0:
        (root / "migrations" / "/".join("d" * chance.randint(5, 60))).mkdir(parents=True, exist_ok=True)
    elif do == 1 and not os.path.lexists(root / "migrations" / "loop"):
        (root / "migrations" / "loop").symlink_to(".")
    elif do == 2 and not os.path.lexists(root / "migrations" / "0003_l.sql"):
        (root / "migrations" / "0003_l.sql").symlink_to("0003_l.sql")
    elif do == 3 and not os.path.lexists(root / "migrations" / "0003_p.sql"):
        os.mkfifo(root / "migrations" / "0003_p.sql")
    elif do == 4 and (root / "migrations").is_dir() and not (root / "migrations").is_symlink():
        (root / "migrations").rename(root / "aside")
        (root / "migrations").symlink_to(chance.choice(["aside", "/etc", "/dev", "migrations"]))
    else:
        shutil.rmtree(root / "migrations" / "meta", ignore_errors=True)
        if not os.path.lexists(root / "migrations" / "meta"):
            (root / "migrations" / "meta").symlink_to(chance.choice(["/etc", "..", "meta", "/proc/self"]))


META = "migrations/meta"
MUTATIONS: list[Callable[[Random, Path], None]] = [
    of_file(f"{META}/_journal.json", JSON_VALUES, json_value), of_file(f"{META}/_journal.json", JSON_VALUES),
    of_file(f"{META}/0000_snapshot.json", JSON_VALUES, json_value), of_file(f"{META}/0001_snapshot.json", JSON_VALUES),
    of_file("journal.toml", TOML_PARTS), of_file("drizzle.config.ts", JS_PARTS), of_file(".env", ENV_PARTS),
    of_file("journal-accepted.json", JSON_VALUES), of_file("migrations/0000_a.sql", SQL_PARTS),
    of_file("migrations/0001_b.sql", SQL_PARTS), of_file("migrations/0001_b_down.sql", SQL_PARTS),
    odd_name, replaced, odd_tree,
]  # fmt: skip


def mutant(number: int, root: Path) -> None:
    chance = Random(number)
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    if number % 3 == 0:
        (root / "drizzle.config.ts").unlink()
    for mutate in chance.choices(MUTATIONS, k=chance.randint(1, 3)):
        try:
            mutate(chance, root)
        except (OSError, RuntimeError) as error:  # what an earlier one made of the tree takes no more
            assert not isinstance(error, FileNotFoundError) or error.filename


def words_for(number: int) -> tuple[str, ...]:
    return Random(f"{number}w").choice(WITH_SERVER if number % 12 == 0 else OFFLINE)


def wrong_with(words: tuple[str, ...], done: Done) -> str:
    """Why a run is not as it should be; empty where it is."""
    if done.returncode not in (0, 1, 2):
        return f"exit {done.returncode}: {done.stderr[-600:]}"
    if "Traceback" in done.stderr:
        return done.stderr[-600:]
    if done.megabytes > MEGABYTES:
        return f"{done.megabytes:.0f} MB"
    if "--json" in words:
        try:
            json.loads(done.stdout)
        except ValueError as error:
            return f"no document: {error}: {done.stdout[:200]!r}"
    return "" if done.stdout or done.stderr else "it says nothing"


@pytest.mark.parametrize("part", range(PARTS))
def test_a_mutated_project_gets_an_answer_or_a_sentence(part: int, loaded: CommandLine, tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "POSTGRES_URL")}
    wrong = []
    for number in range(part, MUTANTS, PARTS):
        root = tmp_path / str(number)
        mutant(number, root)
        words = words_for(number)
        try:
            said = wrong_with(
                words, loaded.run(words, root, environment, timeout=SECONDS * (3 if number % 12 == 0 else 1))
            )
        except subprocess.TimeoutExpired:
            said = "it hangs"
        except UnicodeDecodeError as error:
            said = str(error)
        if said:
            wrong.append(f"{number} {' '.join(words)}: {said}")
        else:
            shutil.rmtree(root, ignore_errors=True)
    assert not wrong, "\n".join(wrong)
