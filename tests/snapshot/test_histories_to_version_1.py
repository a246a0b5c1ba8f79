"""Each history of drizzle-kit 0.31 becomes a folder of drizzle 1.0 by `handback --to 1.0`, with its live database.

The judge is drizzle-kit 1.0.0-rc.5: `check`, `generate`, and a new column in schema.ts by `generate` and `migrate`.
"""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Journal, Project
from handback.exporting import kit
from handback.newer import CONFIG, PACKAGES, Newer, contents, copied, refused_in, write_config
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from snapshot.histories import NO_CHANGES, History, histories, project_of
from snapshot.rebuilding import recipe
from snapshot.upgrade import control

from journal.project.settings import load_settings
from journal.server.provider import Server
from journal.server.seed import furnish, texts_of

pytestmark = pytest.mark.drizzle

CASES = [case for case in histories() if 18 in case.servers]  # the server of the fixture
_MODEL = ("generate", "says “No schema changes, nothing to migrate”, but schema.ts differs from what the entries make")
NO_GO = {
    "config-casing-camel": ("v1-generate", "1.0 ignores `casing: 'camelCase'` of drizzle.config"),
    "config-casing-snake": ("v1-generate", "1.0 ignores `casing: 'snake_case'` of drizzle.config"),
    "defaults-json-expressions": ("v1-up", "up converts 0 of 2 entries: .* Unexpected 'j'"),  # as plain `up` does
    "generated-with-indexes": _MODEL,  # the snapshots of drizzle-kit are not what its SQL makes
    "primary-keys-dropped": _MODEL,
    "types-arrays": ("v1-generate", "generate writes what changes the database"),
    "types-custom": _MODEL,
    "untold-renamed-and-changed-b": _MODEL,
    "words-without-sql": ("v1-generate", "1.0 has `relations` in drizzle-orm/_relations"),
}
"""Item and message of each history that does not go: limits of drizzle-kit, not of the upgrade by handback."""
SPURIOUS = {
    "checks", "columns-renamed", "custom-after-everything", "edited-by-hand", "generated-columns", "indexes-partial",
    "long-shop", "long-tenants", "names-long", "names-quoted", "roles", "schemas-same-names", "tables-renamed",
    "types-changing", "types-time", "types-vector", "untold-index-option-a", "untold-index-option-b",
    "untold-time-mode-b", "views", "views-queries",
}  # fmt: skip
"""The histories after whose upgrade `generate` of 1.0 writes statements, as it does after a plain `up`."""
_TABLE = re.compile(r'(\b(?:pgTable|table)\(\s*(?:"[^"]*"|`[^`]*`),\s*\{)')


@pytest.mark.usefixtures("roles_of_before")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_next_change_of_1_0_is_the_only_one_and_undo_restores(  # noqa: PLR0913, PLR0917 - fixtures
    case: History, project: Project, journal: Journal, server: Server, database: str, tmp_path: Path
) -> None:
    url = deployed(case, project, journal, server, database)
    before = contents(project.root)
    call = ("handback", "--to", "1.0", "--v1", str(PACKAGES), "--url", url, "--yes", "--json", *_words(case))
    said = journal(*call)
    assert bool(said.code) == (case.name in NO_GO), said.out
    if said.code:
        refuses(case, json.loads(said.out))
        assert contents(project.root) == before
        if NO_GO[case.name] is not _MODEL:
            assert NO_CHANGES not in control(case).output
            return
        said = journal(*call, "--replace-all")  # as its help says
        assert said.code == 0, said.out
    value = json.loads(said.out)
    with copied(load_settings(project.root), server, url, tmp_path / "newer") as newer:
        assert [row[1] for row in newer.rows()] == [*value["folders"].values()]
        goes_on(case, newer, value)
    undone = journal("handback", "--undo", "--url", url)
    assert undone.code == 0, undone.out + undone.err
    assert contents(project.root) == before


def refuses(case: History, value: dict[str, Any]) -> None:
    """Require the no-go that is known, with its cause."""
    name, message = NO_GO[case.name]
    found = [
        f"{one['message']} {one['help']}" for one in value["items"] if (one["name"], one["verdict"]) == (name, "no-go")
    ]
    assert found and re.search(message, found[0]), value


def deployed(case: History, project: Project, journal: Journal, server: Server, database: str) -> str:
    """Write the project, and let 0.31 make its database; return the URL of a role that may do so."""
    shutil.rmtree(project.root)
    out = project_of(case, project.root)
    admin = make_conninfo(str(server.admin), dbname=conninfo_to_dict(database)["dbname"])
    furnish(replace(server, conninfo=database, admin=admin), texts_of(recipe(case).seed))
    url = admin if case.superuser else database
    write_config(project.root, url)
    output = kit(project.root, "migrate", f"--config={CONFIG}")
    if "applied successfully" not in output:  # an enum value is used in the transaction that adds it
        assert "unsafe use of new value" in output, output
        for path in sorted(out.glob("*.sql")):
            said = journal("run", "--journal", "--to", path.stem, "--url", url, "--yes")
            assert said.code == 0, said.out + said.err
    return url


def goes_on(case: History, newer: Newer, value: dict[str, Any]) -> None:
    """Require `generate` to write nothing that it does not write after `up` alone, and then exactly one new column."""
    spurious, output = newer.generated("spurious")
    is_known = case.name in SPURIOUS or case.name in NO_GO
    assert bool(spurious) == is_known, spurious
    assert spurious or NO_CHANGES in output
    assert "Everything's fine" in newer.kit("check")  # before, it warns of what generate would write
    if spurious:
        assert case.name in NO_GO or {*spurious} <= control(case).statements
        (said,) = [one["details"] for one in value["items"] if one["name"] == "v1-generate"]
        newer.without("spurious", refused_in(said))
        newer.kit("migrate")
    before = newer.rows()
    schema = newer.root / "schema.ts"
    text, count = _TABLE.subn(r'\1 addedLater: aText("added_later"),', schema.read_text(), count=1)
    assert count == 1
    schema.write_text(f'import {{ text as aText }} from "drizzle-orm/pg-core";\n{text}')
    statements, output = newer.generated("later")
    if case.name == "views":  # one of all columns
        statements = [one for one in statements if not re.match("(DROP|CREATE) VIEW", one)]
    assert len(statements) == 1, (statements, output)
    assert re.fullmatch(r'ALTER TABLE \S.* ADD COLUMN "added_later" text;', statements[0])
    output = newer.kit("migrate")
    assert newer.rows()[:-1] == before, output
    assert str(newer.rows()[-1][1]).endswith("_later")


def _words(case: History) -> list[str]:
    """Return the options that the history needs."""
    found = ["--platform", case.platform] if case.platform else []
    found += ["--superuser"] if case.superuser else []
    return [*found, *(word for path in case.before for word in ("--before", str(path)))]
