"""The prediction against the judge: the real migrate() of both generations, on random journals and ledgers.

JOURNAL_FULL=1 runs 5,000 cases for each; they are the same ones every time.
"""

import json
import random
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import HERE, Project
from full import FULL
from psycopg.conninfo import conninfo_to_dict

from journal.folder.hashing import drizzle_hash
from journal.ledger.columns import LedgerRow
from journal.ledger.predict import LocalMigration, MigratePlan, pending_v0, pending_v1
from journal.ledger.read import LiveLedger

CASES = 5000 if FULL else 150
START = 1_700_000_000_000
WORDS = ("users", "posts", "tags", "moods", "logs", "keys")


@dataclass(frozen=True)
class Case:
    """A folder's migrations with their SQL, and the ledger that a database has. `kinds` say what is odd about it."""

    migrations: tuple[tuple[LocalMigration, bytes], ...]
    ledger: LiveLedger
    kinds: tuple[str, ...]

    @property
    def locals(self) -> list[LocalMigration]:
        return [local for local, _ in self.migrations]


def cases(seed: int, count: int, *, generation: int) -> Iterator[Case]:
    chance = random.Random(seed)
    for _ in range(count):
        yield random_case(chance, generation)


def random_case(chance: random.Random, generation: int) -> Case:
    kinds = set[str]()
    migrations = list(random_migrations(chance, kinds))
    named = generation == 1 and chance.random() < 0.4
    rows = list(random_rows(chance, [local for local, _ in migrations], kinds, named=named))
    exists = bool(rows) or chance.random() < 0.5
    kinds |= {"names in the ledger"} if named and exists else set()
    kinds |= {"no ledger"} if not exists else set() if rows else {"an empty ledger"}
    numbered = tuple(LedgerRow(number, *row) for number, row in enumerate(rows, 1))
    return Case(tuple(migrations), LiveLedger(exists, named and exists, numbered), tuple(sorted(kinds)))


def random_migrations(chance: random.Random, kinds: set[str]) -> Iterator[tuple[LocalMigration, bytes]]:
    when, sql = START, b""
    for number in range(chance.randint(0, 6)):
        step = chance.choice([60_000, 60_000, 60_000, 400, 0, -120_000, 86_400_000])
        kinds |= {0: {"the same when"}, 400: {"one second"}, -120_000: {"a when that does not rise"}}.get(step, set())
        when += step
        if chance.random() < 0.15 and sql:
            kinds.add("the same bytes")
        else:
            sql = f"SELECT {number}; -- {chance.random()}".encode()
        yield LocalMigration(f"{number:04d}_{WORDS[number]}", when, drizzle_hash(sql)), sql


def random_rows(
    chance: random.Random, migrations: list[LocalMigration], kinds: set[str], *, named: bool
) -> Iterator[tuple[str, int | None, str | None]]:
    applied = migrations[: chance.randint(0, len(migrations))]
    for one in applied:
        hash_, when, name = one.hash, one.when, one.name if named else None
        odd = chance.random()
        if odd < 0.06:
            kinds.add("an edited file")
            hash_ = drizzle_hash(str(odd).encode())
        elif odd < 0.12:
            kinds.add("created_at NULL")
            when = None
        elif odd < 0.18:
            kinds.add("created_at in seconds")
            when //= 1000
        elif odd < 0.24:
            kinds.add("created_at is the clock")
            when = START + chance.randint(0, 10**9)
        elif odd < 0.28:
            kinds.add("a restamped entry")
            when += chance.choice([-7_000, 7_000, 300])
        elif odd < 0.32:
            kinds.add("a small or negative created_at")
            when = chance.choice([-1, -12, -1234, 0, 7, 123, 1234])
        elif odd < 0.36 and named:
            kinds.add("a row without name")
            name = None
        elif odd < 0.40:
            kinds.add("a row too few")
            continue
        yield hash_, when, name
        if chance.random() < 0.06:
            kinds.add("a duplicate row")
            yield hash_, when, name
    if chance.random() < 0.12:
        kinds.add("a foreign row")
        yield (
            drizzle_hash(b"foreign"),
            START + chance.randint(-(10**9), 10**9),
            "20200101000000_foreign" if named else None,
        )


def written_for_0(case: Case, folder: Path) -> None:
    (folder / "meta").mkdir(parents=True)
    entries = [{"idx": n, "version": "7", "when": one.when, "tag": one.tag} for n, one in enumerate(case.locals)]
    (folder / "meta" / "_journal.json").write_text(json.dumps({"version": "7", "entries": entries}))
    for local, sql in case.migrations:
        (folder / f"{local.tag}.sql").write_bytes(sql)


def written_for_1(case: Case, folder: Path) -> None:
    folder.mkdir(parents=True)
    for local, sql in case.migrations:
        (folder / local.name).mkdir()
        (folder / local.name / "migration.sql").write_bytes(sql)


