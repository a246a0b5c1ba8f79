"""A file that is parsed at once has the same pieces and statements as one that is parsed piece by piece."""

from pathlib import Path
from typing import Any

import pytest

from journal.sql.parsed import ParsedPiece, parsed_at_once, parsed_pieces
from journal.sql.statements import MARKER, cut

CASES = Path(__file__).parents[1] / "cases"
TEXTS = {
    "three pieces": f"CREATE TABLE a (b int);\n{MARKER}\nSELECT 'é', 1;{MARKER}\nSELECT 2\n",
    "an empty piece": f"{MARKER}\n;{MARKER}SELECT 1;;SELECT 2{MARKER}",
    "in a string": f"SELECT 'a {MARKER} b';",
    "in a name": f'SELECT 1 AS "a{MARKER}b";',
    "in a body": f"CREATE FUNCTION a() RETURNS int LANGUAGE sql AS $$ SELECT 1; {MARKER} SELECT 2; $$;",
    "in an atomic body": f"CREATE FUNCTION a() RETURNS int BEGIN ATOMIC SELECT 1{MARKER} SELECT 2; END;",
    "in a block comment before a statement": f"/* a {MARKER} b */ SELECT 1;",
    "in a comment that hides what follows": f"SELECT 1 -- a {MARKER} b\n",
    "in a comment that ends with it": f"SELECT 1; -- a {MARKER}\nSELECT 2;",
    "a comment of three dashes": f"SELECT 1; -{MARKER}\nSELECT 2;",
    "a piece that does not parse": f"SELECT 1;{MARKER}SELEC 2;{MARKER}SELECT 3",
    "a string that goes on in the next piece": f"SELECT 'a'{MARKER}\n'b'",
    "a NUL": f"SELECT 1;{MARKER}SELECT '\0'",
    "nested too deep": f"SELECT 1;{MARKER}SELECT {'+-' * 300}a",
    "more than is parsed at once": f"SELECT 1;{MARKER}" + "SELECT 2;\n" * 3000,
}


def described(pieces: tuple[ParsedPiece, ...]) -> list[Any]:
    return [
        (
            one.piece,
            one.problem,
            one.count,
            one.unchecked,
            [(made.kind, made.text, made.offset) for made in one.statements],
        )
        for one in pieces
    ]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_it_makes_no_difference(text: str) -> None:
    assert described(parsed_pieces(text)) == described(tuple(map(ParsedPiece, cut(text))))


def test_it_makes_no_difference_for_the_files_of_all_cases() -> None:
    texts = [path.read_text("utf-8", "replace") for path in CASES.rglob("*.sql")]
    parsed = [text for text in texts if MARKER in text and parsed_at_once(text) is not None]
    assert len(parsed) > 20
    for text in parsed:
        assert described(parsed_pieces(text)) == described(tuple(map(ParsedPiece, cut(text))))


def test_the_locations_of_the_parser_count_in_what_was_parsed() -> None:
    text = f"SELECT 'é';{MARKER}SELECT 'x';"
    _, (second,) = (one.statements for one in parsed_pieces(text))
    location = second.node.target_list[0].res_target.val.a_const.location
    assert second.within.text.encode()[location:].startswith(b"'x'")
