"""The house's one direction: data flows down the page, imports only point up it."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "journal"

# From the top of the page to its bottom; a module may import from its own line and those above.
STORY = [
    {"__init__", "dataclass", "errors", "escape"},
    {"project"},
    {"sql"},
    {"folder"},
    {"rules"},
    {"connect"},
    {"catalog"},
    {"server"},
    {"replay"},
    {"snapshot"},
    {"ledger"},
    {"drizzle"},
    {"rebuild"},
    {"runner", "testdata", "backup"},
    {"authoring", "rehearsal"},
    {"verbs"},
    {"playbook", "verification", "handback", "baseline", "diagnosis"},
    {"adopt", "rebase", "squash"},
    {"report"},
    {"cli"},
]
LAYER = {room: number for number, rooms in enumerate(STORY) for room in rooms}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(parts: tuple[str, ...]) -> str:
    return parts[0] if parts else "__init__"


def imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return found


# The face of the package only names what is below it; test_api.py checks that it imports nothing of it.
BELOW_THE_FACE = [path for path in MODULES if path != PACKAGE / "__init__.py"]


@pytest.mark.parametrize("path", BELOW_THE_FACE, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_only_point_up(path: Path) -> None:
    own = LAYER[room_of(path.relative_to(PACKAGE).with_suffix("").parts)]
    for name in imports(path):
        package, *rest = name.split(".")
        if package == "journal" and rest and rest[0] in LAYER:
            assert LAYER[rest[0]] <= own, f"{path.name} imports {name}, which is below it"


def test_every_room_is_on_the_page() -> None:
    rooms = {room_of(path.relative_to(PACKAGE).with_suffix("").parts) for path in MODULES}
    assert rooms == set(LAYER)


def imported_modules() -> dict[str, set[str]]:
    """Return every module with those it imports: at its top, in functions and for the type checker alone."""
    names = {".".join(("journal", *path.relative_to(PACKAGE).with_suffix("").parts)): path for path in MODULES}
    return {name: set(imports(path)) & names.keys() for name, path in names.items() if not name.endswith("__init__")}


def first_circle(graph: dict[str, set[str]]) -> list[str]:
    """Return the modules of a circle, or none: what remains when modules without imports are taken away in turn."""
    left = dict(graph)
    while free := [name for name, others in left.items() if not others & left.keys()]:
        for name in free:
            del left[name]
    return sorted(left)


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert first_circle(imported_modules()) == []


def test_a_circle_is_found() -> None:
    assert first_circle({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["a", "b", "c"]


def test_the_replay_does_not_know_our_hash() -> None:
    for path in (PACKAGE / "replay").glob("*.py"):
        assert not any("hashing" in name for name in imports(path)), path.name


SLOW = {"filelock", "psycopg", "docker", "postgast", "rich", "platformdirs", "tree_sitter", "tree_sitter_typescript"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_slow_packages_are_imported_where_they_are_used(path: Path) -> None:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            assert not SLOW & {str(name).split(".")[0] for name in names}
