"""How a command explains a failure: by its own options, and by the reason of the system or the server."""

import errno

import psycopg
import pytest
from commands import all_commands

from journal.cli.verb import Verb
from journal.errors import DatabaseRefused, Locked, SystemRefused, Wait

COMMANDS = all_commands()
LEDGER = (
    "handback", "baseline", "rebase", "adopt", "stamp", "unstamp", "repair", "run", "down", "backup make",
    "backup restore",
)  # fmt: skip
LOCK = (
    "bootstrap", "handback", "rebase", "squash", "verify", "locate", "snapshot", "rehearse", "run", "down", "status",
    "rollback", "new", "backup make", "backup restore", "unstamp", "schema", "baseline", "adopt",
)  # fmt: skip
STATEMENT = (*LOCK, "stamp")
OPTION = {Wait.LEDGER: "--ledger-lock-timeout", Wait.LOCK: "--lock-timeout", Wait.STATEMENT: "--statement-timeout"}


def test_every_command_explains_its_failures() -> None:
    assert [name for name, one in COMMANDS.items() if not isinstance(one, Verb)] == []


def hint(name: str, waited: Wait) -> str:
    error = Locked("x", hint="Wait for it to end.", waited=waited)
    error.name_option({one.name or "": one.opts[0] for one in COMMANDS[name].params})
    return error.hint


@pytest.mark.parametrize(
    ("waited", "names"),
    [(Wait.LEDGER, LEDGER), (Wait.LOCK, LOCK), (Wait.STATEMENT, STATEMENT)],
    ids=["ledger", "lock", "statement"],
)
def test_a_timeout_names_the_option_that_lengthens_it_where_the_command_has_it(
    waited: Wait, names: tuple[str, ...]
) -> None:
    for name in COMMANDS:
        longer = f" To wait longer: {OPTION[waited]} SECONDS." if name in names else ""
        assert hint(name, waited) == f"Wait for it to end.{longer}", name


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
def test_a_refusal_of_the_system_is_one_sentence(error: Exception, words: str) -> None:
    with pytest.raises(SystemRefused) as caught:
        raising(error).main([], standalone_mode=False)
    assert caught.value.message == words


def test_a_refusal_of_a_server_is_one_sentence_and_an_invalid_statement_stays_a_bug() -> None:
    with pytest.raises(DatabaseRefused, match="template0"):
        raising(psycopg.errors.InvalidCatalogName("template0 does not exist")).main([], standalone_mode=False)
    with pytest.raises(psycopg.errors.SyntaxError):
        raising(psycopg.errors.SyntaxError("at or near")).main([], standalone_mode=False)
