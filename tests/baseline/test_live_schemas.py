"""A baseline of each live schema equals its source on every version, and drizzle-kit has nothing to do."""

import pytest
from baseline.live import LiveSchema, live_schemas, roles_file
from catalog.bed import Bed, on_each_major
from catalog.servers import binaries
from conftest import Project
from real import kit

from journal.baseline.run import baseline
from journal.project.project import Project as Found

CONFIG = 'export default { dialect: "postgresql", schema: "./schema.ts", out: "./migrations" };\n'
SCHEMAS = [*live_schemas()]


@pytest.mark.drizzle
@on_each_major("live", SCHEMAS, spread=True, majors=(15, 17, 18))
def test_a_baseline_equals_its_source(drizzle: Project, bed: Bed, live: LiveSchema) -> None:
    bed.skip_without(live.needs)
    drizzle.write("drizzle.config.ts", CONFIG)
    drizzle.write("journal.toml", 'roles = ["tenancy_member", "tenancy_support"]')  # of one of the projects
    with bed.database() as url:
        live.fill(url)
        result = baseline(
            Found(drizzle.settings()), from_url=url, grants=True, before=[roles_file()], superuser=True,
            pg_bin=binaries(bed.major),
        )  # fmt: skip
    assert result.passed, (result.proof.real, result.proof.dump)
    assert result.proof.server_version.startswith(str(bed.major))
    assert "No schema changes" in kit(drizzle, "generate")
