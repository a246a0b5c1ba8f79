"""Projects written by hand go back to drizzle-kit by one call, and on: five changes of schema.ts, and drizzle-kit 1.0.

Each change is what the real `generate` writes and the real `migrate` does on the live database; all rows are kept. CI
tries one of them, without 1.0.
"""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from conftest import HERE, Journal, Project
from full import FULL, part
from handback.exporting import kit
from handback.projects import PROJECTS, LivedProject, ledger, lived, rows_of, sorted_rows
from handback.schema_edits import Column, SchemaEdit, add, with_imports, without_relations
from snapshot.terminal import answered

from journal.drizzle.kit import NO_CHANGES
from journal.drizzle.packages import shadow_project

pytestmark = pytest.mark.drizzle
NEWER = HERE / "drizzle1"
MARKER = "--> statement-breakpoint"
CASES = [(one, given) for one in PROJECTS for given in (True, False)]
CHOSEN = part(CASES, len(CASES))


@pytest.mark.usefixtures("roles_of_before")
@pytest.mark.parametrize(
    ("one", "given"), CHOSEN, ids=[f"{one.name}-{'given' if given else 'written'}" for one, given in CHOSEN]
)
def test_one_call_five_changes_and_drizzle_kit_1_0(  # noqa: PLR0913 - fixtures
    project: Project, journal: Journal, database: str, tmp_path: Path, one: LivedProject, *, given: bool
) -> None:
    lived(one, project.root, database, journal)
    team = Team(one, project.root, database, journal)
    if not given:
        team.writes_schema()
    team.hands_back()
    team.generates_the_rest()
    assert given or not team.rest
    schema = project.root / "schema.ts"
    schema.write_text(with_imports(schema.read_text()))
    for edit in one.edits if FULL else one.edits[:1]:
        team.changes(edit)
    team.verifies()
    if FULL:  # CI upgrades the project of test_version_1_projects.py
        team.upgrades(tmp_path / "newer")


