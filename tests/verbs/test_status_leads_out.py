"""status in trouble: the printed commands, typed one after the other, lead to health, and never in a circle."""

import json
import shlex
import shutil
from collections.abc import Callable, Sequence

import pytest
from conftest import HERE, Journal, Project, Said
from real import LEDGER, migrate_0, migrate_1, psql_line, rows
from verbs.test_status import WHEN, entries, execute

TAGS = ("0000_a", "0001_b", "0002_c", "0003_d")
TABLES = ["t_0000", "t_0001", "t_0002", "t_0003"]
INSERT = f"insert into {LEDGER} (hash, created_at) values"


def listed(project: Project, *minutes: int) -> None:
    """List the first entries, with the `when` of each in minutes."""
    entries(project, *TAGS[: len(minutes)])
    path = project.root / "migrations/meta/_journal.json"
    value = json.loads(path.read_text())
    for entry, minute in zip(value["entries"], minutes, strict=True):
        entry["when"] = WHEN + minute * 60_000
    path.write_text(json.dumps(value, indent=2))


def tables(url: str) -> list[object]:
    found = execute(url, r"select tablename::text from pg_tables where tablename like 't\_%' order by 1")
    return [name for (name,) in found]


def written_by(said: Said) -> str:
    """The command that writes the plan, where consent is missing; else empty."""
    return said.err.rpartition("help: To write it: ")[2].strip() if "Consent is required" in said.err else ""


def walk(journal: Journal, url: str, *choices: str, migrate: Callable[[], None] | None = None) -> list[str]:
    """Type each printed command, and return them. A choice is typed where a command only lists ways out.

    `migrate` is called where drizzle-kit migrate is advised.
    """
    typed, left = list[str](), list(choices)
    command = "drizzle-journal status"
    while len(typed) < 12:
        typed.append(command.replace(f" --url {shlex.quote(url)}", ""))
        if command.startswith("psql "):
            psql_line(command)
            command = "drizzle-journal status"
            continue
        verb, *words = shlex.split(command)[1:]
        said = journal(verb, *words, *(() if "--url" in words else ("--url", url)))
        if to_write := written_by(said):
            command = to_write
            continue
        last = said.out.strip().splitlines()[-1]
        if verb == "status" and last.endswith("Nothing to do."):
            assert said.code == 0, said.out
            return typed
        if verb == "run":
            assert said.code == 0, said.out + said.err
            command = "drizzle-journal status"
        elif "one of the ways above" in last:
            command = left.pop(0)
            assert f": {command}" in said.out, said.out
        else:
            command = last.partition("Next: ")[2]
        if migrate and command == "npx drizzle-kit migrate":
            migrate()
            typed.append("migrate")
            command = "drizzle-journal status"
        assert command.startswith(("drizzle-journal ", "psql ")), said.out + said.err
    raise AssertionError(typed)


def healthy(project: Project, url: str, expected: Sequence[str]) -> None:
    """The real migrate of 0.x adds nothing, then that of 1.0 adds nothing, and the tables are there."""
    before = len(rows(url))
    for judge in (migrate_0, migrate_1):
        judge(project, url)
        assert (len(rows(url)), tables(url)) == (before, list(expected))


def test_an_entry_that_was_skipped_here_and_applied_elsewhere_is_run(
    project: Project, journal: Journal, database: str
) -> None:
    shutil.rmtree(project.root)
    shutil.copytree(HERE / "cases/skipped-on-some-applied-on-others", project.root)
    shutil.move(project.root / "drizzle", project.root / "migrations")  # where the judges look
    path = project.root / "migrations/meta/_journal.json"
    whole = path.read_text()
    value = json.loads(whole)
    path.write_text(json.dumps(value | {"entries": value["entries"][:2]}))
    migrate_0(project, database)
    path.write_text(whole)
    run = "drizzle-journal run --only 0002_kind --journal"
    (project.root / "drizzle.config.ts").unlink()
    assert f"{run} --url URL" in journal("check").out
    assert run in journal("repair", "--dry-run", "--url", database).out
    said = journal("status", "--url", database)
    assert (said.code, said.out.endswith(f"1 skipped. Next: {run}\n")) == (1, True)
    assert walk(journal, database) == ["drizzle-journal status", run, "drizzle-journal status"]
    healthy(project, database, [])
    assert (len(rows(database)), execute(database, "select kind from device")) == (3, [])


