"""Relations with code of their owner's in them, and a superuser who uses them: nothing of it runs, and it is named.

The owner is no superuser. What is planted writes into a file of the server's machine where a superuser runs it.
"""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from conftest import Journal, Project
from connect.hostile import reached
from psycopg.conninfo import conninfo_to_dict, make_conninfo

LEDGER, MANUAL, TABLE = "drizzle.__drizzle_migrations", "public._manual_migrations", "public.a"
OTHER = "public.schema_migrations"
OWNER = "planter"
HIT = """
CREATE SCHEMA evil; GRANT USAGE ON SCHEMA evil TO PUBLIC;
CREATE FUNCTION evil.hit() RETURNS boolean LANGUAGE plpgsql AS $f$ BEGIN
  IF (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
    EXECUTE pg_catalog.format('COPY (SELECT ''hit'') TO PROGRAM %L', 'cat >> {marker}');
  END IF;
  RETURN true; END $f$;
CREATE FUNCTION evil.pure() RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $f$ BEGIN RETURN evil.hit(); END $f$;
CREATE FUNCTION evil.on_row() RETURNS trigger LANGUAGE plpgsql AS
  $f$ BEGIN PERFORM evil.hit(); RETURN coalesce(NEW, OLD); END $f$;
"""
# Each with what the sentence names, and what only a write runs.
PLANTS = {
    "a view in its place": (
        "ALTER TABLE {0} RENAME TO hidden; CREATE VIEW {0} AS SELECT * FROM {1}.hidden WHERE evil.hit()",
        "it is a view",
    ),
    "a materialized view in its place": (
        "ALTER TABLE {0} RENAME TO hidden; CREATE MATERIALIZED VIEW {0} AS SELECT * FROM {1}.hidden WITH NO DATA",
        "it is a materialized view",
    ),
    "an index": ("CREATE INDEX planted ON {0} ((evil.pure()))", "the index planted, which calls evil.pure()"),
    "a check": ("ALTER TABLE {0} ADD CONSTRAINT planted CHECK (evil.pure())", "check constraint planted"),
    "a policy": (
        "ALTER TABLE {0} ENABLE ROW LEVEL SECURITY; CREATE POLICY planted ON {0} USING (evil.hit())",
        "policy planted",
    ),
}
WRITTEN = {
    "a trigger": (
        "CREATE TRIGGER planted BEFORE INSERT OR UPDATE OR DELETE ON {0} FOR EACH ROW EXECUTE FUNCTION evil.on_row()",
        "the trigger planted, which calls evil.on_row()",
    ),
    "a deferred trigger": (
        "CREATE CONSTRAINT TRIGGER planted AFTER INSERT OR UPDATE OR DELETE ON {0} INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION evil.on_row()",
        "the trigger planted",
    ),
    "a rule": ("CREATE RULE planted AS ON INSERT TO {0} DO ALSO SELECT evil.hit()", "the rule planted"),
    "a default": ("ALTER TABLE {0} ADD planted boolean DEFAULT evil.hit()", "default of column planted"),
    "a default of PostgreSQL's that takes SQL": (
        "ALTER TABLE {0} ADD planted text; ALTER TABLE {0} ALTER planted"
        " SET DEFAULT query_to_xml('select evil.hit()', true, true, '')::text",
        "which calls query_to_xml",
    ),
    "a generated column": (
        "ALTER TABLE {0} ADD planted boolean GENERATED ALWAYS AS (evil.pure()) STORED", "default of column planted"
    ),
    "a domain": (
        "CREATE DOMAIN evil.checked AS boolean CHECK (evil.hit()); ALTER TABLE {0} ADD planted evil.checked",
        "column planted of the type evil.checked",
    ),
}  # fmt: skip
READS = {
    "status": ("status",),
    "locate": ("locate",),
    "rollback": ("rollback", "--no-rehearse"),
    "run --dry-run": ("run", "--dry-run"),
    "verify": ("verify",),
}
WRITES = {
    "stamp": ("stamp", "--to", "0002_c", "--unproved", "--yes"),
    "run --journal": ("run", "--journal"),
    "down": ("down", "0001_b", "--yes"),
    "repair": ("repair", "--yes"),
}


