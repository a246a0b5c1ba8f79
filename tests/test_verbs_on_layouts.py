"""Every command on a folder of 0.x, one of 1.0, one with both, an empty one and none, with the real packages.

A command without a row fails. Each cell holds the exit code, a sentence of the answer, that an error has a help whose
commands exist, and that nothing of one layout is written into a folder of the other. After all commands that write, the
real drizzle of the layout accepts the folder.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from commands import all_commands
from conftest import HERE, empty_database
from docs.worlds import newest_copy
from forked import CommandLine, Done
from layouts import FOLDERS, TAGS, Layout, contents, database_like, drizzle_kit, make_layouts, migrate
from pages import in_shell, wrong_commands
from psycopg.conninfo import conninfo_to_dict
from real import psql
from repository import commit, git
from verbs.test_status import execute

from journal.server.provider import Server

Answer = tuple[int, str]
"""The exit code, and a pattern of what is said."""
MIXED = (2, "What is right for one layout is wrong for the other")
BARE = (2, r"There is no migration in migrations, and no journal|There is no migrations folder at migrations")
GENERATE = r"help: Write the first migration: npx drizzle-kit generate\."
OF_0 = re.compile(r"(migrations/)?meta(/|$)|migrations/[^/]+\.sql$")
OF_1 = re.compile(r"migrations/\d{14}[^/]*(/|$)")
PACKAGES = {"newer": HERE / "drizzle1", "older": HERE / "drizzle"}
KIT = {"generate", "migrate", "check", "up", "push", "pull", "export", "drop", "studio"}


@dataclass(frozen=True)
class Row:
    """A call of a command, and the answer on each layout. `{url}`, `{second}`, `{third}`, `{copy}` are filled in.

    `begin`: what the project needs for the call.
    """

    words: str
    of_0: Answer
    of_1: Answer
    mixed: Answer = MIXED
    bare: Answer = BARE
    half_up: Answer | None = None
    writes: bool = False
    begin: Callable[[Path], object] | None = None

    def answer(self, layout: Layout) -> Answer:
        """Return the answer on a layout."""
        if layout is Layout.HALF_UP and self.half_up:
            return self.half_up
        if layout.is_mixed:
            return self.mixed
        return self.bare if layout.is_bare else self.of_1 if layout is Layout.OF_1 else self.of_0


def legacy(root: Path) -> None:
    """Write the history of dbmate, which is later than all that the folders have."""
    (root / "legacy").mkdir()
    text = "-- migrate:up\ncreate table old (id integer);\n-- migrate:down\ndrop table old;\n"
    (root / "legacy" / "20260101000000_old.sql").write_text(text)


def committed(root: Path) -> None:
    """Make a repository of the project, which has all of its files."""
    git(root, "init", "-q")
    (root / ".gitignore").write_text("node_modules\n")
    commit(root)


def anywhere(words: str, code: int, said: str, *, writes: bool = False) -> Row:
    """A call that does not depend on the folder."""
    return Row(words, *[(code, said)] * 4, writes=writes)  # type: ignore[arg-type]


ROWS = {
    "doctor": Row(
        "--url {url}",
        (0, "Healthy: nothing is wrong in the files and the database"),
        (1, r"warning\[lock-missing\] drizzle-journal\.lock"),
        (1, r"(?s)projects?.*\nerror\[mixed-layouts\](?!.*folder-outdated).*Next: drizzle-journal check"),
        (1, r"warning\[no-migrations\] There is no migration in migrations yet"),
    ),
    "init": anywhere("--ci github", 0, r"wrote \.github/workflows/drizzle-journal\.yml", writes=True),
    "scaffold": Row(
        "", (0, "lists every forward file"), (2, "has the layout of drizzle 1.0, a folder for each"), writes=True
    ),
    "baseline": Row("--from-url {url} --dry-run", *[(2, "a baseline is the first migration of its folder")] * 3),
    "bootstrap": Row("", (0, "agree for 3 entries; wrote"), (0, "agree for 3 entries; wrote"), writes=True),
    "adopt": Row(
        "legacy --dry-run",
        (0, r"20260101000000_old\.sql -> 0003_old and its down file"),
        (0, r"20260101000000_old\.sql -> 20260101000000_old and its down file"),
        begin=legacy,
    ),
    "check": Row(
        "",
        (0, r"Passed: \d+ notes"),
        (1, r"warning\[lock-missing\] There is no drizzle-journal\.lock"),
        (1, r"error\[mixed-layouts\] 1:1 3 folders of drizzle 1\.0 lie beside the journal"),
        half_up=(1, r"error\[mixed-layouts\] 1:1 2 folders of drizzle 1\.0 .*`drizzle-kit up` did not end"),
    ),
    "check --fix": Row("", (0, "Nothing to fix"), (2, "--fix changes a journal, which the layout of"), writes=True),
    "rules": anywhere("", 0, "(?m)^mixed-layouts +error"),
    "rehearse": Row("--only ways,down", (0, "Rehearsed on .*: no errors"), (0, "Rehearsed on .*: no errors")),
    "verify": Row("--url {url}", (0, "All checks passed"), (0, "All checks passed")),
    "status": Row(
        "--url {url}",
        (0, "Nothing is wrong: 2 applied, 1 pending"),
        (0, "Nothing is wrong: 2 applied, 1 pending"),
        (1, r"(?s)Something to do: 2 applied, 1 pending.*\[mixed-layouts\]"),
        half_up=(1, r"(?s)Something to do: 1 pending, 2 without-file.*\[mixed-layouts\]"),
    ),
    "locate": Row(
        "--url {url}",
        (0, "The schema equals the one after 0001_email"),
        (0, "The schema equals the one after 20250102000000_email"),
    ),
    "stamp": Row(
        "--to {third} --url {url} --unproved --yes", (0, "Stamped 1 entry"), (0, "Stamped 1 entry"), writes=True
    ),
    "unstamp": Row(
        "{second} --url {url} --unproved --yes",
        (1, "0001_email ran: what it makes is in the database: column users.email"),
        (1, "20250102000000_email ran: what it makes is in the database: column users.email"),
        writes=True,
    ),
    "repair": Row("--url {url} --yes", (0, "Nothing to repair"), (0, "Nothing to repair"), writes=True),
    "rollback": Row(
        "--url {url} --no-rehearse",
        (0, r"\*\*0001_email\*\* was applied last"),
        (0, r"\*\*20250102000000_email\*\* was applied last"),
        (0, r"error: 3 folders of drizzle 1\.0 lie beside the journal.*\[mixed-layouts\]"),
        half_up=(1, r"error: 2 folders of drizzle 1\.0 lie beside the journal.*\[mixed-layouts\]"),
    ),
    "backup make": anywhere("users --url {url} --yes", 0, r"Made 1 copy\.", writes=True),
    "backup list": anywhere("--url {url}", 0, r"1 backup|_backup_users_\d+"),
    "backup restore": anywhere("{copy} --url {url} --yes", 0, "Restored|Nothing to restore|are the same", writes=True),
    "new": Row(
        "more",
        (0, r"wrote migrations/0003_more\.sql"),
        (0, r"wrote migrations/\d{14}_more/snapshot\.json"),
        writes=True,
    ),
    "run": Row("--journal --url {url}", (0, "1 file applied and"), (0, "1 file applied and"), writes=True),
    "down": Row(
        "{second} --url {url} --yes",
        (0, "0001_email is reverted; removed row 2"),
        (0, "20250102000000_email is reverted; removed row 2"),
        writes=True,
    ),
    "snapshot": Row(
        "", (0, r"Every entry has its snapshot \(3\)"), (0, r"Every migration has its snapshot \(3\)"), writes=True
    ),
    "handback": Row(
        "--url {url} --yes",
        (0, "Written: 1 file in migrations"),
        (2, r"already\.\n(?s:.*)--to 0\.x --dry-run"),
        writes=True,
    ),
    "handback --to 1.0": Row(
        "--v1 {newer} --url {url} --dry-run",
        (0, r"(?s)3 rows|2 rows of .* get the name of a folder.*3 entries become folders"),
        (2, r"already\.\n(?s:.*)status --url URL.*handback --undo"),
    ),
    "handback --to 0.x": Row(
        "--v0 {older} --url {url} --dry-run",
        (2, "does not have the layout of drizzle 1.0"),
        (0, "loses the columns of 1.0"),
    ),
    "rebase": Row(
        "--onto HEAD --check",
        *[(0, r"(?s)HEAD has 3 entries, which stay.*No rebase onto HEAD is needed")] * 2,
        bare=(0, "HEAD has 0 entries"),
        begin=committed,
    ),
    "squash": Row(
        "--to {second} --dry-run",
        *[(0, r"(?s)2 entries become \S*_?email.*drizzle-kit generate: No schema changes.*Go: 2 entries")] * 2,
        begin=committed,
    ),
    "schema": Row("--file out.ts", (0, r"Wrote out\.ts"), (0, r"Wrote out\.ts"), writes=True),
    "docs": anywhere("upgrade-to-1.0", 0, "# Upgrade to drizzle 1.0"),
    "skill": anywhere("", 0, "name: drizzle-journal"),
    "cache show": anywhere("", 0, ""),
    "cache clear": anywhere("", 0, ""),
}  # fmt: skip
BEGUN = (
    0,
    r"(?s)wrote migrations/\d{14}_more/snapshot\.json.*The folder begins in the layout of drizzle 1\.0, because",
)
FIRST_ONES: Mapping[tuple[str, bool], Answer] = {
    ("adopt", True): (0, "old.sql -> 20260101000000_old and its down file"),
    ("adopt", False): (0, "old.sql -> 0000_old and its down file"),
    ("baseline", True): (0, r"would write migrations/\d{14}_baseline/snapshot\.json"),
    ("baseline", False): (0, r"would write migrations/0000_baseline\.sql"),
    ("new", True): BEGUN,
    ("new", False): (2, r"drizzle-kit 0\.31\.11, which begins the folder itself"),
    ("doctor", True): (1, r"Then: .*stamp --to YYYYMMDDHHMMSS_baseline"),
    ("doctor", False): (1, r"Then: .*stamp --to 0000_baseline"),
}
"""What a project without migrations is told, by the command, and whether its packages are those of 1.0."""
CELLS = [(command, layout) for command in ROWS for layout in Layout]


@dataclass(frozen=True)
class Ground:
    """A project in each layout, and the names of two databases: the first two migrations ran by 0.x, and by 1.0."""

    place: Path
    server: Server
    loaded: CommandLine
    of_0: str
    of_1: str

    def database(self, layout: Layout) -> str:
        """Return the name of the database that a project in this layout has."""
        return self.of_1 if layout in (Layout.OF_1, Layout.MERGED) else self.of_0

    def project(self, layout: Layout, at: Path) -> Path:
        """Copy the project of a layout."""
        return Path(shutil.copytree(self.place / layout.name, at / "project", symlinks=True))

    def call(self, root: Path, words: str) -> Done:
        """Run the command line in a project; all have one cache, except for the commands on it."""
        clean = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "POSTGRES_URL")}
        cache = root.parent if words.startswith("cache") else self.place
        return self.loaded.run(words.split(), root, clean | {"JOURNAL_CACHE_DIR": str(cache / "cache")}, timeout=120)


@pytest.fixture(scope="module")
def ground(server: Server, loaded: CommandLine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    place = tmp_path_factory.mktemp("layouts")
    make_layouts(place)
    with empty_database(server) as of_0, empty_database(server) as of_1:
        for layout, url, last in ((Layout.OF_0, of_0, "0002"), (Layout.OF_1, of_1, "20250103")):
            root = Path(shutil.copytree(place / layout.name, place / f"two of {layout.name}", symlinks=True))
            without(root / "migrations", last)
            assert migrate(layout, root, url) == ""
        names = (str(conninfo_to_dict(url)["dbname"]) for url in (of_0, of_1))
        yield Ground(place, server, loaded, *names)


def without(migrations: Path, last: str) -> None:
    """Remove the last migration of a folder."""
    journal = migrations / "meta" / "_journal.json"
    for path in migrations.glob(f"{last}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if journal.exists():
        text = journal.read_text()
        journal.write_text(text[: text.rindex("},") + 1] + "]}")


def expected(command: str, layout: Layout) -> Answer:
    if layout.is_bare and (found := FIRST_ONES.get((command, layout.is_of_1))):
        return found
    return ROWS[command].answer(layout)


def words_of(command: str, layout: Layout, url: str, copy: str = "") -> str:
    names = FOLDERS if layout is Layout.OF_1 else TAGS
    return f"{command} {ROWS[command].words}".format(url=url, second=names[1], third=names[2], copy=copy, **PACKAGES)


def faults_of_help(done: Done) -> list[object]:
    """Return what is wrong with an error: no help, or one with a command that does not exist."""
    found = re.findall(r"(?m)^ *help: (.*)$", done.stderr)
    text = "\n".join(f"`{one}`" for line in found for one in re.findall(r"drizzle-journal [^;,.`]*", line))
    kit = [word for line in found for word in re.findall(r"npx drizzle-kit (\w+)", line) if word not in KIT]
    options = {one for command in all_commands().values() for option in command.params for one in option.opts}
    unknown = [
        word for line in found for word in re.findall(r"(?<=\s)--[a-z][\w-]*(?= [A-Z])", line) if word not in options
    ]
    return [*([] if found else ["no help"]), *wrong_commands(text), *kit, *unknown]


def faults_of_layout(layout: Layout, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """Return the files that no command may write or change in a folder of this layout."""
    new, gone = after.keys() - before.keys(), before.keys() - after.keys()
    wrong = OF_0 if layout.is_of_1 else OF_1
    of_other = {name for name in new if wrong.match(name) or (layout.is_mixed and name.startswith("migrations"))}
    kept = r"migrations/" if layout.is_mixed else r"migrations/\d{14}|migrations/[^/]+\.sql$|migrations/meta/\d"
    edited = {name for name in before if re.match(kept, name) and after.get(name, before[name]) != before[name]}
    return sorted({*of_other, *gone, *edited})


def test_every_command_has_a_row() -> None:
    assert {name.partition(" --")[0] for name in ROWS} == all_commands().keys()


@pytest.mark.drizzle
@pytest.mark.parametrize(("command", "layout"), CELLS, ids=lambda one: getattr(one, "name", one))
def test_a_command_on_a_layout(command: str, layout: Layout, ground: Ground, tmp_path: Path) -> None:
    root = ground.project(layout, tmp_path)
    if begin := ROWS[command].begin:
        begin(root)
    before, (code, said) = contents(root), expected(command, layout)
    with database_like(ground.server, ground.database(layout)) as url:
        copy = ""
        if command.startswith("backup") and command != "backup make":
            assert ground.call(root, words_of("backup make", layout, url)).returncode == 0
            copy = newest_copy(url)
        done = ground.call(root, words_of(command, layout, url, copy))
    text = done.stdout + done.stderr
    assert done.returncode == code, text
    assert re.search(said, text) and "Traceback" not in text, text
    assert faults_of_layout(layout, before, contents(root)) == []
    assert done.returncode != 2 or faults_of_help(done) == [], text
    if layout.is_bare and (code, said) == BARE:
        assert re.search(GENERATE, text), text


def written(ground: Ground, root: Path, layout: Layout, url: str) -> None:
    """Run every command that writes, one after the other, whatever it answers, and fill in what `new` began."""
    for command in (one for one in ROWS if ROWS[one].writes and not one.startswith(("backup", "stamp"))):
        done = ground.call(root, words_of(command, layout, url))
        assert done.returncode in (0, 1, 2), (command, done)
        for path in (root / "migrations").rglob("*"):
            if path.suffix == ".sql" and "is not written yet" in path.read_text():
                path.write_text("DROP TABLE more;\n" if "down" in path.name else "CREATE TABLE more (id integer);\n")
    bootstrap = "bootstrap --add new" if layout is Layout.OF_0 else "bootstrap"
    assert ground.call(root, bootstrap).returncode == (2 if layout.is_mixed else 0)


def fresh(ground: Ground, root: Path, layout: Layout) -> str:
    """Return what the real migrate() says of the folder on an empty database, twice."""
    with empty_database(ground.server) as url:
        return migrate(layout, root, url) + migrate(layout, root, url)


def assert_accepted(ground: Ground, root: Path, layout: Layout) -> None:
    """The first folder of a project has no table of schema.ts, which `check` of drizzle-kit says, and is content."""
    done, said = drizzle_kit(root, "check"), "drizzle-kit generate to write" if layout.is_bare else "Everything's fine"
    assert (done.returncode, said in done.stdout) == (0, True), done
    assert fresh(ground, root, layout) == ""


@pytest.mark.drizzle
@pytest.mark.parametrize(
    "layout", [Layout.OF_0, Layout.OF_1, Layout.EMPTY_1, Layout.MISSING_1], ids=lambda one: one.name
)
def test_the_real_drizzle_accepts_the_folder_after_all_that_write(
    layout: Layout, ground: Ground, tmp_path: Path
) -> None:
    root = ground.project(layout, tmp_path)
    with database_like(ground.server, ground.database(layout)) as url:
        written(ground, root, layout, url)
        if not layout.is_bare:
            assert migrate(layout, root, url) == ""
            assert execute(url, "SELECT to_regclass('more') IS NOT NULL") == [(True,)]
    assert_accepted(ground, root, layout)


@pytest.mark.drizzle
def test_after_a_merge_the_help_removes_what_is_left_of_0_x(ground: Ground, tmp_path: Path) -> None:
    root = ground.project(Layout.MERGED, tmp_path)
    git(root, "init", "-q")
    (root / ".gitignore").write_text("node_modules\n")
    commit(root)
    with database_like(ground.server, ground.of_1) as url:
        written(ground, root, Layout.MERGED, url)
        assert "old drizzle-kit migration folders" in migrate(Layout.MERGED, root, url)
        follow(ground, root)
        assert migrate(Layout.MERGED, root, url) == ""
        assert execute(url, "SELECT name FROM drizzle.__drizzle_migrations ORDER BY id") == [(one,) for one in FOLDERS]
    assert_accepted(ground, root, Layout.MERGED)
    assert ground.call(root, "bootstrap").returncode == 0


@pytest.mark.drizzle
def test_after_a_killed_up_the_help_ends_the_upgrade(ground: Ground, tmp_path: Path) -> None:
    root = ground.project(Layout.HALF_UP, tmp_path)
    assert drizzle_kit(root, "up").returncode == 1
    follow(ground, root)
    of_1 = contents(ground.place / Layout.OF_1.name)
    after = {name: text for name, text in contents(root).items() if name.endswith("migration.sql")}
    assert after == {name: text for name, text in of_1.items() if name.endswith("migration.sql")}
    with database_like(ground.server, ground.of_0) as url:
        assert migrate(Layout.HALF_UP, root, url) == ""
        assert execute(url, "SELECT name FROM drizzle.__drizzle_migrations ORDER BY id") == [(one,) for one in FOLDERS]
    assert_accepted(ground, root, Layout.HALF_UP)


def follow(ground: Ground, root: Path) -> None:
    """Type the commands of the help of mixed-layouts."""
    said = ground.call(root, "bootstrap").stderr
    command = re.search(r"help: [^:]*: (.*)", said)
    assert command, said
    done = in_shell(command[1].replace("npx drizzle-kit", "node node_modules/drizzle-kit/bin.cjs"), root)
    assert done.returncode == 0, done.stdout


@pytest.mark.drizzle
def test_without_packages_the_first_migration_asks_which_layout(ground: Ground, tmp_path: Path) -> None:
    root = ground.project(Layout.EMPTY_1, tmp_path)
    (root / "node_modules").unlink()
    done = ground.call(root, "new more")
    assert (done.returncode, "not known whether the folder has to have the layout" in done.stderr) == (2, True), done
    assert [*(root / "migrations").iterdir()] == []


@pytest.mark.drizzle
def test_what_ran_by_hand_before_up_does_not_run_again_after_it(ground: Ground, tmp_path: Path) -> None:
    (tmp_path / "of 1.0").mkdir()
    old, new = ground.project(Layout.OF_0, tmp_path), ground.project(Layout.OF_1, tmp_path / "of 1.0")
    names = "SELECT filename FROM _manual_migrations ORDER BY filename"
    with empty_database(ground.server) as url:
        assert ground.call(old, f"run --url {url}").returncode == 0
        done = ground.call(new, f"run --url {url}")
        assert (done.returncode, "already exists" in done.stdout + done.stderr) == (0, False), done
        assert execute(url, names) == [(f"{tag}.sql",) for tag in TAGS]
        done = ground.call(new, f"down {FOLDERS[2]} --url {url} --yes")
        assert done.returncode == 0, done
        assert execute(url, "SELECT to_regclass('invoices') IS NULL") == [(True,)]
        assert execute(url, names) == [(f"{tag}.sql",) for tag in TAGS[:2]]
        page = ground.call(new, f"rollback --no-rehearse --url {url}").stdout
        assert f"**{FOLDERS[1]}** was applied last" in page, page
        assert ground.call(new, f"run --url {url}").returncode == 0
        assert execute(url, names) == [(name,) for name in (f"{TAGS[0]}.sql", f"{TAGS[1]}.sql", FOLDERS[2])]
        psql(url, "UPDATE _manual_migrations SET hash = NULL; INSERT INTO _manual_migrations VALUES ('0007_users.sql')")
        done = ground.call(new, f"run --url {url}")
        assert (done.returncode, f"has no row for {FOLDERS[0]}, but has" in done.stderr) == (2, True), done
        assert "[old-name-unsure]" in ground.call(new, f"status --url {url}").stdout
        help_ = re.search(r"help: If it has run: drizzle-journal (run --record-only \w+)\. If not", done.stderr)
        assert help_, done
        assert ground.call(new, f"{help_[1]} --url {url}").returncode == 0
        assert ground.call(new, f"run --url {url}").returncode == 0
