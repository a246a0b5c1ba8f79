"""The library: it says what the commands say, its examples run, and it costs nothing to import."""

import doctest
import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import FrozenInstanceError, fields, is_dataclass
from pathlib import Path
from typing import Any, get_origin

import pytest
from commands import all_commands
from conftest import Journal
from conftest import Project as Folder

import journal
from journal.backup.copy import CopyRequest
from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT, ORDINARY, RunTimeouts
from journal.playbook.rollback import PATIENCE
from journal.project.project import Result
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.replay.limits import GIGABYTE, Limits

COMMANDS = all_commands()
FUNCTIONS = sorted(name for name in journal.__all__ if inspect.isfunction(getattr(journal, name)))
NAMED_OTHERWISE = {
    "backup make": "backup", "backup list": "list_backups", "backup restore": "restore", "cache show": "cache",
    "cache clear": "clear_cache",
}  # fmt: skip
OF_THE_COMMAND = {"json", "yes", "sql", "format_", "output", "report_", "targets", "quiet", "verbose"}
"""Options on how a command asks and writes, which a library does not."""
OF_THE_LIBRARY = {"watcher", "agree", "project"}
FUNCTIONS_OF_THEIR_OWN = {
    "check": {"accept", "tag", "reason", "fix", "dry_run"}, "snapshot": {"undo"}, "handback": {"undo"},
    "baseline": {"undo"}, "adopt": {"undo", "unproved"},
    "rebase": {"undo"}, "squash": {"undo"},
}  # fmt: skip
"""Options that make a command do something else."""
VARIOUS = inspect.Parameter.VAR_KEYWORD
PROJECT = {"path", "migrations", "meta", "config"}


def arguments(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the names and defaults of a function's arguments, those of the temporary server among them."""
    found = {name: one.default for name, one in inspect.signature(function).parameters.items()}
    if "temporary" in found:
        del found["temporary"]
        found |= {one.name: one.default for one in fields(TemporaryServer) if one.name != "cache"}
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_its_function_have_the_same_arguments_and_defaults(name: str) -> None:
    function = getattr(journal, NAMED_OTHERWISE.get(name, name))
    asked = arguments(function)
    options = {one.name: one.default for one in COMMANDS[name].params}
    own = OF_THE_COMMAND | FUNCTIONS_OF_THEIR_OWN.get(name, set()) | PROJECT
    missing = {"lock_timeout"} if name == "stamp" else set()  # the old spelling of --ledger-lock-timeout there
    assert options.keys() - own == asked.keys() - OF_THE_LIBRARY - missing - PROJECT
    for option in asked.keys() - OF_THE_LIBRARY - missing:
        expected = asked[option]
        assert options[option] in ([None] if expected in ((), None) else [expected, None]), option


def test_every_command_has_a_function_and_every_function_a_command() -> None:
    undone = {
        "undo_adopt",
        "undo_snapshot",
        "undo_handback",
        "undo_baseline",
        "undo_rebase",
        "undo_squash",
        "accept",
        "fix",
    }
    assert {NAMED_OTHERWISE.get(name, name) for name in COMMANDS} | undone == set(FUNCTIONS)


def test_the_defaults_are_those_of_the_features() -> None:
    limits = TemporaryServer().limits
    assert limits == Limits()
    assert arguments(journal.run)["lock_timeout"] == RunTimeouts().lock
    assert arguments(journal.run)["ledger_lock_timeout"] == LEDGER_LOCK_TIMEOUT
    assert arguments(journal.stamp)["ledger_lock_timeout"] == LEDGER_LOCK_TIMEOUT
    assert arguments(journal.repair)["ledger_lock_timeout"] == LEDGER_LOCK_TIMEOUT
    status, rollback = arguments(journal.status), arguments(journal.rollback)
    assert (status["statement_timeout"], status["lock_timeout"]) == (ORDINARY.statement, ORDINARY.lock)
    assert (rollback["statement_timeout"], rollback["lock_timeout"]) == (PATIENCE.statement, PATIENCE.lock)
    assert arguments(journal.backup)["max_size"] * 10**9 == CopyRequest().max_bytes
    assert limits.disk_bytes == arguments(journal.bootstrap)["disk_quota"] * GIGABYTE


def test_the_typed_options_of_the_temporary_server_are_all_of_them() -> None:
    assert set(TemporaryOptions.__annotations__) | {"cache"} == {one.name for one in fields(TemporaryServer)}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_of_a_function_is_right(name: str, sample: journal.Project, database: str) -> None:
    function = getattr(journal, name)
    (example,) = doctest.DocTestFinder(recurse=False).find(function, name, globs={})
    assert example.examples, f"{name} has no example"
    example.globs.update(journal=journal, project=sample, url=database)
    written: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL)
    runner.run(example, out=written.append)
    assert runner.failures == 0, "".join(written)


