"""What has no peer: the embedded server's boot, warm and cold, the help text, and the peak of memory."""

import sys
import tempfile
import time
from pathlib import Path

import psycopg

from benchmarks.project import make_project
from benchmarks.stage import CACHE, JOURNAL, BenchFailed, Samples, deadline, environment, run
from journal.server.container import DockerProvider, engine_answers
from journal.server.embedded.provider import EmbeddedProvider
from journal.server.provider import Provider

IMAGE = "journal-test/postgres:15"
_PEAK = Path(__file__).with_name("peak.py")
_BALLAST = 256 * 1024 * 1024
_MEGABYTE = 1_000_000


def boot(folder: Path, rounds: int) -> Samples:
    """Seconds from the call until a query is answered, on a clone of the cached cluster."""
    _until_answered()  # makes the cached cluster
    return Samples([_until_answered() for _ in range(rounds)])


def docker_boot(folder: Path, rounds: int) -> Samples:
    """Seconds until a container of the test image has answered a query, the image at hand."""
    if not engine_answers():
        raise BenchFailed("No Docker engine answers. Start one, and make the image: tests/docker/image")
    return Samples([_until_answered(DockerProvider(IMAGE)) for _ in range(rounds)])


def cold(folder: Path, rounds: int) -> Samples:
    """The same with an empty cache each time: initdb runs first."""
    return Samples([_with_empty_cache(folder) for _ in range(rounds)])


def _with_empty_cache(folder: Path) -> float:
    cache = Path(tempfile.mkdtemp(prefix="cold-", dir=folder))
    with environment({CACHE: str(cache)}):
        seconds = _until_answered()
    if not any(cache.glob("templates/*/PG_VERSION")):
        raise BenchFailed("The empty cache is empty still, so the cluster came from elsewhere: not a cold start.")
    return seconds


def _until_answered(provider: Provider | None = None) -> float:
    started = time.perf_counter()
    with deadline(), (provider or EmbeddedProvider()).start() as server, psycopg.connect(server.conninfo) as connection:
        connection.execute("SELECT 1").fetchone()
        return time.perf_counter() - started


def help_text(folder: Path, rounds: int) -> Samples:
    """Seconds of `journal --help`, after one that does not count."""
    return Samples([_help(folder) for _ in range(rounds + 1)][1:])


def help_by_typer(folder: Path, rounds: int) -> Samples:
    """Seconds of `journal --help`, and of a Python that only imports Typer, in turn."""
    samples = Samples()
    _help(folder)
    for _ in range(rounds):
        samples.ours.append(_help(folder))
        samples.peer.append(_python(folder, "import typer"))
    return samples


def import_library(folder: Path, rounds: int) -> Samples:
    """Seconds that `import journal` takes in a Python that has started."""
    clock = "import time; start = time.perf_counter(); import journal; print(time.perf_counter() - start)"
    return Samples([float(_printed(folder, clock)) for _ in range(rounds + 1)][1:])


def _python(folder: Path, code: str) -> float:
    ended = run([sys.executable, "-P", "-c", code], folder)
    ended.must_be_zero(code)
    return ended.seconds


def _printed(folder: Path, code: str) -> str:
    ended = run([sys.executable, "-P", "-c", code], folder)
    ended.must_be_zero(code)
    return ended.text


def _help(folder: Path) -> float:
    ended = run([JOURNAL, "--help"], folder)
    ended.must_be_zero("journal --help")
    if "bootstrap" not in ended.text:
        raise BenchFailed("journal --help does not name its verbs.")
    return ended.seconds


def memory(folder: Path, rounds: int) -> Samples:
    """Megabytes (1,000,000 bytes) at the peak of our process in a bootstrap of 1,000 migrations."""
    refuse_inherited_peak(folder)
    project = make_project(folder / "project-memory", 1000)
    samples = Samples()
    for _ in range(rounds):
        project.empty_journal()
        samples.ours.append(peak_of(project.root, "bootstrap"))
        if project.filled() != project.hashes:
            raise BenchFailed("journal bootstrap did not fill the right hash for every entry.")
    return samples


def refuse_inherited_peak(folder: Path) -> None:
    """Show that a small child of a large process says its own peak, not ours."""
    ballast = b"x" * _BALLAST
    if peak_of(folder) * _MEGABYTE > len(ballast) / 2:
        raise BenchFailed("Here a process counts its parent's memory as its own; its peak cannot be measured.")


def peak_of(folder: Path, *words: str, code: int = 0) -> float:
    """Megabytes at the peak of a run of our command line in that folder, which is to end with that code."""
    with tempfile.NamedTemporaryFile() as answer:
        # -P: the folder of peak.py does not become one to import from.
        run([sys.executable, "-P", _PEAK, answer.name, *words], folder).must_be(code, "the run for its memory")
        return int(Path(answer.name).read_text("utf-8")) / _MEGABYTE
