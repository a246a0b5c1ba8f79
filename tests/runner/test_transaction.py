"""Pieces that are sent in one message: when that is allowed, and that a failure is reported for its own piece."""

import pytest
from conftest import Journal, Project
from verbs.test_run import rows

from journal.runner.transaction import together
from journal.sql.statements import cut

MARKER = "--> statement-breakpoint"
TABLE = 'CREATE TABLE "a" (\n\t"id" bigint\n);\n'
THEY_MAY = {
    TABLE + MARKER + '\nCREATE INDEX "a_id" ON "a" ("id");': 1,
    TABLE + MARKER + "\r\nSELECT 1; SELECT 2;" + MARKER + "\nSELECT 3": 1,
    TABLE: 1,
    f"SELECT 1\n{MARKER}\nSELECT 2;": 2,  # the first has no semicolon
    f"SELECT 1;{MARKER} SELECT 2;": 2,  # what follows a marker on its line would be a comment
    f"SELECT 1; SELECT ';\n{MARKER}\n';": 2,
    f"SELECT 1; /* ;\n{MARKER}\n*/ SELECT 2;": 2,
    f'SELECT 1 AS ";\n{MARKER}\n";': 2,
    f"DO $$ BEGIN ;\n{MARKER}\nEND $$;": 2,
    f"SELECT 1; -- ;\n{MARKER}\nSELECT 2;": 2,
    f"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;\n{MARKER}\nEND;": 2,
    f"CREATE RULE r AS ON INSERT TO a DO (SELECT 1;\n{MARKER}\nSELECT 2);": 2,
}


@pytest.mark.parametrize("text", THEY_MAY)
def test_pieces_go_together_where_the_cuts_change_nothing(text: str) -> None:
    sent = together(text, cut(text))
    assert len(sent) == THEY_MAY[text]
    assert all(text[one.offset :].startswith(one.text) for one in sent)


FIRST = f"create table a (id int primary key); select 1;{MARKER}\nselect 2;\n{MARKER}\n"
FAILING = {
    "select 1; select 2;": None,
    "select nope from a;": "statement 4 (line 4): column",
    "select 1; select 1 / 0;": "statement 5 (line 4): division by zero",
    "insert into a values (1), (1);": "statement 4 (line 4): duplicate key",
    "selec 1;": "statement 4 (line 4): syntax error",
}


@pytest.mark.parametrize("last", FAILING)
@pytest.mark.parametrize("comment", ["", " -- so each goes alone"])
def test_a_failure_is_reported_as_if_each_piece_was_sent_alone(
    project: Project, journal: Journal, database: str, last: str, comment: str
) -> None:
    project.migration("0001_a", f"{FIRST}{last}{comment}\n{MARKER}\nselect 3;")
    said = journal("run", "--url", database)
    assert said.code == (1 if FAILING[last] else 0)
    if FAILING[last]:
        assert f"0001_a.sql, {FAILING[last]}" in said.err
        assert f"\n4 | {last}" in said.err
        assert rows(database, "SELECT to_regclass('a')") == [(None,)]