@pytest.mark.parametrize("name", sorted({*FUNCTIONS} - {"cache", "clear_cache"}))
def test_an_argument_of_another_type_is_a_type_error_with_a_sentence(name: str, project: Folder) -> None:
    function = getattr(journal, name)
    parameters = inspect.signature(function).parameters
    first = {"project": journal.Project.find(project.root)} if "project" in parameters else {}
    bare = [one for one in parameters.values() if one.default is one.empty and one.kind is not VARIOUS]
    needed = {one.name: ["x"] if get_origin(one.annotation) is Sequence else "x" for one in bare}
    if first:
        with pytest.raises(TypeError, match=rf"^journal.{name}\(\) takes a Project first, and not str: journal\."):
            function(**needed)
    for option in parameters.keys() - {"project", "watcher", "temporary"}:
        with pytest.raises(TypeError, match=rf"^journal.{name}\(\): {option} is object, and has to be "):
            function(**{**needed, **first, option: object()})


@pytest.mark.parametrize(
    ("function", "words", "hint"),
    [
        (journal.check, {"fail_on": "warnings"}, "Did you mean `warning`?"),
        (journal.verify, {"engine": "node"}, "Known are: auto, native, drizzle."),
        (journal.bootstrap, {"platform": "aws"}, "Known are: supabase, neon."),
        (journal.locate, {"lock_timeout": -1}, "Pass a number from 0; 0 is no limit."),
        (journal.run, {"statement_timeout": float("nan")}, "Pass a number from 0; 0 is no limit."),
    ],
)
def test_an_unknown_word_and_a_number_that_is_no_amount_are_errors_of_the_library(
    function: Callable[..., Any], words: dict[str, Any], hint: str, project: Folder
) -> None:
    with pytest.raises(journal.JournalError) as refused:
        function(journal.Project.find(project.root), **words)
    assert (refused.value.code, refused.value.hint) == ("settings-invalid", hint)


def test_a_text_is_not_taken_for_several_names(project: Folder) -> None:
    found = journal.Project.find(project.root)
    for words in ({"add": "all"}, {"before": "a.sql"}, {"accept_edited": ["0000_a", 3]}):
        with pytest.raises(TypeError, match=rf"{next(iter(words))} is (str|list), and has to be Sequence"):
            journal.bootstrap(found, **words)  # type: ignore[arg-type]


def test_an_unknown_argument_of_the_temporary_server_is_named(project: Folder) -> None:
    with pytest.raises(TypeError, match=r"^journal.locate\(\) has no argument platfrm. Did you mean `platform`"):
        journal.locate(journal.Project.find(project.root), platfrm="neon")  # type: ignore[call-arg]


@pytest.fixture
def sample(project: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> journal.Project:
    """A project of two migrations that bootstrap has built, and that nothing outside of it can change."""
    monkeypatch.setenv("JOURNAL_CACHE_DIR", str(tmp_path / "cache"))
    project.migration("0000_create_users", "CREATE TABLE users (id integer PRIMARY KEY);\n")
    project.migration("0001_add_email", "ALTER TABLE users ADD COLUMN email text;\n")
    project.migration("0001_add_email.down", "ALTER TABLE users DROP COLUMN email;\n")
    project.write(".gitattributes", "*.sql text eol=lf\n")
    found = journal.Project.find(project.root)
    journal.bootstrap(found)
    return found


def modules_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, json\n{code}\nprint(json.dumps([*sys.modules]))"],
        capture_output=True, check=True,
    )  # fmt: skip
    return set(json.loads(done.stdout))


