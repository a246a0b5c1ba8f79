"""The command line around the commands: help, completion, names, old spellings, and how words are refused."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from commands import all_commands
from conftest import Journal, Project

from journal.cli.commands import SUMMARIES

BIN = Path(sys.executable).parent
ROOT = Path(__file__).parents[2]
COMMANDS = all_commands()


def test_help_lists_every_command_with_its_whole_summary_in_80_columns(project: Project, journal: Journal) -> None:
    help_text = journal("--help", COLUMNS="80")
    assert help_text.code == 0
    lines = [line.split(maxsplit=1) for line in help_text.out.splitlines()]
    assert [name for name, summary in SUMMARIES.items() if [name, summary] not in lines] == []
    assert "Exit codes: 0 yes, 1 the answer is no" in help_text.out


@pytest.mark.parametrize("name", COMMANDS)
def test_a_summary_is_an_imperative_of_at_most_60_characters(name: str) -> None:
    summary = COMMANDS[name].help.splitlines()[0]
    assert len(summary) <= 60 and summary[0].isupper() and summary.endswith("."), summary
    assert summary == SUMMARIES.get(name, summary) == COMMANDS[name].get_short_help_str()


@pytest.mark.parametrize("group", ["backup", "cache"])
def test_the_help_of_a_group_cuts_no_summary(project: Project, journal: Journal, group: str) -> None:
    help_text = journal(group, "--help", COLUMNS="80").out
    for name, command in COMMANDS.items():
        if name.startswith(f"{group} "):
            assert command.help.splitlines()[0].removesuffix(".") in help_text


@pytest.mark.parametrize("word", ["baseline", "resolve", "mark as applied", "squash", "drift", "shadow database"])
def test_the_words_of_other_tools_are_in_the_help(word: str) -> None:
    texts = [option.help or "" for command in COMMANDS.values() for option in command.params if hasattr(option, "help")]
    assert any(word in text for text in [*texts, *(command.help for command in COMMANDS.values())])


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        (("stamp", "--lock-timeout", "1"), "--lock-timeout", "--ledger-lock-timeout"),
        (("repair", "--lock-timeout=1"), "--lock-timeout", "--ledger-lock-timeout"),
        (("handback", "--ledger-lock", "1"), "--ledger-lock", "--ledger-lock-timeout"),
        (("handback", "--anew"), "--anew", "--replace-all"),
        (("snapshot", "--anew"), "--anew", "--replace-all"),
        (("run", "--anew", "0000_a"), "--anew", "--restart"),
        (("down", "0000_a", "--anew"), "--anew", "--restart"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_the_old_spelling_of_an_option_works_and_names_the_new_one(
    project: Project, journal: Journal, words: tuple[str, ...], old: str, new: str
) -> None:
    ended = journal(*words)  # there is no journal, so nothing else happens
    assert f"note: {old} is called {new} now; the old spelling works for one more version.\n" in ended.err
    assert "No such option" not in ended.err


def test_both_names_are_the_same_command() -> None:
    calls = [("journal", "--version"), ("drizzle-journal", "--version"), ("drizzle-journal", "-V")]
    versions = {subprocess.check_output([BIN / name, option]) for name, option in calls}
    assert len(versions) == 1 and versions != {b""}


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("drizzle-journal boot", "bootstrap"),
        ("drizzle-journal run --lock", "--lock-timeout"),
        ("drizzle-journal backup li", "list"),
        ("drizzle-journal rules duplicate-t", "duplicate-tag"),
        ("drizzle-journal check --accept duplicate-t", "duplicate-tag"),
        (f"drizzle-journal stamp -C {ROOT} --to 2025100", "20251009_drop_legacy_upload_tokens"),
    ],
)
def test_the_shell_completes_commands_and_options(line: str, completed: str) -> None:
    words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split()) - 1), "_DRIZZLE_JOURNAL_COMPLETE": "complete_bash"}
    program = BIN / "drizzle-journal"
    ended = subprocess.run([program], env=os.environ | words, capture_output=True, text=True, check=False)
    assert completed in ended.stdout.split()


def test_a_mistyped_command_is_answered_with_the_right_one(project: Project, journal: Journal) -> None:
    ended = journal("bootstrp")
    assert ended.code == 2
    assert "bootstrap" in ended.err
    assert "Traceback" not in ended.err


def test_help_imports_no_command() -> None:
    code = (
        "import sys\nfrom journal.cli.main import main\nsys.argv = ['journal', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "slow = ('psycopg', 'docker', 'rich', 'journal.cli.run', 'journal.verbs')\n"
        "print([name for name in slow if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).endswith("[]\n")


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["bootstrp"], 2)])
def test_what_was_left_for_the_end_of_the_process_is_done(words: list[str], code: int) -> None:
    script = (
        "import atexit, sys\nfrom journal.cli import main\nran = main._bounded\n"
        "main._bounded = lambda out: atexit.register(print, 'at the end') and ran(out)\nmain.main()"
    )
    done = subprocess.run([sys.executable, "-c", script, *words], stdout=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (code, "at the end")


def test_a_full_disk_for_the_result_is_one_sentence(project: Project) -> None:
    project.migration("0000_a")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [BIN / "journal", "scaffold"], cwd=project.root, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (2, "error: the result cannot be written: No space left on device.\n")


def test_a_working_folder_that_is_gone_is_a_failure_in_one_sentence(tmp_path: Path) -> None:
    script = f"cd {tmp_path} && mkdir gone && cd gone && rmdir ../gone && exec {BIN / 'journal'} check"
    done = subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("error: The working folder cannot be entered any more: ")


def test_a_command_runs_without_docstrings(project: Project) -> None:
    code = "import sys\nfrom journal.cli.main import main\nsys.argv = ['journal', 'rules', 'duplicate-tag']\nmain()"
    done = subprocess.run([sys.executable, "-OO", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_interrupt_inside_a_callback_that_drops_exceptions_ends_the_command() -> None:
    script = (
        "import os, signal, sys, time, weakref\n"
        "from journal.cli import main\n"
        "class Thing: pass\n"
        "def run(out):\n"
        "    thing = Thing()\n"
        "    kept = weakref.ref(thing, lambda _: (os.kill(os.getpid(), signal.SIGHUP), time.sleep(0.2)))\n"
        "    del thing\n"
        "    time.sleep(20)\n"
        "main._run = run\n"
        "main.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=15, check=False)
    assert (done.returncode, done.stderr) == (130, "Interrupted.\n")


@pytest.mark.parametrize(
    "words", [("-h",), ("help",), ("help", "stamp"), ("stamp", "-h"), ("backup", "make", "-h"), ("backup", "-h")]
)
def test_help_is_asked_in_the_usual_ways(project: Project, journal: Journal, words: tuple[str, ...]) -> None:
    said = journal(*words)
    name = "".join(f" {word}" for word in words if word not in ("-h", "help"))
    assert (said.code, said.out.startswith(f"Usage: drizzle-journal{name} [OPTIONS]")) == (0, True), said


@pytest.mark.parametrize("name", COMMANDS)
def test_the_options_of_a_command_are_grouped_and_its_own_come_first(
    project: Project, journal: Journal, name: str
) -> None:
    headings = [line[:-1] for line in journal(*name.split(), "--help").out.splitlines() if line[:1].isupper()][1:]
    order = ["Arguments", "Options", "Project", "Live database", "Temporary server", "Limits", "Output"]
    assert headings == [heading for heading in order if heading in headings] and "Output" in headings


@pytest.mark.parametrize("words", [("check",), (), ("backup", "list", "--url", "postgresql://127.0.0.1:1/none")])
def test_the_folder_is_named_before_the_command(project: Project, journal: Journal, words: tuple[str, ...]) -> None:
    project.write("app/migrations/0000_a.sql", "SELECT 1;\n")
    after = journal(*(words or ("doctor",)), "-C", "app")
    before = journal("-C", "app", *words)
    assert (before.code, before.out, before.err) == (after.code, after.out, after.err)


def test_quiet_and_verbose_say_less_and_more(project: Project, journal: Journal) -> None:
    for number in range(12):
        project.migration(f"{number:04}_a")
    usual, quiet, verbose = journal("bootstrap"), journal("bootstrap", "-q"), journal("bootstrap", "-v")
    first = r"running 12 migrations in a temporary database of PostgreSQL \d+\.\d+; no other database is touched\n"
    assert re.fullmatch(first, usual.err) and "… and 8 more (-v)" in usual.out
    assert (quiet.err, "0005_a" in quiet.out) == ("", False)
    assert verbose.err.count("applied 00") == 12 and "0005_a" in verbose.out


def test_three_hundred_migrations_take_at_most_forty_lines(project: Project, journal: Journal) -> None:
    for number in range(300):
        project.migration(f"{number:04}_a")
    for words in (("scaffold",), ("bootstrap",), ("check",), ("snapshot",), ("verify",), ("doctor",)):
        said = journal(*words)
        assert len((said.out + said.err).splitlines()) <= 40, words


@pytest.mark.only_full
def test_three_hundred_migrations_of_a_database_take_at_most_forty_lines(
    project: Project, journal: Journal, database: str
) -> None:
    for number in range(300):
        project.migration(f"{number:04}_a", f"create table t{number} (id int);\ninsert into t{number} values (1);\n")
    assert journal("scaffold").code == 0
    last = "0299_a"
    for words in (
        ("status",), ("run", "--dry-run"), ("run", "--yes"), ("status",), ("locate",),
        ("stamp", "--to", last, "--dry-run"), ("stamp", "--to", last, "--dry-run", "--unproved"),
        ("stamp", "--to", last, "--yes"), ("status",), ("repair", "--dry-run"),
        ("verify", "--no-smoke"), ("rehearse", "--only", "ways"),
    ):  # fmt: skip
        said = journal(*words, *(["--url", database] if words[0] != "rehearse" else []))
        # Only the SQL that undoes a write has a line for each row.
        lines = (said.out + said.err).partition("To undo it:\n")[0].splitlines()
        assert (said.code in (0, 1), len(lines) <= 40) == (True, True), (words, len(lines), lines[:50])


def test_an_interrupt_while_a_class_is_made_is_an_interrupt() -> None:
    script = (
        "from journal.cli import main\nclass Stops:\n"
        "    def __set_name__(self, owner, name): raise KeyboardInterrupt\n"
        "main._run = lambda out: type('Made', (), {'stops': Stops()})\nmain.main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "Interrupted.\n")
