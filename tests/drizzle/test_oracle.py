"""The real drizzle-orm and drizzle-kit as judges of our hashing, our replay and our journal."""

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest
from conftest import NODE_PACKAGES, Journal, Project
from psycopg.conninfo import conninfo_to_dict

from journal.folder.hashing import drizzle_hash
from journal.folder.read import read_folder
from journal.project.settings import Ledger
from journal.replay.runner import CapturedRow, capture, replay

pytestmark = pytest.mark.drizzle
SAMPLE = Path(__file__).parents[2] / "migrations"
ORACLE = NODE_PACKAGES.parent / "migrate.cjs"


def node(*words: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["node", *words], cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False
    )


def kit(project: Project, *words: str) -> "subprocess.CompletedProcess[str]":
    return node("node_modules/drizzle-kit/bin.cjs", *words, cwd=project.root)


def entry(idx: int, tag: str, when: int) -> dict[str, Any]:
    return {"idx": idx, "version": "7", "when": when, "tag": tag, "breakpoints": True}


def write_journal(project: Project, entries: list[dict[str, Any]]) -> None:
    value = {"version": "7", "dialect": "postgresql", "entries": entries}
    project.write("migrations/meta/_journal.json", json.dumps(value, indent=2))


def odd_bytes(seed: int) -> bytes:
    """Bytes that decoders disagree about: cut sequences, overlong forms, surrogates, BOMs, line ends, NULs."""
    chance = random.Random(seed)
    parts = [
        *(b"\xef\xbb\xbf", b"\r\n", b"\r", b"\0", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf0\x9f\x92"),
        *(b"\xe2\x82", "é".encode(), "💾".encode(), b"\xff\xfe", b"select 1;\n", b"--> statement-breakpoint"),
    ]
    chosen = [chance.choice([chance.choice(parts), chance.randbytes(chance.randrange(6))]) for _ in range(12)]
    return b"".join(chosen[: chance.randrange(13)])


def test_our_hashes_equal_drizzles_on_4000_adversarial_files(drizzle: Project) -> None:
    files = [odd_bytes(seed) for seed in range(4000)]
    for number, content in enumerate(files):
        drizzle.migration(f"{number:04}_x", content)
    write_journal(drizzle, [entry(number, f"{number:04}_x", number + 1) for number in range(len(files))])
    script = (
        "const {readMigrationFiles} = require('drizzle-orm/migrator');"
        "console.log(JSON.stringify(readMigrationFiles({migrationsFolder: 'migrations'}).map(({hash}) => hash)))"
    )
    theirs = json.loads(node("-e", script, cwd=drizzle.root).stdout)
    assert theirs == [drizzle_hash(content) for content in files]


def rows_after_our_replay(project: Project, database: str) -> tuple[CapturedRow, ...]:
    folder = read_folder(project.settings())
    steps = [(one, folder.by_tag[one.tag]) for one in folder.journal.entries]
    with psycopg.connect(database, autocommit=True) as connection:
        replay(connection, steps, Ledger())
        return capture(connection, Ledger())


def rows_after_theirs(project: Project, database: str, driver: str) -> tuple[CapturedRow, ...]:
    words = conninfo_to_dict(database)
    (project.root / "oracle.cjs").write_text(ORACLE.read_text())
    done = node("oracle.cjs", driver, "migrations", str(words["host"]), str(words["dbname"]), cwd=project.root)
    assert done.returncode == 0, done.stdout + done.stderr
    with psycopg.connect(database, autocommit=True) as connection:
        return capture(connection, Ledger())


@pytest.mark.parametrize("driver", ["pg", "postgres"])
def test_the_ledger_after_our_replay_equals_that_of_the_real_migrate(
    drizzle: Project, journal: Journal, database: str, twin: str, driver: str
) -> None:
    for path in SAMPLE.glob("*.sql"):
        drizzle.migration(path.stem, path.read_bytes())
    (drizzle.root / "migrations" / "meta").mkdir()
    assert journal("scaffold").code == 0
    ours = rows_after_our_replay(drizzle, database)
    assert ours == rows_after_theirs(drizzle, twin, driver)
    assert len(ours) == 16


ODD_FILES = {
    "0000_several": "create table a (id int); insert into a values (1);\n--> statement-breakpoint\nselect * from a;",
    "0001_same_bytes": "select 1;",
    "0002_same_bytes": "select 1;",
    "0003_empty": "",
    "0004_marker_first": "--> statement-breakpoint\nselect 1",
    "0005_crlf": "select 1;\r\nselect 2;\r\n",
    "0006_not_utf8": b"select 'caf\xe9';",
    "0007_commit": "create table b (id int); commit; begin; create table c (id int);",
    "0008_search_path": "set local search_path = ''; create table public.d (id int);",
    "0009_copy_out": "copy public.a to stdout;",
    "0010_discard": "deallocate all;",
}


def test_odd_files_leave_the_same_ledger_as_the_real_migrate(drizzle: Project, database: str, twin: str) -> None:
    for tag, content in ODD_FILES.items():
        drizzle.migration(tag, content)
    write_journal(drizzle, [entry(number, tag, 1000 + number) for number, tag in enumerate(ODD_FILES)])
    ours = rows_after_our_replay(drizzle, database)
    assert ours == rows_after_theirs(drizzle, twin, "pg")
    assert len(ours) == len(ODD_FILES)


def test_a_when_in_quotes_is_stored_as_that_number_by_both(drizzle: Project, database: str, twin: str) -> None:
    drizzle.migration("0000_a")
    write_journal(drizzle, [entry(0, "0000_a", "1700000000000")])  # type: ignore[arg-type]
    ours = rows_after_our_replay(drizzle, database)
    assert ours == rows_after_theirs(drizzle, twin, "pg")
    assert [row.created_at for row in ours] == [1700000000000]


SCHEMA = """
import { integer, pgTable, text } from "drizzle-orm/pg-core";
export const notes = pgTable("notes", { id: integer("id").primaryKey(), body: text("body") });
"""


def configure(project: Project, database: str) -> None:
    project.write("schema.ts", SCHEMA)
    config = {
        "dialect": "postgresql",
        "schema": "./schema.ts",
        "out": "./migrations",
        "dbCredentials": {"url": database},
    }
    project.write("drizzle.config.json", json.dumps(config))


def kit_url(database: str) -> str:
    words = conninfo_to_dict(database)
    return f"postgresql://postgres@localhost/{words['dbname']}?host={words['host']}"


def test_generate_adds_its_entry_to_our_journal_and_changes_nothing_else(
    drizzle: Project, journal: Journal, database: str
) -> None:
    configure(drizzle, kit_url(database))
    drizzle.migration("0000_baseline", "create table users (id int);")
    drizzle.migration("0001_more", "create table posts (id int);")
    (drizzle.root / "migrations" / "meta").mkdir()
    assert journal("bootstrap").code == 0
    path = drizzle.root / "migrations" / "meta" / "_journal.json"
    ours = path.read_text()
    done = kit(drizzle, "generate", "--name", "notes")
    theirs = json.loads(path.read_text())
    assert [one["tag"] for one in theirs["entries"]] == ["0000_baseline", "0001_more", "0002_notes"], done.stdout
    theirs["entries"].pop()
    assert json.dumps(theirs, indent=2) == ours


def test_migrate_of_drizzle_kit_adds_no_row_to_a_database_that_we_replayed(drizzle: Project, database: str) -> None:
    configure(drizzle, kit_url(database))
    drizzle.migration("0000_a", "create table a (id int);")
    drizzle.migration("0001_b", "create table b (id int);")
    write_journal(drizzle, [entry(0, "0000_a", 1700000000000), entry(1, "0001_b", 1700000001000)])
    ours = rows_after_our_replay(drizzle, database)
    assert kit(drizzle, "migrate").returncode == 0
    with psycopg.connect(database, autocommit=True) as connection:
        assert capture(connection, Ledger()) == ours
    drizzle.migration("0002_c", "create table c (id int);")
    entries = json.loads((drizzle.root / "migrations/meta/_journal.json").read_text())["entries"]
    write_journal(drizzle, [*entries, entry(2, "0002_c", 1700000002000)])
    assert kit(drizzle, "migrate").returncode == 0
    with psycopg.connect(database, autocommit=True) as connection:
        assert len(capture(connection, Ledger())) == 3, "drizzle-kit did look at this database"
