"""What `status` says of a folder of drizzle 1.0, against the judge: the real migrate() of 1.0.0-rc.5 on that folder.

JOURNAL_FULL=1 tries 5,000 folders with their ledgers; they are the same ones every time.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import HERE
from full import FULL
from ledger.folders_of_version_1 import Case, cases
from psycopg.conninfo import conninfo_to_dict

from journal.errors import JournalError
from journal.folder.version_1 import order_notes, read_either
from journal.ledger.predict import local_migrations
from journal.ledger.status import EntryStateKind, Status, compute_status
from journal.project.layout import Layout, layout_of
from journal.project.settings import load_settings

CASES = 5000 if FULL else 120
RUNS = {EntryStateKind.PENDING, EntryStateKind.AGAIN}


@dataclass(frozen=True)
class Told:
    """What the tool says: a status, or why it refuses. `unsure`: the note on an order that it cannot know.

    `without_moment`: the folder that it refuses because its moment is NaN.
    """

    status: Status | None = None
    refused: str = ""
    without_moment: str = ""
    unsure: bool = False


def told(case: Case, root: Path) -> Told:
    (root / "migrations").mkdir(parents=True)
    case.write(root / "migrations")
    try:
        folder = read_either(load_settings(root))
    except JournalError as error:
        name = error.place.path.parent.name if error.place and "moment is NaN" in error.message else ""
        is_known = layout_of(root / "migrations") is Layout.DRIZZLE_1
        return Told(refused=error.code if is_known else "another layout", without_moment=name)
    status = compute_status(local_migrations(folder), case.ledger)
    return Told(status, unsure=any(order_notes(folder, [one.name for one in status.by_1.runs])))


def judged(all_cases: Sequence[Case], folder: Path, url: str) -> list[dict[str, Any]]:
    """What the real migrate() did in each case."""
    asked = [
        {
            "folder": str(folder / str(number) / "migrations"),
            "exists": case.ledger.exists,
            "named": case.ledger.named,
            "rows": [{"hash": row.hash, "created_at": row.created_at, "name": row.name} for row in case.ledger.rows],
        }
        for number, case in enumerate(all_cases)
    ]
    (folder / "cases.json").write_text(json.dumps(asked))
    words, script = conninfo_to_dict(url), str(HERE / "drizzle" / "ledger_oracle.cjs")
    command = ["node", script, str(HERE / "drizzle1"), str(folder / "cases.json"), words["host"], words["dbname"]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def wrong(case: Case, said: Told, real: dict[str, Any]) -> str:
    """What of the answer is not so; empty where all is."""
    error = real["error"]
    added = [row["name"] for row in real["rows"][len(case.ledger.rows) :]]
    if said.status is None:
        may_run = said.refused == "another layout" or (said.without_moment and said.without_moment not in added)
        return "" if error or may_run else "it was to fail"
    if said.status.by_1.either:
        return ""
    if said.status.by_1.refused:
        ids = f"(ids: {', '.join(map(str, said.status.by_1.refused))})"
        return "" if error and ids in error["message"] else "it was to refuse these rows"
    return "it was to run" if error else _wrong_runs(said, said.status, added)


def _wrong_runs(said: Told, status: Status, added: Sequence[str]) -> str:
    """What of the migrations that were run is not so; each is an entry that is pending, or that runs again."""
    expected = [one.name for one in status.by_1.runs]
    if Counter(added) != Counter(expected):
        return "others were to run"
    if not said.unsure and added != expected:
        return "the order was to be another"
    shown = [one.local.name for one in status.entries if one.state in RUNS]
    return "" if Counter(shown) == Counter(added) else "an entry has the wrong state"


def _kind(said: Told) -> str:
    plan = said.status.by_1 if said.status else None
    if not plan:
        return f"not read: {said.refused}"
    return "rows that match nothing" if plan.refused else "unpredictable" if plan.either else "predicted"


def test_what_status_says_is_what_the_real_migrate_does(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    all_cases = list(cases(20_261_129, CASES))
    said = [told(case, tmp_path / str(number)) for number, case in enumerate(all_cases)]
    real = judged(all_cases, tmp_path, database)
    assert len(real) == len(all_cases)
    found = [
        (what, case, one, answer)
        for case, one, answer in zip(all_cases, said, real, strict=True)
        if (what := wrong(case, one, answer))
    ]
    kinds = Counter(kind for case in all_cases for kind in case.kinds)
    ends = Counter(_kind(one) for one in said)
    with capsys.disabled():
        sys.stdout.write(f"\n{len(all_cases)} folders of 1.0 of {len(kinds)} kinds: {dict(ends)}")
        sys.stdout.write(f", order not known {sum(one.unsure for one in said)}\n{dict(kinds.most_common())}\n")
    assert not found, (len(found), Counter(what for what, *_ in found), found[:5])
    assert len(kinds) >= 25, "the folders are too tame"
    assert ends["predicted"] > len(all_cases) / 2
