"""A schema.ts, the files that the real drizzle-kit generates from it, and the database that their SQL creates."""

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import psycopg

from journal.catalog.read import read_roles, read_schema
from journal.catalog.types_functions_grants import Role
from journal.catalog.values import Schema
from journal.snapshot.render import Texts

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.ts"))
_CONFIG = "export default { dialect: 'postgresql', schema: './schema.ts', out: './drizzle' }\n"
_ASK = """
const [, from, to] = process.argv
const read = (name) => JSON.parse(require('fs').readFileSync(name))
require('drizzle-kit/api').generateMigration(read(from), read(to)).then((said) => {
  console.log(JSON.stringify(said)); process.exit(0)
})
"""
_UNQUOTED = ("public", "current_user", "session_user", "current_role")
_WORDS = (
    "uuid", "smallint", "integer", "bigint", "boolean", "text", "varchar", "serial", "decimal", "numeric", "real",
    "json", "time", "date", "interval", "double", "char", "vector", "geometry", "halfvec", "sparsevec", "bit",
)  # fmt: skip
"""The types that drizzle-kit writes without quotes."""
_DIMENSIONS = re.compile(r"(\[\d*\])+$")


@dataclass(frozen=True)
class Generated:
    """The SQL and the snapshot that drizzle-kit wrote for a schema.ts."""

    root: Path
    sql: str
    snapshot: bytes

    @property
    def value(self) -> Any:
        return orjson.loads(self.snapshot)

    def build(self, conninfo: str) -> tuple[Schema, tuple[Role, ...]]:
        """Run the SQL in a database. Return the schema, and the roles that the SQL created, which are dropped again."""
        with psycopg.connect(conninfo, autocommit=True) as connection:
            there = {one.name for one in read_roles(connection)}
            for statement in self.sql.split("--> statement-breakpoint"):
                connection.execute(statement)  # type: ignore[call-overload]
            made = tuple(one for one in read_roles(connection) if one.name not in there)
            schema = read_schema(connection)
            for one in made:
                connection.execute(f"DROP ROLE {one.name}")  # type: ignore[call-overload]
            return schema, made

    def statements(self, before: bytes, after: bytes) -> Any:
        """Return the statements that drizzle-kit would write to get from one snapshot to the other."""
        (self.root / "before.json").write_bytes(before)
        (self.root / "after.json").write_bytes(after)
        return orjson.loads(_node(self.root, "-e", _ASK, "before.json", "after.json"))


def generate(root: Path, schema: str) -> Generated:
    """Run `drizzle-kit generate` in a folder that has the node packages."""
    (root / "drizzle.config.ts").write_text(_CONFIG)
    (root / "schema.ts").write_text(schema)
    output = _node(root, "node_modules/drizzle-kit/bin.cjs", "generate")
    files = list((root / "drizzle").glob("*.sql"))
    assert files, output
    return Generated(root, files[0].read_text(), (root / "drizzle/meta/0000_snapshot.json").read_bytes())


def _node(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["node", *words], cwd=root, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def texts_of(made: bytes) -> Texts:
    """Return the texts of drizzle-kit's files, taken from its snapshot and not by our own reader."""
    snapshot = json.loads(made, parse_int=str, parse_float=str)  # a number as it is printed
    tables = snapshot["tables"].values()
    found = [*_views(snapshot), *(text for table in tables for text in _table(table))]
    return {(key, facet): text for key, facet, text in found if text is not None}


_Text = tuple[tuple[str, ...], str, str | None]


def _table(table: Any) -> Iterator[_Text]:
    schema, name = table["schema"] or "public", table["name"]
    for one in table["columns"].values():
        key = ("column", schema, name, one["name"])
        yield key, "type", _type(one)
        yield key, "not_null", "NOT NULL" if one["notNull"] and "identity" not in one else ""
        yield key, "default", _word(one.get("default"))
        yield key, "generated", one.get("generated", {}).get("as")
    for one in table["checkConstraints"].values():
        yield ("constraint", schema, name, one["name"]), "check", one["value"]
    for one in table["policies"].values():
        key = ("policy", schema, name, one["name"])
        yield key, "using", one.get("using")
        yield key, "with_check", one.get("withCheck")
        yield key, "to", ", ".join(to if to in _UNQUOTED else f'"{to}"' for to in one["to"])
    for one in table["indexes"].values():
        yield from _index(("index", schema, one["name"]), one)


def _type(column: Any) -> str:
    type_ = column["type"]
    if type_.startswith(_WORDS):
        return str(type_)
    found = _DIMENSIONS.search(type_)
    dimensions = found[0] if found else ""
    space = column.get("typeSchema", "public")
    return (f'"{space}".' if space != "public" else "") + f'"{type_.removesuffix(dimensions)}"{dimensions}'


def _word(value: Any) -> str | None:
    return str(value).lower() if isinstance(value, bool) else value


def _index(key: tuple[str, ...], one: Any) -> Iterator[_Text]:
    yield key, "where", one.get("where")
    yield key, "with", ",".join(f"{name}={_word(value)}" for name, value in one["with"].items()) or None
    for place, column in enumerate(one["columns"]):
        yield key, f"column:{place}", _element(column)


def _element(column: Any) -> str:
    if column["isExpression"]:
        return str(column["expression"])
    order = ("" if column["asc"] else " DESC") + f" NULLS {column['nulls'].upper()}"
    usual = column["asc"] and column["nulls"] == "last"
    rest = f" {column['opclass']}" if "opclass" in column else "" if usual else order
    return f'"{column["expression"]}"{rest}'


def _views(snapshot: Any) -> Iterator[_Text]:
    for one in snapshot["views"].values():
        key = ("materialized view" if one["materialized"] else "view", one["schema"], one["name"])
        yield from ((key, facet, one.get(facet)) for facet in ("definition", "using", "tablespace"))
