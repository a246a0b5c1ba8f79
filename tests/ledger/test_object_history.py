"""What is left out because nothing needs it changes nothing: facets of columns that no file alters."""

from itertools import chain
from pathlib import Path

import pytest
from ledger.test_live_columns import ALTERED, BASE

from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.ledger import live_objects
from journal.sql.column_changes import altered_columns, effects_of_file
from journal.sql.definitions import Family

CASES = Path(__file__).resolve().parent.parent / "cases"
FOLDERS = sorted({file.parent for file in CASES.rglob("*.sql")})
LATER = [
    "alter table t rename column n to m2; alter table t alter m2 set not null;",
    "alter table t rename to u; alter table u rename column n to o; alter table u alter o type text;",
    "alter table t alter n type text; create table if not exists t (n int); alter table t alter n set not null;",
    "alter table t alter n set default 5; drop table t; create table t (n int default 5);",
    "create schema a; create table a.t (n int); alter table a.t set schema b; alter table b.t alter n type text;",
    "create table v (n int); alter table v rename to t; alter table t alter n drop not null;",
    "create table c () inherits (t); alter table t alter n set not null; alter table c alter n type text;",
    "create table k (n int, primary key (n)); alter table k drop constraint k_pkey, alter n drop not null;",
    "alter type mood rename to moods; alter table t alter m set default 'ok';",
    "alter table t add column a int, alter n set not null, drop column z;",
    "create view w as select n from t; alter view w rename to w2; alter view w2 alter n set default 1;",
]


def signs(monkeypatch: pytest.MonkeyPatch, texts: list[str], known: int, *, everything: bool) -> object:
    """Return what would show each file, with its objects by what they say of themselves."""
    files = [Migration(str(n), Kind.FORWARD, Path(str(n)), text.encode()) for n, text in enumerate(texts)]
    defined = chain.from_iterable(one.definitions for one in files)
    made = {(one.table[1], one.name) for one in defined if one.family is Family.COLUMN and one.table}
    with monkeypatch.context() as patch:
        if everything:
            patch.setattr(live_objects, "altered_columns", lambda _: frozenset(made))
        shown, columns, wanted = live_objects._signs(files, frozenset(str(n) for n in range(known)))
    said = {tag: [(one.names, one.made, one.needed, one.proves) for one in of] for tag, of in shown.items()}
    facets = {tag: [(one.said(), one.after, one.before, one.needed) for one in of] for tag, of in columns.items()}
    return said, facets, wanted


@pytest.mark.parametrize("texts", [
    *([BASE, text] for text, _ in ALTERED), *([BASE, *text.partition("; ")[::2]] for text in LATER),
    *([file.read_text("utf-8", "replace") for file in sorted(folder.glob("*.sql"))] for folder in FOLDERS),
])  # fmt: skip
def test_facets_of_columns_that_no_file_alters_are_not_needed(
    monkeypatch: pytest.MonkeyPatch, texts: list[str]
) -> None:
    for known in {0, 1, len(texts) // 2, len(texts)}:
        asked = [signs(monkeypatch, texts, known, everything=everything) for everything in (True, False)]
        assert asked[0] == asked[1]


def test_only_the_columns_that_are_altered_are_named_under_each_of_their_names() -> None:
    text = "create table a (x int, y int, z int); alter table a rename x to w; alter table a rename to b;"
    text += "alter table b alter w type text, alter y set default 1; alter table b add column n int not null;"
    named = {("a", "x"), ("a", "w"), ("a", "y"), ("b", "x"), ("b", "w"), ("b", "y")}
    assert altered_columns(effects_of_file(text, new_columns=False)) == named
