"""Each hand-written history goes back to the real drizzle-kit: no changes, or exactly the change that is known; and its
live database, which the manual runner alone has made, goes on with `generate` and `migrate` of both generations."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from conftest import HERE, Journal, Project
from full import FULL, part
from handback.exporting import kit, sql_files
from handback.histories import HandWritten, go_ahead, handwritten, project_of, written
from handback.live import live
from psycopg.conninfo import conninfo_to_dict
from real import node

from journal.drizzle.kit import NO_CHANGES
from journal.drizzle.packages import shadow_project
from journal.handback.checklist import ItemVerdict
from journal.handback.request import HandbackRequest, HandedBack
from journal.handback.run import hand_back
from journal.project.settings import load_settings
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.provider import Server
from journal.sql.statements import MARKER

ALL = handwritten()
MANY = [one for one in ALL if one in part(ALL, 4) or one.name == "sample"]
SOME = ALL if FULL else [one for one in ALL if one.name in ("roles-rls", "sample")]
LIVE = ["shop-dated", "blog-numbered", "support-enums"] if FULL else ["shop-dated"]
each = pytest.mark.parametrize("history", MANY, ids=lambda history: history.name)
some = pytest.mark.parametrize("history", SOME, ids=lambda history: history.name)
NEWER = HERE / "drizzle1"


def asked(history: HandWritten, project: Path) -> dict[str, bool]:
    """What a team types, led by the list: renumber where no prefix fits, the bridge where names differ."""
    drizzle = load_settings(project).drizzle
    fits = drizzle is not None and drizzle.get("migrations.prefix") is not None
    return {"renumber": not fits, "bridge": history.names_differ, "move_meta": True}


def handed(history: HandWritten, project: Path, *, dry_run: bool = False) -> HandedBack:
    request = HandbackRequest(
        **asked(history, project),  # type: ignore[arg-type]
        ignore=history.ignore, dry_run=dry_run, recipe=history.recipe, unproved=True,
    )  # fmt: skip
    return hand_back(load_settings(project), EmbeddedProvider(), request)


def pieces(sql: str) -> list[str]:
    """The statements; those of `breakpoints: false` have no marker between them."""
    return [piece.strip().rstrip(";") for piece in re.split(rf"{MARKER}|;\n", sql) if piece.strip()]


@each
def test_generate_writes_nothing_and_then_exactly_the_next_change(history: HandWritten, tmp_path: Path) -> None:
    project = project_of(history, tmp_path / "project")
    result = handed(history, project)
    assert result.written, result.items
    unknown = {one.name for one in result.items if one.verdict is ItemVerdict.UNKNOWN}
    assert unknown <= {"transaction-control", "recorded-names"}  # no database was named that may have run the sample
    notes = {one.name for one in result.items if one.verdict is ItemVerdict.NOTE}
    assert notes <= {"check", "meta", "beyond-schema-ts"}  # `meta` is moved
    folder = result.settings.migrations
    before = sql_files(folder)
    assert NO_CHANGES in kit(project, "generate")
    assert "Everything's fine" in kit(project, "check")
    go_ahead(history, project)
    kit(project, "generate")
    (new,) = [path for path in sql_files(folder) if path not in before]
    assert new.read_text() == history.expected
    assert NO_CHANGES in kit(project, "generate")


@some
def test_a_schema_ts_with_one_more_change_is_listed_and_generated(history: HandWritten, tmp_path: Path) -> None:
    project = project_of(history, tmp_path / "project")
    go_ahead(history, project)
    said = {one.name: one for one in handed(history, project, dry_run=True).items}
    assert (said["generate"].verdict, said["schema"].verdict) == (ItemVerdict.NOTE, ItemVerdict.NOTE), said
    assert [piece.rstrip(";") for piece in said["generate"].details] == pieces(history.expected)


@dataclass(frozen=True)
class Lived:
    """A history whose whole life a live database has, and how the command is told of both."""

    history: HandWritten
    project: Project
    url: str
    words: tuple[str, ...]


@pytest.fixture(params=LIVE)
def lived(request: pytest.FixtureRequest, project: Project, server: Server, database: str) -> Lived:
    history = written(request.param)
    shutil.rmtree(project.root)
    project_of(history, project.root)
    live(history, project.root, server, database)
    flags = [f"--{name.replace('_', '-')}" for name, is_said in asked(history, project.root).items() if is_said]
    return Lived(history, project, database, (*flags, "--url", database))


def config_for(project: Project, url: str) -> None:
    """The team's config, with the live database in it."""
    words = conninfo_to_dict(url)
    credentials = f"{{ host: '{words['host']}', user: 'postgres', database: '{words['dbname']}', ssl: false }}"
    project.write("live.config.ts", f"import own from './drizzle.config';\n"
                  f"export default {{ ...own, dbCredentials: {credentials} }};\n")  # fmt: skip


def rows(url: str) -> Sequence[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute("select * from drizzle.__drizzle_migrations order by id").fetchall()


def handed_live(lived: Lived, journal: Journal) -> int:
    """Hand back files and database; returns how many rows the ledger has then. The bridge is pending there."""
    said = journal("handback", *lived.words, "--yes")
    assert said.code == 0, said.out + said.err
    kept = rows(lived.url)
    config_for(lived.project, lived.url)
    kit(lived.project.root, "migrate", "--config=live.config.ts")
    bridges = 1 if lived.history.names_differ else 0
    assert len(rows(lived.url)) == len(kept) + bridges
    return len(kept) + bridges


def test_a_database_of_the_manual_runner_works_with_generate_and_migrate(lived: Lived, journal: Journal) -> None:
    count = handed_live(lived, journal)
    go_ahead(lived.history, lived.project.root)
    kit(lived.project.root, "generate")
    kit(lived.project.root, "migrate", "--config=live.config.ts")
    assert len(rows(lived.url)) == count + 1
    assert NO_CHANGES in kit(lived.project.root, "generate")
    assert journal("bootstrap").code == 0  # drizzle-kit writes no hash
    verified = journal("verify", "--url", lived.url)
    assert verified.code == 0, verified.out


@pytest.mark.only_full  # test_projects_way_back.py goes on with 1.0, too
def test_the_same_with_drizzle_kit_1_0_after_up(lived: Lived, journal: Journal, tmp_path: Path) -> None:
    count = handed_live(lived, journal)
    newer = shadow_project(lived.project.root, NEWER, tmp_path / "newer")
    out = load_settings(lived.project.root).migrations.name
    shutil.copytree(lived.project.root / out, newer / out, dirs_exist_ok=True)

    def kit_1(*words: str) -> str:
        done = node(
            "node_modules/drizzle-kit/bin.cjs", *words, "--config=live.config.ts",
            cwd=newer, environment={"TZ": "UTC", "JITI_FS_CACHE": "false"},
        )  # fmt: skip
        return done.stdout + done.stderr

    kit_1("up")
    kit_1("generate", "--name=oddities")  # what 1.0 wants of a clean folder, too
    kit_1("migrate")
    before = rows(lived.url)
    assert count <= len(before) <= count + 1
    shutil.copy(lived.history.ahead, newer / "schema.ts")
    kit_1("generate", "--name=ahead")
    kit_1("migrate")
    assert len(rows(lived.url)) == len(before) + 1
