"""Never a traceback: whatever the folder holds, check ends with an answer or a sentence, in every format.

JOURNAL_FULL=1 runs 20,000 examples instead of a few hundred; they are the same ones every time.
"""

import json
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from full import FULL
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.errors import JournalError
from journal.project.settings import load_settings
from journal.report.check.github import annotations, summary
from journal.report.check.json import check_json
from journal.report.check.junit import junit
from journal.report.check.sarif import sarif
from journal.report.check.text import check_text
from journal.verbs.check import CheckRequest, lint

EXAMPLES = 20_000 if FULL else 100
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ours = settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
values = st.recursive(
    scalars, lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one, max_size=3)
)
whens = st.integers(0, 2**53) | st.integers(1_700_000_000_000, 1_700_000_009_000) | values
tags = st.sampled_from(["0000_a", "0001_b", "0001_b_down", "x", "../x", "_", "", "20250815_c", "0000_a/b"]) | values
hashes = st.none() | st.text("0123456789abcdefX", min_size=62, max_size=66) | values
entries = st.fixed_dictionaries(
    {}, optional={"idx": st.integers(-1, 5) | values, "when": whens, "tag": tags, "hash": hashes, "version": values}
)
journals = st.fixed_dictionaries(
    {}, optional={"version": st.just("7") | values, "dialect": st.just("postgresql") | values,
                  "entries": st.lists(entries | values, max_size=6) | values, "x": values},
)  # fmt: skip
ids = st.sampled_from(["a", "b", "c", "00000000-0000-0000-0000-000000000000"]) | values
snapshots = (
    st.fixed_dictionaries({}, optional={"id": ids, "prevId": ids, "version": values, "dialect": values}) | values
)
WORDS = """
create table t (a int);|select 1;|--> statement-breakpoint|$$|$f$|'|"|/*|*/|--|;|begin;|commit|E'\\\\|(|)|,|`x`|vacuum;
alter type m add value 'x';|update t set a = 'x';|set search_path = s;|\\\\connect x|copy t from stdin;|\\\\.|do $$
create index concurrently i on t (a);|create function f() returns int language sql as $$|drop table t;
-- journal-ignore|-- journal-ignore syntax-error: x|-- +goose Up|-- migrate:down|auto_increment|do $$ begin end $$;
""".strip().replace("\n", "|")
pieces = st.sampled_from([*WORDS.split("|"), "\n", "\0", "\r\n", "\r", "\ufeff"]) | st.text(max_size=6)
sql = st.lists(pieces, max_size=14).map(lambda parts: " ".join(parts).encode("utf-8", "replace"))
bytes_ = sql | st.binary(max_size=60)


def written(journal: bytes, files: dict[str, bytes]) -> None:
    """Write a folder, check it, and tell it in every format; only an explained failure may be raised."""
    root = Path(tempfile.mkdtemp(prefix="fuzz-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    try:
        for name, content in {"meta/_journal.json": journal, **files}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        (root / "migrations").mkdir(exist_ok=True)
        answered(root)
    finally:
        shutil.rmtree(root)


def answered(root: Path) -> None:
    try:
        result = lint(load_settings(root), CheckRequest(now=NOW))
    except JournalError as error:
        assert error.message.strip().endswith((".", "…")), error.message
        assert error.exit_code in (1, 2)
        return
    for finding in result.findings:
        assert finding.rule
        assert finding.message.strip()
    assert check_text(result, colours=False)
    assert "</testsuites>" in junit(result)
    annotations(result), summary(result)
    orjson.dumps(check_json(result))
    json.dumps(sarif(result))


@ours
@given(journals | values, st.lists(snapshots, max_size=3))
def test_any_journal_and_any_snapshots(value: Any, all_snapshots: list[Any]) -> None:
    files = {f"meta/000{number}_snapshot.json": json.dumps(one).encode() for number, one in enumerate(all_snapshots)}
    files |= {"migrations/0000_a.sql": b"select 1;", "migrations/0001_b.sql": b"select 2;"}
    written(json.dumps(value).encode(), files)


@ours
@given(st.binary(max_size=200), st.binary(max_size=60))
def test_any_bytes(journal: bytes, snapshot: bytes) -> None:
    written(journal, {"meta/0000_snapshot.json": snapshot, "migrations/0000_a.sql": snapshot})


@ours
@given(bytes_, bytes_)
def test_any_sql(first: bytes, second: bytes) -> None:
    listed = [
        {"idx": n, "version": "7", "when": 1_700_000_000_000 + n * 5000, "tag": tag}
        for n, tag in enumerate(["0000_a", "0001_b"])
    ]
    journal = json.dumps({"version": "7", "dialect": "postgresql", "entries": listed})
    files = {"migrations/0000_a.sql": first, "migrations/0001_b.sql": second, "migrations/0001_b_down.sql": first}
    written(journal.encode(), files)
