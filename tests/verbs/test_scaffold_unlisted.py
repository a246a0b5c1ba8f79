"""A file that the journal does not list is shown with what it looks like, and is listed only when it is named."""

import json
import shlex
import shutil
from pathlib import Path

import pytest
from conftest import HERE, Journal, Project
from verbs.test_status import execute

FIRST = {"idx": 0, "version": "7", "when": 1767225600000, "tag": "0000_a", "breakpoints": True}
THIRD = FIRST | {"idx": 1, "when": 1767398400000, "tag": "0002_c"}


def listed(project: Project) -> list[tuple[int, str, int]]:
    return [(one["idx"], one["tag"], one["when"]) for one in json.loads(project.journal.read_text())["entries"]]


def lists(project: Project, *entries: dict[str, object]) -> str:
    text = json.dumps({"version": "7", "dialect": "postgresql", "entries": entries}, indent=2)
    project.write("migrations/meta/_journal.json", text)
    return text


@pytest.fixture
def gap(project: Project) -> Project:
    """Two entries, and a file whose number is between theirs."""
    for tag in ("0000_a", "0001_b", "0002_c"):
        project.migration(tag, f"create table {tag[5:]} (id int);\n")
    lists(project, FIRST, THIRD)
    return project


@pytest.mark.parametrize(
    ("file", "group", "evidence"),
    [
        (("0003_d", "select 1;"), "new", "its number is after that of 0002_c, the newest entry"),
        (("0001_d", "select 1;"), "late", "its number is not after that of 0002_c, the newest entry"),
        (("0003_d.seed", "select 1;"), "other ending", "no listed file ends with .seed.sql"),
        (("schema", "create table zz (id int);"), "no number or date", "its name begins with no number and no date"),
        (
            ("dump", "create table a (id int); create table c (id int);"),
            "there already",
            "all it creates exists after the last",
        ),
        (("0003_d", "create table `d` (id int);"), "another dialect", "PostgreSQL has no names in backticks"),
        (("0003_d", "-- journal: no-transaction\nselect 1;"), "for the manual runner", "it begins with `-- journal"),
        (
            ("0003_d", "-- why\n/* how */\n-- Journal: No-Transaction\nselect 1;"),
            "for the manual runner",
            "it begins with `-- Journal: No-Transaction`",
        ),
        (("0003_d", "select 1;\n-- journal: no-transaction"), "new", "its number is after that of 0002_c"),
        (
            ("0003_d", "-- applied by hand on 1 May\nselect 1;"),
            "already applied",
            "-- applied by hand on 1 May",
        ),
        (("20260301_d", "select 1;"), "unclassified", "its name is not numbered or dated as the entries are"),
    ],
)
def test_an_unlisted_file_is_shown_with_its_evidence_and_not_listed(
    project: Project, journal: Journal, file: tuple[str, str], group: str, evidence: str
) -> None:
    project.migration("0000_a", "create table a (id int);")
    project.migration("0002_c", "create table c (id int);")
    project.migration(*file)
    lists(project, FIRST, THIRD)
    said = journal("bootstrap", "--json")
    (one,) = json.loads(said.out)["unlisted"]
    assert (said.code, one["tag"], one["group"]) == (1, file[0], group)
    assert evidence in one["evidence"]
    assert [tag for _, tag, _ in listed(project)] == ["0000_a", "0002_c"]


def test_hashes_are_filled_although_a_file_is_undecided(gap: Project, journal: Journal) -> None:
    said = journal("bootstrap")
    assert said.code == 1
    assert "late: migrations/0001_b.sql" in said.out
    assert "once it is listed, the next migrate would run 1 CREATE TABLE statement" in said.out
    assert "help: to list it in its place (a database that has later entries skips it): drizzle-journal" in said.out
    assert all(len(one["hash"]) == 64 for one in json.loads(gap.journal.read_text())["entries"])


def test_in_place_goes_between_the_neighbours_and_tells_who_skips_it(gap: Project, journal: Journal) -> None:
    said = journal("bootstrap", "--add", "0001_b", "--in-place")
    assert said.code == 0, said
    assert listed(gap) == [(0, "0000_a", 1767225600000), (1, "0001_b", 1767225601000), (2, "0002_c", 1767398400000)]
    assert "note: a database that has later entries skips 0001_b." in said.out
    assert "run --only 0001_b --journal" in said.out


