"""What the tests share: real servers, the real drizzle, and a project folder to work in."""

import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from catalog import servers
from catalog.bed import Bed, make_bed
from documents import prints_json, wrong_in
from forked import CommandLine, command_line
from full import FULL, is_in_half, is_sampled
from needs import need, need_program
from psycopg import sql

from journal.errors import ServerNotFound
from journal.project.settings import Settings, load_settings
from journal.server.embedded import provider as embedded
from journal.server.embedded.binaries import find_binaries
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.provider import Server

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in a shell's background job, whose children ignore it, too
    signal.signal(signal.SIGINT, signal.default_int_handler)
# The tests count what runs leave behind; runs of other users on this machine must not be counted.
_RUNS = tempfile.TemporaryDirectory(prefix="jt-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp")
Path(_RUNS.name).chmod(0o711)  # the uid that root falls back on has to pass through
os.environ["JOURNAL_RUN_DIR"] = _RUNS.name

HERE = Path(__file__).parent
NODE_PACKAGES = HERE / "drizzle" / "node_modules"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what CI does not run of the long files."""
    numbers: Counter[tuple[str, str]] = Counter()
    totals = Counter((item.path, getattr(item, "originalname", item.name)) for item in items)
    chosen, left_out = list[pytest.Item](), list[pytest.Item]()
    for item in items:
        file, function = item.path.relative_to(HERE).as_posix(), getattr(item, "originalname", item.name)
        has_parameters = hasattr(item, "callspec")
        number, total = numbers[file, function], totals[item.path, function]
        runs = is_sampled(file, function, number, total) if has_parameters else is_in_half(file, function)
        numbers[file, function] += has_parameters
        runs = runs and (FULL or item.get_closest_marker("only_full") is None)
        (chosen if runs else left_out).append(item)
    items[:] = chosen
    config.hook.pytest_deselected(items=left_out)


@dataclass
class Project:
    """A project folder of one test."""

    root: Path

    @property
    def journal(self) -> Path:
        """Drizzle's own place, unless the test put a journal beside the migrations."""
        beside = self.root / "meta" / "_journal.json"
        return beside if beside.exists() else self.root / "migrations" / "meta" / "_journal.json"

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def migration(self, tag: str, content: str | bytes = "SELECT 1;\n") -> Path:
        return self.write(f"migrations/{tag}.sql", content)

    def settings(self) -> Settings:
        return load_settings(self.root)


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str


Journal = Callable[..., Said]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    root = tmp_path / "project"
    (root / "migrations").mkdir(parents=True)
    return Project(root)


@pytest.fixture(scope="session")
def loaded() -> Iterator[CommandLine]:
    """The command line, loaded once for all tests of a worker process."""
    with command_line() as one:
        yield one


@pytest.fixture
def journal(project: Project, loaded: CommandLine) -> Journal:
    """The command line, in a process of its own, in the project's folder."""

    def call(*words: str, **environment: str) -> Said:
        clean = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "POSTGRES_URL")}
        done = loaded.run(words, project.root, clean | environment, timeout=120)
        if prints_json(words):
            assert wrong_in(done.stdout, done.returncode) == ""
        return Said(done.returncode, done.stdout, done.stderr)

    return call


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One PostgreSQL for all tests of a worker, with as many connections as an ordinary one takes."""
    try:
        find_binaries()
    except ServerNotFound as error:
        need(False, f"needs a PostgreSQL: {error.message}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(embedded._OPTIONS, "max_connections", "100")
        with EmbeddedProvider().start() as running:
            patch.undo()
            yield running


@pytest.fixture(scope="session", params=servers.MAJORS, ids=lambda major: f"postgres{major}")
def any_server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A PostgreSQL of each supported major version, one after the other."""
    with servers.running(request.param) as running:
        yield running


@pytest.fixture(scope="session")
def bed(any_server: Server) -> Bed:
    """The same server for its superuser, with as many databases as a test needs."""
    return make_bed(any_server)


def lives(pid: int) -> bool:
    """Tell whether a process still runs; a zombie does not. A killed process takes a moment to end."""
    deadline = time.monotonic() + 3
    stat = Path("/proc") / str(pid) / "stat"
    with suppress(FileNotFoundError, ProcessLookupError):
        while stat.read_text().rpartition(")")[2].split()[0] not in "ZX":
            if time.monotonic() > deadline:
                return True
            time.sleep(0.01)
    return False


@contextmanager
def empty_database(server: Server) -> Iterator[str]:
    """The URL of a database for one test."""
    name = f"test_{os.urandom(6).hex()}"
    host = psycopg.conninfo.conninfo_to_dict(server.conninfo)["host"]
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE postgres OWNER postgres")
    yield f"postgresql://postgres@/{name}?host={host}"
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """The URL of an empty database."""
    with empty_database(server) as url:
        yield url


@pytest.fixture
def twin(server: Server) -> Iterator[str]:
    """The URL of a second empty database, to compare with the first."""
    with empty_database(server) as url:
        yield url


@pytest.fixture
def roles_of_before(server: Server) -> Iterator[None]:
    """Drop the roles that a project makes, which belong to the whole server, after its database."""
    query = "SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_'"
    with psycopg.connect(str(server.admin), autocommit=True) as admin:
        before = set(admin.execute(query).fetchall())
    yield
    with psycopg.connect(str(server.admin), autocommit=True) as admin:
        for (role,) in set(admin.execute(query).fetchall()) - before:
            admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


@pytest.fixture
def marker() -> Iterator[Path]:
    """A file that exists where a program ran on the server."""
    path = Path("/tmp") / f"journal-was-here-{os.urandom(6).hex()}"
    yield path
    path.unlink(missing_ok=True)


@pytest.fixture
def drizzle(project: Project) -> Project:
    """The project with the real drizzle-orm and drizzle-kit installed."""
    need_program("node")
    need(NODE_PACKAGES.exists(), "needs the npm packages of tests/drizzle, which scripts/test installs")
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    return project
