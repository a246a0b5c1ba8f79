"""The drift of databases that the real migrate() made, and of what people do to them."""

import psycopg
import pytest
from conftest import Project
from verbs.test_status import entries, execute, migrate

from journal.catalog.difference import Difference, Weight
from journal.folder.read import read_folder
from journal.rebuild.database import Recipe
from journal.rebuild.schemas import drift_prover
from journal.replay.watcher import Silence
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.seed import Platform, Seed

USERS = """
create table users (id serial primary key, email varchar(80) not null unique, note text);
create index users_note on users (note);
create view notes as select note from users;
"""


def drift(project: Project, url: str, count: int, *ignore: str) -> tuple[Difference, ...]:
    folder = read_folder(project.settings())
    prove = drift_prover(folder, Recipe(), EmbeddedProvider(), Silence(), ignore)
    with psycopg.connect(url, autocommit=True) as connection:
        return prove(connection, folder.journal.entries[:count])


@pytest.fixture
def migrated(project: Project, database: str) -> str:
    project.migration("0000_users", USERS)
    entries(project, "0000_users", "0001_b")
    migrate(project, database)
    return database


def test_what_the_real_migrate_made_has_no_drift_and_our_own_tables_are_none(project: Project, migrated: str) -> None:
    execute(migrated, "create table _manual_migrations (filename text); create table _backup_users_1 as table users")
    assert drift(project, migrated, 2) == ()


def test_the_state_after_an_earlier_entry_is_another(project: Project, migrated: str) -> None:
    (one,) = drift(project, migrated, 1)
    assert (one.kind, one.name, one.expected, one.weight) == ("table", "public.t_0001", None, Weight.REAL)
    assert one.hazard == "dropping the table loses its rows"


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        ("drop index users_note", ("index", "public.users_note", "")),
        ("alter table users drop column note cascade", ("column", "public.users.note", "")),
        ("alter table users alter email type text", ("column", "public.users.email", "type")),
        ("alter table users alter email drop not null", ("column", "public.users.email", "not null")),
        ("create table by_hand (id int)", ("table", "public.by_hand", "")),
        (
            "create or replace view notes as select note || '' as note from users",
            ("view", "public.notes", "definition"),
        ),
    ],
)
def test_what_somebody_did_by_hand_is_told(project: Project, migrated: str, deed: str, told: tuple[str, ...]) -> None:
    execute(migrated, deed)
    assert told in {(one.kind, one.name, one.facet) for one in drift(project, migrated, 2)}
    assert drift(project, migrated, 2, f"{told[0]}:{told[1]}", "index:public.users_note", "view:*") == ()


def test_the_script_of_a_drift_mends_it(project: Project, migrated: str) -> None:
    execute(migrated, "drop index users_note; alter table users alter email drop not null; drop view notes")
    found = drift(project, migrated, 2)
    execute(migrated, "\n".join(one.sql or "" for one in found))
    assert len(found) == 3
    assert drift(project, migrated, 2) == ()


def test_a_name_that_differs_alone_is_no_real_drift(project: Project, migrated: str) -> None:
    execute(migrated, "alter table users rename constraint users_email_key to users_email_unique")
    (one,) = drift(project, migrated, 2)
    assert (one.weight, one.expected, one.actual) == (Weight.NAME, "users_email_key", "users_email_unique")


def test_a_grant_or_an_extension_that_no_migration_made_is_the_surroundings(project: Project, migrated: str) -> None:
    execute(migrated, "grant select on users to pg_monitor; create extension pg_trgm; create schema other")
    weights = {one.weight for one in drift(project, migrated, 2)}
    assert weights == {Weight.SURROUNDINGS}


def test_what_a_platform_puts_in_is_no_drift_on_either_side(project: Project, database: str) -> None:
    project.migration("0000_a", "create table a (id uuid references auth.users (id));\n")
    entries(project, "0000_a")
    recipe = Recipe(seed=Seed(Platform.SUPABASE))
    folder = read_folder(project.settings())
    prove = drift_prover(folder, recipe, EmbeddedProvider(), Silence())
    execute(database, "create schema auth; create table auth.users (id uuid primary key, extra text); create schema b")
    execute(database, "create table a (id uuid references auth.users (id)); create table auth.sessions (id int)")
    with psycopg.connect(database, autocommit=True) as connection:
        found = prove(connection, folder.journal.entries)
    assert [one for one in found if one.weight is Weight.REAL] == []
