"""Values of PostgreSQL's own types and of well-known extensions, as text. Tables only.

The first of each type is chosen to fail in a careless migration: it is long, has a fraction, exceeds the next smaller
type, or is not ASCII. Those after it are what checks often ask for.
"""

from collections.abc import Mapping, Sequence

WORDS: Sequence[str] = (
    "Zoë O'Brien, line 1", "abc", "12", "zoe@example.com", " ", "https://example.com/a?b=1", "", "ABC", "abc-def-1",
    "A", "EUR", "de", "de-DE", "0", "UTC", "a b c d e", "+4915112345678", "00000001-0000-4000-8000-000000000000",
    "0123456789abcdef" * 4, "{}", "2024-02-29", "#a1b2c3", "/a/b", "1.2.3", "12:30", "127.0.0.1", "true",
)  # fmt: skip
"""Texts: not a number, a number, an address, blank, empty, capitals, a slug, codes, a UUID, a digest, JSON."""

PLAIN: Mapping[str, Sequence[str]] = {
    "smallint": ("300", "-7", "0", "1", "2", "3", "12", "50", "100", "1000", "2024"),
    "integer": ("70000", "-7", "0", "1", "2", "3", "12", "50", "100", "1000", "2024", "1000000"),
    "bigint": ("5000000000", "-7", "0", "1", "2", "3", "12", "50", "100", "1000", "2024", "1000000"),
    "real": ("0.1", "-2.5", "0", "1", "2", "50", "100", "1e20"),
    "double precision": ("0.1", "-2.5", "0", "1", "2", "50", "100", "1e200"),
    "money": ("12.34", "-1.00", "0.00", "1.00", "100.00"),
    "boolean": ("true", "false"),
    "date": ("2024-02-29", "1066-10-14", "1969-07-20", "2024-03-01", "2001-01-01", "2099-12-31", "2024-01-01"),
    "time without time zone": ("12:34:56.789", "00:00:00", "23:59:59", "08:00:00", "17:00:00"),
    "time with time zone": ("12:34:56.789+02", "00:00:00+00", "23:59:59-08"),
    "timestamp without time zone": (
        "2024-02-29 12:34:56.789012", "1066-10-14 09:00:00", "1969-07-20 20:17:40", "2024-03-01 00:00:00",
        "2001-01-01 00:00:00", "2099-12-31 23:59:59.5", "2024-01-01 00:00:00",
    ),
    "timestamp with time zone": (
        "2024-02-29 12:34:56.789012+00", "1066-10-14 09:00:00+00", "1969-07-20 20:17:40+00", "2024-03-01 00:00:00+00",
        "2001-01-01 00:00:00+00", "2099-12-31 23:59:59.5+00", "2024-01-01 00:00:00+00",
    ),
    "interval": ("1 day 02:03:04.5", "-1 mons", "00:00:00", "1 hour", "1 day", "1 year 2 mons", "30 days"),
    "bytea": ("\\xdeadbeef00ff", "\\x", "\\x00", "\\x" + "ab" * 32, "\\x" + "cd" * 16, "\\x" + "ef" * 20),
    "json": (
        '{"a": 1.5, "b": [true, null, "ü"]}', '[1, "x"]', '"text"', "{}", "[]", "1.5", "null", "true",
        '{"a": {"b": "c"}}', '["a", "b"]', '[{"a": 1}]',
    ),
    "xml": ("<a>ü</a>", "<b/>", "text"),
    "inet": ("192.0.2.1", "2001:db8::1/64", "10.0.0.0/8", "127.0.0.1", "2001:db8::2"),
    "cidr": ("192.0.2.0/24", "2001:db8::/32", "10.0.0.0/8", "192.0.2.1/32"),
    "macaddr": ("08:00:2b:01:02:03", "02:00:00:00:00:01"),
    "macaddr8": ("08:00:2b:01:02:03:04:05", "02:00:00:00:00:00:00:01"),
    "tsvector": ("'fat':2 'ä':1", "", "'cat':1A"),
    "tsquery": ("'fat' & 'ä'", "'cat'"),
    "point": ("(1.5,-2)", "(0,0)", "(10,50)"),
    "line": ("{1,-1,0}", "{0,1,2}"),
    "lseg": ("[(0,0),(1,1)]", "[(2,2),(3,4)]"),
    "box": ("(1,1),(0,0)", "(5,5),(4,4)"),
    "path": ("((0,0),(1,1),(1,0))", "[(0,0),(2,2)]"),
    "polygon": ("((0,0),(1,1),(1,0))", "((5,5),(6,6),(6,5))"),
    "circle": ("<(0,0),1>", "<(9,9),2>", "<(50,50),3>"),
    "oid": ("16384", "1", "0"),
    "xid": ("3", "4"),
    "xid8": ("3", "4"),
    "cid": ("0", "1"),
    "tid": ("(0,1)", "(0,2)"),
    "pg_lsn": ("16/B374D848", "0/0"),
    "regclass": ("pg_catalog.pg_class", "pg_catalog.pg_type"),
    "regtype": ("integer", "text"),
    "regproc": ("pg_catalog.now", "pg_catalog.pi"),
    "regprocedure": ("pg_catalog.lower(text)", "pg_catalog.upper(text)"),
    "regoper": ("pg_catalog.||/", "pg_catalog.|/"),
    "regoperator": ("pg_catalog.+(integer,integer)", "pg_catalog.-(integer,integer)"),
    "regrole": ("pg_monitor", "pg_read_all_data"),
    "regnamespace": ("pg_catalog", "information_schema"),
    "regcollation": ('pg_catalog."C"', 'pg_catalog."default"'),
    "regconfig": ("pg_catalog.simple", "pg_catalog.english"),
    "regdictionary": ("pg_catalog.simple", "pg_catalog.english_stem"),
    "jsonpath": ("$.\"a\"", "$"),
    "char": ("a", "Z", "1"),
    "int2vector": ("1 2", ""),
    "oidvector": ("1 2", ""),
    "txid_snapshot": ("1:1:", "2:5:3"),
    "pg_snapshot": ("1:1:", "2:5:3"),
    "hstore": ('"k"=>"v"', '"k"=>"v", "ä"=>NULL', ""),
    "ltree": ("Top.Science.Physics", "Top", ""),
    "lquery": ("Top.*", "*"),
    "ltxtquery": ("Top & Science",),
    "cube": ("(1.5, 2)", "(0)"),
    "seg": ("1.5", "1 .. 2"),
    "geometry": ("POINT(1.5 -2)", "LINESTRING(0 0,1 1)", "POLYGON((0 0,1 1,1 0,0 0))", "MULTIPOINT(0 0,1 1)"),
    "geography": ("POINT(1.5 -2)", "LINESTRING(0 0,1 1)", "POLYGON((0 0,1 1,1 0,0 0))"),
    "isbn": ("978-0-393-04002-9",),
    "isbn13": ("978-0-393-04002-9",),
}  # fmt: skip
"""By the type's name without its schema, as format_type spells it."""

