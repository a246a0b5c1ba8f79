"""How a file runs: in one transaction, in its own, or in none."""

from pathlib import Path

import pytest

from journal.errors import FolderUnreadable
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.runner.transaction_mode import steps_of


def migration(text: str) -> Migration:
    return Migration("0001_a", Kind.FORWARD, Path("0001_a.sql"), text.encode())


def shape(text: str) -> list[tuple[str, ...]]:
    """Return each step as the last words of its statements, a block with its own BEGIN and COMMIT if it has them."""
    steps = steps_of(migration(text))
    assert steps
    return [
        tuple(one.text.split()[-1] for one in (step.opening, *step.body, step.closing) if one)
        if step.block
        else ("alone", *(one.text.split()[-1] for one in step.body))
        for step in steps
    ]


@pytest.mark.parametrize(
    "text",
    [
        "create table a (id int); select 1;",
        "do $$ begin commit; end $$;",
        "create function f() returns int begin atomic select 1; end;",
        "savepoint a; rollback to savepoint a; rollback work to a;",
        "-- begin;\nselect 'commit';",
        "select 1; commit prepared 'x';",
        "create table a (id int);\n-- journal: no-transaction\n",
        "",
    ],
)
def test_a_file_without_its_own_transaction_is_one(text: str) -> None:
    assert not steps_of(migration(text))


SHAPES = {
    "begin; select a; select b; commit;": [("begin", "a", "b", "commit")],
    "/* it */ BEGIN -- x\n; select a; END": [("x", "a", "END")],
    "set x = a; start transaction; select b; commit; select c;": [
        ("alone", "a"), ("transaction", "b", "commit"), ("alone", "c")
    ],
    "select a; commit; select b; begin; select c;": [("a", "commit"), ("alone", "b"), ("begin", "c")],
    "begin; select a; commit and chain; select b; commit;": [("begin", "a", "chain"), ("b", "commit")],
    "begin; begin; select a; commit;": [("begin", "begin", "a", "commit")],
    "-- journal: no-transaction\nselect a; select b;": [("alone", "a"), ("alone", "b")],
    "\n/* why */\n--journal: NO-TRANSACTION  \nselect a; begin; select b; rollback;": [
        ("alone", "a"), ("begin", "b", "rollback")
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", SHAPES)
def test_what_is_together_and_what_is_alone(text: str) -> None:
    assert shape(text) == SHAPES[text]


def test_only_a_commit_keeps_what_ran() -> None:
    steps = steps_of(migration("begin; select a; rollback; begin; select b; commit; begin; prepare transaction 'x'"))
    assert [step.keeps for step in steps] == [False, True, False]
    assert [step.statements[-1].number for step in steps] == [3, 6, 8]


def test_a_header_that_nobody_knows_is_refused_with_its_line() -> None:
    with pytest.raises(FolderUnreadable) as told:
        steps_of(migration("-- why\n-- journal: no_transaction\nselect 1;"))
    assert "0001_a.sql begins with `-- journal: no_transaction`, which is no known header." in told.value.message
    assert told.value.hint == "Did you mean `-- journal: no-transaction`?"
    assert told.value.place is not None
    assert told.value.place.line == 2
