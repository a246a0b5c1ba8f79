"""The remedies for a difference of `schema.ts` that `generate` drops, cannot write or does not see. Pure."""

from collections.abc import Sequence

from journal.catalog.difference import Difference
from journal.handback.checklist import Again
from journal.handback.compare import SchemaTsComparison, Scope
from journal.handback.complete import CompletedCopy

_HIDDEN = ("schema", "table", "view", "materialized view", "enum", "sequence")
_OF_TABLES_FILTER = ("table", "view", "materialized view")


def keeping(again: Again, completed: CompletedCopy, scope: Scope) -> str:
    """Return how to keep what only the entries make: `--ignore`, or filters of drizzle.config; empty without such.

    The filters stay for later runs. `generate` ignores both, but it does not drop what no snapshot has: those that
    were there before are rebuilt.
    """
    comparison = completed.comparison
    if comparison is None:
        return ""
    extra = [one for one in comparison.real if one.expected is None and one.kind in _HIDDEN]
    schemas = {one.name for one in extra if one.kind == "schema"}
    extra = [one for one in extra if one.kind == "schema" or one.name.partition(".")[0] not in schemas]
    if not extra:
        return ""
    names = [one.name for one in extra]
    filters = list(_filters(extra, comparison, scope))
    rebuild = ["--replace-all"] if completed.chain.kept else []
    hide = f"To keep {', '.join(names)} and hide it from drizzle-kit"
    by_filters = f"write {' and '.join(filters)} in drizzle.config, then {again(*rebuild)}; or " if filters else ""
    return f"{hide}: {by_filters}{again(*rebuild, *_ignoring(names))}"


def accepting(again: Again, names: Sequence[str]) -> str:
    """Return how to leave the differences of these objects as they are."""
    return f"drizzle-kit does not see this difference. To leave it as it is: {again(*_ignoring(names))}"


def _ignoring(names: Sequence[str]) -> list[str]:
    return [word for name in dict.fromkeys(names) for word in ("--ignore", name)]


def _filters(extra: Sequence[Difference], comparison: SchemaTsComparison, scope: Scope) -> list[str]:
    """Return the filters that hide all of it; none where a filter cannot hide one of them."""
    found: list[str] = []
    if any(one.kind == "schema" for one in extra):
        snapshot = comparison.expected.snapshot
        of_objects = {
            one.get("schema") or "public" for part in ("tables", "views", "enums") for one in snapshot[part].values()
        }
        found.append(f"schemaFilter: {_listed(sorted({'public', *of_objects, *snapshot['schemas']}))}")
    rest = [one for one in extra if one.kind != "schema"]
    if any(one.kind not in _OF_TABLES_FILTER for one in rest):
        return []
    if rest:
        excluded = ["!" + one.name.partition(".")[2] for one in rest]
        found.append(f"tablesFilter: {_listed([*scope.tables, *excluded])}")
    return found


def _listed(values: Sequence[str]) -> str:
    return "[" + ", ".join(f"'{value}'" for value in values) + "]"