NEW: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("smallint", "integer", "bigint", "oid", "money"), ("{thousand}", "{number}")),
    **dict.fromkeys(("numeric", "real", "double precision"), ("{number}.5", "{number}")),
    **dict.fromkeys(("date", "timestamp without time zone", "timestamp with time zone"), ("{day}",)),
    **dict.fromkeys(("inet", "cidr"), ("10.1.{high}.{low}",)),
    **dict.fromkeys(("json", "jsonb"), ('{{"n": {number}}}',)),
    "uuid": ("{number:08x}-0000-4000-8000-000000000000",), "bytea": ("\\x{number:08x}",), "interval": ("{number} min",),
    "time without time zone": ("00:{low}:{high}",), "macaddr": ("02:00:00:00:{high:02x}:{low:02x}",),
    "point": ("({number},{number})",), "circle": ("<({ten},0),1>",), "ltree": ("n{number}",),
    "pg_lsn": ("1/{number:X}",), "hstore": ('"n"=>"{number}"',),
}  # fmt: skip
"""Formats of a value for each number, by type: rows after the first need others where these are unique."""

BOUNDS: Mapping[str, str] = {
    "date": "{late}",
    "timestamp without time zone": "{late} 08:30:00", "timestamp with time zone": "{late} 08:30:00+00",
    **dict.fromkeys(("smallint", "integer", "bigint"), "{ten}"),
    **dict.fromkeys(("numeric", "real", "double precision"), "{ten}.5"),
    **dict.fromkeys(("text", "character varying", "character"), "a{number:04}"),
    "time without time zone": "{hour:02}:15:00", "inet": "10.0.{low}.0",
}  # fmt: skip
"""Formats of rising bounds of ranges, far apart."""
