"""Two constants of a column are one value, another value, or cannot be told apart by their texts."""

import pytest

from journal.snapshot.constants import CHANGES, SPELLS, compared_constants


@pytest.mark.parametrize(
    ("type_", "present", "replayed", "expected"),
    [
        ("time", "'09:00:00'", "'09:00'", ""),
        ("time (3)", "'09:00:00.500'", "'9:00:00.5'", ""),
        ("time", "'09:00'", "'10:00'", CHANGES),
        ("time", "'noon'", "'12:00'", SPELLS),
        ("date", "'2024-1-1'", "'2024-01-01'", ""),
        ("date", "'2024-01-02'", "'2024-01-01'", CHANGES),
        ("date", "'1 January 2024'", "'2024-01-01'", SPELLS),
        ("timestamp (3)", "'2024-01-01'", "'2024-01-01 00:00:00'", ""),
        ("timestamp with time zone", "'2024-01-01T10:00:00'", "'2024-01-01 10:00'", ""),
        ("timestamp with time zone", "'2024-01-01 00:00:00+00'", "'2024-01-01 00:00:00+02'", SPELLS),
        ("interval", "'30 days'", "'30 day'", SPELLS),
        ("boolean", "true", "'t'", ""),
        ("boolean", "true", "'off'", CHANGES),
        ("uuid", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", ""),
        ("jsonb", """'{"a":1,"b":[2]}'""", """'{"b": [2.0], "a": 1}'""", ""),
        ("jsonb", """'{"a":true}'""", """'{"a": 1}'""", CHANGES),
        ("jsonb", """'{"a":"it''s"}'""", """'{"a": "it''s"}'""", ""),
        ("jsonb", "'{'", "'{ }'", SPELLS),
        ("integer[]", "'{1,2}'", "'{1, 2}'", ""),
        ("text[]", "'{a}'", """'{"a"}'""", SPELLS),
        ("numeric(5, 2)", "'1.50'", "1.5", ""),
        ("bigint", "5", "6", CHANGES),
        ("integer", "'a'", "'b'", CHANGES),
        ("text", "'0'", "0", ""),
        ("text", "'1.0'", "'1'", CHANGES),
        ("text", "'a b'", "'ab'", CHANGES),
        ("varchar(5)", "'09:00'", "'09:00:00'", CHANGES),
        ("text", "'null'", "null", CHANGES),
        ("date", "'2024-01-01'", "null", CHANGES),
        ("citext", "'A'", "'a'", SPELLS),
    ],
)
def test_a_constant_is_read_as_its_type_reads_it(type_: str, present: str, replayed: str, expected: str) -> None:
    assert compared_constants(present, replayed, {"type": type_}) == expected
    assert compared_constants(replayed, present, {"type": type_}) == expected


def test_another_label_of_an_enum_is_another_value() -> None:
    assert compared_constants("'a'", "'b'", {"type": "kind", "typeSchema": "public"}) == CHANGES
