"""What COMMIT and its like in a file do under the real migrate() of drizzle-orm 0.x and 1.0, and what we say of it."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from conftest import HERE, Project
from needs import need, need_program
from psycopg.conninfo import conninfo_to_dict
from rules.one_rule import listed

from journal.folder.migrations import Migration
from journal.folder.read import read_folder
from journal.project.settings import load_settings
from journal.rules.support.own_transaction import own_transaction_of

pytestmark = pytest.mark.drizzle

BREAK = "--> statement-breakpoint\n"
TABLE = "create table b (id int);\n"
FAILS = f"create table c (id int);\n{BREAK}select 1/0;"
"""The file after the one of the case."""

APPLIED = "ends Drizzle's transaction. If a later migration fails, this file stays applied"
IN_PART = "ends Drizzle's transaction before the file is recorded"
UNDONE = "rolls back Drizzle's transaction with every pending migration before this file"
CHANGED = "begins no transaction: its options change Drizzle's transaction, or fail in it"
NO_EFFECT = "has no effect: Drizzle's transaction has begun already"


@dataclass(frozen=True)
class Left:
    """What a failed migrate() leaves: tables, and the numbers of the recorded files."""

    tables: str
    recorded: str


NOTHING, WHOLE, PART = Left("", ""), Left("abc", "01"), Left("ab", "0")
PACKAGES1 = HERE / "drizzle1"


@dataclass(frozen=True)
class Case:
    """The text of the second file, how our words begin, and what is left after the third has failed."""

    sql: str
    words: str
    left: Left


_CASES = {
    "plain": (TABLE, "", NOTHING),
    "begin and commit": (f"BEGIN;\n{TABLE}COMMIT;", f"COMMIT in 0001_b.sql {APPLIED}", WHOLE),
    "with breakpoints": (f"BEGIN;{BREAK}{TABLE}{BREAK}COMMIT;", f"COMMIT in 0001_b.sql {APPLIED}", WHOLE),
    "begin transaction and end": (f"BEGIN TRANSACTION;\n{TABLE}END;", f"END in 0001_b.sql {APPLIED}", WHOLE),
    "start transaction": (f"START TRANSACTION;\n{TABLE}COMMIT WORK;", f"COMMIT in 0001_b.sql {APPLIED}", WHOLE),
    "commit alone": (f"{TABLE}COMMIT;", f"COMMIT in 0001_b.sql {APPLIED}", WHOLE),
    "commit and chain": (f"BEGIN;\n{TABLE}COMMIT AND CHAIN;", f"COMMIT in 0001_b.sql {IN_PART}", PART),
    "commit and begin": (f"{TABLE}COMMIT;\nBEGIN;", f"COMMIT in 0001_b.sql {IN_PART}", PART),
    "a failure after commit": (f"BEGIN;\n{TABLE}COMMIT;\nselect 1/0;", f"COMMIT in 0001_b.sql {IN_PART}", PART),
    "a failure in the second pair": (
        f"BEGIN;\n{TABLE}COMMIT;\nBEGIN;\ncreate table c (id int);\nselect 1/0;\nCOMMIT;",
        f"COMMIT in 0001_b.sql {IN_PART}",
        PART,
    ),
    "rollback": (f"BEGIN;\n{TABLE}ROLLBACK;", f"ROLLBACK in 0001_b.sql {UNDONE}", Left("c", "1")),
    "abort": (f"{TABLE}ABORT;", f"ABORT in 0001_b.sql {UNDONE}", Left("c", "1")),
    "begin alone": (f"BEGIN;\n{TABLE}", f"BEGIN in 0001_b.sql {NO_EFFECT}", NOTHING),
    "begin with a level": (
        f"BEGIN ISOLATION LEVEL SERIALIZABLE;\n{TABLE}COMMIT;",
        f"BEGIN in 0001_b.sql {CHANGED}",
        NOTHING,
    ),
    "begin read only": (f"BEGIN READ ONLY;\n{TABLE}COMMIT;", f"BEGIN in 0001_b.sql {CHANGED}", NOTHING),
    "savepoints": (f"SAVEPOINT s;\n{TABLE}ROLLBACK TO s;\nRELEASE s;", "", NOTHING),
    "blocks and bodies": (
        f"DO $$ BEGIN NULL; END $$;\n{TABLE}CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;",
        "",
        NOTHING,
    ),
    "comments and texts": (f"-- COMMIT;\n/* COMMIT; */ SELECT 'x; COMMIT;', $$\nCOMMIT;\n$$;\n{TABLE}", "", NOTHING),
}
CASES = {name: Case(*values) for name, values in _CASES.items()}


FILES = ("0000_a", "0001_b", "0002_c")


@pytest.mark.parametrize("case", CASES)
def test_we_say_what_the_statements_do(project: Project, case: str) -> None:
    found = own_transaction_of(written(project.root, case)["0001_b"])
    assert bool(found) == bool(CASES[case].words)
    assert (found.effect if found else "").startswith(CASES[case].words)


@pytest.mark.parametrize("case", CASES)
def test_the_real_migrate_leaves_what_we_say(drizzle: Project, database: str, case: str) -> None:
    written(drizzle.root, case)
    shutil.copy(HERE / "drizzle" / "migrate.cjs", drizzle.root / "oracle.cjs")
    host, name = words_of(database)
    assert fails(drizzle.root, "oracle.cjs", "pg", "migrations", host, name)
    assert left(database, "(created_at - 1750000000000) / 60000") == CASES[case].left


@pytest.mark.parametrize("case", CASES)
def test_so_does_that_of_1_0(project: Project, database: str, case: str) -> None:
    need_program("node")
    need((PACKAGES1 / "node_modules").exists(), "needs the npm packages of tests/drizzle1")
    for number, (tag, migration) in enumerate(written(project.root, case).items()):
        project.write(f"v1/2026010{number + 1}000000_{tag[5:]}/migration.sql", migration.raw)
    host, name = words_of(database)
    assert fails(PACKAGES1, "migrate.cjs", str(PACKAGES1), str(project.root / "v1"), host, name)
    assert left(database, "ascii(right(name, 1)) - ascii('a')") == CASES[case].left


def written(root: Path, case: str) -> dict[str, Migration]:
    """The case between a file that passes and one that fails, in a journal."""
    for tag, text in zip(FILES, ("create table a (id int);", CASES[case].sql, FAILS), strict=True):
        (root / "migrations" / f"{tag}.sql").write_text(text)
    listed(Project(root), *FILES)
    (root / "meta").rename(root / "migrations" / "meta")
    return dict(read_folder(load_settings(root)).by_tag)


def fails(folder: Path, *words: str) -> bool:
    """Run a migrate() that is expected to fail."""
    done = subprocess.run(["node", *words], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode == 1 and json.loads(done.stdout)["code"] in ("22012", "25001", "25006")


def words_of(database: str) -> tuple[str, str]:
    words = conninfo_to_dict(database)
    return str(words["host"]), str(words["dbname"])


def left(database: str, number: str) -> Left:
    """The tables, and the recorded files by this expression of the ledger's columns."""
    tables = (
        "SELECT coalesce(string_agg(tablename, '' ORDER BY tablename), '') FROM pg_tables WHERE schemaname = 'public'"
    )
    rows = f"SELECT coalesce(string_agg(({number})::int::text, '' ORDER BY id), '') FROM drizzle.__drizzle_migrations"
    with psycopg.connect(database) as connection:
        return Left(*(connection.execute(query).fetchone()[0] for query in (tables, rows)))  # type: ignore[index]
