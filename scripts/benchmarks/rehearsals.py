"""`journal rehearse --only ways`: on a folder whose files fail from the eleventh on, and on one where all pass."""

from pathlib import Path

from benchmarks.project import make_project
from benchmarks.stage import JOURNAL, Samples, run

_FIRST_FAILURE = 11
_WAYS = 2
_REHEARSE = (JOURNAL, "rehearse", "--only", "ways")


def failing(folder: Path, rounds: int, *, count: int) -> Samples:
    """Seconds on so many files, of which every second fails from the eleventh on; the peer is 20 such files."""
    large, small = (_failing_folder(folder / f"project-failing-{count}-{number}", number) for number in (count, 20))
    samples = Samples()
    for _ in range(rounds):
        for root, seconds in ((large, samples.ours), (small, samples.peer)):
            ended = run(_REHEARSE, root)
            ended.must_be(1, "journal rehearse --only ways")
            seconds.append(ended.seconds)
    return samples


def passing(folder: Path, rounds: int, *, count: int) -> Samples:
    """Seconds for each way on so many files that pass; the peer is one replay of them, by `journal bootstrap`."""
    project = make_project(folder / f"project-ways-{count}", count)
    project.empty_journal()
    samples = Samples()
    for _ in range(rounds):
        ended = run(_REHEARSE, project.root)
        ended.must_be_zero("journal rehearse --only ways")
        samples.ours.append(ended.seconds / _WAYS)
        replayed = run([JOURNAL, "bootstrap", "--no-cache", "--dry-run", "--engine", "native", "--json"], project.root)
        replayed.must_be_zero("journal bootstrap --dry-run")
        samples.peer.append(replayed.seconds)
    return samples


def _failing_folder(root: Path, count: int) -> Path:
    """Write files as a team writes them by hand; from the eleventh on, each second one alters a table that is lost."""
    (root / "migrations").mkdir(parents=True)
    for number in range(1, count + 1):
        text = f"CREATE TABLE IF NOT EXISTS t{number} (id int PRIMARY KEY, note text);\n"
        if number >= _FIRST_FAILURE and number % 2:
            text = f"ALTER TABLE lost ADD COLUMN IF NOT EXISTS c{number} text;\n"
        (root / "migrations" / f"{number:03d}_step.sql").write_text(text, "utf-8")
    return root
