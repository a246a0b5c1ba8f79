"""One module opens sessions; ours are pinned, whatever the database sets for new ones."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "journal"
OPENS = PACKAGE / "connect" / "opening.py"
MODULES = sorted(PACKAGE.rglob("*.py"))
DRIVERS = ("psycopg", "psycopg_pool", "psycopg2", "asyncpg", "pg8000")
CONNECTS = {"connect", "connect_poll", "connect_start", "ConnectionPool", "PGconn"}


def imported(tree: ast.AST) -> dict[str, str]:
    """What each local name is, as far as a driver is concerned."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name.partition(".")[0]: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return {name: what for name, what in names.items() if what.partition(".")[0] in DRIVERS}


def opened(text: str) -> list[int]:
    """The lines that open a session of a driver by themselves."""
    tree = ast.parse(text)
    names = imported(tree)
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CONNECTS:
            root: ast.expr = node.value
            while isinstance(root, ast.Attribute):
                root = root.value
            lines += [node.lineno] if isinstance(root, ast.Name) and root.id in names else []
        elif isinstance(node, ast.Name) and names.get(node.id, "").rpartition(".")[2] in CONNECTS:
            lines.append(node.lineno)
    return lines


@pytest.mark.parametrize(
    "path", [one for one in MODULES if one != OPENS], ids=lambda one: str(one.relative_to(PACKAGE))
)
def test_no_other_module_opens_a_session(path: Path) -> None:
    assert opened(path.read_text()) == []


def test_the_look_finds_every_way_to_open_one() -> None:
    assert len(opened(OPENS.read_text())) == 1
    for text in (
        "import psycopg\npsycopg.connect('')",
        "import psycopg as p\np.Connection.connect('')",
        "from psycopg import Connection\nConnection.connect('')",
        "from psycopg import connect as c\nc('')",
        "from psycopg.pq import PGconn\nPGconn.connect(b'')",
        "from psycopg import pq\npq.PGconn.connect_start(b'')",
        "from psycopg_pool import ConnectionPool\nConnectionPool('')",
    ):
        assert len(opened(text)) >= 1, text
