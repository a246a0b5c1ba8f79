"""stamp --replaces: the ledger after a squash; the real migrate of each generation then runs only what is new."""

import json
import shutil
import subprocess
import threading
from collections.abc import Callable

import pytest
from conftest import HERE, Journal, Project
from real import LEDGER, migrate_0, migrate_1, psql, rows, whole
from verbs.test_status import WHEN, execute
from verbs.test_status_leads_out import TABLES, listed, tables, walk

MORE = "create table t_more (id int);"
INSERT = f"insert into {LEDGER} (hash, created_at) values"


def git(project: Project, message: str) -> None:
    words = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*words, "commit", "-qm", message]):
        subprocess.run(["git", *command], cwd=project.root, check=True, capture_output=True)


def squash(project: Project, *, when: int = WHEN + 10**9, kept: int = 0) -> None:
    """Put the first files into one, `0000_squashed`, whose entry has this `when`; the last `kept` entries stay."""
    path = project.root / "migrations/meta/_journal.json"
    value = json.loads(path.read_text())
    old = value["entries"][: len(value["entries"]) - kept]
    files = [project.root / f"migrations/{one['tag']}.sql" for one in old]
    text = "\n--> statement-breakpoint\n".join(file.read_text() for file in files)
    for file in files:
        file.unlink()
    project.migration("0000_squashed", text)
    value["entries"] = [{**old[0], "when": when, "tag": "0000_squashed"}, *value["entries"][len(old) :]]
    path.write_text(json.dumps(value))


@pytest.fixture
def squashed(project: Project, database: str) -> str:
    listed(project, 0, 1, 2, 3)
    migrate_0(project, database)
    git(project, "old")
    squash(project)
    return database


def steps_of(replaces: str, to: str = "0000_squashed") -> list[str]:
    stamp = f"drizzle-journal stamp --to {to} --replaces {replaces}"
    return ["drizzle-journal status", stamp, f"{stamp} --yes", "drizzle-journal status"]


def more(project: Project) -> None:
    """Add an entry after all others."""
    path = project.root / "migrations/meta/_journal.json"
    value = json.loads(path.read_text())
    when = max(one["when"] for one in value["entries"]) + 60_000
    value["entries"].append({**value["entries"][0], "idx": 9, "when": when, "tag": "0009_more"})
    path.write_text(json.dumps(value))
    project.migration("0009_more", MORE)


def test_the_case_of_files_squashed_into_a_baseline(project: Project, journal: Journal, database: str) -> None:
    case = HERE / "cases/squashed-to-one-baseline"
    shutil.copytree(case / "old/drizzle", project.root / "migrations", dirs_exist_ok=True)
    migrate_0(project, database)
    git(project, "old")
    shutil.rmtree(project.root / "migrations")
    shutil.copytree(case / "drizzle", project.root / "migrations")
    said = journal("stamp", "--dry-run", "--to", "0000_initial_schema", "--replaces", "history", "--url", database).out
    assert "Proved: the live schema equals the one after 0000_initial_schema." in said
    assert "would remove row 2 of 0001_person.sql, which is in git's history\n" in said
    assert walk(journal, database) == steps_of("history", "0000_initial_schema")
    migrate_0(project, database)
    migrate_1(project, database)
    assert len(rows(database)) == 1


def test_the_case_of_a_squash_without_git(project: Project, journal: Journal, database: str) -> None:
    shutil.copytree(HERE / "cases/squash-dead-end/drizzle", project.root / "migrations", dirs_exist_ok=True)
    execute(database, (project.root / "migrations/0000_squashed.sql").read_text())
    execute(
        database, f"create schema drizzle; create table {LEDGER} (id serial primary key, hash text, created_at int8)"
    )
    execute(database, f"{INSERT} {', '.join(f'({n!r}, 17958884192{n})' for n in map(str, range(61, 66)))}")
    said = journal("locate", "--url", database)
    assert said.out.endswith("Next: drizzle-journal repair\n")
    choice = "drizzle-journal stamp --to 0000_squashed --replaces 1-5"
    assert walk(journal, database, choice) == [
        "drizzle-journal status", "drizzle-journal repair", choice, f"{choice} --yes", "drizzle-journal status",
    ]  # fmt: skip
    more(project)
    migrate_0(project, database)
    migrate_1(project, database)
    assert execute(database, f"select count(*), to_regclass('t_more')::text from {LEDGER}") == [(2, "t_more")]


