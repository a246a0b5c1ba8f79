"""Columns of type serial: their sequences are no objects of a `schema.ts`."""

import pytest
from conftest import Journal, Project

CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };\n'
IMPORTS = 'import { integer, pgTable, serial, text } from "drizzle-orm/pg-core";\n'
A = 'export const a = pgTable("a", { id: integer().primaryKey() });\n'


@pytest.fixture
def folder(drizzle: Project) -> Project:
    drizzle.write("drizzle.config.ts", CONFIG)
    drizzle.migration("0000_a", "create table a (id integer primary key);\n")
    return drizzle


def test_a_table_with_a_serial_column_that_no_entry_makes_is_a_difference(folder: Project, journal: Journal) -> None:
    folder.write("schema.ts", IMPORTS + A + 'export const notes = pgTable("notes", { id: serial().primaryKey() });\n')
    said = journal("handback", "--dry-run")
    assert (said.code, "table public.notes: only schema.ts has it" in said.out) == (0, True), said.out + said.err
    assert '"id" serial PRIMARY KEY NOT NULL' in said.out


def test_a_column_that_becomes_serial_is_a_difference(folder: Project, journal: Journal) -> None:
    folder.write("schema.ts", IMPORTS + 'export const a = pgTable("a", { id: serial().primaryKey() });\n')
    said = journal("handback", "--dry-run")
    assert 'column public.a.id default: none -> nextval(\'"public"."a_id_seq"\'::regclass)' in said.out, said.err
    assert 'type "serial" does not exist' in said.out  # drizzle-kit writes SET DATA TYPE serial
    assert said.code == 1
