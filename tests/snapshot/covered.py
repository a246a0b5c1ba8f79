"""Which functions, methods and options of the installed drizzle-orm the cases use."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping

from snapshot.histories import HERE, PACKAGES, History, histories

LIST = HERE / "covered.json"
Words = dict[str, dict[str, list[str]]]
"""The words of each kind, and the names of the cases that use each."""

_PATTERNS = {"functions": r"\b{}\s*[(<]", "methods": r"\.{}\s*[(<]", "options": r"\b{}:"}

NOT_OF_A_SCHEMA: Mapping[str, tuple[str, ...]] = {
    "what looks at a schema": (
        "extractUsedTable", "getMaterializedViewConfig", "getTableConfig", "getViewConfig", "isPgEnum",
        "isPgMaterializedView", "isPgSchema", "isPgSequence", "isPgView", "uniqueKeyName", "getSQL", "getSQLType",
        "getSelectedFields", "getUsedTables", "getDialect", "toSQL", "shouldOmitSQLParens",
    ),
    "what the words of a schema are made of": (
        "constructor", "build", "buildForeignKeys", "buildExtraConfigColumn", "setName", "makePgArray", "parsePgArray",
        "parsePgNestedArray", "pgEnumObjectWithSchema", "pgEnumWithSchema", "pgMaterializedViewWithSchema",
        "pgSequenceWithSchema", "pgTableWithSchema", "pgViewWithSchema", "createJoin", "createSetOperator",
        "addSetOperators",
    ),
    "what runs, or reads and changes rows": (
        "alias", "withReplicas", "setToken", "overridingSystemValue", "values", "set", "for", "$dynamic", "$withCache",
    ),
}  # fmt: skip
"""Names of pg-core that no schema.ts uses, by their purpose."""


def covered() -> Words:
    """Return every word with its cases, without the ambiguous pairs."""
    texts = {case.name: "\n".join(_schemas(case)) for case in histories() if not case.is_untold}
    return {kind: {word: _cases_with(texts, kind, word) for word in words} for kind, words in _words().items()}


def _words() -> dict[str, list[str]]:
    done = subprocess.run(
        ["node", HERE / "words.cjs", PACKAGES], capture_output=True, text=True, timeout=60, check=True
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    others = {name for names in NOT_OF_A_SCHEMA.values() for name in names}
    return {kind: sorted(set(words) - (others if kind != "options" else set())) for kind, words in found.items()}


def _schemas(case: History) -> Iterator[str]:
    return (step.read_text() for step in case.steps if step.suffix == ".ts")


def _cases_with(texts: Mapping[str, str], kind: str, word: str) -> list[str]:
    pattern = re.compile(_PATTERNS[kind].format(re.escape(word)))
    return [name for name, text in texts.items() if pattern.search(text)]


if __name__ == "__main__":
    LIST.write_text(json.dumps(covered(), indent=2) + "\n")
