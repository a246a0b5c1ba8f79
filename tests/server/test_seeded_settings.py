"""What the settings have created before the first migration: a platform's objects, extensions and roles."""

import shutil

import pytest
from conftest import HERE, Journal, Project

from journal.errors import SettingsInvalid


@pytest.mark.parametrize("case", ["supabase-realtime-messages", "force-rls-data", "supabase-auth-schema"])
def test_the_platform_of_the_settings_is_there(project: Project, journal: Journal, case: str) -> None:
    shutil.rmtree(project.root)
    shutil.copytree(HERE / "cases" / case, project.root)
    assert journal("bootstrap", "--dry-run").code == 1
    project.write("journal.toml", 'platform = "supabase"\n')
    assert journal("bootstrap").code == 0
    assert journal("rehearse", "--only", "ways").code == 0


def test_neons_owner_bypasses_row_security_too(project: Project, journal: Journal) -> None:
    shutil.rmtree(project.root)
    shutil.copytree(HERE / "cases" / "force-rls-data", project.root)
    said = journal("bootstrap", "--dry-run")
    assert "help: FORCE ROW LEVEL SECURITY applies to the owner" in said.err
    assert journal("bootstrap", "--platform", "neon").code == 0


def test_extensions_and_roles_are_created_first(project: Project, journal: Journal) -> None:
    project.migration(
        "0000_a", "create table t (e citext, v vector(3)); grant select on t to app; set role app; reset role;"
    )
    project.write("journal.toml", 'extensions = ["citext", "vector"]\nroles = ["app"]\n')
    said = journal("bootstrap")
    assert (said.code, "assumed by journal.toml: role app." in said.out) == (0, True), said


@pytest.mark.parametrize("extension", ["file_fdw", "dblink", "plpython3u", "postgres_fdw", "adminpack"])
def test_an_extension_that_reaches_the_machine_is_refused(project: Project, journal: Journal, extension: str) -> None:
    project.migration("0000_a")
    project.write("journal.toml", f'extensions = ["{extension}"]\n')
    said = journal("bootstrap")
    assert (said.code, f"extensions: {extension} is not created by a setting" in said.err) == (2, True)


@pytest.mark.parametrize("key", ["extensions", "roles"])
@pytest.mark.parametrize("name", ["a'; DROP ROLE b; --", 'a"b', "a b", "$role$", "", "1a", "a" * 64])
def test_a_name_that_is_not_plain_is_refused(project: Project, key: str, name: str) -> None:
    project.write("journal.toml", f"{key} = ['''{name}''']\n")
    with pytest.raises(SettingsInvalid):
        project.settings()


def test_a_role_of_the_server_is_not_granted(project: Project, journal: Journal) -> None:
    project.migration("0000_a", "set role journal_superuser;")
    project.write("journal.toml", 'roles = ["journal_superuser"]\n')
    said = journal("bootstrap")
    assert (said.code, "permission denied" in said.err) == (1, True)


def test_an_unknown_platform_is_refused(project: Project) -> None:
    project.write("journal.toml", 'platform = "supabse"\n')
    with pytest.raises(SettingsInvalid, match="`platform` is 'supabse'"):
        project.settings()
