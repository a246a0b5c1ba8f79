"""A baseline of each schema of the corpus equals its source on every version, and drizzle-kit has nothing to do."""

from pathlib import Path

import pytest
from catalog.bed import CORPUS, FILES, Bed, on_each_major
from catalog.servers import binaries
from conftest import Project
from real import kit

from journal.baseline.run import baseline
from journal.project.project import Project as Found

CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };\n'


@pytest.mark.drizzle
@on_each_major("corpus", FILES, spread=True, majors=(15, 17, 18))
def test_a_baseline_equals_its_source(drizzle: Project, bed: Bed, corpus: Path) -> None:
    bed.skip_without(corpus.read_text())
    drizzle.write("drizzle.config.ts", CONFIG)
    with bed.database(corpus.read_text()) as url:
        roles = [CORPUS / "roles.sql"]
        result = baseline(
            Found(drizzle.settings()), from_url=url, grants=True, before=roles, superuser=True,
            pg_bin=binaries(bed.major),
        )  # fmt: skip
    assert result.passed, (result.proof.real, result.proof.dump)
    assert result.proof.server_version.startswith(str(bed.major))
    assert "No schema changes" in kit(drizzle, "generate")


@pytest.mark.only_full
def test_a_thousand_tables(drizzle: Project, database: str) -> None:
    from real import psql

    tables = (
        f"CREATE TABLE t{number} (id serial PRIMARY KEY, name text NOT NULL UNIQUE, at timestamptz DEFAULT now(), "
        f"parent int {f'REFERENCES t{number - 1}' if number else ''}, amount numeric(10, 2) CHECK (amount > 0));"
        f"CREATE INDEX t{number}_at ON t{number} (at DESC NULLS LAST);"
        for number in range(1000)
    )
    psql(database, "".join(tables) + "ALTER TABLE t0 ADD CONSTRAINT circle FOREIGN KEY (parent) REFERENCES t999;")
    drizzle.write("drizzle.config.ts", CONFIG)
    result = baseline(Found(drizzle.settings()), from_url=database)
    assert (result.passed, sum(result.statements.values())) == (True, 8000)
    assert "No schema changes" in kit(drizzle, "generate")
