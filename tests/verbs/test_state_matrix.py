"""status for every combination of ledger, schema, manual ledger and folder, beside the real migrate() of both kinds.

It is never green before a migrate() of 0.x that fails, skips or repeats a migration, and the commands that it prints,
typed one after the other, end in health or at a decision of a person, never in a circle. CI tries a part of the cells;
scripts/state-matrix tries all, and prints the table.
"""

import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import psycopg
import pytest
from conftest import HERE, Journal, Project
from full import part
from psycopg.conninfo import conninfo_to_dict
from real import LEDGER
from verbs.test_status_leads_out import written_by

from journal.folder.hashing import drizzle_hash
from journal.folder.read import read_folder
from journal.ledger.predict import local_migrations
from journal.server.provider import Server

WHEN = 1_755_216_000_000
FILES = {
    "0000_a": "create table ran (tag text);\n--> statement-breakpoint\n"
    "create table a (id int primary key, name text);\n--> statement-breakpoint\ninsert into ran values ('0000_a');\n",
    "0001_b": "create table b (id int primary key, a_id int references a (id));\n--> statement-breakpoint\n"
    "create index b_a on b (a_id);\n--> statement-breakpoint\ninsert into ran values ('0001_b');\n",
    "0002_c": "alter table a add column total int not null default 0;\n--> statement-breakpoint\n"
    "create type mood as enum ('calm');\n--> statement-breakpoint\ninsert into ran values ('0002_c');\n",
    "0003_d": "create table d (id int);\n--> statement-breakpoint\n"
    "alter table b add constraint b_positive check (id > 0);\n--> statement-breakpoint\n"
    "insert into ran values ('0003_d');\n",
}
TAGS = tuple(FILES)
# What a database looks like after all of them, each run once.
FINAL = """
select (select array_agg(tag order by tag) from public.ran),
  (select array_agg(tablename::text order by tablename) from pg_tables
    where schemaname = 'public' and tablename not like '%migrations' and tablename not like '%by_hand'),
  to_regclass('public.b_a')::text, (select count(*) from pg_attribute
    where attrelid = 'public.a'::regclass and attname = 'total' and not attisdropped),
  to_regtype('public.mood')::text, (select count(*) from pg_constraint where conname = 'b_positive')
"""
RIGHT = (list(TAGS), ["a", "b", "d", "ran"], "b_a", 1, "mood", 1)
LEDGERS = {"none": None, "empty": 0, "short": 2, "right": 3, "long": 4, "foreign": None, "poisoned": 3}
SCHEMAS = ("empty", "before", "equal", "after", "partly", "elsewhere")
MANUALS = ("none", "ours", "another's")
FOLDERS = ("equal", "squashed", "renamed", "unlisted file")
# All ledgers and schemas with each manual ledger, and with each folder.
CELLS = [
    (ledger, schema, manual, folder)
    for manual, folder in [*((manual, "equal") for manual in MANUALS), *(("none", folder) for folder in FOLDERS[1:])]
    for ledger, schema in product(LEDGERS, SCHEMAS)
]
_MOST_STEPS = 14


@dataclass(frozen=True)
class Cell:
    """A combination. `applied`: how many migrations the database has had, by its schema."""

    ledger: str
    schema: str
    manual: str
    folder: str

    @property
    def applied(self) -> int:
        recorded = LEDGERS[self.ledger] or 0
        return {"empty": 0, "before": max(recorded - 1, 0), "after": min(recorded + 1, 4)}.get(self.schema, recorded)


def make_files(project: Project, folder: str) -> None:
    files = dict(FILES)
    if folder == "squashed":
        first = "--> statement-breakpoint\n".join(FILES[tag] for tag in TAGS[:3])
        files = {"0000_squashed": first, "0001_d": FILES["0003_d"]}
    if folder == "renamed":
        files = {f"{tag}_renamed": text for tag, text in FILES.items()}
    whens = [2, 3] if folder == "squashed" else range(4)
    listed = [
        {"idx": idx, "version": "7", "when": WHEN + minute * 60_000, "tag": tag}
        for idx, (tag, minute) in enumerate(zip(files, whens, strict=True))
    ]
    listed[0]["when"] += 7 if folder == "squashed" else 0  # the moment of the squash, not of a row
    value = {"version": "7", "dialect": "postgresql", "entries": listed}
    project.write("migrations/meta/_journal.json", json.dumps(value, indent=2))
    for tag, text in files.items():
        project.migration(tag, text)
    if folder == "unlisted file":
        project.migration("0004_extra", "create table extra (id int);\n")


def make_database(url: str, cell: Cell) -> None:
    with psycopg.connect(url, autocommit=True) as live:
        for tag in TAGS[: cell.applied]:
            live.execute(FILES[tag])  # type: ignore[call-overload]
        if cell.schema == "after" and cell.ledger == "long":
            live.execute("create table extra_by_hand (id int)")
        if cell.schema == "partly":
            live.execute(
                {0: "create table ran (tag text)", 2: "drop index b_a", 3: "drop type mood"}.get(
                    cell.applied, "alter table b drop constraint b_positive"
                )  # type: ignore[call-overload]
            )
        if cell.schema == "elsewhere":
            live.execute("alter schema public rename to other; create schema public")
        make_ledger(live, cell)
        if cell.manual != "none":
            table = "_manual_migrations" if cell.manual == "ours" else "schema_migrations"
            live.execute(f"create table {table} (filename text primary key)")  # type: ignore[call-overload]
            for tag in TAGS[: cell.applied]:
                live.execute(f"insert into {table} values ('{tag}.sql')")  # type: ignore[call-overload]


