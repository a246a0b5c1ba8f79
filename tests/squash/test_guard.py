"""The guard holds for every name of a ledger and of a migration."""

import psycopg
import pytest

from journal.catalog.quoting import literal, quoted
from journal.project.settings import Ledger
from journal.squash.guard import drizzle_ledger, guard_of

NAMES = {
    "plain": ("drizzle", "__drizzle_migrations", "0001_a"),
    "quotes": ('my\'s "x"', "t.%s {0}", "it's 100% \\done"),
    "delimiters": ("$guard$", "$$", "0001_$guard$_ü"),
    "long": ("s" * 63, "ü" * 31, "0001_" + "x" * 70),
}


@pytest.mark.parametrize("is_version_1", [False, True], ids=["0.x", "1.0"])
@pytest.mark.parametrize("name", NAMES)
def test_it_fails_only_where_the_ledger_has_other_rows_alone(database: str, name: str, *, is_version_1: bool) -> None:
    schema, table, tag = NAMES[name]
    guard = guard_of(tag, [drizzle_ledger(Ledger(schema, table), tag, 7, is_version_1=is_version_1)])
    place = quoted(schema, table)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(guard.encode())
        connection.execute(f"create schema if not exists {quoted(schema)}".encode())
        connection.execute(f"create table {place} (created_at bigint, name text)".encode())
        connection.execute(guard.encode())
        connection.execute(f"insert into {place} values (6, 'before')".encode())
        with pytest.raises(psycopg.errors.RaiseException) as raised:
            connection.execute(guard.encode())
        assert raised.value.diag.message_primary == f"This database has migrations from before {tag}, and not that one."
        assert f"squashed into {tag} first" in str(raised.value.diag.message_hint)
        connection.execute(f"insert into {place} values (7, {literal(tag)})".encode())
        connection.execute(guard.encode())