@pytest.mark.parametrize(
    ("minutes", "only"),
    [
        ((0, 3, 2), "0002_c"),
        ((0, 3, 3), "0002_c"),
        ((5, 3, 2), "0001_b --only 0002_c"),
        ((0, 9, 2, 1), "0002_c --only 0003_d"),
    ],
)
def test_late_entries_are_run_in_order(
    project: Project, journal: Journal, database: str, minutes: Sequence[int], only: str
) -> None:
    applied = len(minutes) - only.count("00")
    listed(project, *minutes[:applied])
    migrate_0(project, database)
    listed(project, *minutes)
    migrate_0(project, database)
    assert len(tables(database)) == applied
    assert walk(journal, database)[1] == f"drizzle-journal run --only {only} --journal"
    if len(set(minutes)) == len(minutes):  # with an equal `when`, 1.0 matches by the hash
        healthy(project, database, TABLES[: len(minutes)])


def test_a_late_entry_between_recorded_ones_is_run_with_the_pending_one_before_it(
    project: Project, journal: Journal, database: str
) -> None:
    listed(project, 0, 7)
    migrate_0(project, database)
    listed(project, 0, 7, 8, 2)
    assert walk(journal, database)[1] == "drizzle-journal run --only 0002_c --only 0003_d --journal"
    healthy(project, database, TABLES)


@pytest.mark.parametrize("by_runner", [False, True])
def test_a_late_entry_that_was_run_by_hand_is_stamped(
    project: Project, journal: Journal, database: str, by_runner: bool
) -> None:
    listed(project, 0, 3)
    migrate_0(project, database)
    listed(project, 0, 3, 2)
    if by_runner:
        assert journal("run", "--only", "0002_c", "--url", database).code == 0
    else:
        execute(database, "create table t_0002 (id int)")
    assert walk(journal, database)[1:3] == [
        "drizzle-journal stamp --to 0002_c",
        "drizzle-journal stamp --to 0002_c --yes",
    ]
    healthy(project, database, TABLES[:3])


RUN_1, RUN_3 = (f"drizzle-journal run --only {tag} --journal" for tag in ("0001_b", "0003_d"))
STAMP_2, STAMP_3 = (f"drizzle-journal stamp --to {tag}" for tag in ("0002_c", "0003_d"))


@pytest.mark.parametrize(
    ("minutes", "there", "steps"),
    [
        ((0, 9, 2, 1), ["0002"], [STAMP_2, RUN_3]),
        ((9, 1, 2, 3), ["0002"], [RUN_1, STAMP_2, RUN_3]),
        ((9, 1, 2, 3), ["0001", "0002"], [STAMP_2, RUN_3]),
        ((9, 1, 2, 3), ["0001", "0003"], ["drizzle-journal run --only 0002_c", STAMP_3]),
    ],
)
def test_of_late_entries_each_is_recorded_or_run_in_its_turn(  # noqa: PLR0913, PLR0917
    project: Project, journal: Journal, database: str, minutes: Sequence[int], there: Sequence[str], steps: list[str]
) -> None:
    """`run --journal` runs nothing after an entry without a row, and `stamp` proves the whole schema."""
    listed(project, *minutes[: minutes.index(9) + 1])
    migrate_0(project, database)
    listed(project, *minutes)
    for number in there:
        execute(database, f"create table t_{number} (id int)")
    typed = walk(journal, database)
    assert [one for one in typed if "status" not in one and "--yes" not in one] == steps
    healthy(project, database, TABLES)


def test_a_late_change_of_data_is_run_and_it_is_said_that_it_cannot_be_seen(
    project: Project, journal: Journal, database: str
) -> None:
    project.migration("0002_c", "insert into t_0000 values (1);")
    listed(project, 0, 3)
    migrate_0(project, database)
    listed(project, 0, 3, 2)
    said = journal("status", "--url", database).out
    assert "No object shows whether this database has the changes of 0002_c. [skipped-unseen]" in said
    assert "If they are there: drizzle-journal stamp --to 0002_c" in said
    assert walk(journal, database)[1] == "drizzle-journal run --only 0002_c --journal"
    assert execute(database, "select count(*) from t_0000") == [(1,)]


