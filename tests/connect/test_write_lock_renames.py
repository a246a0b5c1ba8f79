"""Every command that writes, while another session renames the schema: what takes its name is not written to."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from conftest import Journal, Project
from cut import proxy_before
from full import FULL
from ledger.writes import APPLY, VERBS, Place, Verb, place
from verbs.test_status import execute

__all__ = ["place"]
TWIN = """
DO $do$ DECLARE one name; BEGIN
  CREATE SCHEMA twin;
  FOR one IN SELECT relname FROM pg_class WHERE relnamespace = '{0}'::regnamespace AND relkind = 'r' LOOP
    EXECUTE format('CREATE TABLE twin.%I (LIKE {0}.%I INCLUDING ALL)', one, one);
    EXECUTE format('INSERT INTO twin.%I SELECT * FROM {0}.%I', one, one);
    EXECUTE format('COMMENT ON TABLE twin.%I IS %L', one, obj_description(format('{0}.%I', one)::regclass, 'pg_class'));
  END LOOP; END $do$
"""
SWAP = "ALTER SCHEMA {0} RENAME TO was; ALTER SCHEMA twin RENAME TO {0}"
NAMES = r"""
SELECT oid::int, oid::regclass::text FROM pg_class WHERE relnamespace = {0} AND relkind = 'r' AND relname !~ '^t_'
 ORDER BY relname
"""


def _records(url: str, schema: object) -> list[object]:
    """The tables of a schema, by its oid, with their rows; not those of the migrations."""
    return [(oid, execute(url, f"SELECT * FROM {name} ORDER BY 1")) for oid, name in execute(url, NAMES.format(schema))]


def _restored(lost: str) -> Callable[[Project, Journal, str], None]:
    def before(project: Project, journal: Journal, url: str) -> None:
        execute(url, "create schema shop; create table shop.item (id int primary key, name text)")
        execute(url, "insert into shop.item select n, 'x' || n from generate_series(1, 5) as n")
        assert journal("backup", "shop.item", "--yes", "--url", url).code == 0
        execute(url, f"alter table shop.item owner to postgres; {lost}")

    return before


def _empty(project: Project, journal: Journal, url: str) -> None:
    VERBS["stamp"].before(project, journal, url)
    execute(url, "create schema drizzle")


RESTORE = Verb(("backup", "restore", "COPY", *APPLY), _restored("delete from shop.item where id > 2"))


@dataclass(frozen=True)
class Case:
    """A verb, and the schema that is renamed. `first`: what it looks at before that is read once more."""

    verb: Verb
    schema: str = "drizzle"
    first: str = "LOCK TABLE"


CASES = {
    **{name: Case(verb) for name, verb in VERBS.items() if name not in ("stamp", "run --record-only")},
    "stamp": Case(replace(VERBS["stamp"], before=_empty), first="SELECT oid, xmin"),
    "run --record-only": Case(replace(VERBS["run --record-only"], before=VERBS["down"].before,
                                      words=("run", "--unproved", "--record-only", "0004_e")), "public"),
    "down, of the manual ledger": Case(VERBS["down"], "public"),
    "unstamp, of the manual ledger": Case(VERBS["unstamp"], "public"),
    "restore of rows": Case(RESTORE, "shop"),
    "restore of values": Case(
        Verb((*RESTORE.words, "--overwrite"), _restored("update shop.item set name = 'y'")), "shop"
    ),
    "restore of a table": Case(replace(RESTORE, before=_restored("drop table shop.item")), "shop"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_schema_that_takes_the_name_between_the_look_and_the_write_is_not_written_to(name: str, place: Place) -> None:
    verb, schema = CASES[name].verb, CASES[name].schema
    place.prepare(verb)
    if name == "run --record-only":
        place.project.migration("0004_e", "create table t_0004 (id int);\n")
    execute(place.url, TWIN.format(schema))
    ((own,),) = execute(place.url, f"SELECT '{schema}'::regnamespace::oid::int")
    ((twin,),) = execute(place.url, "SELECT 'twin'::regnamespace::oid::int")
    copies = execute(place.url, r"SELECT relname FROM pg_class WHERE relname LIKE '\_backup\_item%'")
    words = [str(copies[0][0]) if word == "COPY" else word for word in verb.words]
    words = [f"{schema}.{word}" if word.startswith("_backup") else word for word in words]
    before, old = _records(place.url, own), _records(place.url, twin)
    with place.copy() as url, proxy_before(url) as proxy:
        said = place.journal(*words, "--url", proxy.url)
        assert (said.code, _records(url, twin)) == (0, old), said.err
        steps = proxy.steps
    first = next(at for at, step in enumerate(steps) if CASES[name].first in step)
    last = max(at for at, step in enumerate(steps) if step.endswith("COMMIT"))
    assert last - first > 1, steps
    for at in range(first + 1, last + 1) if FULL else {*range(first + 1, last + 1, 3), last - 1, last}:
        with place.copy() as url:
            with proxy_before(url, at=at, before=lambda: execute(url, SWAP.format(schema))) as proxy:
                said = place.journal(*words, "--url", proxy.url)
            text = f"at {at} of {first}-{last}, {steps[at]}: {said.out}{said.err}"
            assert execute(url, "SELECT oid::int FROM pg_namespace WHERE nspname = 'was'") == [(own,)], text
            assert (_records(url, twin), "Traceback" in said.err) == (old, False), text
            written = _records(url, own) != before
            assert (said.code, written) in ((0, True), (2, False)) or CASES[name].verb.by_file, text
