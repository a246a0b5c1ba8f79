"""`journal snapshot` on folders that have no snapshot at all, each checked by what it left."""

from pathlib import Path

from benchmarks.alone import peak_of, refuse_inherited_peak
from benchmarks.project import Project, make_project
from benchmarks.stage import JOURNAL, BenchFailed, Samples, run

_MANY = 1000
_TABLES = 10
"""A snapshot has the whole schema: only where that does not grow, the size of all grows with the migrations alone."""


def against_bootstrap(folder: Path, rounds: int) -> Samples:
    """Seconds on 50 migrations; the peer is `journal bootstrap --no-cache` of the same folder, in turn."""
    project = make_project(folder / "project-snapshot-50", 50)
    samples = Samples()
    for _ in range(rounds + 1):
        project.empty_journal()
        ended = run([JOURNAL, "bootstrap", "--no-cache"], project.root)
        ended.must_be_zero("journal bootstrap --no-cache")
        samples.peer.append(ended.seconds)
        samples.ours.append(_seconds(project))
    return Samples(samples.ours[1:], samples.peer[1:])


def many(folder: Path, rounds: int) -> Samples:
    """Seconds on 1,000 migrations of a table each."""
    project = make_project(folder / "project-snapshot-1000", _MANY)
    project.empty_journal()
    return Samples([_seconds(project) for _ in range(rounds)])


def growth(folder: Path, rounds: int) -> Samples:
    """Seconds on 10,000 migrations of a schema of ten tables; the peer is the same on 1,000, in turn."""
    more, less = _steady(folder, 10 * _MANY), _steady(folder, _MANY)
    samples = Samples()
    for _ in range(rounds):
        samples.peer.append(_seconds(less))
        samples.ours.append(_seconds(more))
    return samples


def memory_of_more(folder: Path, rounds: int) -> Samples:
    """Megabytes (1,000,000 bytes) at the peak of our process on the 10,000."""
    refuse_inherited_peak(folder)
    project = _steady(folder, 10 * _MANY)
    return Samples([_peak(project) for _ in range(rounds)])


def memory(folder: Path, rounds: int) -> Samples:
    """Megabytes (1,000,000 bytes) at the peak of our process in the same."""
    refuse_inherited_peak(folder)
    project = make_project(folder / "project-snapshot-memory", _MANY)
    project.empty_journal()
    return Samples([_peak(project) for _ in range(rounds)])


def _steady(folder: Path, count: int) -> Project:
    project = make_project(folder / f"project-snapshot-steady-{count}", count, _TABLES)
    project.empty_journal()
    return project


def _peak(project: Project) -> float:
    megabytes = peak_of(project.root, "snapshot")
    _taken_back(project)
    return megabytes


def _seconds(project: Project) -> float:
    ended = run([JOURNAL, "snapshot"], project.root)
    ended.must_be_zero("journal snapshot")
    _taken_back(project)
    return ended.seconds


def _taken_back(project: Project) -> None:
    """Look that all are there, and remove them for the next round."""
    count = len(list(project.journal.parent.glob("*_snapshot.json")))
    if count != len(project.hashes):
        raise BenchFailed(f"journal snapshot ended with 0, but left {count} snapshots of {len(project.hashes)}.")
    run([JOURNAL, "snapshot", "--undo"], project.root).must_be_zero("journal snapshot --undo")
