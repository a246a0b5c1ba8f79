"""A squash in a project whose settings name migrations, with `meta` in a folder of its own, and accepted findings."""

from conftest import Journal, Project
from repository import commit, git

FILES = {
    "001_a": "create table a (id int primary key);\ncreate table b (id int);",
    "002_b": "create table b (id int);",
    "003_d": "create table d (id int);",
    "004_i": "create index concurrently if not exists i on d (id);",
    "005_f": "create table f (id int);",
    "006_g": "create table g (id int);",
}
SETTINGS = """\
baseline = "001_a" # the dump
contains = { "001_a" = "002_b" }
no_transaction = ["004_i.sql"]
meta = "meta"
[[ignore]]
file = "fixes.sql"
reason = "by hand"
"""


def test_settings_and_accepted_findings_follow_and_undo_restores_all(
    project: Project, journal: Journal, database: str, twin: str
) -> None:
    for tag, text in FILES.items():
        project.migration(tag, text)
    project.migration("fixes", "select 1;")
    project.write("journal.toml", SETTINGS)
    git(project.root, "init", "-q")
    journal("bootstrap")
    for rule, tag in (("unmarked-statements", "001_a"), ("file-without-entry", "004_i")):
        said = journal("check", "--accept", rule, "--tag", tag, "--reason", "known")
        assert "accepted" in said.out, said.out + said.err
    assert journal("run", "--url", database, "--yes").code == 0
    commit(project.root)
    said = journal("squash", "--to", "005_f", "--url", database, "--archive", "migrations-before-005_f", "--yes")
    assert said.code == 0, said.out + said.err
    assert "Next: git add migrations meta/_journal.json migrations-before-005_f journal.toml" in said.out
    text = (project.root / "journal.toml").read_text()
    assert 'baseline = "005_f" # the dump\ncontains = {005_f = "002_b"}\n' in text
    checked = journal("check", "--fail-on", "error")
    assert checked.code == 0, checked.out
    assert "Next: journal-accepted.json: Remove the element" in checked.out  # that of the first file, which is gone
    again = journal("run", "--url", database, "--yes")
    assert "Nothing is pending" in again.out, again.out + again.err
    assert journal("run", "--url", twin, "--yes").code == 0
    assert journal("squash", "--undo").code == 0
    assert git(project.root, "status", "--short") == ""
