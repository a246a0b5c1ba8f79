"""Roles belong to the server: what others do to them there while a rehearsal runs is not undone."""

import psycopg
import pytest
from conftest import Project

from journal.connect.target import Target
from journal.folder.read import read_folder
from journal.rehearsal.environment.roles import Roles
from journal.server.existing import ExistingProvider
from journal.server.provider import Server, as_superuser


@pytest.mark.parametrize("superuser", [False, True])
def test_a_role_that_somebody_else_makes_meanwhile_stays(project: Project, server: Server, superuser: bool) -> None:
    project.migration("0000_a", "create role app_of_the_file;")
    folder = read_folder(project.settings())
    words = {key: str(value) for key, value in psycopg.conninfo.conninfo_to_dict(server.admin).items() if value}
    with psycopg.connect(server.admin, autocommit=True) as admin:
        if not admin.execute("select 1 from pg_database where datname = 'template0'").fetchone():
            admin.execute("create database template0 template postgres")
        with ExistingProvider(Target(words, "--temp")).start() as scratch:
            roles = Roles(as_superuser(scratch) if superuser else scratch, folder.migrations)
            with roles.watched("a"):
                admin.execute("create role app_of_another")
                if superuser:
                    admin.execute("create role app_of_the_file")
            roles.put_back("a")
        there = admin.execute("select rolname::text from pg_roles where rolname like 'app\\_of%'").fetchall()
        admin.execute("drop role if exists app_of_another, app_of_the_file")
    assert there == [("app_of_another",)]