def test_in_place_before_the_first_and_without_room(project: Project, journal: Journal) -> None:
    for tag in ("0000_a", "0001_b", "0002_c"):
        project.migration(tag)
    lists(project, THIRD | {"tag": "0001_b", "idx": 0}, THIRD | {"idx": 1, "when": 1767398400001})
    assert journal("scaffold", "--add", "0000_a", "--in-place").code == 0
    assert [(idx, tag) for idx, tag, _ in listed(project)] == [(0, "0000_a"), (1, "0001_b"), (2, "0002_c")]
    project.migration("0001_bb")
    said = journal("scaffold", "--add", "0001_bb", "--in-place")
    assert (said.code, "There is no `when` between 1767398400000 and 1767398400001" in said.err) == (2, True)


def test_in_place_keeps_every_other_byte(gap: Project, journal: Journal) -> None:
    before = gap.journal.read_text()
    assert journal("scaffold", "--add", "0001_b", "--in-place").code == 0
    removed = [line for line in before.splitlines() if line not in gap.journal.read_text().splitlines()]
    assert removed == []


def test_new_adds_only_what_comes_after_the_newest_entry(gap: Project, journal: Journal) -> None:
    gap.migration("0003_d")
    assert journal("scaffold", "--add", "new").code == 1
    assert [tag for _, tag, _ in listed(gap)] == ["0000_a", "0002_c", "0003_d"]
    assert journal("scaffold", "--add", "all").code == 0
    assert [tag for _, tag, _ in listed(gap)] == ["0000_a", "0002_c", "0003_d", "0001_b"]


@pytest.mark.parametrize(
    "settings", ["", 'migrations = "migrations"  # ours\n', 'ignore = [{ file = "x.sql", reason = "y" }]\n']
)
def test_an_ignored_pattern_is_written_into_the_settings(gap: Project, journal: Journal, settings: str) -> None:
    if settings:
        gap.write("journal.toml", settings)
    assert journal("bootstrap", "--ignore", "0001_*.sql", "--reason", "run by cron").code == 0
    assert "0001_b.sql (run by cron)" in journal("bootstrap").out.replace("ignored: ", "")
    assert settings.partition("#")[2] in (gap.root / "journal.toml").read_text()


def test_a_dry_run_writes_neither_journal_nor_settings(gap: Project, journal: Journal) -> None:
    before = gap.journal.read_text()
    assert journal("bootstrap", "--ignore", "0001_b.sql", "--reason", "x", "--dry-run").code == 0
    assert (gap.journal.read_text(), (gap.root / "journal.toml").exists()) == (before, False)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--add", "0001_c"), "--add 0001_c: there is no such file that the journal does not list."),
        (("--ignore", "0001_b.sql"), "--ignore needs a reason"),
        (("--ignore", "0001_b.sql", "--reason", " "), "--ignore needs a reason"),
        (("--ignore", "nothing*", "--reason", "x"), "--ignore nothing* matches no file of"),
    ],
)
def test_a_decision_that_fits_no_file_is_refused(
    gap: Project, journal: Journal, words: tuple[str, ...], error: str
) -> None:
    said = journal("scaffold", *words)
    assert (said.code, error in said.err) == (2, True), said.err


def test_a_first_journal_takes_no_file_of_another_dialect_ending_or_runner(project: Project, journal: Journal) -> None:
    project.migration("0000_a")
    project.migration("0001_b")
    project.migration("0002_c.manual")
    project.migration("0003_d", "-- journal: no-transaction\nselect 1;")
    assert journal("scaffold").code == 1
    assert [tag for _, tag, _ in listed(project)] == ["0000_a", "0001_b"]


CASES = {
    "stray-data-fix": "already applied: migrations/data_fix_product_size_backfill.sql",
    "manual-suffix": "--ignore '*.manual.sql' --reason TEXT",
    "schema-dump-in-folder": "there already: migrations/schema.sql",
    "concurrently-journaled": "for the manual runner: migrations/20260302_customer_email_idx.sql",
    "already-exists-elsewhere": "help: migrations/0000_a.sql:1 creates it.",
    "lz4": "help: This server was built without lz4: name another by --pg-bin DIR or --temp docker:postgres:18.",
    "pull-opclass": "`drizzle-kit pull` writes such operator classes: remove it",
    "type-vector-missing": "type vector is of the extension vector, which no file before this statement creates.",
    "supabase-auth-schema": "New databases of the platform have it: --platform supabase, or platform = ",
    "help-auth-schema": "New databases of the platform have it: --platform supabase, or platform = ",
    "late-file-needed-by-listed": "drizzle/0002_interview.sql:1 creates it, and the journal does not list that file.",
    "commit-in-earlier-file": "drizzle/0001_slug.sql:3 ended Drizzle's transaction with COMMIT: if no database has run",
}


