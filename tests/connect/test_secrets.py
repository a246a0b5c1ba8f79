"""Which parts of a text that names a database are hidden."""

import pytest

from journal.connect.secrets import shown_target, without, without_passwords, without_typed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("embeded", "embeded"),
        ("embeded:17", "embeded:17"),
        ("postgresql+psycopg://u:geheim@h/d", "postgresql+psycopg://…"),
        ("'MYSQL://u:geheim@h'", "mysql://…"),
        ("geheim://x", ""),
        ("geheim@h", ""),
        ("embedded:geheim", ""),
        ("host=h password=geheim", ""),
    ],
)
def test_of_what_cannot_be_read_a_plain_word_or_a_scheme_is_shown(text: str, shown: str) -> None:
    assert shown_target(text) == shown


@pytest.mark.parametrize("password", ["geheim", "ge@heim", "ge:heim", "ge/heim", "ge#heim", "ge?heim", "ge%heim"])
def test_the_password_of_a_url_in_a_text_is_hidden_whatever_its_characters(password: str) -> None:
    text = f"cannot reach postgresql://user:{password}@host:5432/db, which is odd"
    assert without_passwords(text) == "cannot reach postgresql://user:****@host:5432/db, which is odd"


def test_text_with_colons_and_without_passwords_stays_as_it_is() -> None:
    text = "see https://example.com/a:b and write to a@b.c; postgresql://user@host:5432/db"
    assert without_passwords(text) == text


def test_words_of_the_command_line_that_name_a_database_are_not_quoted() -> None:
    typed = ["--fail-on=host=h password='ge heim'", "postgresql://u:ge heim@h/d"]
    message = f"No such option or argument: {typed[0]} ({typed[1]!r})"
    assert "heim" not in without_typed(message, typed)


def test_a_secret_is_hidden_as_it_is_and_as_a_url_spells_it() -> None:
    assert without("ge/heim ge%2Fheim", ["ge/heim"]) == "**** ****"
