"""Every table of every schema here gets rows with the values that break careless migrations."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from catalog.bed import FILES, Bed, on_each_major
from catalog.generate.random_schema import random_schema
from testdata.measured import empty_tables, gaps

from journal.catalog.read import read_schema
from journal.folder.read import read_folder
from journal.project.settings import load_settings
from journal.replay.send import send
from journal.testdata.fill import FilledTables, fill

ROOT = Path(__file__).parents[2]
SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))
BOTH = (15, 18)

# What no rows can show, and why. A partition by a column takes no NULL in it unless its bound says so.
CANNOT = {
    "04_generated": {"generated.first does not repeat"},  # a unique column is made of it
    "05_generated_virtual": {"part.k has no NULL", "virtual.a has no NULL"},  # a column made of it is NOT NULL
    "08_constraints": {f"checks.{column} has no NULL" for column in "abcdefghij"},  # CHECK ((checks.*) IS NOT NULL)
    "12_partitions": {
        "attached.at has no NULL", "by_list_a.kind has no NULL", "by_many_1.a has no NULL", "by_many_1.b has no NULL",
        "by_many_1.c has no NULL", "old.kind has no NULL", "parted_bool_t.a has no NULL",
        "parted_unique_1.a has no NULL", "pointing_1.k has no NULL", "pointing_2.k has no NULL",
    },
    "14_options": {"part.a has no NULL"},
    "22_triggers": {"part_1.k has no NULL", "part_2.k has no NULL"},
    "audit": {"articles.title does not repeat"},  # a trigger makes a unique column of it
    "billing": {  # a table of one row
        "settings.iban does not repeat", "settings.iban has no NULL", "settings.vat does not repeat",
    },
    "clinic": {"Results.raw does not repeat", "Results.raw has no value"},  # a server without XML
    "forum": {"threads.title does not repeat"},  # a unique column is made of it
    "measures": {"by_month_5.at has no NULL"},
}  # fmt: skip
EMPTY = {"12_partitions": {"childless"}}  # no partition


def filled(database: str) -> tuple[FilledTables, set[str], set[str]]:
    """Fill a database. Return the result, the empty tables, and what the rows do not show."""
    with psycopg.connect(database, autocommit=True) as connection:
        found = fill(connection, read_schema(connection))
        return found, set(empty_tables(connection)), gaps(connection)


def check(database: str, name: str) -> None:
    found, empty, not_shown = filled(database)
    named = {unfilled.table[1] for unfilled in found.unfilled}
    assert named == EMPTY.get(name, set())
    assert {table.rpartition(".")[2] for table in empty} <= named, "an empty table is named"
    assert not_shown <= CANNOT.get(name, set())


@on_each_major("corpus", FILES, majors=BOTH)
def test_the_corpus_is_filled(bed: Bed, corpus: Path) -> None:
    bed.skip_without(corpus.read_text())
    with bed.database(corpus.read_text()) as database:
        check(database, corpus.stem)


@on_each_major("schema", SCHEMAS, majors=BOTH)
def test_realistic_schemas_are_filled(bed: Bed, schema: Path) -> None:
    with bed.database(schema.read_text()) as database:
        check(database, schema.stem)


@on_each_major("seed", range(12), majors=BOTH)
def test_random_schemas_are_filled(bed: Bed, seed: int) -> None:
    with bed.database(random_schema(seed, 30)) as database:
        check(database, "random")


@pytest.mark.parametrize("any_server", BOTH, indirect=True)
def test_the_sample_is_filled_after_each_file(bed: Bed) -> None:
    folder = read_folder(load_settings(ROOT))
    with bed.database() as database, psycopg.connect(database, autocommit=True) as connection:
        for migration in folder.migrations:
            if "_down_" not in migration.tag:
                _run(connection, migration)
                assert not fill(connection, read_schema(connection)).unfilled, migration.tag
                assert not empty_tables(connection), migration.tag


def _run(connection: psycopg.Connection[Any], migration: Any) -> None:
    for piece in migration.pieces:
        send(connection, piece)
