"""Each form of constraint alone: the table gets its rows, with every value that the constraint allows."""

import re
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from catalog.bed import Bed, make_bed, on_each_major
from full import part
from testdata.measured import gaps

from journal.catalog.read import read_schema
from journal.server.provider import Server
from journal.testdata.fill import fill

BOTH = (15, 18)
FOREIGN = """
CREATE EXTENSION file_fdw;
CREATE SERVER s FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE t (x int) SERVER s OPTIONS (filename '/dev/null');
"""


@dataclass(frozen=True)
class Form:
    """A table `t`. `cannot`: what its constraints forbid; `rows`: how many it can have."""

    name: str
    sql: str
    cannot: frozenset[str]
    rows: int
    needs: str


def forms() -> list[Form]:
    text = (Path(__file__).parent / "forms.sql").read_text()
    return [_form(part) for part in text.split("-- form: ")[1:]]


def _form(part: str) -> Form:
    name, _, sql = part.partition("\n")
    options: dict[str, list[str]] = {}
    for word, value in re.findall(r"^-- (cannot|rows|needs): (.*)$", sql, re.MULTILINE):
        options.setdefault(word, []).append(value)
    needs = f"-- needs: {options['needs'][0]}" if "needs" in options else ""
    return Form(name, sql, frozenset(options.get("cannot", [])), int(options.get("rows", ["3"])[0]), needs)


@on_each_major("form", part(forms(), 2), majors=BOTH)
def test_a_table_with_the_constraint_is_filled(bed: Bed, form: Form) -> None:
    with bed.database(form.sql) as database, psycopg.connect(database, autocommit=True) as connection:
        found = fill(connection, read_schema(connection))
        assert not found.unfilled
        assert not found.without_triggers
        assert found.inserted["public", "t"] >= form.rows
        assert gaps(connection) == form.cannot


IMPOSSIBLE = {
    "CREATE TABLE t (x int NOT NULL CHECK (x > 5 AND x < 5))": "x > 5",
    "CREATE TYPE e AS ENUM (); CREATE TABLE t (x e NOT NULL)": "No value is known for its column x of type public.e",
    "CREATE TABLE t (x int) PARTITION BY LIST (x)": "has no partition",
    FOREIGN: "foreign table",
    "CREATE TABLE p (x int CHECK (x <> x) PRIMARY KEY); CREATE TABLE t (x int NOT NULL REFERENCES p)": "public.p",
}


@pytest.mark.parametrize("sql", IMPOSSIBLE)
def test_a_table_that_cannot_have_rows_is_named_with_its_reason(bed18: Bed, sql: str) -> None:
    with bed18.database(sql) as database, psycopg.connect(database, autocommit=True) as connection:
        found = {one.table[1]: one.rejected.message for one in fill(connection, read_schema(connection)).unfilled}
        assert IMPOSSIBLE[sql] in found["t"]


@pytest.fixture
def bed18(server: Server) -> Bed:
    return make_bed(server)