class Team:
    """A project's folder and its live database."""

    def __init__(self, one: LivedProject, root: Path, url: str, journal: Journal) -> None:
        self.one, self.root, self.url, self.journal = one, root, url, journal
        self.rows, self.rest = rows_of(url), list[str]()
        assert sum(map(len, self.rows.values())) > 0

    def runs(self, *words: str) -> str:
        said = self.journal(*words)
        assert said.code == 0, f"{words}\n{said.out}{said.err}"
        return said.out

    def writes_schema(self) -> None:
        """Let drizzle-journal write the schema.ts, in place of the team's."""
        (self.root / "schema.ts").unlink()
        for path in self.root.glob("migrations/*.sql"):  # as bootstrap says; `handback --fix` does that itself
            path.write_text(re.sub(r"^(\\|SELECT pg_catalog.set_config).*\n", "", path.read_text(), flags=re.MULTILINE))
        for words in (("bootstrap",), ("schema", "--write", "--relations")):
            self.runs(*words)

    def hands_back(self) -> None:
        """One call and what its list asks for; then the bridge, where names differ."""
        items = json.loads(self.runs("handback", "--fix", "--url", self.url, "--yes", "--json"))["items"]
        if asked := re.search(r'Change it to: (baseline = "[^"]*")', " ".join(one["help"] for one in items)):
            settings = self.root / "journal.toml"
            settings.write_text(re.sub(r"baseline = .*", asked[1], settings.read_text()))
        self.rest = [line for one in items if one["name"] == "generate" for line in one["details"]]
        before = ledger(self.url)
        kit(self.root, "migrate", "--config=live.config.ts")
        assert len(ledger(self.url)) - len(before) in (0, 1)
        assert self.rows == rows_of(self.url)

    def generates_the_rest(self) -> None:
        """`generate` writes what the list has named, or says that there is nothing to do."""
        said = kit(self.root, "generate", "--name=rest")
        written = [piece for path in self.root.glob("migrations/*_rest.sql") for piece in pieces_of(path)]
        assert [piece.removesuffix(";") for piece in written] == self.rest, said
        assert (NO_CHANGES in said) == (written == [])
        if written:
            kit(self.root, "migrate", "--config=live.config.ts")
            assert self.rows == rows_of(self.url)
            assert NO_CHANGES in kit(self.root, "generate", "--name=none")

    def changes(self, edit: SchemaEdit) -> None:
        """Change schema.ts, generate, migrate: exactly that, and all rows are kept."""
        time.sleep(1)  # nobody generates twice in one second, which `check` warns of
        schema = self.root / "schema.ts"
        schema.write_text(edit.change(schema.read_text()))
        command = ["node", "node_modules/drizzle-kit/bin.cjs", "generate", f"--name={edit.name}"]
        said = answered(command, self.root, os.environ, [edit.rename] if edit.rename else [])
        files = sorted(self.root.glob(f"migrations/*_{edit.name}.sql"))
        assert len(files) == 1, said
        assert pieces_of(files[0]) == [*edit.statements]
        before = ledger(self.url)
        said = kit(self.root, "migrate", "--config=live.config.ts")
        self.is_after(edit, before, said)

    def is_after(self, edit: SchemaEdit, before: list[tuple[object, ...]], said: str) -> None:
        """The ledger has one row more, and each table the rows that it had."""
        after = ledger(self.url)
        assert (len(after), after[:-1]) == (len(before) + 1, before), said
        self.rows = {table: sorted_rows(rows) for table, rows in edit.rows(self.rows).items()}
        assert rows_of(self.url) == self.rows

    def verifies(self) -> None:
        """After the last change, nothing is left to do or to say."""
        assert "Nothing to do" in self.runs("status", "--url", self.url)
        assert "Everything's fine" in kit(self.root, "check")
        found = json.loads(self.journal("check", "--json").out)["findings"]
        # The list says to leave a COMMIT as it is where a database has run it.
        assert {one["rule"] for one in found if one["severity"] != "note"} <= {"transaction-control"}
        assert NO_CHANGES in kit(self.root, "generate", "--name=none")
        self.runs("bootstrap")  # drizzle-kit writes no hash
        self.runs("verify", "--url", self.url)

    def upgrades(self, newer: Path) -> None:
        """`up` of 1.0, and one more change."""
        schema = self.root / "schema.ts"
        schema.write_text(without_relations(schema.read_text()))  # as the list says of them
        said = self.runs("handback", "--v1", str(NEWER), "--url", self.url, "--dry-run")
        refused = re.findall(r"this fails after the entries, .*?: (ALTER .*)", said)
        shadow_project(self.root, NEWER, newer)
        shutil.copytree(self.root / "migrations", newer / "migrations", dirs_exist_ok=True)
        self._newer(newer, "up")
        self._newer(newer, "generate", "--name=oddities")
        for path in newer.glob("migrations/*_oddities/migration.sql"):
            path.write_text(MARKER.join(piece for piece in pieces_of(path) if piece not in refused))
        self._newer(newer, "migrate")
        assert rows_of(self.url) == self.rows
        before = ledger(self.url)
        edit = add(Column(_added_to(self.one), "after_up"), name="after_up")
        (newer / "schema.ts").write_text(edit.change(schema.read_text()))
        said = self._newer(newer, "generate", "--name=after_up")
        (written,) = newer.glob("migrations/*_after_up/migration.sql")
        assert pieces_of(written) == [*edit.statements], said
        said = self._newer(newer, "migrate")
        self.is_after(edit, before, said)

    def _newer(self, newer: Path, *words: str) -> str:
        done = subprocess.run(
            ["node", "node_modules/drizzle-kit/bin.cjs", *words, "--config=live.config.ts"],
            cwd=newer, env=os.environ | {"TZ": "UTC", "JITI_FS_CACHE": "false"}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)


def pieces_of(path: Path) -> list[str]:
    return [piece.strip() for piece in path.read_text().split(MARKER)]


def _added_to(one: LivedProject) -> str:
    """Return the table of the first edit."""
    (found,) = re.findall(r'TABLE (?:"(\w+)"\.)?"(\w+)" ADD', one.edits[0].statements[0])
    return f"{found[0] or 'public'}.{found[1]}"
