"""How a verb explains what it raises: by its own options, and by what the system or a server said."""

import errno
from typing import Any

import psycopg
import pytest
import typer
from typer.core import TyperGroup

from journal.cli.main import app
from journal.cli.verb import Verb
from journal.errors import DatabaseRefused, Locked, SystemRefused, Wait

LEDGER = {
    "handback": "--ledger-lock", "stamp": "--lock-timeout", "repair": "--lock-timeout", "run": "--lock-timeout",
    "down": "--lock-timeout", "backup make": "--lock-timeout", "backup restore": "--lock-timeout",
}  # fmt: skip
LOCK = (
    "bootstrap", "handback", "verify", "locate", "snapshot", "rehearse", "run", "down", "status", "rollback",
    "backup make", "backup restore",
)  # fmt: skip
STATEMENT = (*LOCK, "stamp", "new")


def below(command: Any, path: str = "") -> dict[str, Any]:
    if not isinstance(command, TyperGroup):
        return {path: command}
    found = [below(one, f"{path} {name}".strip()) for name, one in command.commands.items()]
    return {name: one for some in found for name, one in some.items()}


COMMANDS = below(typer.main.get_command(app))


def test_every_command_explains_what_it_raises() -> None:
    assert [name for name, one in COMMANDS.items() if not isinstance(one, Verb)] == []


def hint(name: str, waited: Wait) -> str:
    error = Locked("x", hint="Wait for it to end.", waited=waited)
    error.name_option({one.name or "": one.opts[0] for one in COMMANDS[name].params})
    return error.hint


@pytest.mark.parametrize(("name", "option"), LEDGER.items())
def test_what_waits_for_the_ledger_is_lengthened_by_the_verbs_own_option(name: str, option: str) -> None:
    assert hint(name, Wait.LEDGER) == f"Wait for it to end. To wait longer: {option} SECONDS."


@pytest.mark.parametrize("waited", [Wait.LOCK, Wait.STATEMENT])
def test_a_verb_without_an_option_for_it_advises_none(waited: Wait) -> None:
    with_option = LOCK if waited is Wait.LOCK else STATEMENT
    for name in COMMANDS:
        assert ("To wait longer" in hint(name, waited)) == (name in with_option), name


def raising(error: Exception) -> Verb:
    def callback() -> None:
        raise error

    return Verb("verb", callback=callback)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.EMFILE, "Too many open files", "x"), "The system refused: Too many open files: x."),
        (MemoryError(), "There is not enough memory for this."),
        (RuntimeError("can't start new thread"), "The system starts no further thread."),
    ],
)
def test_what_the_system_refuses_is_a_sentence(error: Exception, words: str) -> None:
    with pytest.raises(SystemRefused) as caught:
        raising(error).main([], standalone_mode=False)
    assert caught.value.message == words


def test_what_a_server_refuses_is_a_sentence_and_a_mistake_of_ours_stays_a_bug() -> None:
    with pytest.raises(DatabaseRefused, match="template0"):
        raising(psycopg.errors.InvalidCatalogName("template0 does not exist")).main([], standalone_mode=False)
    with pytest.raises(psycopg.errors.SyntaxError):
        raising(psycopg.errors.SyntaxError("at or near")).main([], standalone_mode=False)
