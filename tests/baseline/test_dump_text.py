"""The statements of a dump, whatever their size."""

import pytest

from journal.baseline.dump_text import DumpEntry, NotSplittable, statements_in
from journal.sql.parser import LARGEST_TEXT

INSERT = """INSERT INTO public."a;'" (id, t) VALUES
\t(1, 'it''s;
INSERT INTO b VALUES ('),
\t(2, '\\; "');
"""


def test_rows_of_any_size_are_split_at_their_own_semicolons() -> None:
    number = LARGEST_TEXT // len(INSERT) + 1
    found = statements_in([DumpEntry("TABLE DATA", "a", "public", f"{INSERT}\n\n" * number)])
    assert len(found) == number
    assert {one.text for one in found} == {INSERT.rstrip().removesuffix(";")}


def test_a_schema_entry_that_is_too_large_to_parse_is_refused() -> None:
    text = f"CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS $$ SELECT '{'x' * LARGEST_TEXT}' $$;"
    with pytest.raises(NotSplittable, match=r"function public\.f\(\) is larger than 4 MB"):
        statements_in([DumpEntry("FUNCTION", "f()", "public", text)])
