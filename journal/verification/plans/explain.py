"""Run plan checks on a database, each in a transaction of its own that is rolled back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from journal.connect.opening import pinned
from journal.connect.timeouts import setting_of
from journal.dataclass import dataclass
from journal.replay.limits import Limits
from journal.replay.send import ServerError, refusal_of
from journal.verification.plans.demands import AtMost, Demand, HasNode, Unmet, UsesIndex, unmet
from journal.verification.plans.plan import KnownNames, QueryPlan, RelationName, read_plan
from journal.verification.plans.read import PlanCheck

if TYPE_CHECKING:
    from psycopg import Connection

# On empty tables: whether such a plan is possible at all. One of these settings must give it.
_PLANNER_SETTINGS_OFF = (
    ("enable_seqscan",),
    ("enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_incremental_sort"),
    ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan"),
)
_POSSIBLE = ("Sort", "Index Scan", "Index Only Scan", "Bitmap Index Scan", "Bitmap Heap Scan", "Seq Scan")
"""The nodes that a plan on empty tables can show: whether an index can serve."""

_PARENTS = """
WITH RECURSIVE up (oid, parent) AS (
  SELECT class.oid, class.oid FROM pg_catalog.pg_class AS class
    JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
    JOIN ROWS FROM (pg_catalog.unnest(%s::text[]), pg_catalog.unnest(%s::text[])) AS asked (schema, name)
      ON asked.schema = space.nspname AND asked.name = class.relname
  UNION SELECT up.oid, pg_inherits.inhparent FROM up JOIN pg_catalog.pg_inherits ON inhrelid = up.parent
)
SELECT space.nspname::text, class.relname::text, above.nspname::text, parent.relname::text FROM up
  JOIN pg_catalog.pg_class AS class ON class.oid = up.oid
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
  JOIN pg_catalog.pg_class AS parent ON parent.oid = up.parent
  JOIN pg_catalog.pg_namespace AS above ON above.oid = parent.relnamespace
"""
_NAMED = """
SELECT space.nspname::text, class.relname::text, pg_index.indisvalid FROM pg_catalog.pg_class AS class
  JOIN pg_catalog.pg_namespace AS space ON space.oid = class.relnamespace
  LEFT JOIN pg_catalog.pg_index ON pg_index.indexrelid = class.oid
 WHERE class.relname = ANY (%s::text[]) AND class.relkind IN ('r', 'p', 'm', 'f', 'i', 'I')
"""

_SET = """
SELECT pg_catalog.set_config(name, value, true) FROM
  ROWS FROM (pg_catalog.unnest(%s::pg_catalog.text[]), pg_catalog.unnest(%s::pg_catalog.text[])) AS wanted (name, value)
"""


@dataclass(frozen=True)
class PlanCheckResult:
    """The result of a check: the plan, and the demands it does not meet; or why PostgreSQL refused the query.

    `unasked`: demands that tables without rows cannot answer.
    """

    check: PlanCheck
    plan: QueryPlan | None = None
    unmet: tuple[Unmet, ...] = ()
    unasked: tuple[Demand, ...] = ()
    refusal: ServerError | None = None

    @property
    def passed(self) -> bool:
        """Whether the query ran and its plan meets all demands."""
        return self.refusal is None and not self.unmet


def run_checks(
    connection: "Connection[Any]", checks: Sequence[PlanCheck], limits: Limits, *, empty: bool
) -> tuple[PlanCheckResult, ...]:
    """Run the checks one by one. `empty`: the tables have no rows, so only the use of an index is checked.

    The connection is in autocommit mode. Raises psycopg's error when it is lost.
    """
    if empty:
        return tuple(_on_empty_tables(connection, check, limits) for check in checks)
    return tuple(_explained(connection, _Trial(check, check.demands, limits)) for check in checks)


def _on_empty_tables(connection: "Connection[Any]", check: PlanCheck, limits: Limits) -> PlanCheckResult:
    asked = tuple(
        demand
        for demand in check.demands
        if isinstance(demand, UsesIndex) or (isinstance(demand, HasNode) and demand.node in _POSSIBLE)
    )
    unasked = tuple(demand for demand in check.demands if demand not in asked)
    results: list[PlanCheckResult] = []
    for off in _PLANNER_SETTINGS_OFF:
        # A statement that writes is not run: the rows that it refers to are missing.
        trial = _Trial(check, asked, limits, off, runs=not check.writes)
        results.append(replace(_explained(connection, trial), unasked=unasked))
        if results[-1].passed or results[-1].refusal:
            return results[-1]
    return results[0]


@dataclass(frozen=True)
class _Trial:
    """One EXPLAIN, with the planner's settings `off` off. `runs`: the statement is executed."""

    check: PlanCheck
    demands: tuple[Demand, ...]
    limits: Limits
    off: tuple[str, ...] = ()
    runs: bool = True

    @property
    def query(self) -> str:
        """VERBOSE gives the schemas of tables; version 18 counts buffers by default, and timing costs time."""
        run = "ANALYZE, TIMING OFF, BUFFERS OFF, " if self.runs else ""
        return f"EXPLAIN ({run}VERBOSE, FORMAT JSON) {self.check.statement}"

    @property
    def settings(self) -> dict[str, str]:
        """The settings of the transaction."""
        times = {"statement_timeout": self.limits.statement_seconds, "lock_timeout": self.limits.lock_seconds}
        return {name: setting_of(seconds) for name, seconds in times.items()} | dict.fromkeys(self.off, "off")


def _explained(connection: "Connection[Any]", trial: _Trial) -> PlanCheckResult:
    """Explain in a transaction that is rolled back; it is read only unless the check says that it writes."""
    import psycopg  # noqa: PLC0415 - `--help` does not pay for it

    try:
        connection.execute("BEGIN READ WRITE" if trial.check.writes else "BEGIN READ ONLY")
        try:
            connection.execute(_SET, (list(trial.settings), list(trial.settings.values())))
            # Binary results need the extended protocol, which takes one statement only.
            answer = connection.cursor(binary=True).execute(trial.query).fetchone()  # type: ignore[arg-type, unused-ignore]
            plan = read_plan(answer[0] if answer else ())
            with pinned(connection):
                known = _known(connection, plan, trial.demands)
        finally:
            if not connection.closed:
                connection.execute("ROLLBACK")
    except psycopg.Error as error:
        if connection.closed:
            raise
        return PlanCheckResult(trial.check, refusal=refusal_of(error))
    return PlanCheckResult(trial.check, plan, unmet(plan, trial.demands, known))


def _known(connection: "Connection[Any]", plan: QueryPlan, demands: Sequence[Demand]) -> KnownNames:
    """Look up the names in the plan and in the demands."""
    found = {name for node in plan.root.all for name in (node.table, node.index) if name}
    parents: dict[RelationName, frozenset[RelationName]] = {}
    spelled = [name.schema for name in found], [name.name for name in found]
    for schema, name, above, parent in connection.execute(_PARENTS, spelled).fetchall():
        own = RelationName(name, schema)
        parents[own] = parents.get(own, frozenset()) | {RelationName(parent, above)}
    asked = [one.index if isinstance(one, UsesIndex) else one.on for one in demands if not isinstance(one, AtMost)]
    rows = connection.execute(_NAMED, ([name.name for name in asked if name],)).fetchall()
    valid = {RelationName(name, schema): is_valid for schema, name, is_valid in rows}
    indexes = {name: is_valid for name, is_valid in valid.items() if is_valid is not None}
    return KnownNames(parents, frozenset(valid.keys() - indexes.keys()), indexes)
