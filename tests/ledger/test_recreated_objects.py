"""What status says of an entry that makes an object anew under its name: the name alone shows nothing.

Each form is tried pending and applied, run and not run, on a real server, after the real migrate() of 0.x.
"""

import pytest
from conftest import Journal, Project
from ledger.test_live_objects import listed, seen
from ledger.test_notes import execute, migrate, noted
from ledger.test_row_security import applied

BASE = (
    "create type mood as enum ('sad', 'ok'); alter type mood add value 'glad'; alter type mood rename value 'ok' to "
    "'fine'; create table u (id int primary key, k int unique); create table v (id int primary key);"
    "create table t (id int, n int, m mood default 'sad', u_id int, g int generated always as (1) stored, "
    "constraint t_pk primary key (id), constraint t_n check (n > 0), constraint t_unique unique (n), "
    "constraint t_u foreign key (u_id) references u (id), check (id > 0));"
    "create index t_i on t (n); create view w as select id from t; create sequence s;"
    "create policy p on t using (true);"
    "create function f() returns int language sql as 'select 1';"
    "create function touch() returns trigger language plpgsql as 'begin return new; end';"
    "create trigger touched before insert on t execute function touch(); create table x (id int, a int);"
    "create index x_a on x (a); create schema o;"
)
_TO_TEXT = "alter table t alter m set data type text; alter table t alter m set default 'sad'::text;"
_BACK = (
    "alter table t alter m drop default; alter table t alter m set data type mood using m::mood;"
    "alter table t alter m set default 'sad';"
)
UNSEEN = [
    "alter table t drop constraint t_n;\n--> statement-breakpoint\nalter table t add constraint t_n check (n > 1);",
    "alter table t drop constraint t_n, add constraint t_n check (n > 1);",
    "alter table t add constraint t_n check (n > 1), drop constraint t_n;",
    "alter table t drop constraint t_id_check; alter table t add constraint t_id_check check (id > 1);",
    "alter table t drop constraint t_u; alter table t add constraint t_u foreign key (u_id) references v (id);",
    "alter table t drop column g; alter table t add column g int generated always as (2) stored;",
    "drop view w; create view w as select n as id from t;",
    "create or replace view w as select n as id from t;",
    "drop index t_i; create index t_i on t using hash (n);",
    "drop index t_i; create unique index t_i on t (n) where n > 0;",
    "drop policy p on t; create policy p on t using (id > 1);",
    "drop trigger touched on t; create trigger touched after insert on t execute function touch();",
    "create or replace trigger touched after insert on t execute function touch();",
    "create or replace function f() returns int language sql as 'select 2';",
    "drop function f(); create function f() returns int language sql as 'select 2';",
    "drop sequence s; create sequence s increment 2;",
    "create table if not exists x (id int, other int);",
    "drop table if exists x; create table x (id int, a int); create index x_a on x (a);",
    "alter table x rename to x_old; create table x (id int, a int); drop table x_old;",
    f"{_TO_TEXT} drop type mood; create type mood as enum ('fine', 'sad', 'glad'); {_BACK}",
    "alter index t_i rename to old; create index t_i on t using hash (n); drop index old;",
]
# What status calls what is told apart by a look.
SEEN = [
    (f"{_TO_TEXT} drop type mood; create type mood as enum ('sad', 'glad'); {_BACK}", "enum value mood.fine"),
    (f"{_TO_TEXT} drop type mood; create type mood as enum ('sad', 'fine'); {_BACK}", "enum value mood.glad"),
    (
        "alter table t alter m drop default; alter type mood rename to old; create type mood as enum ('fine');"
        "alter table t alter m type mood using m::text::mood; drop type old;",
        "enum value mood.sad",
    ),
    (
        "alter table t drop constraint t_u;\n--> statement-breakpoint\nalter table t add constraint t_u "
        "foreign key (u_id) references public.u(id) on delete cascade on update no action;",
        "new constraint t.t_u",
    ),
    (
        "alter table t drop constraint t_u; alter table t add constraint t_u "
        "foreign key (n) references u (k) on update cascade;",
        "new constraint t.t_u",
    ),
    ("drop index t_i; create index t_i on t (n, id desc);", "new index t_i"),
    ("alter table t drop constraint t_unique, add constraint t_unique unique (n, id);", "new constraint t.t_unique"),
    ("alter table t drop constraint t_pk, add constraint t_pk primary key (n, id);", "new constraint t.t_pk"),
    ("drop table x; create table x (id int, b int);", "column x.b"),
    ("alter table x rename to x_old; create table x (id int, b int); drop table x_old;", "column x.b"),
]


def states(project: Project, journal: Journal, url: str, change: str) -> dict[str, tuple[str, int, str]]:
    """What status says of the change in each state: its objects, the exit code and the text."""

    def look() -> tuple[str, int, str]:
        code, _, said = noted(journal, url)
        return seen(journal, url)[1], code, said.out

    listed(project, BASE)
    assert migrate(project, url) == "ok"
    listed(project, BASE, change)
    found = {"pending, not run": look()}
    applied(url, change)
    found["applied, not run"] = look()
    execute(url, change.replace("--> statement-breakpoint", ""))
    found["applied, run"] = look()
    execute(url, "delete from drizzle.__drizzle_migrations where id > 1")
    found["pending, run"] = look()
    return found


@pytest.mark.parametrize("change", UNSEEN)
def test_an_object_that_is_made_anew_like_it_was_cannot_be_seen(
    project: Project, journal: Journal, database: str, change: str
) -> None:
    found = states(project, journal, database, change)
    assert {state: one[:2] for state, one in found.items()} == dict.fromkeys(found, ("cannot be seen", 0)), found
    for state in ("applied, not run", "applied, run"):
        assert found[state][2].splitlines()[-1].startswith("2 applied (1 of them makes nothing that can be seen here)")
    assert migrate(project, database) == "ok"


@pytest.mark.parametrize(("change", "name"), SEEN)
def test_what_tells_the_new_object_from_the_old_one_is_looked_at(
    project: Project, journal: Journal, database: str, change: str, name: str
) -> None:
    found = states(project, journal, database, change)
    assert found["applied, not run"][:2] == ("not there", 1), found
    assert (
        f"0001_m, but the database has none of its objects: {'still ' * name.startswith('enum')}{name}"
        in (found["applied, not run"][2])
    )
    assert found["applied, run"][:2] == ("there", 0), found
    assert found["pending, not run"][:2] in (("cannot be seen", 0), ("not there", 0)), found
    assert "there" not in found["pending, run"][0].split(",") or found["pending, run"][1] == 1, found
