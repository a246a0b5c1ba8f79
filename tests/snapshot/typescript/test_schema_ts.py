"""`schema.ts` as it is written: the real drizzle-kit loads it, and has nothing to do."""

from pathlib import Path

import pytest
from full import part
from snapshot.histories import History, histories
from snapshot.typescript.judging import (
    SCHEMAS,
    differences_of_1_0,
    generated,
    generated_by_1_0,
    of_history,
    of_sql,
    own_folder,
)

from journal.handback.schema_ts import SchemaUnusable
from journal.server.embedded.provider import EmbeddedProvider

pytestmark = pytest.mark.drizzle

DIFFERS_IN_1_0 = {
    "json-defaults": ["column public.t.f default", "column public.t.n default"],  # 1.5 for 1.50
    "sequences": ["sequence public.e type"],  # listed in the head
    "serials": [f"column public.b.{name} not null" for name in ("id", "m", "n")],  # a serial is NOT NULL
    "types-without-drizzle": ["column public.t.j type"],  # char for "char"
    "views-with-options": ["view public.invoking options"],  # security_invoker=true for on
}
REFUSED_OF_1_0 = {
    "names-odd": "syntax error",  # quotes in names
    "partitions": "does not exist",  # a key to a partition, which only the migrations make
    "policies": 'role "CURRENT_USER" does not exist',
    "types-own": "syntax error",  # a space in the name of a type
}
CASES = [case for case in histories() if 17 in case.servers]


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_drizzle_kit_has_nothing_to_do(schema: Path, tmp_path: Path) -> None:
    project = of_sql(schema, tmp_path / "project", EmbeddedProvider())
    project.write()
    assert generated(project.root) == []
    project.write(names="database", relations=False)
    assert generated(project.root) == []


@pytest.mark.parametrize("case", part(CASES, 12), ids=lambda case: case.name)
def test_drizzle_kit_has_nothing_to_do_after_its_own_migrations(case: History, tmp_path: Path) -> None:
    project = of_history(case, tmp_path / "project", EmbeddedProvider())
    project.write()
    assert generated(project.root) == []


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_drizzle_kit_1_0_does_no_more_than_in_its_own_folder(schema: Path, tmp_path: Path) -> None:
    project = of_sql(schema, tmp_path / "project", EmbeddedProvider())
    newer = project.write(to="1.0")
    statements = generated_by_1_0(project.root, newer, tmp_path / "ours")
    if statements:  # so that the control runs only where it is needed
        project.write()
        control = own_folder(project.root, tmp_path / "control")
        assert set(statements) <= set(generated_by_1_0(control, newer, tmp_path / "theirs"))
        assert all(one.startswith(("ALTER", "DROP INDEX", "CREATE INDEX")) for one in statements)


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda path: path.stem)
def test_drizzle_kit_1_0_makes_the_same_database_of_it(schema: Path, tmp_path: Path) -> None:
    project = of_sql(schema, tmp_path / "project", EmbeddedProvider())
    text = project.write(to="1.0")
    if schema.stem in REFUSED_OF_1_0:
        with pytest.raises(SchemaUnusable, match=REFUSED_OF_1_0[schema.stem]):
            differences_of_1_0(project, text, tmp_path / "newer")
        return
    assert differences_of_1_0(project, text, tmp_path / "newer") == DIFFERS_IN_1_0.get(schema.stem, [])
