"""What a migration selects, copies out or says is dropped as it comes, and an encoding that it sets is its own."""

import os

import pytest
from conftest import Journal, Project
from forked import CommandLine


def test_a_large_select_and_a_copy_out_take_no_memory(project: Project, loaded: CommandLine) -> None:
    project.migration("0000_a", "select repeat('x', 1000) from generate_series(1, 400000); select 1;\n")
    project.migration(
        "0001_b", "copy (select repeat('x', 1000) from generate_series(1, 400000)) to stdout; select 2;\n"
    )
    done = loaded.run(("bootstrap",), project.root, dict(os.environ), timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.megabytes < 250


def test_statements_are_counted_as_before_behind_rows_and_copies(project: Project, journal: Journal) -> None:
    project.migration("0000_a", "select 1; select * from generate_series(1, 5000);\nselect 1/0;\n")
    said = journal("bootstrap")
    assert said.code == 1
    assert "0000_a.sql, statement 3 (line 2): division by zero [22012]" in said.err
    project.migration("0000_a", "copy (select 1) to stdout;\ncopy pg_class from stdin;\n")
    said = journal("bootstrap")
    assert said.code == 1
    assert "statement 2 (line 2)" in said.err


def test_a_long_detail_is_cut_with_a_count(project: Project, journal: Journal) -> None:
    raised = "do $$ begin raise exception 'no' using detail = repeat('y', 1000000); end $$;"
    project.migration("0000_a", raised)
    said = journal("bootstrap")
    assert said.code == 1
    assert "(990,000 more characters)" in said.err or "more" in said.err
    assert len(said.err) < 30_000


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1", "EUC_JIS_2004", "JOHAB", "UTF8"])
def test_an_encoding_that_a_migration_sets_is_no_matter_of_ours(
    encoding: str, project: Project, journal: Journal
) -> None:
    project.migration("0000_a", f"set client_encoding = '{encoding}'; create table a (a text);\n")
    project.migration("0001_b", "create table b (a text default 'x');\n")
    said = journal("bootstrap")
    assert said.code == 0, said.err
