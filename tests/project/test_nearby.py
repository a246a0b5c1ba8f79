"""The folders that hold a journal, for the help where the project's own folder is not there."""

import pytest
from conftest import Project

from journal.errors import JournalError
from journal.folder.read import read_folder
from journal.project.nearby import NAME_ONE, name_the_folder

JOURNAL = '{"version": "7", "dialect": "postgresql", "entries": []}'


def test_without_a_journal_the_help_stays_general(project: Project) -> None:
    project.write("sub/.hidden/meta/_journal.json", JOURNAL)
    project.write("node_modules/x/meta/_journal.json", JOURNAL)
    project.write("lite/meta/_journal.json", JOURNAL.replace("postgresql", "sqlite"))
    assert name_the_folder(project.root) == NAME_ONE


def test_the_only_folder_with_a_journal_is_named(project: Project) -> None:
    project.write("db/my sql/meta/_journal.json", JOURNAL)
    project.write("lite/meta/_journal.json", JOURNAL.replace("postgresql", "sqlite"))
    assert name_the_folder(project.root) == "db/my sql has a journal. Name it: --migrations 'db/my sql'"


def test_each_of_several_folders_is_named_and_the_rest_counted(project: Project) -> None:
    for name in "abcdefg":
        project.write(f"{name}/meta/_journal.json", JOURNAL)
    options = " or ".join(f"--migrations {name}" for name in "abcde")
    assert name_the_folder(project.root) == f"These have a journal; name one: {options} (and 2 more)"


def test_folders_that_are_nested_deep_or_linked_are_not_read(project: Project) -> None:
    project.write("a/b/c/d/e/f/g/meta/_journal.json", JOURNAL)
    (project.root / "loop").symlink_to(project.root)
    assert name_the_folder(project.root) == NAME_ONE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is no migrations folder at "),
        ("export default { dialect: 'postgresql', out: 'sql' };", "There is no migrations folder at "),
        ("export default { dialect: 'postgresql', out: 'db' };", "There is no migration in "),
        ("const f = () => 'x'; export default { dialect: 'postgresql', out: f() };", "`out` cannot be read"),
    ],
)
def test_the_help_names_the_journal_wherever_the_folder_is_missing(project: Project, text: str, words: str) -> None:
    (project.root / "migrations").rmdir()
    project.write("drizzle.config.ts", text)
    project.write("db/pg/meta/_journal.json", JOURNAL)
    with pytest.raises(JournalError) as caught:
        read_folder(project.settings())
    assert words in caught.value.message
    assert caught.value.hint == "db/pg has a journal. Name it: --migrations db/pg"


def test_without_a_config_drizzles_default_folder_is_used_where_it_holds_a_journal(project: Project) -> None:
    project.write("drizzle/meta/_journal.json", JOURNAL)
    assert project.settings().migrations == project.root / "migrations"
    (project.root / "migrations").rmdir()
    assert project.settings().migrations == project.root / "drizzle"