def judged(all_cases: list[Case], packages: Path, folder: Path, url: str, generation: int) -> list[dict[str, Any]]:
    """What the real migrate() did in each case."""
    asked = []
    for number, case in enumerate(all_cases):
        where = folder / f"case-{number}"
        (written_for_1 if generation == 1 else written_for_0)(case, where)
        rows = [{"hash": row.hash, "created_at": row.created_at, "name": row.name} for row in case.ledger.rows]
        asked.append({"folder": str(where), "exists": case.ledger.exists, "named": case.ledger.named, "rows": rows})
    (folder / "cases.json").write_text(json.dumps(asked))
    words = conninfo_to_dict(url)
    script = HERE / "drizzle" / "ledger_oracle.cjs"
    command = ["node", str(script), str(packages), str(folder / "cases.json"), words["host"], words["dbname"]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def expected(case: Case, plan: MigratePlan, generation: int) -> list[tuple[str, str | None, str | None]]:
    """The ledger as it should be afterwards."""
    ordered = sorted(case.locals, key=lambda one: one.name)
    names = {row.id: row.name for row in case.ledger.rows}
    if generation == 1 and not case.ledger.named and not plan.refused:
        from journal.ledger.predict import Matcher

        names = {row.id: found.name for row in case.ledger.rows if (found := Matcher(ordered).match(row))}
    before = [(row.hash, _text(row.created_at), names.get(row.id)) for row in case.ledger.rows]
    when = (lambda one: one.second) if generation == 1 else (lambda one: one.when)
    return [*before, *((one.hash, str(when(one)), one.name if generation == 1 else None) for one in plan.runs)]


def _text(created_at: int | None) -> str | None:
    return None if created_at is None else str(created_at)


@pytest.mark.parametrize("generation", [0, 1])
def test_the_prediction_is_what_the_real_migrate_does(
    database: str, tmp_path: Path, generation: int, capsys: pytest.CaptureFixture[str]
) -> None:
    packages = HERE / ("drizzle1" if generation else "drizzle")
    all_cases = [one for one in cases(20_251_122 + generation, CASES, generation=generation) if unambiguous(one)]
    answers = judged(all_cases, packages, tmp_path, database, generation)
    assert len(answers) == len(all_cases)
    kinds = Counter[str]()
    for case, real in zip(all_cases, answers, strict=True):
        plan = (pending_v1 if generation else pending_v0)(case.locals, case.ledger)
        found = [(row["hash"], row["created_at"], row["name"]) for row in real["rows"]]
        assert bool(real["error"]) is bool(plan.refused), (case, real)
        if plan.refused:
            assert f"(ids: {', '.join(map(str, plan.refused))})" in real["error"]["message"]
        assert found == expected(case, plan, generation), (case, real, plan)
        kinds.update(case.kinds or ("nothing odd",))
    assert len(kinds) >= 12, "the cases are too tame"
    with capsys.disabled():
        said = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
        sys.stdout.write(f"\n{len(all_cases)} cases of generation {generation}: {said}\n")


def unambiguous(case: Case) -> bool:
    """Two folders of one name cannot be."""
    return len({one.name for one in case.locals}) == len(case.locals)


def test_a_name_is_the_second_in_utc_and_the_tag_less_its_prefix() -> None:
    when = int(datetime(2025, 8, 15, 23, 59, 58, 900_000, UTC).timestamp() * 1000)
    assert LocalMigration("0003_add_users", when, "").name == "20250815235958_add_users"
    assert LocalMigration("init", when, "").name == "20250815235958_"


def test_the_real_drizzle_kit_up_gives_the_same_names(project: Project) -> None:
    """Prefixes of all kinds, none, an empty one, and a `when` that somebody wrote in microseconds."""
    tags = ["0000_a", "20250815_b", "20250815093000_c_d", "1755250200_e", "init", "_f", "0006__g", "h.i_j", "0007_k"]
    whens = [START + number * 61_001 for number in range(len(tags) - 1)] + [START * 1000]
    locals_ = [LocalMigration(tag, when, "") for tag, when in zip(tags, whens, strict=True)]
    parent = "00000000-0000-0000-0000-000000000000"
    for local in locals_:
        own = str(uuid.uuid4())
        snapshot = {key: {} for key in ("tables", "enums", "schemas", "sequences", "roles", "policies", "views")}
        about = {"id": own, "prevId": parent, "version": "7", "dialect": "postgresql"}
        text = json.dumps(about | snapshot | {"_meta": {"columns": {}, "schemas": {}, "tables": {}}})
        project.write(f"migrations/meta/{local.tag.partition('_')[0]}_snapshot.json", text)
        project.migration(local.tag)
        parent = own
    entries = [{"idx": n, "version": "7", "when": one.when, "tag": one.tag} for n, one in enumerate(locals_)]
    text = json.dumps({"version": "7", "dialect": "postgresql", "entries": entries})
    project.write("migrations/meta/_journal.json", text)
    (project.root / "node_modules").symlink_to(HERE / "drizzle1" / "node_modules")
    command = ["node", "node_modules/drizzle-kit/bin.cjs", "up", "--dialect", "postgresql", "--out", "migrations"]
    done = subprocess.run(
        command, cwd=project.root, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    folders = {path.name for path in (project.root / "migrations").iterdir()}
    assert folders == {one.name for one in locals_}
