"""Values as text, for PostgreSQL's own types and for well-known extensions. Tables only.

The first of each is chosen to fail in a careless migration: it is long, has a fraction, exceeds the next smaller type,
or is not ASCII. Those after it are what checks often ask for. The server discards what a type does not take.
"""

from collections.abc import Mapping, Sequence

WORDS: Sequence[str] = (
    "Zoë O'Brien, line 1", "abc", "12", "zoe@example.com", " ", "https://example.com/a?b=1", "", "ABC", "abc-def-1",
    "A", "EUR", "de", "de-DE", "0", "UTC", "a b c d e", "+4915112345678", "00000001-0000-4000-8000-000000000000",
    "0123456789abcdef" * 4, "{}", "2024-02-29", "#a1b2c3", "/a/b", "1.2.3", "12:30", "127.0.0.1", "true",
)  # fmt: skip
"""Texts: not a number, a number, an address, blank, empty, capitals, a slug, codes, a UUID, a digest, JSON."""

WHOLE: Sequence[str] = (
    "5000000000", "70000", "300", "-7", "0", "1", "2", "3", "12", "50", "100", "1000", "2024", "1000000",
)  # fmt: skip
FRACTIONS: Sequence[str] = (
    "12345678901234.5678", "1234567890.1234", "12345678.1234", "123456.1234", "1234.1234", "12.1234", "0.1234",
    "-0.5", "0", "1", "2", "0.25", "12", "50", "100", "-7", "1000",
)  # fmt: skip
MOMENTS: Sequence[str] = (
    "2024-02-29 12:34:56.789012+00", "1066-10-14 09:00:00+00", "1969-07-20 20:17:40+00", "2024-03-01 00:00:00+00",
    "2001-01-01 17:00:00+00", "2099-12-31 23:59:59.5+00", "2024-01-01 00:00:00+00",
)  # fmt: skip
DOCUMENTS: Sequence[str] = (
    '{"a": 1.5, "b": [true, null, "ü"]}', '[1, "x"]', '"text"', "{}", "[]", "1.5", "null", "true",
    '{"a": {"b": "c"}}', '["a", "b"]', '[{"a": 1}]',
)  # fmt: skip
OTHERS: Sequence[str] = (
    "\\xdeadbeef00ff", "\\x", "true", "false", "1 day 02:03:04.5", "-1 mons", "00:00:00", "1 hour", "1 day",
    "1 year 2 mons", "192.0.2.1", "2001:db8::1/64", "10.0.0.0/8", "2001:db8::/32", "08:00:2b:01:02:03", "<a>ü</a>",
    "'fat' & 'ä'", "'fat':2 'ä':1", "(1.5,-2)", "(0,0)", "(10,50)", "{1,-1,0}", "{0,1,2}", "[(0,0),(1,1)]",
    "(1,1),(0,0)", "((0,0),(1,1),(1,0))", "<(0,0),1>", "<(9,9),2>", "(0,1)", "(0,2)", "16/B374D848", "0/0",
    "pg_catalog.pg_class", "pg_catalog.simple", "integer", "pg_catalog.now", "pg_catalog.lower(text)",
    "pg_catalog.||/", "pg_catalog.+(integer,integer)", 'pg_catalog."C"', "pg_monitor", "pg_catalog", "16384", "1", "0",
    "101010", '$."a"', "1:1:", "2:5:3", '"k"=>"v"', "Top.Science", "Top.*", "Top & Science", "1 .. 2",
    "POINT(1.5 -2)", "LINESTRING(0 0,1 1)", "POLYGON((0 0,1 1,1 0,0 0))", "MULTIPOINT(0 0,1 1)", "978-0-393-04002-9",
    "a", "Z",
)  # fmt: skip
"""For every other type: bytes, truth, intervals, addresses, geometry, full text, OIDs and names of objects, paths."""

NEW: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("smallint", "integer", "bigint", "oid", "money"), ("{thousand}", "{number}")),
    **dict.fromkeys(("numeric", "real", "double precision"), ("{number}.5", "{number}")),
    **dict.fromkeys(("date", "timestamp without time zone", "timestamp with time zone"), ("{day}",)),
    **dict.fromkeys(
        ("text", "character varying", "character", "citext", "name"), ("Zoë{number:04}@example.com", "n{number}")
    ),
    **dict.fromkeys(("inet", "cidr"), ("10.1.{high}.{low}",)),
    **dict.fromkeys(("json", "jsonb"), ('{{"n": {number}}}',)),
    "uuid": ("{number:08x}-0000-4000-8000-000000000000",), "bytea": ("\\x{number:08x}",), "interval": ("{number} min",),
    "time without time zone": ("00:{high}:{low}",), "macaddr": ("02:00:00:00:{high:02}:{low:02}",),
    "point": ("({number},{number})",), "circle": ("<({number}0,0),1>",), "ltree": ("n{number}",),
    "pg_lsn": ("1/{number:X}",), "hstore": ('"n"=>"{number}"',),
}  # fmt: skip
"""Formats of a value for each number, which rise with it: rows after the first need others where these are unique."""
