"""The lock and the look before each of our writes: nothing that another role put there is passed over."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from conftest import Journal, Project
from connect.hostile import reached
from connect.test_hostile_relations import (
    HIT,
    MANUAL,
    OWNER,
    PLANTS,
    WRITTEN,
    busy,  # noqa: F401 - a fixture
    planted,
)
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from journal.connect.opening import open_ours
from journal.connect.pins import LIVE
from journal.connect.relation_safety import RelationUnsafe
from journal.connect.write_lock import SchemaChanged, lock_for_write
from journal.ledger.manual_table import create_manual_table
from journal.ledger.scripts import LedgerPlace, create_statements
from journal.project.manual_ledger import ManualLedger
from journal.project.settings import Ledger

NAME = "public.kept"
MORE = {
    "a predicate": ("CREATE INDEX planted ON {0} (id) WHERE evil.pure()", "the index planted"),
    "statistics": ("CREATE STATISTICS planted ON id, (evil.pure()) FROM {0}", "the statistics planted"),
    "a default in a default": (
        "ALTER TABLE {0} ADD planted timestamptz DEFAULT CASE WHEN evil.hit() THEN now() END", "default of column"
    ),
    "a default that looks like now()": (
        "CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT pg_catalog.now() WHERE evil.hit()';"
        "ALTER TABLE {0} ADD planted timestamptz DEFAULT public.now()",
        "public.now()",
    ),
    "an array of a domain": (
        "CREATE DOMAIN evil.checked AS boolean CHECK (evil.hit()); ALTER TABLE {0} ADD planted evil.checked[]",
        "column planted of the type evil.checked",
    ),
    "a key to a table with a policy": (
        "CREATE TABLE other (id int PRIMARY KEY); ALTER TABLE {0} ADD planted int REFERENCES other;"
        "ALTER TABLE other ENABLE ROW LEVEL SECURITY; CREATE POLICY planted ON other USING (evil.hit())",
        "the foreign key",
    ),
    "a parent": ("CREATE TABLE parent (id int); ALTER TABLE {0} INHERIT parent", "the parent"),
    "a child": ("CREATE TABLE child () INHERITS ({0})", "the child"),
    "a partition": (
        "DROP TABLE {0}; CREATE TABLE {0} (id int) PARTITION BY RANGE (id)", "it is a partitioned table"
    ),
    "a trigger that fires always": (
        "CREATE TRIGGER planted BEFORE INSERT ON {0} FOR EACH ROW EXECUTE FUNCTION evil.on_row();"
        "ALTER TABLE {0} ENABLE ALWAYS TRIGGER planted",
        "the trigger planted",
    ),
}  # fmt: skip


@pytest.fixture
def superuser(database: str, marker: Path) -> Iterator[str]:
    """The URL for a superuser, of a database with a plain table of another role."""
    url = make_conninfo(database, user="journal_superuser")
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {OWNER} LOGIN".encode())
        admin.execute(f"GRANT ALL ON DATABASE {conninfo_to_dict(database)['dbname']} TO {OWNER}".encode())
        admin.execute(f"ALTER SCHEMA public OWNER TO {OWNER}".encode())
    planted(url, HIT.replace("{marker}", str(marker)))
    planted(url, f"CREATE TABLE {NAME} (id int, at timestamptz DEFAULT now())")
    yield url
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f"DROP OWNED BY {OWNER} CASCADE; DROP ROLE {OWNER}".encode())


class _Counted(psycopg.Cursor[tuple[object, ...]]):
    sent = 0

    def execute(self, *words: object, **named: object) -> "_Counted":
        _Counted.sent += 1
        return super().execute(*words, **named)  # type: ignore[arg-type,return-value]


@pytest.fixture
def connection(superuser: str) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """A session of ours, as a superuser, in a transaction."""
    with open_ours({name: str(word) for name, word in conninfo_to_dict(superuser).items()}, LIVE) as connection:
        connection.cursor_factory = _Counted
        connection.execute("BEGIN")
        yield connection


def further_queries(connection: "psycopg.Connection[tuple[object, ...]]", schema: str, table: str) -> int:
    """Lock, and return how many queries followed the first look, which needs no cursor."""
    before = _Counted.sent
    lock_for_write(connection, schema, table)
    return _Counted.sent - before


@pytest.mark.parametrize("how", [*PLANTS, *WRITTEN, *MORE])
def test_nothing_that_another_role_planted_is_written_to(
    superuser: str, connection: "psycopg.Connection[tuple[object, ...]]", marker: Path, how: str
) -> None:
    sql, named = (PLANTS | WRITTEN | MORE)[how]
    planted(superuser, sql.format(NAME, "public"))
    refused = (RelationUnsafe, psycopg.errors.WrongObjectType)  # the second: what cannot be locked
    with pytest.raises(refused) as error:
        lock_for_write(connection, "public", "kept")
    if isinstance(error.value, RelationUnsafe):
        assert named in str(error.value)
    assert reached(marker) == []


def test_a_plain_table_needs_one_look_only(connection: "psycopg.Connection[tuple[object, ...]]") -> None:
    assert further_queries(connection, "public", "kept") == 0


def test_both_ledgers_as_they_are_made_need_one_look_only(
    connection: "psycopg.Connection[tuple[object, ...]]",
) -> None:
    place = LedgerPlace(Ledger(), schema=False, table=False)
    for statement in create_statements(place):
        connection.execute(statement.text.encode())
    connection.execute(f"ALTER TABLE {place.name} ADD name text, ADD applied_at timestamptz DEFAULT now()".encode())
    table = create_manual_table(connection, ManualLedger())
    assert further_queries(connection, place.ledger.schema, place.ledger.table) == 0
    assert further_queries(connection, table.schema, table.table) == 0


def test_a_table_that_may_run_something_is_examined(
    superuser: str, connection: "psycopg.Connection[tuple[object, ...]]"
) -> None:
    planted(superuser, f"ALTER TABLE {NAME} ADD CHECK (id > 0)")
    assert further_queries(connection, "public", "kept") == 4


def test_after_the_lock_no_other_role_can_change_what_a_write_runs(
    superuser: str, connection: "psycopg.Connection[tuple[object, ...]]"
) -> None:
    lock_for_write(connection, "public", "kept")
    for how in ("a trigger", "a rule", "a default", "an index", "a check", "a view in its place", "a policy"):
        sql, _ = (PLANTS | WRITTEN)[how]
        with pytest.raises(psycopg.errors.LockNotAvailable):
            planted(superuser, f"SET lock_timeout = '100ms'; {sql.format(NAME, 'public')}")


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_a_transaction_that_cannot_see_what_was_planted_since_it_began_writes_nothing(
    superuser: str, connection: "psycopg.Connection[tuple[object, ...]]", marker: Path, level: str
) -> None:
    connection.execute("ROLLBACK")
    connection.execute(f"BEGIN ISOLATION LEVEL {level}".encode())
    connection.execute("SELECT 1")
    planted(superuser, WRITTEN["a trigger"][0].format(NAME))
    with pytest.raises(
        RelationUnsafe, match=f"this transaction is {level}. It does not see later changes by .*{OWNER}"
    ):
        lock_for_write(connection, "public", "kept")
    assert reached(marker) == []


def test_a_serializable_transaction_writes_to_what_only_superusers_can_change(
    connection: "psycopg.Connection[tuple[object, ...]]",
) -> None:
    connection.execute("CREATE SCHEMA own; CREATE TABLE own.kept (id int)")
    connection.execute("COMMIT")
    connection.execute("BEGIN ISOLATION LEVEL SERIALIZABLE")
    assert lock_for_write(connection, "own", "kept").write("INSERT INTO own.kept VALUES (1), (2)") == 2
    connection.execute("GRANT TRIGGER ON own.kept TO PUBLIC")
    with pytest.raises(RelationUnsafe, match="SERIALIZABLE"):
        lock_for_write(connection, "own", "kept")


RULE = "CREATE RULE nothing AS ON INSERT TO public.own DO ALSO NOTIFY nothing"
SWAP = "ALTER SCHEMA swapped RENAME TO other; ALTER SCHEMA evil RENAME TO swapped"
BACK = "ALTER SCHEMA swapped RENAME TO evil; ALTER SCHEMA other RENAME TO swapped"


@pytest.mark.parametrize("each", ["ROW", "STATEMENT"])
@pytest.mark.parametrize("swaps", [(SWAP,), (SWAP, BACK)], ids=["once", "there and back"])
def test_another_schema_that_takes_the_name_after_the_lock_is_not_written_to(
    superuser: str,
    connection: "psycopg.Connection[tuple[object, ...]]",
    marker: Path,
    each: str,
    swaps: tuple[str, ...],
) -> None:
    planted(superuser, "CREATE SCHEMA swapped; CREATE TABLE swapped.kept (id int); CREATE TABLE evil.kept (id int);"
            f"CREATE TRIGGER planted BEFORE INSERT ON evil.kept FOR EACH {each} EXECUTE FUNCTION evil.on_row();"
            "CREATE OR REPLACE FUNCTION evil.on_row() RETURNS trigger LANGUAGE plpgsql AS"
            f" $f$ BEGIN COPY (SELECT 'hit') TO PROGRAM 'cat >> {marker}'; RETURN NEW; END $f$")  # fmt: skip
    locked = lock_for_write(connection, "swapped", "kept")
    for swap in swaps:
        planted(superuser, swap)
    with pytest.raises(SchemaChanged, match="The schema swapped was changed by another session"):
        locked.write("INSERT INTO swapped.kept VALUES (1)")
    assert reached(marker) == []


def test_a_table_with_rules_of_the_sessions_own_is_written_to(
    connection: "psycopg.Connection[tuple[object, ...]]",
) -> None:
    connection.execute(f"CREATE TABLE public.own (id int); {RULE}")
    assert lock_for_write(connection, "public", "own").write("INSERT INTO public.own VALUES (1)") == 1


def test_a_name_that_the_old_encoding_cannot_say_is_locked_after_what_is_sent_ahead(
    superuser: str, connection: "psycopg.Connection[tuple[object, ...]]"
) -> None:
    planted(superuser, 'CREATE TABLE "gehalten_ü" (id int)')
    connection.execute("SET LOCAL client_encoding = 'LATIN1'")
    lock_for_write(connection, "public", "gehalten_ü", ahead="SET LOCAL client_encoding = 'UTF8'")
    found = connection.execute("SELECT count(*) FROM pg_locks WHERE relation = 'public.gehalten_ü'::regclass")
    assert found.fetchone() == (1,)


def test_what_is_planted_while_a_run_goes_on_is_not_written_to(
    busy: str,  # noqa: F811 - the fixture
    project: Project,
    journal: Journal,
    marker: Path,
) -> None:
    trigger = WRITTEN["a trigger"][0].format(MANUAL)
    project.migration("0003_d", f"SET ROLE {OWNER}; {trigger}; RESET ROLE;\n")
    said = journal("run", "--url", busy)
    assert (reached(marker), said.code) == ([], 2), said.err
    assert f"{MANUAL} is not used, because it has the trigger planted" in said.err
    with psycopg.connect(busy) as admin:
        recorded = admin.execute("SELECT filename FROM _manual_migrations ORDER BY 1").fetchall()
    assert recorded == [("0000_a.sql",), ("0001_b.sql",), ("0002_c.sql",)]


def test_a_file_whose_own_transaction_has_an_old_snapshot_is_not_recorded_for_others_to_plant_in(
    busy: str,  # noqa: F811 - the fixture
    project: Project,
    journal: Journal,
    marker: Path,
) -> None:
    trigger = WRITTEN["a trigger"][0].format(MANUAL)
    planting = f"COPY (SELECT $$SET ROLE {OWNER}; {trigger}$$) TO PROGRAM 'psql -X \"{busy}\"'"
    project.migration("0003_d", f"BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; {planting}; COMMIT;\n")
    said = journal("run", "--url", busy)
    assert (reached(marker), said.code) == ([], 2), said.err
    assert f"{MANUAL} is not used, because this transaction is SERIALIZABLE" in said.err