@pytest.mark.parametrize("case", CASES)
def test_bootstrap_says_what_it_found(project: Project, journal: Journal, case: str) -> None:
    copy_case(case, project.root)
    said = journal("bootstrap")
    assert (said.code, CASES[case] in said.out + said.err) == (1, True), said


def test_the_file_that_a_listed_one_needs_is_put_in_its_place(project: Project, journal: Journal) -> None:
    copy_case("late-file-needed-by-listed", project.root)
    assert journal("bootstrap", "--add", "0002_interview", "--in-place").code == 0
    path = project.root / "drizzle" / "meta" / "_journal.json"
    entries = json.loads(path.read_text())["entries"]
    assert [one["tag"][:4] for one in entries] == ["0000", "0001", "0002", "0003"]
    assert entries[1]["when"] < entries[2]["when"] < entries[3]["when"]


def copy_case(name: str, root: Path) -> None:
    shutil.rmtree(root)
    shutil.copytree(HERE / "cases" / name, root)


def test_an_entry_without_number_or_date_is_not_the_newest(project: Project, journal: Journal) -> None:
    """The others still are compared with the newest that has one."""
    for tag in ("0000_a", "0002_c", "seed", "0001_b", "0003_d"):
        project.migration(tag)
    lists(project, FIRST, THIRD, THIRD | {"idx": 2, "when": 1767398400001, "tag": "seed"})
    groups = {one["tag"]: one["group"] for one in json.loads(journal("scaffold", "--json").out)["unlisted"]}
    assert groups == {"0001_b": "late", "0003_d": "new"}


@pytest.mark.parametrize("setting", ["-- @no-transaction", "0003_*.sql"])
def test_a_spelling_of_the_settings_is_for_the_manual_runner(project: Project, journal: Journal, setting: str) -> None:
    project.write("journal.toml", f'no_transaction = ["{setting}"]')
    project.migration("0000_a")
    project.migration("0003_d", "-- @no-transaction\nselect 1;")
    lists(project, FIRST)
    (one,) = json.loads(journal("scaffold", "--json").out)["unlisted"]
    assert (one["group"], setting in one["evidence"]) == ("for the manual runner", True)


def test_a_name_that_ends_in_rollback_is_a_forward_migration(project: Project, journal: Journal) -> None:
    shutil.copytree(HERE / "cases/name-ends-in-rollback", project.root, dirs_exist_ok=True)
    said = journal("bootstrap")
    assert said.code == 0, said
    assert [tag for _, tag, _ in listed(project)] == [
        "0000_init", "0001_smart_deploys_and_git_rollback", "0002_fix_runs"
    ]  # fmt: skip
    assert "there is no 0001_smart_deploys_and_git that it would revert. [down-name-alone]" in said.out


@pytest.mark.parametrize("verb", ["bootstrap", "scaffold"])
def test_a_baseline_that_is_not_first_by_number_is_a_question(project: Project, journal: Journal, verb: str) -> None:
    shutil.copytree(HERE / "cases/baseline-not-first", project.root, dirs_exist_ok=True)
    said = journal(verb)
    assert (said.code, project.journal.exists()) == (1, False), said
    assert "0001_baseline has the name of a baseline, but 0000_prepare comes before it by its name." in said.out
    assert 'contains = { "0001_baseline" = "0000_prepare" }' in said.out
    answer = said.out.partition("If 0000_prepare runs before it: drizzle-journal ")[2].split("\n")[0]
    assert journal(*shlex.split(answer)).code == 0
    assert [tag for _, tag, _ in listed(project)] == ["0000_prepare", "0001_baseline", "0002_next"]


