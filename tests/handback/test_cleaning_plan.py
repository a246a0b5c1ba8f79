"""`handback --fix` on a project whose baseline is a dump of pg_dump, and whose files have BEGIN and lines of psql."""

import json
import shutil
from hashlib import sha256

import pytest
from conftest import HERE, NODE_PACKAGES, Journal, Project
from real import kit, migrate_0, psql, rows
from verbs.test_status import execute

from journal.folder.read import read_folder
from journal.handback.cleaning_plan import Cleaning, plan_cleaning
from journal.rebuild.database import Recipe
from journal.rebuild.schemas import Replays
from journal.replay.watcher import Silence
from journal.server.embedded.provider import EmbeddedProvider

CASE = HERE / "cases" / "dump-baseline"
TAGS = ("0000_baseline", "0001_posts", "0002_ok")
MANUAL = "select filename, hash from _manual_migrations order by filename"


@pytest.fixture
def dumped(project: Project) -> Project:
    """Without drizzle-kit, so `--unproved` is needed."""
    shutil.copytree(CASE, project.root, dirs_exist_ok=True)
    return project


def contents(project: Project) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in sorted((project.root / "migrations").glob("*.sql"))}


def hashes(files: dict[str, bytes]) -> list[str]:
    return [sha256(one).hexdigest() for one in files.values()]


def live(project: Project, url: str, *tags: str) -> list[tuple[object, ...]]:
    """Run the files by psql, and record them as a runner does."""
    execute(url, "drop schema public")
    for tag in tags:
        psql(url, (project.root / "migrations" / f"{tag}.sql").read_text())
    execute(url, "create table public._manual_migrations (filename text primary key, hash text)")
    recorded = zip(tags, hashes(contents(project)), strict=False)
    for tag, hash_ in recorded:
        execute(url, f"insert into public._manual_migrations values ('{tag}.sql', '{hash_}')")
    return execute(url, MANUAL)


def manual(files: dict[str, bytes], *tags: str) -> list[tuple[object, ...]]:
    return [(f"{tag}.sql", sha256(files[tag]).hexdigest()) for tag in tags]


