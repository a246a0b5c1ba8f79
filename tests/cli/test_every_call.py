"""Conventions that every call keeps: the verdict first, a replay is announced, no write without a word for it."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from attacks.attack import World
from attacks.calls import VERBS, Trait, Verb
from attacks.world import Ground, make_ground, new_world
from catalog import servers
from commands import all_commands
from forked import CommandLine, Done
from full import FULL

COMMANDS = all_commands()
TRIED = [verb for verb in VERBS if FULL or not verb.slow]
# A list, a file that is printed, a document with a title of its own, and the names of the files that were written.
NO_VERDICT = ("rules", "docs", "skill", "cache show", "cache clear", "rollback", "init", "new more", "schema --names")
# `check --fix` and `--accept` say first what they wrote; of several databases or projects, each is a report.
OWN_BEGINNING = ("--fix", "--accept", "--format", "--url {url} --url")
YES = {
    "doctor": r"Healthy: |Nothing is wrong in the files\.",
    "check": "Passed: |No findings ",
    "scaffold": ".+ lists every forward file|Dry run: ",
    "baseline": "Wrote ",
    "bootstrap": "Journal, files and ledger agree",
    "snapshot": "Wrote |Undone: ",
    "schema": "Wrote |Dry run: ",
    "adopt": "Go[.,:] |Adopted ",
    "handback": "Go: |Written: ",
    "rebase": "No rebase onto |Nothing to do: ",
    "squash": "Go: |Written: |Undone: ",
    "verify": "All checks passed",
    "status": "Nothing is wrong: ",
    "locate": "The schema equals the one after ",
    "stamp": "Stamped |Dry run: .+ would be recorded",
    "unstamp": "Removed |Dry run: .+ would be removed",
    "repair": "Repaired |Dry run: .+ would be changed",
    "run": r"\d+ files? applied|Dry run: ",
    "down": ".+ is reverted|Dry run: .+ would be reverted",
    "new": "The down file is complete",
    "backup make": "Made 1 copy|Wrote ",
    "backup list": "1 backup",
    "backup restore": "Restored ",
}
NO = {
    "bootstrap": ".* neither listed nor ignored",
    "adopt": "No go: |There is nothing to undo",
    "handback": "There is nothing to undo",
    "rebase": "There is nothing to undo",
    "squash": "There is nothing to undo",
    "stamp": "Refused: ",
    "run": "Nothing was recorded",
    "rehearse": r"Rehearsed on PostgreSQL \S+: \d+ errors?",
    "backup restore": "Not all of ",
}
COULD_NOT = {"verify": ".* not checked"}
OBJECTS = """
SELECT (SELECT string_agg(concat_ws(' ', oid, relname, relfilenode, relacl), ',' ORDER BY oid) FROM pg_class
         WHERE relnamespace::regnamespace::text !~ '^pg_'),
       (SELECT string_agg(conname, ',' ORDER BY oid) FROM pg_constraint),
       (SELECT string_agg(concat(sequencename, last_value), ',' ORDER BY sequencename) FROM pg_sequences)
