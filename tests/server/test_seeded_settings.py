"""What the settings have created before the first migration: a platform's objects, extensions and roles."""

import shutil

import psycopg
import pytest
from conftest import HERE, Journal, Project
from server.test_contract import ordinary_url

from journal.errors import SettingsInvalid
from journal.server.embedded.provider import EmbeddedProvider


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


def roles_of(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        return {name for (name,) in connection.execute("SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_'")}


def test_roles_created_on_a_server_of_the_users_are_dropped_with_the_database(
    project: Project, journal: Journal
) -> None:
    project.migration("0000_a", "create table t (id int); grant select on t to anon, app; set role app; reset role;")
    project.write("journal.toml", 'platform = "supabase"\nroles = ["app"]\n')
    with EmbeddedProvider().start() as server:
        url = ordinary_url(server)
        before = roles_of(url)
        for _ in range(2):
            assert journal("bootstrap", "--temp", url).code == 0
            assert roles_of(url) == before


def test_a_role_of_a_killed_run_is_dropped_and_one_in_use_or_of_the_users_stays(
    project: Project, journal: Journal
) -> None:
    project.migration("0000_a", "create table t (id int); grant select on t to anon;")
    project.write("journal.toml", 'platform = "supabase"\n')
    with EmbeddedProvider().start() as server:
        url = ordinary_url(server)
        with psycopg.connect(url, autocommit=True) as admin:
            for role in ("killed", "used", "anon"):
                admin.execute(f"CREATE ROLE {role}")
            for role in ("killed", "used"):
                admin.execute(f"COMMENT ON ROLE {role} IS 'journal_scratch_0123456789abcdef'")
            admin.execute("COMMENT ON ROLE anon IS 'of the users'; CREATE TABLE u (); GRANT SELECT ON u TO used")
        before = roles_of(url)
        assert journal("bootstrap", "--temp", url).code == 0
        assert roles_of(url) == before - {"killed"}
