"""Differences as one script that changes the actual side to the expected one."""

from collections.abc import Iterable

from journal.catalog.difference import Difference

_HEAD = """SET check_function_bodies = off;
SET search_path = '';
"""


def script(differences: Iterable[Difference]) -> str:
    """Return the statements of these differences in order, each group once; a difference without any is skipped."""
    statements = dict.fromkeys(difference.sql for difference in differences if difference.sql)
    return _HEAD + "".join(f"\n{sql}\n" for sql in statements)
