"""What is there, what is recorded of it, and whether the two agree."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass

import psycopg

from faults.files import FILES, START, File, Statement

_MARKS = """
SELECT 'row ' || name FROM trace
UNION ALL SELECT 'table ' || relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 't\\_%'
UNION ALL SELECT CASE WHEN indisvalid THEN 'index ' ELSE 'invalid ' END || relname
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
 WHERE indrelid IN ('thing'::regclass, (SELECT reltoastrelid FROM pg_class WHERE oid = 'thing'::regclass))
   AND (NOT indisprimary OR NOT indisvalid)
UNION ALL SELECT CASE WHEN inhdetachpending THEN 'detaching ' ELSE 'part ' END || relname
  FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = 'parted'::regclass
"""
_RECORDED = "SELECT filename, hash FROM _manual_migrations ORDER BY applied_at, filename"
_LEDGER = "SELECT hash FROM drizzle.__drizzle_migrations ORDER BY id"
_POSITIONS = "SELECT filename, done, trying FROM _manual_migrations_position"
_KEPT = re.compile(r"(?:statement 1 is|statements 1 to (\d+) are) of this file in the database")


@dataclass(frozen=True)
class State:
    """`positions`: by the file, how many of its statements are done, and whether the next was being tried."""

    marks: Counter[str]
    recorded: list[tuple[str, str]]
    ledger: list[str]
    positions: dict[str, tuple[int, bool]]

    @property
    def complete(self) -> bool:
        return len(self.recorded) == len(FILES) and not self.positions


def look(url: str) -> State:
    """Read it. A table that is not there has no rows."""
    with psycopg.connect(url, autocommit=True) as connection:

        def rows(query: str, table: str) -> list[tuple[object, ...]]:
            there = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (table,)).fetchone() == (True,)
            return connection.execute(query.encode()).fetchall() if there else []

        marks = Counter(str(row[0]) for row in rows(_MARKS, "trace"))
        recorded = [(str(name), str(hash_)) for name, hash_ in rows(_RECORDED, "_manual_migrations")]
        ledger = [str(row[0]) for row in rows(_LEDGER, "drizzle.__drizzle_migrations")]
        positions = rows(_POSITIONS, "_manual_migrations_position")
    return State(marks, recorded, ledger, {str(name): (int(str(done)), bool(on)) for name, done, on in positions})


def wrong(state: State, *, with_ledger: bool) -> str:
    """What does not agree, in a sentence; empty where all does."""
    names = [name for name, _ in state.recorded]
    if state.recorded != [(one.name, _hash(one)) for one in FILES[: len(names)]]:
        return f"recorded are {names}"
    if state.ledger != ([hash_ for _, hash_ in state.recorded] if with_ledger else []):
        return f"Drizzle's ledger has {len(state.ledger)} rows for {len(names)} files"
    if set(state.positions) - {one.name for one in FILES[len(names) : len(names) + 1]}:
        return f"positions of {list(state.positions)} after {len(names)} files"
    return _wrong_marks(state, set(names))


def _hash(one: File) -> str:
    return hashlib.sha256(one.text.encode()).hexdigest()


def _wrong_marks(state: State, recorded: set[str]) -> str:
    wanted, unsure = Counter(START), []
    for one in FILES:
        done, trying = (
            (len(one.statements), False) if one.name in recorded else state.positions.get(one.name, (0, False))
        )
        for statement in one.statements[:done]:
            wanted.update(statement.adds)
            wanted.subtract(statement.removes)
        unsure += one.statements[done : done + trying]
    there = Counter(state.marks)
    for mark in [mark for mark in there | wanted if _may_be(mark, unsure) and there[mark] <= 1]:
        del there[mark], wanted[mark]
    return "" if +there == +wanted else f"too much: {there - wanted}, missing: {wanted - there}"


def _may_be(mark: str, unsure: list[Statement]) -> bool:
    """Whether a statement with an unknown outcome may have left it: its row, its index in any state, a rebuilt one."""
    kind, name = mark.split()
    rebuilt = any(one.text.startswith("REINDEX") for one in unsure) and kind == "invalid" and "_cc" in name
    return rebuilt or any(name in one.names for one in unsure)


def untrue(said: str, state: State) -> str:
    """What the run said of the file that failed, and is not so; empty where it is."""
    names = {name for name, _ in state.recorded}
    if "rolled back whole" in said and state.positions:
        return f"said rolled back whole, and there is {state.positions}"
    kept = _KEPT.search(said)
    done = [done for done, _ in state.positions.values()]
    if kept and done != [int(kept[1] or 1)]:
        return f"said {kept[0]}, and there is {state.positions}"
    failed = re.search(r"error: (\S+\.sql)", said)
    if failed and "COMMIT: it is in whole" not in said and failed[1] in names:
        return f"said that {failed[1]} failed, and it is recorded"
    return ""
