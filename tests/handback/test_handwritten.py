"""The hand-written histories themselves: each schema.ts says what the last migration leaves, as real tools judge."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from conftest import empty_database
from full import part
from handback.exporting import generated_between
from handback.histories import HandWritten, handwritten, project_of, written
from handback.live import live
from handback.matching import Sides, is_beyond, made_by_hand, sides, told
from verbs.test_status import execute

from journal.catalog.compare import compare
from journal.catalog.difference import Difference, Weight
from journal.catalog.exclusions import own_objects, without
from journal.catalog.read import read_schema
from journal.folder.read import read_folder
from journal.project.settings import Ledger, load_settings
from journal.server.embedded.provider import EmbeddedProvider
from journal.verbs.bootstrap import BootstrapRequest, build_journal

ALL = handwritten()
each = pytest.mark.parametrize("history", ALL, ids=lambda history: history.name)
some = pytest.mark.parametrize("history", part(ALL, 3), ids=lambda history: history.name)


@dataclass(frozen=True)
class Judged:
    """A history, and how its two databases differ."""

    history: HandWritten
    project: Path
    sides: Sides

    @property
    def differences(self) -> Sequence[Difference]:
        return self.sides.differences

    @property
    def idle(self) -> list[str]:
        """The patterns that name no difference."""
        patterns = self.history.beyond + self.history.spelled
        return [pattern for pattern in patterns if not any(is_beyond(one, [pattern]) for one in self.differences)]


@pytest.fixture(scope="module", params=ALL, ids=lambda history: history.name)
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    project = project_of(request.param, tmp_path_factory.mktemp("judged") / "project")
    return Judged(request.param, project, sides(request.param, project, EmbeddedProvider()))


@pytest.mark.drizzle
def test_schema_ts_says_all_that_a_schema_ts_can_say_of_the_last_state(judged: Judged) -> None:
    known = judged.history.beyond + judged.history.spelled
    real = [one for one in judged.differences if one.weight is not Weight.NAME and not is_beyond(one, known)]
    assert [(told(one), one.expected, one.actual) for one in real] == []
    assert judged.idle == []


@pytest.mark.drizzle
def test_names_differ_where_that_is_said_and_nowhere_else(judged: Judged) -> None:
    names = [told(one) for one in judged.differences if one.weight is Weight.NAME]
    assert bool(names) is judged.history.names_differ, names


@pytest.mark.drizzle
def test_names_that_differ_are_the_same_after_statements_that_rename_and_nothing_else(judged: Judged) -> None:
    renames = judged.sides.renames
    assert all(" RENAME " in rename for rename in renames) and bool(renames) is judged.history.names_differ
    renamed = made_by_hand(judged.history, judged.project, EmbeddedProvider(), renames) if renames else None
    left = compare(judged.sides.by_schema, renamed) if renamed else ()
    assert [told(one) for one in left if one.weight is Weight.NAME] == []


@pytest.mark.drizzle
def test_a_default_that_is_spelled_in_another_way_is_the_same_value(judged: Judged, database: str) -> None:
    spelled = [one for one in judged.differences if is_beyond(one, judged.history.spelled)]
    for one in spelled:
        assert execute(database, f"SELECT ({one.expected}) = ({one.actual})") == [(True,)], one
    assert len(spelled) == len(judged.history.spelled)


@pytest.mark.drizzle
@each
def test_the_change_ahead_is_what_drizzle_kit_writes_for_a_folder_of_its_own(
    history: HandWritten, tmp_path: Path
) -> None:
    assert generated_between(project_of(history, tmp_path / "project"), history.ahead) == history.expected


@pytest.mark.drizzle
@some
def test_bootstrap_takes_the_folder_and_every_forward_file_of_it(history: HandWritten, tmp_path: Path) -> None:
    settings = load_settings(project_of(history, tmp_path / "project"))
    done = build_journal(settings, EmbeddedProvider(), BootstrapRequest(recipe=history.recipe))
    assert done.passed and done.confirmed.version
    tags = [entry["tag"] for entry in json.loads(done.text)["entries"]]
    assert sorted(tags) == sorted(one.tag for one in read_folder(settings).forwards)


@some
def test_the_manual_runner_lives_the_whole_history_and_ends_where_the_replay_does(
    history: HandWritten, tmp_path: Path
) -> None:
    """On a server of its own: roles that a platform or a migration makes are the server's."""
    project = project_of(history, tmp_path / "project")
    with EmbeddedProvider().start() as server, empty_database(server) as database:
        ran = live(history, project, server, database)
        recorded = [row[0] for row in execute(database, "SELECT filename FROM _manual_migrations ORDER BY applied_at")]
        with psycopg.connect(database) as connection:
            lived = without(read_schema(connection), own_objects(Ledger()))
    assert recorded == [f"{Path(tag).name}.sql" for tag in ran]
    replayed = made_by_hand(history, project, EmbeddedProvider())
    assert [one for one in compare(replayed, lived) if one.weight is Weight.REAL] == []


def test_there_are_the_sample_and_a_dozen_more_of_3_to_12_migrations_each() -> None:
    lengths = {history.name: len(_forwards(history)) for history in ALL if history.name != "sample"}
    assert len(lengths) >= 12 and all(3 <= length <= 12 for length in lengths.values()), lengths
    assert written("sample").taken


def test_none_has_been_near_drizzle_kit() -> None:
    assert [path for history in ALL for path in history.folder.rglob("*_snapshot.json")] == []


def _forwards(history: HandWritten) -> list[str]:
    settings = load_settings(history.folder / "project")
    return [one.tag for one in read_folder(settings).forwards]