@pytest.fixture
def busy(project: Project, journal: Journal, database: str, marker: Path) -> Iterator[str]:
    """The URL for a superuser: two migrations have run, a third is pending; all is another role's."""
    superuser = make_conninfo(database, user="journal_superuser")
    for number, name in enumerate("abc"):
        project.migration(f"000{number}_{name}", f"create table if not exists {name} (id int primary key);\n")
        project.migration(f"000{number}_down_{name}", f"drop table if exists {name};\n")
    assert journal("scaffold").code == 0
    said = journal("run", "--journal", "--to", "0001_b", "--url", superuser)
    assert said.code == 0, said.err
    with psycopg.connect(superuser, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {OWNER} LOGIN".encode())
        admin.execute(f"GRANT ALL ON DATABASE {conninfo_to_dict(database)['dbname']} TO {OWNER}".encode())
        admin.execute(f"ALTER SCHEMA drizzle OWNER TO {OWNER}; ALTER SCHEMA public OWNER TO {OWNER}".encode())
        for table in (LEDGER, MANUAL, TABLE, "public.b"):
            admin.execute(f"ALTER TABLE {table} OWNER TO {OWNER}".encode())
        admin.execute(
            "INSERT INTO a VALUES (1); UPDATE drizzle.__drizzle_migrations SET created_at = NULL WHERE id = 2"
        )
    planted(superuser, HIT.replace("{marker}", str(marker)))
    yield superuser
    with psycopg.connect(superuser, autocommit=True) as admin:
        admin.execute(f"DROP OWNED BY {OWNER} CASCADE".encode())
        admin.execute(f"DROP ROLE {OWNER}".encode())


def planted(superuser: str, sql: str) -> None:
    with psycopg.connect(make_conninfo(superuser, user=OWNER), autocommit=True) as owner:
        owner.execute(sql.encode())


def plant(superuser: str, relation: str, how: str) -> str:
    sql, named = (PLANTS | WRITTEN)[how]
    planted(superuser, sql.format(relation, relation.partition(".")[0]))
    return named


def test_the_trap_works(busy: str, marker: Path) -> None:
    plant(busy, LEDGER, "a trigger")
    with psycopg.connect(busy, autocommit=True) as superuser:
        superuser.execute("INSERT INTO drizzle.__drizzle_migrations (hash) VALUES ('x')")
    assert reached(marker) == ["hit"]


@pytest.mark.parametrize("verb", READS)
@pytest.mark.parametrize("how", PLANTS)
def test_a_superuser_reads_no_ledger_that_runs_what_its_owner_planted(
    busy: str, journal: Journal, marker: Path, how: str, verb: str
) -> None:
    named = plant(busy, LEDGER, how)
    said = journal(*READS[verb], "--url", busy)
    assert (reached(marker), said.code in (1, 2)) == ([], True), said.err
    assert named in said.err + said.out
    assert f"Connect as its owner, {OWNER}" in said.err + said.out


@pytest.mark.parametrize("verb", ["status", "run --dry-run"])
@pytest.mark.parametrize("how", PLANTS)
def test_a_superuser_reads_no_other_ledger_that_runs_what_its_owner_planted(
    busy: str, journal: Journal, marker: Path, how: str, verb: str
) -> None:
    planted(busy, f"CREATE TABLE {OTHER} (name text); INSERT INTO {OTHER} VALUES ('0002_c'); GRANT ALL ON {OTHER} TO "
            "PUBLIC")  # fmt: skip
    named = plant(busy, OTHER, how)
    said = journal(*READS[verb], "--url", busy)
    assert (reached(marker), said.code in (0, 1, 2)) == ([], True), said.err
    if how in ("an index", "a check"):
        assert f"{OTHER} may record these migrations, and was not read: it has the" in said.out + said.err
        assert named in said.out + said.err


@pytest.mark.parametrize("verb", WRITES)
@pytest.mark.parametrize("how", [*PLANTS, *WRITTEN])
def test_a_superuser_writes_no_ledger_that_runs_what_its_owner_planted(
    busy: str, journal: Journal, marker: Path, how: str, verb: str
) -> None:
    named = plant(busy, LEDGER, how)
    said = journal(*WRITES[verb], "--url", busy)
    assert (reached(marker), said.code) == ([], 2), said.err
    assert named in said.err


@pytest.mark.parametrize("verb", ["run", "down"])
@pytest.mark.parametrize("how", [*PLANTS, *WRITTEN])
def test_a_superuser_writes_no_manual_table_that_runs_what_its_owner_planted(
    busy: str, journal: Journal, marker: Path, how: str, verb: str
) -> None:
    named = plant(busy, MANUAL, how)
    words = {"run": ("run", "--only", "0002_c"), "down": ("down", "0001_b", "--yes")}[verb]
    said = journal(*words, "--url", busy)
    assert (reached(marker), said.code) == ([], 2), said.err
    assert named in said.err


@pytest.mark.parametrize("how", [one for one in PLANTS if one != "a policy"])  # by a policy goes no session of ours
def test_a_superuser_copies_no_table_that_runs_what_its_owner_planted(
    busy: str, journal: Journal, marker: Path, how: str
) -> None:
    plant(busy, TABLE, how)
    said = journal("backup", "make", "a", "--yes", "--url", busy)
    assert (reached(marker), said.code) == ([], 2), said.err


@pytest.mark.parametrize("how", [one for one in (*PLANTS, *WRITTEN) if "view" not in one])
@pytest.mark.parametrize("lost", ["delete from a", "drop table a"])
def test_a_superuser_restores_nothing_that_runs_what_its_owner_planted(
    busy: str, journal: Journal, marker: Path, how: str, lost: str
) -> None:
    plant(busy, TABLE, how)
    owner = make_conninfo(busy, user=OWNER)
    assert journal("backup", "make", "a", "--yes", "--url", owner).code == 0
    with psycopg.connect(busy, autocommit=True) as admin:
        (name,) = admin.execute("SELECT relname FROM pg_class WHERE relname LIKE '\\_backup\\_a%'").fetchone() or ("",)
        admin.execute(f"ALTER TABLE {name} OWNER TO journal_superuser".encode())  # else its note is not trusted
    planted(busy, lost)
    reached_before = reached(marker)
    said = journal("backup", "restore", name, "--yes", "--url", busy)
    assert (reached(marker), said.code in (0, 1, 2)) == (reached_before, True), said.err


@pytest.mark.parametrize("how", WRITTEN)
def test_the_owner_runs_what_is_its_own(busy: str, journal: Journal, marker: Path, how: str) -> None:
    plant(busy, LEDGER, how)
    said = journal("status", "--url", make_conninfo(busy, user=OWNER))
    assert (reached(marker), "is not used" in said.err) == ([], False), said.err
