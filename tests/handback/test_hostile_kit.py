"""A drizzle-kit that is not what it says: whatever it prints and writes, handback explains it, and writes nothing."""

import json

import pytest
from conftest import Journal, Project

CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };'
KIT = """
const fs = require("node:fs");
const path = require("node:path");
const [word] = process.argv.slice(2);
const config = process.argv.find((one) => one.startsWith("--config=")).slice(9);
const out = /"out":("[^"]*")/.exec(fs.readFileSync(config, "utf8"));
const folder = JSON.parse(out[1]);
function write(text, sql = "SELECT 1;") {
  fs.mkdirSync(path.join(folder, "meta"), { recursive: true });
  fs.writeFileSync(path.join(folder, "0000_x.sql"), sql);
  fs.writeFileSync(path.join(folder, "meta", "0000_snapshot.json"), text);
  console.log("Your SQL migration file");
}
"""
EMPTY = {name: {} for name in ("tables", "enums", "schemas", "sequences", "roles", "policies", "views")}


def table(**parts: object) -> dict[str, object]:
    names = ("columns", "indexes", "foreignKeys", "compositePrimaryKeys", "uniqueConstraints", "policies")
    return {"name": "a", "schema": "", **{name: {} for name in (*names, "checkConstraints")}, **parts}


DOCUMENTS = {
    "a list": [],
    "nothing in it": {},
    "null": None,
    "tables of null": {**EMPTY, "tables": None},
    "a table of text": {**EMPTY, "tables": {"public.a": "a"}},
    "no columns": {**EMPTY, "tables": {"public.a": {"name": "a"}}},
    "columns of text": {**EMPTY, "tables": {"public.a": table(columns={"id": "int"})}},
    "a name of numbers": {**EMPTY, "tables": {"public.a": table(name=1)}},
    "a schema of numbers": {**EMPTY, "tables": {"public.a": table(schema=[1])}},
    "indexes of null": {**EMPTY, "tables": {"public.a": table(indexes={"i": None})}},
    "schemas of numbers": {**EMPTY, "schemas": {"a": 1}},
    "policies on numbers": {**EMPTY, "policies": {"p": {"name": "p", "on": 1}}},
}
SCRIPTS = {
    **{name: f"write({json.dumps(json.dumps(one))});" for name, one in DOCUMENTS.items()},
    "zero length": "write('');",
    "no JSON": "write('{');",
    "deep": "write('['.repeat(1e5));",
    "SQL that fails": f"write({json.dumps(json.dumps(EMPTY))}, 'nonsense');",
    "SQL with NUL": f"write({json.dumps(json.dumps(EMPTY))}, 'select 1;\\0');",
    "silence": "",
    "a crash": "process.exit(3);",
    "not UTF-8": "process.stdout.write(Buffer.from([0xff, 0x1b, 0x5b, 0x32, 0x4a]));",
    "a flood": "for (let i = 0; i < 80; i++) fs.writeSync(1, 'x'.repeat(1e6));",
    "it says fine": "console.log(\"Everything's fine\", 'No schema changes, nothing to migrate');",
    "the folder removed": "fs.rmSync(folder, { recursive: true });",
    "a folder for a file": "write('{}'); fs.rmSync(path.join(folder, '0000_x.sql')); "
    "fs.mkdirSync(path.join(folder, '0000_x.sql'));",
    "a child that holds the pipe": "require('node:child_process').spawn('sleep', ['30'], "
    "{ detached: true, stdio: 'inherit' }).unref();",
}


@pytest.mark.parametrize("case", SCRIPTS)
def test_a_hostile_drizzle_kit_is_explained_and_nothing_is_written(
    project: Project, journal: Journal, case: str
) -> None:
    project.write("node_modules/drizzle-kit/package.json", '{"version": "0.31.11"}')
    project.write("node_modules/drizzle-kit/bin.cjs", f"{KIT}\n{SCRIPTS[case]}")
    project.write("drizzle.config.ts", CONFIG)
    project.write("schema.ts", "")
    project.migration("0000_a", "create table a (id integer primary key);")
    said = journal("handback", "--yes")
    assert said.code in (1, 2), said.out + said.err
    assert sorted(path.name for path in (project.root / "migrations").iterdir()) == ["0000_a.sql"]