def test_importing_the_library_imports_nothing_of_it() -> None:
    loaded = modules_after("import journal")
    assert {name for name in loaded if name.startswith("journal.")} == set()
    assert not {"psycopg", "docker", "typer", "orjson"} & loaded


def test_naming_a_function_imports_neither_a_driver_nor_the_command_line() -> None:
    loaded = modules_after("import journal\njournal.status, journal.Project.find, journal.JournalError")
    assert not {"psycopg", "docker", "typer", "postgast", "journal.cli"} & loaded


@pytest.mark.parametrize("verb", ["bootstrap", "run"])
def test_a_command_that_writes_starts_without_what_only_some_of_its_ends_need(verb: str) -> None:
    loaded = modules_after(f"import journal.cli.main, journal.cli.{verb}")
    rarely = {"journal.catalog.values", "journal.verification", "journal.replay.causes", "journal.rebuild.schemas"}
    assert not {"psycopg", "docker", "postgast", "rich", *rarely} & loaded


def test_a_package_does_not_take_the_place_of_the_function_of_its_name() -> None:
    for module in pkgutil.walk_packages(journal.__path__, "journal."):
        importlib.import_module(module.name)
    assert [name for name in FUNCTIONS if not inspect.isfunction(getattr(journal, name))] == []
    assert sys.modules["journal.rules"].ALL
    assert len(journal.rules("duplicate-tag").rules) == 1


def test_everything_public_is_there_and_nothing_else() -> None:
    assert {"status", "rules"} <= set(dir(journal))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        journal.nothing  # noqa: B018


def test_a_type_checker_sees_the_functions(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import journal\n"
        "project = journal.Project.find('.')\n"
        "reveal_type(journal.check(project).passed)\n"
        "journal.bootstrap(project, statement_timeout='long')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(tmp_path), str(program)],
        capture_output=True, text=True, check=False, cwd=Path(journal.__file__).parents[1],
    )  # fmt: skip
    assert 'Revealed type is "builtins.bool"' in done.stdout or 'Revealed type is "bool"' in done.stdout, done.stdout
    assert 'incompatible type "str"; expected "float"' in done.stdout


def results() -> list[type[Result]]:
    found = [Result]
    for one in found:
        found += one.__subclasses__()
    return found[1:]


def test_every_result_is_frozen_and_knows_its_document() -> None:
    for module in pkgutil.walk_packages(journal.__path__, "journal."):
        importlib.import_module(module.name)
    for one in results():
        assert is_dataclass(one)
        with pytest.raises(FrozenInstanceError):
            setattr(object.__new__(one), fields(one)[0].name, None)
        if "to_json" not in vars(one):
            module, _, name = one.document.rpartition(".")
            assert callable(getattr(importlib.import_module(f"journal.report.{module}"), name)), one


@pytest.mark.parametrize("name", ["check", "scaffold", "bootstrap", "verify", "rehearse", "snapshot"])
def test_the_document_of_a_result_is_in_the_envelope_that_the_command_prints(
    sample: journal.Project, journal_command: Journal, name: str
) -> None:
    function = getattr(journal, name)
    more = {"dry_run": True} if "dry_run" in arguments(function) else {}
    words = ["--dry-run"] if more else []
    printed = json.loads(journal_command(name, *words, "--json").out)
    own = json.loads(json.dumps(function(sample, **more).to_json(), default=str))
    assert own.keys() | {"tool", "version", "command", "exit", "code"} == printed.keys()
    assert own["status"] == printed["status"]


@pytest.fixture
def journal_command(journal: Journal) -> Journal:
    return journal