def test_an_entry_of_a_branch_that_was_merged_late_is_run(project: Project, journal: Journal, database: str) -> None:
    listed(project, 0, 1, 2, 3)
    path = project.root / "migrations/meta/_journal.json"
    value = json.loads(path.read_text())
    path.write_text(json.dumps(value | {"entries": [one for one in value["entries"] if one["tag"] != "0001_b"]}))
    migrate_0(project, database)
    path.write_text(json.dumps(value))
    assert walk(journal, database)[1] == "drizzle-journal run --only 0001_b --journal"
    healthy(project, database, TABLES)


@pytest.mark.parametrize(
    ("damage", "first"),
    [
        (f"delete from {LEDGER}", "stamp --to 0003_d"),
        ("drop schema drizzle cascade", "stamp --to 0003_d"),
        (f"delete from {LEDGER} where id = 2", "stamp --to 0003_d"),
        (f"delete from {LEDGER} where id in (1, 3)", "stamp --to 0003_d"),
        (f"delete from {LEDGER} where id = 2; drop table t_0001", "run --only 0001_b --journal"),
        (f"delete from {LEDGER} where id in (2, 3); drop table t_0001", "run --only 0001_b --journal"),
    ],
)
def test_lost_rows_are_stamped_or_run_by_what_is_there(
    project: Project, journal: Journal, database: str, damage: str, first: str
) -> None:
    listed(project, 0, 1, 2, 3)
    migrate_0(project, database)
    execute(database, damage)
    assert walk(journal, database)[1] == f"drizzle-journal {first}"
    healthy(project, database, TABLES)


@pytest.mark.parametrize("last", ["drop table t_0001;", "alter table t_0001 rename to t_0009;"])
def test_the_lost_row_of_an_entry_that_a_later_one_undoes_is_not_run(
    project: Project, journal: Journal, database: str, last: str
) -> None:
    project.migration("0003_d", last)
    listed(project, 0, 1, 2, 3)
    migrate_0(project, database)
    before = tables(database)
    execute(database, f"delete from {LEDGER} where id = 2")
    steps = walk(journal, database)  # its table under the new name shows that it ran
    assert steps[1 if "rename" in last else 2] == "drizzle-journal stamp --to 0003_d", steps
    assert tables(database) == before


def test_repair_of_a_ledger_without_rows_leads_to_locate(project: Project, journal: Journal, database: str) -> None:
    listed(project, 0, 1)
    said = journal("repair", "--dry-run", "--url", database)
    assert said.out.endswith("Nothing to repair: there is no ledger. Next: drizzle-journal locate\n")
    migrate_0(project, database)
    execute(database, f"delete from {LEDGER}")
    said = journal("repair", "--dry-run", "--url", database)
    assert said.out.endswith("Nothing to repair: the ledger has no rows. Next: drizzle-journal locate\n")


@pytest.mark.parametrize("when", [WHEN - 5000, WHEN + 90_000, WHEN + 10**10])
def test_an_extra_row_is_removed_by_name(project: Project, journal: Journal, database: str, when: int) -> None:
    listed(project, 0, 1, 2, 3)
    migrate_0(project, database)
    execute(database, f"{INSERT} ('stray', {when})")
    remove = "drizzle-journal repair --remove-row 5 --yes"
    assert walk(journal, database, remove) == [
        "drizzle-journal status",
        "drizzle-journal repair",
        remove,
        "drizzle-journal status",
    ]
    healthy(project, database, TABLES)


def test_a_stray_row_that_hides_new_entries_is_removed_before_they_run(
    project: Project, journal: Journal, database: str
) -> None:
    listed(project, 0, 1)
    migrate_0(project, database)
    execute(database, f"{INSERT} ('stray', {WHEN + 10**10})")
    listed(project, 0, 1, 2)
    assert journal("status", "--url", database).out.endswith("1 skipped, 1 ahead. Next: drizzle-journal repair\n")
    assert journal("repair", "--remove-row", "3", "--yes", "--url", database).code == 0
    assert journal("status", "--url", database).out.endswith(
        "2 applied, 1 pending. Next: drizzle-journal run --journal\n"
    )


