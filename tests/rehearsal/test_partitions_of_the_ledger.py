"""A migration may make the ledger a partitioned table: its rows are Drizzle's, and none is made up for them."""

from conftest import Journal, Project

PARTITIONED = """
alter table drizzle.__drizzle_migrations rename to before;
create table drizzle.__drizzle_migrations (id int, hash text not null, created_at bigint)
  partition by range (created_at);
create table public.part partition of drizzle.__drizzle_migrations default;
"""


def test_no_row_is_made_for_a_partition_of_the_ledger(project: Project, journal: Journal) -> None:
    project.migration("0000_a", "create table a (id int primary key);")
    project.migration("0001_b", PARTITIONED)
    project.migration("0002_c", "alter table a add column b text;")
    said = journal("rehearse")
    assert said.code in (0, 1), said.err
