"""Each class name means one thing in the whole package, and each file of tests has a name of its own."""

import ast
from collections import defaultdict
from pathlib import Path

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "journal"
# Both describe a database in PostgreSQL's words: one as pg_catalog has it, the other as drizzle-kit writes it.
CATALOG = {"catalog/values.py", "catalog/types_functions_grants.py"}
MODELS = [{place, "snapshot/model.py"} for place in CATALOG]


def test_no_class_name_is_used_twice() -> None:
    places = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(path.relative_to(PACKAGE).as_posix())
    assert {name: where for name, where in places.items() if len(where) > 1 and set(where) not in MODELS} == {}


def test_no_file_of_tests_has_the_name_of_another() -> None:
    """Pytest imports each by its name alone, and collects nothing where two have one."""
    places = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        if "node_modules" not in path.parts:
            places[path.name].append(path.relative_to(TESTS).as_posix())
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
