"""What is left out because nothing needs it changes nothing: facets of columns that no file alters."""

from itertools import chain, product
from pathlib import Path
from typing import Any

import psycopg
import pytest
from ledger.test_live_columns import ALTERED, BASE

from journal.catalog.existing import Wanted
from journal.connect.search_path import UserPath
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.ledger import live_objects
from journal.ledger.object_history import ObjectHistory
from journal.sql import parsed
from journal.sql.column_changes import SOME, Facet, altered_columns, effects_of_file
from journal.sql.definitions import Family
from journal.sql.parser import parse_sql

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
    "alter table t rename to u; alter table u enable row level security; alter table u rename to t;",
    "create view w as select n from t; alter view w rename to w2; alter view w2 alter n set default 1;",
]


def signs(monkeypatch: pytest.MonkeyPatch, texts: list[str], known: int, *, everything: bool) -> tuple[Any, Any, Any]:
    """Return what would show each file, with its objects by what they say of themselves."""
    files = [Migration(str(n), Kind.FORWARD, Path(str(n)), text.encode()) for n, text in enumerate(texts)]
    defined = list(chain.from_iterable(one.definitions for one in files))
    made = {(one.table[1], one.name) for one in defined if one.family is Family.COLUMN and one.table}
    made |= {(one.name, "") for one in defined if one.family is Family.RELATION}
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
    assert altered_columns(effects_of_file(text)) == named


def test_a_file_is_parsed_once_though_a_later_one_alters_its_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    texts = [
        "create table t (a int default 1, b int); create view v as select 1;",
        "alter table t alter a drop default;",
    ]
    monkeypatch.setattr(parsed, "parse_sql", lambda text: asked.append(text) or parse_sql(text))
    facets = signs(monkeypatch, texts, 2, everything=False)
    assert asked == texts
    assert facets[1] == {"0": [], "1": [("DEFAULT of column t.a", ("",), ("'1'",), True)]}


def test_a_table_whose_tree_is_deeper_than_protobuf_reads_is_read_again() -> None:
    deep = " || ".join("'a'" for _ in range(100))
    (found,) = effects_of_file(f"create table t (n text default {deep}, m int not null);")
    given = {(one.column, one.facet): one.value for one in found.changes_with({("t", "n"), ("t", "m")})}
    assert (given["n", Facet.DEFAULT], given["m", Facet.NOT_NULL], len(given)) == (SOME, "NOT NULL", 10)
    assert found.changes_with({("t", "o"), ("u", "n")}) == ()


_NAMES = "select attname::text from pg_attribute where attrelid = 't'::regclass and attnum > 0 and not attisdropped"
COMMANDS = [
    "add column x int", "add column if not exists x int default 3", "drop column x", "drop column if exists x",
    "alter n set not null", "alter n drop not null", "alter n set default 1", "alter n drop default",
    "alter n type bigint", "add constraint c unique (n)", "drop constraint c", "drop column n", "add column n text",
    "alter i add generated always as identity", "alter i drop identity", "alter i set generated by default",
    "enable row level security", "disable row level security", "add primary key (n)", "alter x set not null",
]  # fmt: skip


def test_what_two_commands_of_one_alter_table_do_is_followed_in_the_order_of_the_server(database: str) -> None:
    bases = [
        "create table t (n int, i int not null); ",
        "create table t (n int not null default 5, i int generated always as identity, x int, "
        "constraint c unique (n)); ",
    ]
    path, ran = UserPath(("public",), "public", "postgres"), 0
    with psycopg.connect(database, autocommit=True) as live:
        for base, first, second in product(bases, COMMANDS, COMMANDS):
            altering = f"alter table t {first}, {second};"
            files = [
                Migration(str(n), Kind.FORWARD, Path(str(n)), text.encode()) for n, text in enumerate([base, altering])
            ]
            try:
                live.execute("drop table if exists t; " + base + altering)  # type: ignore[call-overload]
            except psycopg.Error:
                continue
            ran += 1
            for known in (2, 1):
                found = live_objects.look_at_objects(live, files, frozenset(map(str, range(known))), path)
                missing = [one.missing for one in found.values()]
                assert missing == [(), ()], (base, altering, known)
            history = ObjectHistory(frozenset())
            for one in files:
                history.follow(one, recorded=True)
            names = live.execute(_NAMES).fetchall()
            assert {(n,) for n in "nix" if history.is_alive(Wanted(Family.COLUMN, "t", n))} == {*names}, (
                base,
                altering,
            )
    assert ran > 200