@pytest.mark.parametrize("generation", [0, 1])
def test_the_rows_of_squashed_files_are_replaced_and_new_migrations_run(
    project: Project, journal: Journal, database: str, generation: int
) -> None:
    judge = migrate_1 if generation else migrate_0
    listed(project, 0, 1, 2, 3)
    judge(project, database)
    git(project, "old")
    squash(project)
    assert walk(journal, database) == steps_of("history")
    judge(project, database)
    assert (len(rows(database)), tables(database)) == (1, TABLES)
    more(project)
    judge(project, database)
    assert execute(database, f"select count(*), to_regclass('t_more')::text from {LEDGER}") == [(2, "t_more")]


@pytest.mark.parametrize(
    "change",
    [
        lambda project: squash(project, when=WHEN + 3 * 60_000),  # that of the last old entry
        lambda project: squash(project, when=WHEN),  # that of the first
        lambda project: squash(project, when=WHEN + 5),
        lambda project: squash(project, when=WHEN + 90_000, kept=2),
        lambda project: squash(project, when=WHEN, kept=1),
        lambda project: (squash(project), more(project)),
        lambda project: (squash(project), git(project, "squashed")),
    ],
    ids=["last-when", "first-when", "early", "two-stay", "one-stays", "more", "committed"],
)
def test_other_squashes(project: Project, journal: Journal, database: str, change: Callable[[Project], object]) -> None:
    listed(project, 0, 1, 2, 3)
    migrate_0(project, database)
    git(project, "old")
    change(project)
    steps = walk(journal, database, migrate=lambda: migrate_0(project, database))
    assert "--replaces history --yes" in " ".join(steps), steps
    expected = len(json.loads((project.root / "migrations/meta/_journal.json").read_text())["entries"])
    migrate_0(project, database)
    migrate_1(project, database)
    assert (len(rows(database)), tables(database)[:4]) == (expected, TABLES)


def test_the_undo_and_the_printed_sql(project: Project, journal: Journal, squashed: str) -> None:
    before = whole(squashed)
    words = ("stamp", "--to", "0000_squashed", "--replaces", "history", "--url", squashed)
    assert (journal(*words, "--dry-run").code, whole(squashed)) == (0, before)
    done = json.loads(journal(*words, "--json", "--yes").out)
    assert [one["file"] for one in done["replaced"]] == ["0000_a.sql", "0001_b.sql", "0002_c.sql", "0003_d.sql"]
    assert (len(whole(squashed)), whole(squashed, f"drizzle.{done['backup']}")) == (1, before)
    psql(squashed, done["undo"])
    assert whole(squashed) == before
    psql(squashed, journal(*words, "--sql").out)
    assert len(rows(squashed)) == 1


def test_the_same_when_does_for_0_x_what_the_note_says(project: Project, journal: Journal, squashed: str) -> None:
    said = journal("stamp", "--dry-run", "--to", "0000_squashed", "--replaces", "history", "--url", squashed).out
    assert f"set the `when` of 0000_squashed to {WHEN + 180_000}, the highest created_at of these rows" in said
    path = project.root / "migrations/meta/_journal.json"
    path.write_text(path.read_text().replace(str(WHEN + 10**9), str(WHEN + 180_000)))
    migrate_0(project, squashed)
    assert len(rows(squashed)) == 4
    more(project)
    migrate_0(project, squashed)
    assert len(rows(squashed)) == 5


def test_a_schema_that_is_another_is_not_stamped(journal: Journal, squashed: str) -> None:
    execute(squashed, "alter table t_0003 add column more int")
    words = ("stamp", "--to", "0000_squashed", "--replaces", "history", "--yes", "--url", squashed)
    said = journal(*words)
    assert (said.code, "column public.t_0003.more is not created by these" in said.out) == (1, True)
    assert len(rows(squashed)) == 4


