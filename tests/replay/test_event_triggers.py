"""On the stubs of Supabase the owner creates event triggers, and none of their functions ever runs as superuser."""

import shutil

import pytest
from conftest import HERE, Journal, Project

from journal.folder.migrations import Kind, Migration
from journal.replay.event_triggers import changes_event_triggers

FUNCTION = "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$;\n"
COUNTS = "INSERT INTO seen SELECT tg_tag, current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);"


def test_the_case_passes_on_the_platform_and_its_help_says_so(project: Project, journal: Journal) -> None:
    shutil.rmtree(project.root)
    shutil.copytree(HERE / "cases" / "supabase-event-trigger", project.root)
    said = journal("bootstrap", "--dry-run")
    assert (said.code, "--platform supabase" in said.err) == (1, True)
    assert journal("bootstrap", "--platform", "supabase").code == 0
    assert journal("rehearse", "--platform", "supabase").code == 0
    assert journal("verify", "--platform", "supabase").code == 0


def test_a_trigger_fires_is_disabled_and_dropped(project: Project, journal: Journal) -> None:
    project.migration(
        "0000_a",
        "CREATE TABLE seen (tag text, name text, super bool);\n"
        + FUNCTION.format(body=COUNTS)
        + "DROP EVENT TRIGGER IF EXISTS one, two;\n"
        "CREATE EVENT TRIGGER one ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'CREATE VIEW') EXECUTE FUNCTION f();"
        "CREATE TABLE a (); CREATE SEQUENCE b;\n"
        "ALTER EVENT TRIGGER one DISABLE; CREATE TABLE c (); ALTER EVENT TRIGGER one ENABLE ALWAYS;"
        "CREATE VIEW d AS SELECT 1; DROP EVENT TRIGGER one; CREATE TABLE e ();\n"
        "--> statement-breakpoint\n"
        "DO $$ BEGIN ASSERT (SELECT array_agg(tag || super) FROM seen) = '{CREATE TABLEfalse,CREATE VIEWfalse}';"
        " END $$;",
    )
    said = journal("bootstrap", "--platform", "supabase")
    assert said.code == 0, said.err


@pytest.mark.parametrize(
    ("text", "expected", "line"),
    [
        (
            FUNCTION.format(body="")
            + "CREATE EVENT TRIGGER one ON ddl_command_start EXECUTE FUNCTION f();\nCREATE EXTENSION citext;",
            "no extension is created here after an event trigger",
            3,
        ),
        (
            FUNCTION.format(body="") + "CREATE EVENT TRIGGER one ON login EXECUTE FUNCTION f();",
            "no event trigger is created here on login",
            2,
        ),
        (
            "CREATE EVENT TRIGGER one ON sql_drop EXECUTE FUNCTION journal_guard();",
            "must be owner of function journal_guard()",
            1,
        ),
        ("SELECT 1;\nDROP EVENT TRIGGER journal_guard;", "must be owner of event trigger journal_guard", 2),
        ("SELECT 1;\nALTER EVENT TRIGGER journal_guard DISABLE;", "must be owner of event trigger journal_guard", 2),
        ("SELECT 1;\n\nDROP EVENT TRIGGER nobody;", 'event trigger "nobody" does not exist', 3),
        ("CREATE EVENT TRIGGER one ON sql_drop EXECUTE FUNCTION f();", 'function "f()" does not exist', 1),
        ("CREATE OR REPLACE FUNCTION pg_catalog.journal_guard() RETURNS event_trigger LANGUAGE plpgsql AS ''", "", 1),
        ("ALTER FUNCTION pg_catalog.journal_event_trigger OWNER TO CURRENT_USER", "must be owner of function", 1),
    ],
)
def test_what_could_run_as_superuser_is_refused(
    project: Project, journal: Journal, text: str, expected: str, line: int
) -> None:
    project.migration("0000_a", text)
    said = journal("bootstrap", "--platform", "supabase")
    assert (said.code, expected in said.err, f"(line {line})" in said.err) == (1, True, True), said.err


CHANGES = {
    "create event trigger one on ddl_command_end execute function f();": True,
    "select 1;\n--> statement-breakpoint\nalter event trigger one disable;": True,
    "drop event trigger if exists one;": True,
    "comment on table a is 'an event trigger';": False,
    "create trigger one before insert on a for each row execute function f();": False,
}


@pytest.mark.parametrize("text", CHANGES)
def test_a_file_that_only_a_superuser_could_run_is_known(project: Project, text: str) -> None:
    path = project.migration("0000_a", text)
    assert changes_event_triggers(Migration("0000_a", Kind.FORWARD, path, path.read_bytes())) is CHANGES[text]
