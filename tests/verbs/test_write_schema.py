"""`schema`: what it prints, and which files it writes."""

import json
from pathlib import Path

import pytest
from conftest import Journal, Project

_CONFIG = 'export default { dialect: "postgresql", schema: "./src/schema.ts", out: "./migrations" };\n'
_SQL = """CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
"""


@pytest.fixture
def journaled(project: Project, journal: Journal) -> Project:
    """A project with one entry, and a drizzle.config that names a schema that is not there."""
    project.write("drizzle.config.ts", _CONFIG)
    project.migration("0000_users", _SQL)
    assert journal("bootstrap").code == 0
    return project


def _files(project: Project) -> set[str]:
    return {str(path.relative_to(project.root)) for path in project.root.rglob("*") if path.is_file()}


def test_it_prints_the_file_and_writes_nothing(journaled: Project, journal: Journal) -> None:
    before = _files(journaled)
    done = journal("schema")
    assert done.code == 0
    assert 'export const users = pgTable("users", {' in done.out
    assert "// - function: public.one()" in done.out
    assert _files(journaled) == before


def test_the_document_has_what_is_not_in_the_file(journaled: Project, journal: Journal) -> None:
    document = json.loads(journal("schema", "--json").out)
    assert document["unexpressed"] == {"function": ["public.one()"]}
    assert "text columns have no `enum` of allowed values and no $type<…>()." in document["untold"]
    assert document["file"] is None
    assert not document["written"]


def test_write_takes_the_path_of_drizzle_config(journaled: Project, journal: Journal) -> None:
    printed = journal("schema").out
    done = journal("schema", "--write")
    assert (done.code, "Wrote src/schema.ts." in done.out) == (0, True)
    assert (journaled.root / "src" / "schema.ts").read_text() == printed
    assert "is what the migrations make" in journal("schema", "--write").out


def test_an_existing_file_is_only_replaced_with_overwrite(journaled: Project, journal: Journal) -> None:
    own = journaled.write("src/schema.ts", b"// mine \xff\n")
    done = journal("schema", "--write")
    assert done.code == 1
    assert done.out.startswith("src/schema.ts was left as it is. Nothing was written.\n")
    assert "error: src/schema.ts exists and differs. [exists]" in done.out
    assert own.read_bytes() == b"// mine \xff\n"
    assert journal("schema", "--write", "--overwrite").code == 0
    assert own.with_name("schema.ts.bak").read_bytes() == b"// mine \xff\n"
    assert "pgTable" in own.read_text()


def test_a_dry_run_shows_the_difference(journaled: Project, journal: Journal) -> None:
    before = _files(journaled)
    done = journal("schema", "--file", "other.ts", "--dry-run")
    assert done.code == 0
    assert '+export const users = pgTable("users", {' in done.out
    assert _files(journaled) == before


@pytest.mark.parametrize("schema", ["./src/*.ts", "./src", "./a.ts,./b.ts"])
def test_several_schema_files_are_not_written(journaled: Project, journal: Journal, schema: str) -> None:
    paths = schema.split(",")
    config = _CONFIG.replace('"./src/schema.ts"', json.dumps(paths if len(paths) > 1 else schema))
    journaled.write("drizzle.config.ts", config)
    done = journal("schema", "--write")
    assert done.code == 2
    assert "is not a single .ts file" in done.err
    assert "--file src/schema.ts" in done.err
    assert journal("schema", "--file", "src/schema.ts").code == 0


def test_without_a_journal_there_is_no_schema(project: Project, journal: Journal) -> None:
    project.migration("0000_users", _SQL)
    done = journal("schema")
    assert (done.code, "There is no journal" in done.err) == (2, True)


def test_a_link_out_of_the_project_is_not_written(journaled: Project, journal: Journal, tmp_path: Path) -> None:
    outside = tmp_path / "outside.ts"
    outside.write_text("// mine\n")
    (journaled.root / "schema.ts").symlink_to(outside)
    assert journal("schema", "--file", "schema.ts", "--overwrite").code == 2
    assert outside.read_text() == "// mine\n"


def test_unknown_words_are_refused(journaled: Project, journal: Journal) -> None:
    assert journal("schema", "--to", "2.0").code == 2
    assert journal("schema", "--names", "snake").code == 2