def test_each_answer_to_that_question_is_followed(project: Project, journal: Journal) -> None:
    for tag in ("0000_prepare", "0001_baseline", "0002_next"):
        project.migration(tag, f"create table t{tag[:4]} (id int);")
    project.write("journal.toml", 'contains = { "0001_baseline" = "0000_prepare" }')
    assert journal("scaffold", "--dry-run").code == 0
    project.write("journal.toml", 'baseline = "0001_baseline"')
    assert journal("bootstrap").code == 0
    assert [tag for _, tag, _ in listed(project)] == ["0001_baseline", "0000_prepare", "0002_next"]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("0002_add_b_down", "drop table a;"),
        ("0002_B_ROLLBACK", "alter table a drop column id;"),
        ("20260301_down_b", "begin; drop table if exists a; commit;"),
        ("U9__b", "drop table a;"),
    ],
)
def test_a_down_file_without_its_migration_is_a_question_where_it_only_drops(
    project: Project, journal: Journal, tag: str, text: str
) -> None:
    project.migration("0001_a", "create table a (id int);")
    project.migration(tag, text)
    said = journal("bootstrap")
    assert (said.code, [one for _, one, _ in listed(project)]) == (1, ["0001_a"])
    assert f"perhaps a down file: migrations/{tag}.sql: it has the name of a down file and only drops" in said.out
    assert journal("bootstrap", "--ignore", f"{tag}.sql", "--reason", "down").code == 0


def test_a_file_that_the_manual_runner_has_recorded_in_the_database_at_hand_is_applied_already(
    project: Project, journal: Journal, database: str
) -> None:
    for tag in ("0000_a", "0002_c", "0003_d", "0004_e"):
        project.migration(tag, f"create table {tag[5:]} (id int);\n")
    lists(project, FIRST, THIRD)
    execute(
        database,
        "create table _manual_migrations (filename text primary key, applied_at timestamptz not null default now());"
        "insert into _manual_migrations values ('0003_d.sql', '2026-05-06 12:00Z')",
    )
    for command in ("bootstrap", "scaffold"):
        said = journal(command, "--json", DATABASE_URL=database)
        first, second = json.loads(said.out)["unlisted"]
        assert (said.code, first["group"], second["group"]) == (1, "already applied", "new")
        assert first["evidence"].startswith("_manual_migrations of ")
        assert first["evidence"].endswith(" has it since 2026-05-06")
    assert journal("bootstrap", "--add", "new", DATABASE_URL=database).code == 1
    assert [tag for _, tag, _ in listed(project)] == ["0000_a", "0002_c", "0004_e"]
    said = journal("scaffold", DATABASE_URL="postgresql://u:secret@127.0.0.1:1/d")
    assert (said.code, "was not compared" in said.out, "secret" in said.out + said.err) == (1, True, False)


def test_an_added_file_that_makes_what_is_there_is_told_which_entry_made_it(gap: Project, journal: Journal) -> None:
    gap.migration("0001_a2", "alter table c add x int;\n")
    gap.migration("0002_c", "create table c (id int);\nalter table c add x int;\n")
    said = journal("bootstrap")
    ignored, added = said.out.index("--ignore 0001_a2.sql"), said.out.index("--add 0001_a2\n")
    assert ignored < added
    said = journal("bootstrap", "--add", "0001_a2")
    assert (said.code, "help: migrations/0002_c.sql:2 creates it." in said.err) == (1, True), said


def test_the_printed_commands_keep_the_platform(gap: Project, journal: Journal) -> None:
    said = journal("bootstrap", "--platform", "supabase")
    assert "drizzle-journal bootstrap --platform supabase --add 0001_b --in-place" in said.out
    assert journal("bootstrap", "--platform", "supabase", "--add", "0001_b", "--in-place").code == 0


@pytest.mark.parametrize("command", ["bootstrap", "scaffold"])
def test_a_tag_that_is_no_file_is_refused_also_where_every_file_is_listed(
    project: Project, journal: Journal, command: str
) -> None:
    for tag in ("0000_a", "0002_c"):
        project.migration(tag, f"create table {tag[5:]} (id int);\n")
    lists(project, FIRST, THIRD)
    for words in (("--add", "0001_x"), ("--add", "all", "--add", "0001_x")):
        said = journal(command, *words)
        assert (said.code, "--add 0001_x: there is no such file" in said.err) == (2, True)
        assert "Every file is listed." in said.err
    assert journal(command, "--add", "0002_c").code == 0