def test_an_edited_file_is_not_taken_for_a_squashed_one(project: Project, journal: Journal, database: str) -> None:
    listed(project, 0, 1)
    migrate_0(project, database)
    git(project, "old")
    project.migration("0001_b", "create table t_0001 (id int); -- edited\n")
    assert journal("status", "--url", database).out.endswith("Next: drizzle-journal repair\n")
    said = journal("stamp", "--dry-run", "--to", "0001_b", "--replaces", "history", "--url", database)
    assert (said.code, "not-in-history" in said.out) == (1, True)
    assert len(rows(database)) == 2


def test_the_rows_of_another_branch_are_not_those_of_squashed_files(
    project: Project, journal: Journal, database: str
) -> None:
    listed(project, 0)
    git(project, "main")
    project.migration("0001_b", "insert into t_0000 values (1);")
    listed(project, 0, 1)
    migrate_0(project, database)
    subprocess.run(["git", "checkout", "-qb", "other"], cwd=project.root, check=True)
    git(project, "branch")
    subprocess.run(["git", "checkout", "-q", "-"], cwd=project.root, check=True)
    said = journal("stamp", "--dry-run", "--to", "0000_a", "--replaces", "history", "--url", database)
    assert (said.code, "not-in-history" in said.out) == (1, True), said.out + said.err
    assert len(rows(database)) == 2


def test_another_projects_rows_stay(project: Project, journal: Journal, database: str) -> None:
    listed(project, 0, 1)
    migrate_0(project, database)
    execute(
        database, f"drop table t_0000, t_0001; update {LEDGER} set hash = 'other' || id, created_at = created_at + 5"
    )
    said = journal("status", "--url", database).out
    assert (
        "The database has none of their objects: the folder or the database is that of another project. [wrong" in said
    )
    assert "--replaces" not in said
    for words in (("--replaces", "history"), ("--replaces", "1-2"), ()):
        assert journal("stamp", "--to", "0001_b", *words, "--yes", "--url", database).code == 1
    assert len(rows(database)) == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("7", "there is no row with that id, or the file of that row still exists."),
        ("1-4,9", "there is no row with that id"),
        ("x", "this names no rows."),
        ("", "this names no rows."),
    ],
)
def test_rows_that_cannot_be_meant_are_refused(journal: Journal, squashed: str, words: str, message: str) -> None:
    said = journal("stamp", "--dry-run", "--to", "0000_squashed", f"--replaces={words}", "--url", squashed)
    assert (said.code, message in said.err) == (2, True), said.out + said.err


def test_without_the_option_stamp_leads_to_it(journal: Journal, squashed: str) -> None:
    said = journal("stamp", "--dry-run", "--to", "0000_squashed", "--url", squashed)
    assert (said.code, "Or was its file squashed into the present ones? [foreign-row]" in said.out) == (1, True)
    assert said.out.endswith("Next: drizzle-journal stamp --to 0000_squashed --replaces history\n")


def test_eight_at_once_replace_the_rows_once(journal: Journal, squashed: str) -> None:
    said = list[int]()
    words = ("stamp", "--to", "0000_squashed", "--replaces", "1-4", "--unproved", "--ledger-lock-timeout", "60")

    def call() -> None:
        said.append(journal(*words, "--yes", "--url", squashed).code)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(said), len(rows(squashed))) == ([0, *[2] * 7], 1)


def test_check_leads_from_a_squash_to_its_snapshot(project: Project, journal: Journal) -> None:
    shutil.copytree(HERE / "cases/squash-dead-end/drizzle", project.root / "migrations", dirs_exist_ok=True)
    said = journal("check")
    help_ = "If earlier migrations were squashed into this one: drizzle-journal snapshot --replace. If not, restore"
    assert (said.code, help_ in said.out) == (1, True), said.out
    assert journal("snapshot", "--replace").code == 0
    assert "snapshot-chain" not in journal("check").out
