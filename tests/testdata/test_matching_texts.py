"""PostgreSQL matches the texts that are generated for a pattern."""

import psycopg
import pytest

from journal.server.provider import Server
from journal.testdata.hints import like, matching, numbered

PATTERNS = (
    r"^[a-z0-9][a-z0-9-]{1,62}$", r"^[A-Z]{3}-\d{4}$", r"^[^@]+@[^@]+\.[a-z]+$", r"^\+[1-9][0-9]{6,14}$",
    r"^#[0-9a-fA-F]{6}$", r"^(foo|bar(baz)?)+$", r"^v\d+\.\d+\.\d+(-[a-z]+)?$", r"\S", r"^[[:alpha:]_][[:alnum:]_]*$",
    r"^(?:a|b){2,3}c?$", r"^[^\s]+$", r"^\w{3,20}$", r"^https?://", r"^a.c$", r"^[\w.+-]+@[\w-]+\.[\w.]+$", r"^$",
    r"^\(\d{3}\) \d{3}-\d{4}$", r"^[]a]$", r"^x{0,2}y$", r"^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$",
    r"^\d{5}(-\d{4})?$",
)  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_regular_expression_is_matched(server: Server, pattern: str) -> None:
    made = [*matching(pattern), *(numbered(pattern, number) for number in range(20))]
    with psycopg.connect(str(server.admin)) as connection:
        asked = "SELECT text FROM unnest(%s::text[]) AS text WHERE text !~ %s"
        assert connection.execute(asked, (made, pattern)).fetchall() == []


def test_a_number_gives_a_text_of_its_own() -> None:
    assert len({numbered(r"^[A-Z]{3}-\d{4}$", number) for number in range(1000)}) == 1000


@pytest.mark.parametrize("pattern", ["a%", "%b", "_x%", r"100\%", "%a_b%", ""])
def test_a_like_pattern_is_matched(server: Server, pattern: str) -> None:
    with psycopg.connect(str(server.admin)) as connection:
        asked = "SELECT text FROM unnest(%s::text[]) AS text WHERE text NOT LIKE %s"
        assert connection.execute(asked, (list(like(pattern)), pattern)).fetchall() == []
