"""From the symptom to health by printed advice alone: projects of the real drizzle-kit, each damaged in one way.

The user begins with `drizzle-journal`, and types what it prints. Health is more than a green page: see `World.healthy`.
`JOURNAL_DAMAGE=FILE` writes what was typed in each scenario. CI tries a part of them.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import NODE_PACKAGES, Journal, Project, need, need_program
from diagnosis.damaged import COUNTS, ROWS, SCHEMAS, Choice, World, make_base, make_world
from real import LEDGER, kit, psql
from repository import commit, git
from verbs.test_status import execute

pytestmark = pytest.mark.drizzle


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_program("node")
    need(NODE_PACKAGES.exists(), "needs the npm packages of tests/drizzle, which scripts/test installs")
    root = tmp_path_factory.mktemp("base") / "project"
    root.mkdir()
    make_base(root)
    return root


Damage = Callable[[World], object]


def in_git(damage: Damage) -> Damage:
    def damaged(world: World) -> None:
        world.project.write(".gitignore", "node_modules\n.env\n")
        git(world.project.root, "init", "-q", "-b", "main")
        commit(world.project.root)
        damage(world)

    return damaged


def journal_lost(world: World) -> None:
    (world.meta / "_journal.json").unlink()


def meta_lost(world: World) -> None:
    shutil.rmtree(world.meta)


def snapshots_lost(*numbers: int) -> Damage:
    def damaged(world: World) -> None:
        for number in numbers:
            (world.meta / f"{number:04}_snapshot.json").unlink()

    return damaged


def edited(name: str, old: str, new: str) -> Damage:
    def damaged(world: World) -> None:
        path = world.folder / f"{world.tag(name)}.sql"
        text = path.read_text()
        assert old in text, text
        path.write_text(text.replace(old, new))

    return damaged


def squashed(world: World) -> None:
    shutil.rmtree(world.folder)
    world.generate("squashed")


def when_lowered(world: World) -> None:
    """A fourth migration with a `when` below that of the third, deployed: 0.x skips it in silence."""
    world.schema(SCHEMAS["name"])
    world.generate("name")
    entries = world.entries()
    entries[3]["when"] = int(str(entries[1]["when"])) + 1
    world.write_entries(entries)
    world.migrate()


def sql(script: str) -> Damage:
    return lambda world: psql(world.url, script)


def folder_renamed(world: World) -> None:
    (world.project.root / "db").mkdir()
    world.folder.rename(world.project.root / "db" / "migrations")


def out_renamed(world: World) -> None:
    config = world.project.root / "drizzle.config.js"
    config.write_text(config.read_text().replace("./migrations", "./database"))


def custom_sql(ran: bool) -> Damage:
    def damaged(world: World) -> None:
        path = world.project.migration("0003_custom", "CREATE INDEX users_by_email ON users (lower(email));\n")
        if ran:
            psql(world.url, path.read_text())

    return damaged


def restore_deployed(world: World) -> None:
    """The file as it is on the server that runs it."""
    edited("title", "varchar(9);", "text;")(world)


def point_out(folder: str) -> Callable[[World], None]:
    def edit(world: World) -> None:
        path = world.project.root / "drizzle.config.js"
        path.write_text(re.sub(r'out: "[^"]*"', f'out: "./{folder}"', path.read_text()))

    return edit


def renumber(world: World) -> None:
    """What the page says, by hand."""
    old = str(world.entries()[-1]["tag"])
    new = old.replace("0003", "0004")
    (world.folder / f"{old}.sql").rename(world.folder / f"{new}.sql")
    world.write_entries([*world.entries()[:-1], world.entries()[-1] | {"tag": new}])
    assert world.type("drizzle-journal snapshot --replace").code == 0, world.story()


RESTORE, ACCEPT = r"git -C migrations show \S+ > \S+", r"drizzle-journal repair .*--accept \w+ --yes"
REMOVE = r"drizzle-journal repair .*--remove-row 4 --yes"
HAVE_ALL = r"drizzle-journal check --accept when-does-not-rise --tag 0003_name --reason '.*'"
RUN = "drizzle-journal run --env-var DATABASE_URL --only 0003_name --journal"
ADD = "drizzle-journal scaffold --add new"
SECONDS = "created_at = created_at / 1000"
SCENARIOS: dict[str, tuple[Damage, tuple[Choice, ...]]] = {
    "journal lost": (journal_lost, ()),
    "journal lost, git": (in_git(journal_lost), ()),
    "meta lost": (meta_lost, ()),
    "meta lost, git": (in_git(meta_lost), ()),
    "snapshots lost: all": (snapshots_lost(0, 1, 2), ()),
    "snapshots lost: last": (snapshots_lost(2), ()),
    "snapshots lost: middle": (snapshots_lost(1), ()),
    "edited: formatting": (edited("posts", '"by" integer', '"by"   integer'), (ACCEPT,)),
    "edited: formatting, git": (in_git(edited("posts", '"by" integer', '"by"   integer')), (RESTORE,)),
    "edited: meaning": (edited("title", "text;", "varchar(9);"), (("look in what was deployed", restore_deployed),)),
    "edited: meaning, git": (in_git(edited("title", "text;", "varchar(9);")), (RESTORE,)),
    "squashed": (squashed, (r"drizzle-journal stamp .*--replaces 1-3",)),
    "when not rising": (
        when_lowered,
        (
            RUN,
            HAVE_ALL,
        ),
    ),
    "one row NULL": (sql(f"update {LEDGER} set created_at = null where id = 2"), ()),
    "all rows NULL": (sql(f"update {LEDGER} set created_at = null"), ()),
    "one row in seconds": (sql(f"update {LEDGER} set {SECONDS} where id = 3"), ()),
    "all rows in seconds": (sql(f"update {LEDGER} set {SECONDS}"), ()),
    "first row missing": (sql(f"delete from {LEDGER} where id = 1"), ()),
    "middle row missing": (sql(f"delete from {LEDGER} where id = 2"), ()),
    "last row missing": (sql(f"delete from {LEDGER} where id = 3"), ()),
    "row twice": (
        sql(f"insert into {LEDGER} (hash, created_at) select hash, created_at from {LEDGER} where id = 2"),
        (REMOVE,),
    ),
    "last row twice": (
        sql(f"insert into {LEDGER} (hash, created_at) select hash, created_at from {LEDGER} where id = 3"),
        (REMOVE,),
    ),
    "all rows gone": (sql(f"delete from {LEDGER}"), ()),
    "ledger gone": (sql("drop schema drizzle cascade"), ()),
    "extra row, old": (
        sql(f"insert into {LEDGER} (hash, created_at) values ('{'ab' * 32}', 1700000000000)"),
        (REMOVE,),
    ),
    "extra row, new": (
        sql(f"insert into {LEDGER} (hash, created_at) values ('{'ab' * 32}', 4000000000000)"),
        (REMOVE,),
    ),
    "folder renamed": (folder_renamed, ((r"Write out: \S+ in drizzle.config.js", point_out("db/migrations")),)),
    "out renamed": (out_renamed, ((r"Write out: \S+ in drizzle.config.js", point_out("migrations")),)),
    "custom SQL, run by hand": (custom_sql(ran=True), (ADD,)),
    "custom SQL, not run": (custom_sql(ran=False), (ADD,)),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_printed_advice_leads_from_the_damage_to_health(
    base: Path, project: Project, journal: Journal, database: str, name: str
) -> None:
    damage, choices = SCENARIOS[name]
    world = make_world(base, project, journal, database)
    damage(world)
    try:
        world.follow(*choices)
        world.healthy()
        world.record(name, "healthy")
    except BaseException:
        world.record(name, "FAULT")
        raise


def pushed(base: Path, project: Project, journal: Journal, url: str) -> World:
    """A database that push has made, and a project without migrations."""
    world = make_world(base, project, journal, url, migrated=False)
    shutil.rmtree(world.folder)
    kit(project, "push", "--force")
    execute(url, ROWS)
    return world


def ended(world: World, name: str, follow: Callable[[], object]) -> None:
    try:
        follow()
        world.healthy()
        world.record(name, "healthy")
    except BaseException:
        world.record(name, "FAULT")
        raise


def test_a_database_that_push_made_gets_a_first_migration_that_is_recorded(
    base: Path, project: Project, journal: Journal, database: str
) -> None:
    world = pushed(base, project, journal, database)
    ended(world, "push, no migrations yet", world.follow)


@pytest.mark.parametrize("number", [1, 2])
def test_migrations_that_were_generated_after_push_are_recorded(
    base: Path, project: Project, journal: Journal, database: str, number: int
) -> None:
    world = pushed(base, project, journal, database)
    for name in ("posts", "title")[-number:]:
        world.schema(SCHEMAS[name])
        world.generate(name)
    ended(world, f"push, {number} generated", world.follow)


def merged(world: World, other: str) -> None:
    """Two branches from the same third migration: one is deployed here, the other one there; then both are merged."""
    names = {"left": SCHEMAS["title"] + LEFT, "right": SCHEMAS["title"] + RIGHT}
    sides = {}
    for name, url in (("left", world.url), ("right", other)):
        world.schema(names[name])
        world.generate(name)
        world.environment(url)
        world.migrate()
        sides[name] = {path: path.read_bytes() for path in world.folder.rglob("*") if path.is_file()}
        entry = world.entries()[3]
        sides[name + " entry"] = entry
        if name == "left":
            (world.folder / f"{entry['tag']}.sql").unlink()
            (world.meta / "0003_snapshot.json").unlink()
            world.write_entries(world.entries()[:3])
    for path, text in sides["left"].items():
        if path.suffix == ".sql":
            path.write_bytes(text)
    world.write_entries([*world.entries()[:3], sides["left entry"], sides["right entry"]])
    world.schema(SCHEMAS["title"] + LEFT + RIGHT)


LEFT = 'export const left = pgTable("left_side", { id: serial().primaryKey() });\n'
RIGHT = 'export const right = pgTable("right_side", { id: serial().primaryKey() });\n'


@pytest.mark.parametrize("first", ["left", "right"])
def test_two_branches_that_were_deployed_on_two_databases_and_merged_are_applied_on_both(  # noqa: PLR0913, PLR0917
    base: Path, project: Project, journal: Journal, database: str, twin: str, first: str
) -> None:
    world = make_world(base, project, journal, database)
    world.environment(twin)
    world.migrate()
    execute(twin, ROWS)
    merged(world, twin)
    urls = {"left": database, "right": twin}
    second = "right" if first == "left" else "left"
    world.url = urls[first]
    world.environment(world.url)
    world.follow((r"give it the next number: mv .* then drizzle-journal snapshot --replace", renumber))
    world.record(f"branches merged, {first} deployed here", "healthy")
    world.typed.clear()
    world.url = urls[second]
    world.environment(world.url)
    world.follow()
    world.record(f"branches merged, then {second} deployed there", "healthy")
    for url in urls.values():
        assert execute(url, COUNTS) == [(50, 50, 50)]
        assert execute(url, "select to_regclass('left_side') is not null, to_regclass('right_side') is not null") == [
            (True, True)
        ]
    world.healthy()
