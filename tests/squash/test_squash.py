"""Migrations of drizzle-kit become one file, and databases before, at and after it go on by the real migrate().

Both layouts: 0.31 with a journal, and folders of 1.0.
"""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from conftest import HERE, NODE_PACKAGES, Journal, Project, empty_database
from rebase.merges import Step, Team, column, migrate, no_column, no_table, renamed, table, value
from repository import commit
from verbs.test_status import execute

from journal.server.provider import Server

pytestmark = pytest.mark.drizzle
PACKAGES = {"0.x": NODE_PACKAGES, "1.0": HERE / "drizzle1" / "node_modules"}
CUSTOM = """create extension if not exists pgcrypto;
--> statement-breakpoint
create function shout() returns trigger language plpgsql as $$ begin new.email := upper(new.email); return new; end $$;
--> statement-breakpoint
create trigger shouts before insert on users for each row execute function shout();
--> statement-breakpoint
insert into users (id, mail) values (1, 'a'), (2, 'b;''c');
--> statement-breakpoint
comment on table users is 'people';
--> statement-breakpoint
grant select on users to public;
--> statement-breakpoint
create policy own on users using (id > 0);
"""
STEPS = (
    Step("gone", table("gone")),
    Step("rest", no_table("gone")),
    Step("tags", table("tags", label="text()")),
    Step("mail", renamed("users", "email", "mail"), answer="email > mail"),
    Step("seed", sql=CUSTOM.replace("new.email", "new.mail")),
    Step("mood", value("mood", "middle")),
    Step("update", sql="update users set mail = mail || '!' where id = 2;"),
)
LATER = (Step("age", column("users", "age")), Step("drop", no_column("tags", "label")))


@pytest.fixture(params=PACKAGES)
def team(request: pytest.FixtureRequest, project: Project) -> Team:
    """A repository with migrations in both layouts; the first makes nothing that is there in the end."""
    found = Team(project.root, PACKAGES[request.param])
    found.migrations.rmdir()
    found.begin((Step("start"), *STEPS, *LATER))
    return found


def tags(team: Team) -> list[str]:
    """The migrations in order."""
    found = team.migrations.glob("*/migration.sql" if team.is_of_1 else "*.sql")
    return sorted(path.parent.name if team.is_of_1 else path.stem for path in found)


def tag_of(team: Team, name: str) -> str:
    return next(one for one in tags(team) if one.endswith(name))


def migrated(team: Team, url: str, count: int) -> None:
    """Apply the first migrations, as the commit before the others would."""
    kept = team.root.parent / "all"
    shutil.copytree(team.migrations, kept, dirs_exist_ok=True)
    for tag in tags(team)[count:]:
        if team.is_of_1:
            shutil.rmtree(team.migrations / tag)
    if not team.is_of_1:
        path = team.migrations / "meta/_journal.json"
        path.write_text(re.sub(rf',\s*{{\s*"idx": {count},.*?}}(?=\s*\]\s*}}$)', "", path.read_text(), flags=re.DOTALL))
    try:
        assert migrate(team, url) == ""
    finally:
        shutil.rmtree(team.migrations)
        kept.rename(team.migrations)


def rows(url: str) -> list[tuple[object, ...]]:
    return execute(url, "select * from users order by id")


def recorded(url: str) -> list[tuple[object, ...]]:
    return execute(url, "select hash from drizzle.__drizzle_migrations order by id")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_databases_before_at_and_after_go_on(team: Team, journal: Journal, server: Server) -> None:
    with (
        empty_database(server) as before,
        empty_database(server) as at,
        empty_database(server) as after,
        empty_database(server) as new,
        empty_database(server) as old,
    ):
        migrated(team, before, 1)
        migrated(team, at, 8)
        migrated(team, after, 9)
        migrated(team, old, 10)
        files, last = contents(team.migrations), tag_of(team, "update")
        said = journal("squash", "--url", at, "--url", after, "--yes")
        assert said.code == 0, said.out + said.err
        assert tags(team) == [last, tag_of(team, "age"), tag_of(team, "drop")]
        assert "has migrations from before" in migrate(team, before)
        assert len(recorded(before)) == 1
        for url in (at, after, new):
            assert migrate(team, url) == ""
            assert migrate(team, url) == ""
        assert [len(recorded(url)) for url in (at, after, new)] == [10, 10, 3]
        assert rows(at) == rows(new) == rows(old) == [(1, "A", None), (2, "B;'C!", None)]
        assert team.generated() == []
        checked = journal("check", "--fail-on", "error")
        assert checked.code == 0, checked.out
        for url in (at, new):
            equal = journal("locate", "--url", url)
            assert equal.code == 0, equal.out
        for command in re.findall(r"is deployed: drizzle-journal (stamp .*)", said.out):
            done = journal(*shlex.split(command), "--yes")
            assert done.code == 0, done.out + done.err
        assert [len(recorded(url)) for url in (at, after)] == [3, 3]
        assert journal("status", "--url", at).code == 0
        undone = journal("squash", "--undo")
        assert undone.code == 0, undone.out
        assert contents(team.migrations) == files


def test_the_file_keeps_statements_that_nothing_later_touches(team: Team, journal: Journal) -> None:
    sql = team.sql(tag_of(team, "tags")).read_text().strip()
    commit(team.root)
    last = tag_of(team, "update")
    assert journal("squash", "--to", last, "--yes").code == 0
    text = team.sql(last).read_text()
    assert sql.rstrip(";") in text
    assert "ADD VALUE" not in text
    assert "RENAME" not in text
    assert "gone" not in text.split("\n", 1)[1]