@pytest.mark.drizzle
def test_files_and_rows_follow_and_the_real_commands_go_on(
    dumped: Project, journal: Journal, database: str, twin: str
) -> None:
    (dumped.root / "node_modules").symlink_to(NODE_PACKAGES)
    before, other = contents(dumped), twin
    recorded = live(dumped, database, *TAGS)
    said = journal("handback", "--fix", "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    after = contents(dumped)
    assert after[TAGS[1]] == before[TAGS[1]]  # the database has run it
    assert b"CREATE SCHEMA" not in after[TAGS[0]]
    assert after[TAGS[2]] == b"ALTER TABLE users ADD COLUMN ok boolean;\n"
    assert "SET check_function_bodies stays in 0000_baseline." in said.out
    assert execute(database, MANUAL) == manual(after, *TAGS)
    stamped = rows(database)
    assert [hash_ for hash_, _ in stamped] == hashes(after)
    assert "Everything's fine" in kit(dumped, "check")
    assert "No schema changes" in kit(dumped, "generate", "--name=none")
    migrate_0(dumped, database)
    assert rows(database) == stamped
    migrate_0(dumped, other)
    assert rows(other) == stamped
    assert journal("status", "--url", database).code == 0
    assert journal("handback", "--fix", "--url", database, "--yes").out.endswith("drizzle-kit can go on from here.\n")

    refused = journal("handback", "--undo")
    assert (refused.code, "have the hashes of the files of this handback" in refused.err) == (2, True), refused.err
    assert contents(dumped) == after
    undone = journal("handback", "--undo", "--url", database)
    assert undone.code == 0, undone.out + undone.err
    assert (contents(dumped), execute(database, MANUAL)) == (before, recorded)
    assert [hash_ for hash_, _ in rows(database)] == hashes(before)


@pytest.mark.only_full
def test_begin_and_commit_go_where_one_of_two_databases_has_them_to_run(
    dumped: Project, journal: Journal, database: str, twin: str
) -> None:
    before, other = contents(dumped), twin
    live(dumped, database, *TAGS)
    live(dumped, other, TAGS[0])
    words = ("handback", "--fix", "--unproved", "--url", database, "--url", other)
    said = journal(*words, "--dry-run")
    assert (said.code, contents(dumped)) == (0, before), said.out + said.err
    assert said.out.count("[live-schema]") == 2
    done = journal(*words, "--yes", "--json")
    assert done.code == 0, done.out + done.err
    after = contents(dumped)
    assert after[TAGS[1]] == b"CREATE TABLE posts (id integer PRIMARY KEY);\nALTER TABLE posts ADD COLUMN title text;\n"
    first, second = json.loads(done.out)["databases"]
    assert [one["at"] for one in (first, second)] == [TAGS[2], TAGS[0]]
    assert [one["name"] for one in first["manual_hashes"]] == [f"{tag}.sql" for tag in TAGS]
    assert execute(database, MANUAL) == manual(after, *TAGS)
    assert execute(other, MANUAL) == manual(after, TAGS[0])
    migrate_0(dumped, other)
    assert [hash_ for hash_, _ in rows(other)] == hashes(after)
    psql(database, first["undo"])
    assert execute(database, MANUAL) == manual(before, *TAGS)
    assert execute(database, "select count(*) from drizzle.__drizzle_migrations") == [(0,)]


def test_nothing_is_written_anywhere_where_one_database_refuses(
    dumped: Project, journal: Journal, database: str, twin: str
) -> None:
    before, other = contents(dumped), twin
    recorded = live(dumped, database, *TAGS)
    live(dumped, other, TAGS[0])
    execute(other, "create table public.foreign_to_all (id int)")
    said = journal("handback", "--fix", "--unproved", "--url", database, "--url", other, "--yes")
    assert (said.code, "The live schema equals that of no entry" in said.out) == (1, True), said.out + said.err
    assert (contents(dumped), execute(database, MANUAL)) == (before, recorded)
    assert execute(database, "select to_regclass('drizzle.__drizzle_migrations')") == [(None,)]


@pytest.mark.only_full
def test_a_row_with_another_hash_stays_and_an_unnamed_database_follows_later(
    dumped: Project, journal: Journal, database: str, twin: str
) -> None:
    late = twin
    live(dumped, database, *TAGS)
    live(dumped, late, *TAGS)
    execute(database, "update _manual_migrations set hash = 'edited' where filename like '0002%'")
    said = journal("handback", "--fix", "--unproved", "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    after = contents(dumped)
    assert execute(database, MANUAL) == [*manual(after, *TAGS[:2]), ("0002_ok.sql", "edited")]
    said = journal("handback", "--unproved", "--url", late, "--yes")
    assert said.code == 0, said.out + said.err
    assert execute(late, MANUAL) == manual(after, *TAGS)


@pytest.mark.only_full
def test_without_a_database_the_hashes_are_unknown(dumped: Project, journal: Journal) -> None:
    (dumped.root / "migrations" / "0001_posts.sql").write_text("CREATE TABLE posts (id int PRIMARY KEY, title text);\n")
    before = contents(dumped)
    said = journal("handback", "--fix", "--yes")
    assert (said.code, "No database was named" in said.out, contents(dumped)) == (2, True, before), said.out
    said = journal("handback", "--fix", "--yes", "--unproved")
    assert (said.code, b"\\echo" in contents(dumped)[TAGS[2]]) == (0, False), said.out
    assert journal("handback", "--undo").code == 0
    assert contents(dumped) == before


def planned(project: Project) -> Cleaning:
    settings = project.settings()
    replays = Replays(read_folder(settings), Recipe(worth_seconds=None), EmbeddedProvider(), Silence())
    return plan_cleaning(replays, [], ())


def test_a_setting_that_the_schema_needs_stays(project: Project) -> None:
    """`SET search_path FROM CURRENT` keeps the path that the file has set."""
    function = "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql SET search_path FROM CURRENT AS 'SELECT 1';\n"
    path = "SELECT pg_catalog.set_config('search_path', '', false);\n"
    project.migration("0000_a", f"-- PostgreSQL database dump\nSET lock_timeout = 0;\n{path}{function}")
    plan = planned(project)
    assert plan.contents == {"0000_a": f"-- PostgreSQL database dump\n{path}{function}".encode()}
    (left,) = [one.message for one in plan.items if one.name == "fix-left"]
    assert left == (
        "set_config('search_path') stays in 0000_a. A replay without it differs: function public.f() would be another."
    )


def test_a_file_that_the_journal_records_otherwise_stays(project: Project) -> None:
    """A person decides about an edited file first."""
    project.migration("0000_a", "\\echo a\nSELECT 1;\n")
    entry = {"idx": 0, "version": "7", "when": 1, "tag": "0000_a", "breakpoints": True, "hash": "0" * 64}
    value = {"version": "7", "dialect": "postgresql", "entries": [entry]}
    project.write("migrations/meta/_journal.json", json.dumps(value))
    assert planned(project).contents == {}


def test_rows_of_a_copy_are_for_a_person_to_decide(dumped: Project, journal: Journal) -> None:
    path = dumped.root / "migrations" / "0000_baseline.sql"
    path.write_text(path.read_text() + "COPY public.users (id, name) FROM stdin;\n1\ta\n\\.\n")
    said = journal("handback", "--dry-run")
    assert (said.code, "where nothing needs them: drizzle-journal handback --fix" in said.err) == (1, True), said.err
    said = journal("handback", "--fix", "--dry-run")
    assert (said.code, "Dump with pg_dump --schema-only, or with --inserts." in said.err) == (1, True), said.err
    assert "The lines are those of 0000_baseline.sql without what --fix removes." in said.err


def test_a_database_of_the_manual_runner_follows(project: Project, journal: Journal, database: str) -> None:
    """`run` recorded a baseline that sets what pg_dump sets; a file with BEGIN is pending."""
    path = "SELECT pg_catalog.set_config('search_path', '', false);\n"
    head = f"-- PostgreSQL database dump\nSET lock_timeout = 0;\n{path}"
    table = "CREATE TABLE public.a (id integer PRIMARY KEY);\n"
    project.migration("0000_a", head + table)
    project.migration("0001_b", "BEGIN;\nALTER TABLE a ADD COLUMN b text;\nCOMMIT;\n")
    config = '{"dialect": "postgresql", "schema": "./schema.ts", "out": "./migrations"}'
    project.write("drizzle.config.json", config)
    assert journal("run", "--to", "0000_a", "--url", database).code == 0
    before, recorded = contents(project), execute(database, MANUAL)
    assert recorded == manual(before, "0000_a")
    said = journal("handback", "--fix", "--unproved", "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    after = contents(project)
    assert after["0000_a"].decode() == f"-- PostgreSQL database dump\n{table}"
    assert after["0001_b"] == b"ALTER TABLE a ADD COLUMN b text;\n"
    assert execute(database, MANUAL) == manual(after, "0000_a")
    migrate_0(project, database)
    assert [hash_ for hash_, _ in rows(database)] == hashes(after)
    assert journal("status", "--url", database).code == 0


def test_a_file_that_is_renamed_as_well_has_both_in_its_row(project: Project, journal: Journal, database: str) -> None:
    table = "CREATE TABLE a (id integer PRIMARY KEY);\n"
    project.migration("20240101_a", f"\\echo a\nCREATE SCHEMA public;\n{table}")
    project.write("drizzle.config.json", '{"dialect": "postgresql", "schema": "./schema.ts", "out": "./migrations"}')
    before = contents(project)
    recorded = live(project, database, "20240101_a")
    said = journal("handback", "--fix", "--renumber", "--unproved", "--url", database, "--yes")
    assert said.code == 0, said.out + said.err
    after = contents(project)
    assert {tag: one.decode() for tag, one in after.items()} == {"0000_a": table}
    assert execute(database, MANUAL) == [("0000_a.sql", hashes(after)[0])]
    assert [hash_ for hash_, _ in rows(database)] == hashes(after)
    undone = journal("handback", "--undo", "--url", database, "--json")
    assert (undone.code, len(json.loads(undone.out)["databases"])) == (0, 1)
    assert (contents(project), execute(database, MANUAL)) == (before, recorded)
    assert [hash_ for hash_, _ in rows(database)] == hashes(before)
