"""Tests that the texts of migration files are those of drizzle-kit's snapshots, and that its files are recognized."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
from conftest import empty_database
from snapshot.histories import History, histories

from journal.catalog.read import read_schema
from journal.catalog.values import Key
from journal.server.provider import Server
from journal.snapshot.source_texts import TextRegistry, read_texts
from journal.snapshot.source_texts.verified import verified
from journal.sql.drizzle_kit_style import written_by_drizzle_kit
from journal.sql.parsed import ParsedPiece
from journal.sql.statements import MARKER, cut

HERE = Path(__file__).parent
NODE_PACKAGES = HERE.parent / "drizzle" / "node_modules"

Texts = Mapping[tuple[Key, str], str]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Return SQL and snapshot of each schema of `texts.cjs`, by the real drizzle-kit."""
    folder = tmp_path_factory.mktemp("history")
    (folder / "node_modules").symlink_to(NODE_PACKAGES)
    for name in ("histories.cjs", "texts.cjs"):
        (folder / name).write_text((HERE / name).read_text())
    command = ["node", "histories.cjs", "./texts.cjs"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=60, stdin=subprocess.DEVNULL)
    return list(json.loads(done.stdout))


def pieces(text: str) -> list[ParsedPiece]:
    return [ParsedPiece(piece) for piece in cut(text)]


def read(*files: str, path: tuple[str, ...] = ("public",)) -> TextRegistry:
    registry = TextRegistry(path)
    for file in files:
        read_texts(pieces(file), registry)
    return registry


def agreed(database: str, *files: str) -> Texts:
    """Run these files; return their texts that have the same meaning for the server."""
    with psycopg.connect(database) as connection:
        for file in files:
            connection.execute(file.replace(MARKER, ";").encode())
        schema = read_schema(connection)
        return verified(connection, read(*files), schema)


def of_snapshot(snapshot: Mapping[str, Any]) -> Iterator[tuple[tuple[Key, str], str]]:
    """Yield every text of drizzle-kit's snapshot, by object and facet; numbers and booleans as SQL."""
    for table in snapshot["tables"].values():
        on = (table["schema"] or "public", table["name"])
        for column in table["columns"].values():
            key = ("column", *on, column["name"])
            if "default" in column:
                text = column["default"]
                yield (key, "default"), text if isinstance(text, str) else json.dumps(text)
            if "generated" in column:
                yield (key, "generated"), column["generated"]["as"]
        for check in table["checkConstraints"].values():
            yield (("constraint", *on, check["name"]), "check"), check["value"]
        for policy in table["policies"].values():
            key = ("policy", *on, policy["name"])
            yield from (((key, facet), policy[name]) for facet, name in _POLICY.items() if name in policy)
        for index in table["indexes"].values():
            yield from of_index(("index", on[0], index["name"]), index)
    for view in snapshot["views"].values():
        kind = "materialized view" if view["materialized"] else "view"
        yield ((kind, view["schema"], view["name"]), "definition"), view["definition"]


_POLICY = {"using": "using", "with_check": "withCheck"}


def of_index(key: Key, index: Mapping[str, Any]) -> Iterator[tuple[tuple[Key, str], str]]:
    for number, column in enumerate(index["columns"]):
        if column["isExpression"]:
            yield (key, f"column:{number}"), column["expression"]
    if index.get("where"):
        yield (key, "where"), index["where"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_texts_of_an_entry_equal_those_of_its_snapshot(
    history: list[dict[str, Any]], any_server: Server, number: int
) -> None:
    files = ["\n--> statement-breakpoint\n".join(one["sql"]) for one in history[:number]]
    expected = dict(of_snapshot(history[number - 1]["snapshot"]))
    with empty_database(any_server) as database:
        texts = agreed(database, *files)
    assert {place: texts.get(place) for place in expected} == expected
    assert {place for place in texts if place[1] in _EXPRESSIONS} <= set(expected)


_EXPRESSIONS = ("default", "generated", "check", "where", "using", "with_check", "definition")


CASES = [case for case in histories() if case.config.get("breakpoints", True)]


def is_by_kit(text: str) -> bool:
    return written_by_drizzle_kit([piece.text for piece in cut(text)])


def untouched(case: History) -> list[Path]:
    """Return the unedited files of a case that drizzle-kit wrote with markers."""
    touched = {step.stem for step in case.steps if step.suffix == ".sql"} | case.edits.keys()
    return [path for path in sorted(case.made.glob("*.sql")) if path.stem.rpartition("_")[2] not in touched]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_files_of_every_case_are_recognized(case: History) -> None:
    assert [path.name for path in untouched(case) if not is_by_kit(path.read_text())] == []


TABLE = 'CREATE TABLE "t" (\n\t"a" integer\n);\n'
COLUMN = 'ALTER TABLE "t" ADD COLUMN "b" timestamptz;'
MARK = "--> statement-breakpoint"


BLOCK = f"DO $$ BEGIN\n {COLUMN}\nEXCEPTION\n WHEN duplicate_object THEN null;\nEND $$;\n"


@pytest.mark.parametrize(
    "text",
    [TABLE, COLUMN, f"{TABLE}{MARK}\n{COLUMN}", f"{COLUMN}{MARK}\n{COLUMN}", f"{BLOCK}{MARK}\n{TABLE}{MARK}\n{BLOCK}"],
)
def test_a_file_of_drizzle_kit_is_recognized(text: str) -> None:
    assert is_by_kit(text)


@pytest.mark.parametrize(
    "text",
    [f"{COLUMN}\n", f"{COLUMN}\n{MARK}\n{COLUMN}", f"-- more\n{COLUMN}", COLUMN.lower(), COLUMN.replace('"', ""),
     f"{COLUMN}{MARK}{COLUMN}",
     COLUMN.removesuffix(";"), f"{TABLE}\n", TABLE.replace("\n", "\r\n"), "",
     BLOCK.replace("duplicate_object", "others")],
)  # fmt: skip
def test_an_edited_or_handwritten_file_is_not_recognized(text: str) -> None:
    assert not is_by_kit(text)
