"""The prediction on odd ledgers against the judge: the real migrate() of both generations, on a real server.

What is predicted is what happens, or the tool says why it cannot tell. JOURNAL_FULL=1 tries 2,000 ledgers for each
generation; they are the same ones every time.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from conftest import HERE, empty_database
from full import FULL
from ledger.odd_ledgers import FOLDERS, GUEST, OWNER, SHARED, STRANGER, SUPER, Odd, folders, odd_ledgers
from ledger.test_predict import Case, written_for_0, written_for_1
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from journal.errors import JournalError, LedgerUnusable
from journal.ledger.predict import LocalMigration, MigratePlan, pending_v0, pending_v1
from journal.ledger.read import LiveLedger, read_ledger
from journal.project.settings import Ledger
from journal.server.provider import Server

CASES = 2000 if FULL else 120


@dataclass(frozen=True)
class Told:
    """What the tool says of a case: a refusal, a failure's SQLSTATE, or the hashes that come into the ledger."""

    refused: str = ""
    sqlstate: str = ""
    unmatched: bool = False
    added: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return "refused" if self.refused else "fails" if self.sqlstate or self.unmatched else "runs"


def told(
    connection: "psycopg.Connection[Any]", case: Odd, migrations: Sequence[LocalMigration], generation: int
) -> Told:
    try:
        with connection.transaction():
            ledger = read_ledger(connection, Ledger(case.schema))
    except LedgerUnusable as unusable:
        return Told(sqlstate=unusable.sqlstates[generation])
    except JournalError as refused:
        return Told(refused=refused.code)
    return _of(ledger, (pending_v1 if generation else pending_v0)(migrations, ledger))


def _of(ledger: LiveLedger, plan: MigratePlan) -> Told:
    if plan.unknown:
        return Told(refused=plan.unknown)
    if plan.fails:
        return Told(sqlstate=plan.fails.sqlstate)
    return Told(unmatched=bool(plan.refused), added=tuple(one.hash for one in plan.runs))


def made(url: str, cases: Sequence[Odd]) -> None:
    """A statement that fails, such as a row that does not fit, leaves nothing; the others stay."""
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(SHARED.encode())
        admin.execute(f"GRANT CREATE ON DATABASE {admin.info.dbname} TO {OWNER}, {GUEST}".encode())
        for case in cases:
            for statement in case.statements:
                try:
                    admin.execute(statement.encode())
                except psycopg.Error:
                    continue


def judged(url: str, cases: Sequence[Odd], packages: Path, folder: Path) -> list[dict[str, Any]]:
    """What the real migrate() did in each case."""
    asked = [{"schema": one.schema, "role": one.role, "folder": str(folder / str(one.folder))} for one in cases]
    (folder / "cases.json").write_text(json.dumps(asked))
    words = conninfo_to_dict(url)
    command = ["node", str(HERE / "drizzle" / "odd_ledger_oracle.cjs"), str(packages), str(folder / "cases.json")]
    done = subprocess.run(
        [*command, str(words["host"]), str(words["dbname"])], capture_output=True, text=True, timeout=900, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def hashes_of(admin: "psycopg.Connection[Any]", schema: str) -> Counter[str]:
    query = f"SELECT to_jsonb(ledger) ->> 'hash' FROM {schema}.__drizzle_migrations AS ledger"
    try:
        return Counter((row[0] or "").rstrip(" ") for row in admin.execute(query.encode()).fetchall())
    except psycopg.Error:
        return Counter()


def wrong(said: Told, before: Counter[str], real: dict[str, Any]) -> str:
    """What of a prediction is not so; empty where all is."""
    error = real["error"]
    after = Counter((row["hash"] or "").rstrip(" ") for row in real["rows"] or ())
    if said.unmatched:
        return "" if error and "do not match any local migration" in error["message"] else "it was to refuse"
    if said.sqlstate:
        return "" if error and error["code"] == said.sqlstate and after == before else "it was to fail"
    if error:
        return "it was to run"
    return "" if after == before + Counter(said.added) else "other rows were to come"


@pytest.fixture
def crowded(server: Server) -> Iterator[str]:
    """A database for its superuser, and the three roles that run migrate in it."""
    with empty_database(server) as url:
        yield make_conninfo(server.admin, dbname=str(conninfo_to_dict(url)["dbname"]))
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute(f"DROP ROLE {OWNER}, {GUEST}, {STRANGER}, {SUPER}".encode())


@pytest.mark.parametrize("generation", [0, 1])
def test_an_odd_ledger_is_predicted_or_refused(
    crowded: str, tmp_path: Path, generation: int, capsys: pytest.CaptureFixture[str]
) -> None:
    sets = folders(20_261_128)
    for number in range(FOLDERS):
        case = Case(tuple(sets[number]), LiveLedger(exists=False), ())
        (written_for_1 if generation else written_for_0)(case, tmp_path / str(number))
    cases = list(odd_ledgers(20_261_128 + generation, CASES, sets))
    made(crowded, cases)
    connections = {
        role: psycopg.connect(make_conninfo(crowded, user=role), autocommit=True)
        for role in (OWNER, GUEST, STRANGER, SUPER)
    }
    said = [told(connections[one.role], one, [local for local, _ in sets[one.folder]], generation) for one in cases]
    before = [hashes_of(connections[SUPER], one.schema) for one in cases]
    for connection in connections.values():
        connection.close()
    real = judged(crowded, cases, HERE / ("drizzle1" if generation else "drizzle"), tmp_path)
    assert len(real) == len(cases)
    found = [
        (what, case, one, answer)
        for case, one, rows, answer in zip(cases, said, before, real, strict=True)
        if not one.refused and (what := wrong(one, rows, answer))
    ]
    counts, kinds = Counter(one.kind for one in said), Counter(kind for one in cases for kind in one.kinds)
    with capsys.disabled():
        sys.stdout.write(f"\n{len(cases)} odd ledgers of {len(kinds)} kinds for {generation}.x: {dict(counts)}\n")
        sys.stdout.write(f"  refused: {dict(Counter(one.refused for one in said if one.refused).most_common(30))}\n")
    assert not found, (len(found), found[:3])
    assert counts["refused"] < len(cases) / 2
    assert len({one.sqlstate for one in said}) > 6, "the ledgers are too tame"
