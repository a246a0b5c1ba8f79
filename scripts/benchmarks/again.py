"""What the kept states are worth: 1,000 migrations from nothing, and again with one new file."""

import json
import shutil
import tempfile
from pathlib import Path

from benchmarks.project import Project, make_project
from benchmarks.stage import CACHE, JOURNAL, BenchFailed, Samples, environment, run

_NEW = "1000_one_more"


def again(folder: Path, rounds: int) -> Samples:
    """Seconds of `journal bootstrap` with one file on top of 1,000; the peer is the run before, with an empty cache."""
    project = make_project(folder / "project-again", 1000)
    samples = Samples()
    for _ in range(rounds):
        cache = Path(tempfile.mkdtemp(prefix="again-", dir=folder))
        with environment({CACHE: str(cache)}):
            samples.peer.append(_first(project))
            samples.ours.append(_second(project))
        shutil.rmtree(cache)
    return samples


def _first(project: Project) -> float:
    (project.root / "migrations" / f"{_NEW}.sql").unlink(missing_ok=True)
    project.empty_journal()
    return _seconds(project, resumed=0)


def _second(project: Project) -> float:
    (project.root / "migrations" / f"{_NEW}.sql").write_text(
        "CREATE TABLE one_more (id bigint PRIMARY KEY);\n", "utf-8"
    )
    return _seconds(project, resumed=1000)


def _seconds(project: Project, *, resumed: int) -> float:
    ended = run([JOURNAL, "bootstrap", "--json", "--add", "all"], project.root)
    ended.must_be_zero("journal bootstrap --json")
    said = json.loads(ended.text)
    if said["resumed"] != resumed or not said["drizzle_orm"]["version"] or None in project.filled():
        raise BenchFailed(f"journal bootstrap went on from {said['resumed']} migrations, not from {resumed}.")
    return ended.seconds