def make_ledger(live: "psycopg.Connection[object]", cell: Cell) -> None:
    if cell.ledger == "none":
        return
    live.execute("create schema drizzle")
    live.execute(f"create table {LEDGER} (id serial primary key, hash text not null, created_at bigint)")
    for number, tag in enumerate(TAGS[: LEDGERS[cell.ledger] or 0]):
        moment = None if cell.ledger == "poisoned" and number == 2 else WHEN + number * 60_000
        row = (drizzle_hash(FILES[tag].encode()), moment)
        live.execute(f"insert into {LEDGER} (hash, created_at) values (%s, %s)", row)
    for number in range(2 if cell.ledger == "foreign" else 0):
        row = (f"{number}" * 64, WHEN + 30_000 + number * 60_000)
        live.execute(f"insert into {LEDGER} (hash, created_at) values (%s, %s)", row)


@contextmanager
def copy_of(url: str, server: Server) -> Iterator[str]:
    name = f"copy_{os.urandom(6).hex()}"
    words = conninfo_to_dict(url)
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute(f"create database {name} template {words['dbname']} owner postgres")
        yield f"postgresql://postgres@/{name}?host={words['host']}"
        admin.execute(f"drop database {name} with (force)")


def migrated(project: Project, url: str, server: Server, generation: int) -> str:
    """What the real migrate() does on a copy: `right`, or the SQLSTATE, or what is wrong after it."""
    with copy_of(url, server) as copy:
        words = conninfo_to_dict(copy)
        where = [str(words["host"]), str(words["dbname"])]
        if generation:
            folder = project.root.parent / "for-1.0"
            for local in local_migrations(read_folder(project.settings())):
                (folder / local.name).mkdir(parents=True, exist_ok=True)
                text = (project.root / "migrations" / f"{local.tag}.sql").read_bytes()
                (folder / local.name / "migration.sql").write_bytes(text)
            command = ["node", str(HERE / "drizzle1/migrate.cjs"), str(HERE / "drizzle1"), str(folder), *where]
        else:
            command = ["node", str(HERE / "drizzle/migrate.cjs"), "pg", str(project.root / "migrations"), *where]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode:
            code = next((line for line in (done.stdout + done.stderr).splitlines() if line.strip()), "fails")
            return f"fails: {code[:40]}"
        return wrong_in(copy) or "right"


def wrong_in(url: str) -> str:
    """What is wrong in a database that has had every migration; empty where nothing is."""
    with psycopg.connect(url, autocommit=True) as live:
        try:
            found = live.execute(FINAL).fetchone()  # type: ignore[call-overload]
        except psycopg.errors.UndefinedTable:
            return "tables missing"
    tags = list(found[0] or []) if found else []
    if tags != list(TAGS):
        return "repeated" if len(tags) > len(set(tags)) else "skipped"
    return "" if found == RIGHT else "schema differs"


def walk(journal: Journal, project: Project, url: str) -> tuple[list[str], str]:
    """Type the printed commands until status is green. Return them, and how it ended."""
    typed: list[str] = []
    command = "drizzle-journal status"
    while len(typed) < _MOST_STEPS:
        typed.append(command)
        verb, *words = shlex.split(command)[1:]
        said = journal(verb, *words, "--url", url)
        if to_write := written_by(said):
            command = to_write
            continue
        last = (said.out.strip().splitlines() or [""])[-1]
        step = last.partition("Next: ")[2]
        if verb == "status" and said.code == 0:
            if "drizzle-kit migrate" not in step:
                return typed, "healthy"
            done = subprocess.run(
                ["node", str(HERE / "drizzle/migrate.cjs"), "pg", str(project.root / "migrations"),
                 str(conninfo_to_dict(url)["host"]), str(conninfo_to_dict(url)["dbname"])],
                capture_output=True, timeout=120, check=False,
            )  # fmt: skip
            typed.append("migrate")
            if done.returncode:
                return typed, "a failing migrate was advised"
            command = "drizzle-journal status"
        elif step.startswith("drizzle-journal ") and "TAG" not in step and "…" not in step:
            command = step.partition(", then")[0].strip()
        elif verb != "status" and said.code == 0:
            command = "drizzle-journal status"
        else:
            return typed, "a person decides"
    return typed, "circle"


@pytest.mark.parametrize("names", part(CELLS, 23), ids=lambda names: "-".join(names).replace(" ", "_"))
def test_no_verdict_is_green_before_a_migrate_that_goes_wrong(
    project: Project, journal: Journal, database: str, server: Server, names: tuple[str, str, str, str]
) -> None:
    cell = Cell(*names)
    project.write("drizzle.config.json", '{"dialect": "postgresql", "out": "./migrations"}')
    make_files(project, cell.folder)
    make_database(database, cell)
    said = journal("status", "--url", database)
    assert said.code in (0, 1, 2), said.err
    closing = (said.out if said.code < 2 else said.err).strip().splitlines()[-1]
    real = [migrated(project, database, server, generation) for generation in (0, 1)]
    typed, ended = walk(journal, project, database)
    after = wrong_in(database) if ended == "healthy" else ""
    line = " | ".join(
        [*names, str(said.code), closing, *real, " > ".join(typed), ended + (f", {after}" if after else "")]
    )
    if path := os.environ.get("JOURNAL_STATE_MATRIX"):
        with Path(path).open("a") as table:
            table.write(line + "\n")
    assert said.code or real[0] == "right", line
    assert ended in ("healthy", "a person decides"), line
    assert not after, line
