"""What the real drizzle-kit writes: no rule on SQL finds anything in it."""

import subprocess

import pytest
from conftest import Project
from rules.one_rule import NOW

from journal.rules.support.rule import rules, run_rules
from journal.rules.support.subject import read_subject

ON_FOLDER = ("enum-value-used-at-once", "enum-value-used-in-one-batch", "no-down-file", "empty-migration")
ON_SQL = (
    *("syntax-error", "psql-command", "copy-data", "marker-inside", "other-dialect", "nul-byte"),
    *("transaction-control", "not-in-a-transaction", "leaking-setting", "carriage-return-alone", "foreign-markers"),
    *("comment-only", "unmarked-statements", "unguarded-statement", "steps-without-transaction"),
    *("destructive-without-count", "drop-without-note"),
)
CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };\n'
IMPORTS = """
import { pgTable, pgEnum, pgPolicy, pgSequence, pgView } from "drizzle-orm/pg-core";
import { check, index, integer, serial, text } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
"""
FIRST = """
export const mood = pgEnum("mood", ["a", "b"]);
export const numbers = pgSequence("numbers", { startWith: 5 });
export const users = pgTable("users", { id: serial().primaryKey(), name: text().default("x;y"), mood: mood() },
  (t) => [index("by_name").on(t.name), check("named", sql`${t.name} <> 'c'`), pgPolicy("all", { using: sql`true` })]);
export const posts = pgTable("posts", { id: serial().primaryKey(), by: integer().references(() => users.id) });
export const names = pgView("names").as((query) => query.select().from(users));
"""
SECOND = """
export const mood = pgEnum("mood", ["a", "b", "c"]);
export const users = pgTable("users",
  { id: serial().primaryKey(), name: text().default("c"), mood: mood().default("a") });
"""
THIRD = """
export const mood = pgEnum("mood", ["c"]);
export const users = pgTable("users", { id: serial().primaryKey(), mood: mood().default("c") });
"""


@pytest.mark.drizzle
def test_no_rule_finds_anything_in_what_drizzle_kit_writes(drizzle: Project) -> None:
    drizzle.write("drizzle.config.ts", CONFIG)
    for name, schema in {"first": FIRST, "second": SECOND, "third": THIRD}.items():
        drizzle.write("schema.ts", IMPORTS + schema)
        _generate(drizzle, name)
    subject = read_subject(drizzle.settings(), NOW)
    assert len(subject.entries) == len(subject.folder.forwards) == 3
    assert list(run_rules(subject, rules(*ON_FOLDER), rules(*ON_SQL))) == []


def _generate(project: Project, name: str) -> None:
    command = ["node", "node_modules/drizzle-kit/bin.cjs", "generate", "--name", name]
    subprocess.run(command, cwd=project.root, stdin=subprocess.DEVNULL, capture_output=True, timeout=120, check=True)