"""
TABLES = (
    "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text !~ '^(pg_|info)'"
)


@pytest.fixture(scope="module")
def ground(loaded: CommandLine) -> Iterator[Ground]:
    with servers.running(18) as server, make_ground(server, loaded) as one:
        yield one


def prepared(world: World, verb: Verb) -> World:
    world.environment["JOURNAL_CACHE_DIR"] = str(world.folder / "cache")
    if verb.before:
        world.sql(verb.before)
    verb.journal(world.project / "migrations" / "meta" / "_journal.json")
    return world


def said(ground: Ground, world: World, verb: Verb, words: str) -> Done:
    values = {"url": world.url, "owner": world.owner, "copy": world.copy, "base": world.base}
    split = [word.format(**values) for word in f"{verb.command} {words}".split()]
    return ground.loaded.run(split, world.project, world.environment, timeout=120)


def state(world: World) -> tuple[object, ...]:
    """All files of the project, and the tables, rows and sequences of the database."""
    files = [
        path for path in sorted(world.project.rglob("*")) if path.name != "index" and "node_modules" not in str(path)
    ]
    digests = {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files if path.is_file()}
    with psycopg.connect(world.admin_here) as connection:
        objects = connection.execute(OBJECTS).fetchone()
        tables = [name for (name,) in connection.execute(TABLES).fetchall()]
        rows = {name: connection.execute(f"SELECT t::text FROM {name} t".encode()).fetchall() for name in tables}
        return digests, objects, rows


def has_verdict(verb: Verb) -> bool:
    return not (verb.name.startswith(NO_VERDICT) or any(words in verb.words for words in OWN_BEGINNING))


@pytest.mark.parametrize("verb", TRIED, ids=lambda one: one.name)
def test_a_report_begins_with_the_verdict_of_its_exit_code_and_names_the_server_of_a_replay(
    ground: Ground, verb: Verb
) -> None:
    with new_world(ground, live=True, existing=False) as world:
        done = said(ground, prepared(world, verb), verb, verb.words)
    assert done.returncode == verb.code, done
    if has_verdict(verb) and verb.journal.__name__ != "_workspace":
        verdict = (YES, NO, COULD_NOT)[verb.code][verb.command]
        assert re.match(verdict, done.stdout), done.stdout
    if Trait.REPLAYS in verb.traits and verb.command != "rollback" and "--format" not in verb.words:
        announced = (
            r"running \d+ migrations? in a temporary database of PostgreSQL \d+\.\d+; no other database is touched"
        )
        assert re.search(announced, done.stderr), done.stderr


def has(command: str, option: str) -> bool:
    return any(option in one.opts for one in COMMANDS[command].params)


def is_dry(verb: Verb) -> bool:
    return (
        has(verb.command, "--dry-run")
        and "--undo" not in verb.words
        and (verb.command != "check" or "--fix" in verb.words)
    )


DRY = [verb for verb in TRIED if is_dry(verb)]


@pytest.mark.parametrize("verb", DRY, ids=lambda one: one.name)
def test_a_dry_run_changes_no_file_and_no_row(ground: Ground, verb: Verb) -> None:
    words = " ".join(word for word in verb.words.split() if word not in ("--yes", "--dry-run"))
    with new_world(ground, live=True, existing=False) as world:
        before = state(prepared(world, verb))
        done = said(ground, world, verb, f"{words} --dry-run")
        assert done.returncode in (0, 1), done
        assert state(world) == before


def test_every_command_with_a_dry_run_is_tried() -> None:
    assert {verb.command for verb in VERBS if is_dry(verb)} == {name for name in COMMANDS if has(name, "--dry-run")}


# A copy in a new file that the command line names needs no consent.
ASKING = [verb for verb in TRIED if "--yes" in verb.words.split() and "--file" not in verb.words]


@pytest.mark.parametrize("verb", ASKING, ids=lambda one: one.name)
def test_without_a_terminal_and_without_yes_nothing_is_written(ground: Ground, verb: Verb) -> None:
    with new_world(ground, live=True, existing=False) as world:
        before = state(prepared(world, verb))
        done = said(ground, world, verb, verb.words.replace("--yes", "").strip())
        assert (done.returncode, "Consent is required" in done.stderr) == (2, True), done
        assert state(world) == before


def test_every_command_that_asks_is_tried_without_yes() -> None:
    asking = {verb.command for verb in VERBS if "--yes" in verb.words.split()}
    assert asking == {name for name in COMMANDS if has(name, "--yes")}


def test_every_question_has_an_option() -> None:
    """`--yes` of those that ask for consent; `init` asks for what --ci, --hook, --script and --overwrite say."""
    folder = Path(__file__).parents[2] / "journal" / "cli"
    asks = {path.name for path in folder.glob("*.py") if re.search(r"(?<![.\w])(?:agreed|answer)\(", path.read_text())}
    assert asks == {"output.py", "consent.py", "init.py"}
    assert all(has("init", option) for option in ("--ci", "--hook", "--script", "--overwrite"))