def test_the_undo_of_a_removed_row_brings_it_back(project: Project, journal: Journal, database: str) -> None:
    listed(project, 0, 1)
    migrate_0(project, database)
    execute(database, f"{INSERT} ('stray', 5)")
    before = rows(database)
    said = journal("repair", "--remove-row", "3", "--yes", "--json", "--url", database)
    assert (said.code, len(rows(database))) == (0, 2)
    execute(database, json.loads(said.out)["undo"])
    assert rows(database) == before


def test_another_projects_rows_are_not_offered_for_removal(project: Project, journal: Journal, database: str) -> None:
    listed(project, 0, 1)
    migrate_0(project, database)
    execute(database, f"update {LEDGER} set hash = 'other' || id, created_at = created_at + 5")
    said = journal("repair", "--dry-run", "--url", database).out
    assert "no row records one of them: another folder or database may be meant" in said
    assert "--remove-row" not in said


def test_an_edited_file_is_accepted(project: Project, journal: Journal, database: str) -> None:
    listed(project, 0, 1, 2, 3)
    migrate_0(project, database)
    project.migration("0001_b", "create table t_0001 (id int); -- as it is\n")
    accept = "drizzle-journal repair --accept 0001_b --yes"
    said = journal("repair", "--dry-run", "--url", database).out
    assert said.endswith("1 row for you to decide. Next: one of the ways above, then drizzle-journal status\n")
    assert f"  accept: {accept}, if" in said
    assert walk(journal, database, accept) == [
        "drizzle-journal status",
        "drizzle-journal repair",
        accept,
        "drizzle-journal status",
    ]
    healthy(project, database, TABLES)


def test_the_row_of_a_file_that_was_renamed_since_1_0_recorded_it_gets_the_new_name(
    project: Project, journal: Journal, database: str
) -> None:
    listed(project, 0, 1, 2, 3)
    migrate_1(project, database)
    execute(database, f"update {LEDGER} set name = '20250815000100_old' where id = 2")
    assert walk(journal, database) == [
        "drizzle-journal status",
        "drizzle-journal repair",
        "drizzle-journal repair --yes",
        "drizzle-journal status",
    ]
    healthy(project, database, TABLES)


def test_a_missing_file_leads_from_repair_to_check(project: Project, journal: Journal, database: str) -> None:
    listed(project, 0, 1)
    migrate_0(project, database)
    (project.root / "migrations/0001_b.sql").unlink()
    assert journal("status", "--url", database).out.endswith("Next: drizzle-journal check\n")
    assert journal("repair", "--dry-run", "--url", database).out.endswith(
        "a file is missing. Next: drizzle-journal check\n"
    )


def test_locate_and_verify_look_at_the_same_database(project: Project, journal: Journal, database: str) -> None:
    listed(project, 0, 1)
    migrate_0(project, database)
    execute(database, "alter table t_0000 drop column id")
    said = journal("locate", DATABASE_URL=database)
    command = said.out.strip().splitlines()[-1].partition("in detail: ")[2]
    assert command == "drizzle-journal verify --env-var DATABASE_URL"
    assert "\nschema     FAILED" in journal(*shlex.split(command)[1:], DATABASE_URL=database).out


def test_row_level_security_that_is_off_is_enabled_by_the_printed_command(
    project: Project, journal: Journal, database: str
) -> None:
    name = 'it\'s "$HOME" `id`'
    table = '"' + name.replace('"', '""') + '"'
    project.migration("0001_b", f"create table {table} (id int); create table t_0001 (id int);")
    project.migration("0002_c", f"alter table {table} enable row level security;")
    project.migration("0003_d", "alter table t_0001 enable row level security;")
    listed(project, 0, 1, 2, 3)
    migrate_0(project, database)
    execute(database, f"alter table {table} disable row level security; alter table t_0001 disable row level security")
    said = journal("verify", "--url", database)
    assert (said.code, said.out.count("[drift]"), said.out.count("row-security-off")) == (1, 2, 0), said.out
    assert "\nledger     passed" in said.out
    assert "\nschema     FAILED          2 real differences" in said.out
    first, enabling, last = walk(journal, database)
    assert (first, last) == ("drizzle-journal status", "drizzle-journal status")
    assert enabling.startswith("psql ")
    assert execute(database, "select count(*) from pg_class where relrowsecurity") == [(2,)]
    assert journal("verify", "--url", database).code == 0
