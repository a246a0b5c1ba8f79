"""The lines of the table, in order: what each measures, how often, and what it is to reach."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks import checks, live, rehearsals, runs, snapshots
from benchmarks.again import again
from benchmarks.alone import boot, cold, docker_boot, help_by_typer, help_text, import_library, memory
from benchmarks.contest import contest
from benchmarks.stage import Samples


class Unit(StrEnum):
    """What the samples are counted in."""

    SECONDS = "s"
    MEGABYTES = "MB"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to measure. `reach` is the highest ratio where there is a peer, else the highest median.

    Without a reach it is for information.
    """

    name: str
    title: str
    measure: Callable[[Path, int], Samples]
    rounds: int
    reach: float | None
    unit: Unit = Unit.SECONDS


@dataclass(frozen=True, slots=True)
class Measured:
    """A line and what came out."""

    line: Line
    samples: Samples

    @property
    def ours(self) -> float:
        return median(self.samples.ours)

    @property
    def peer(self) -> float | None:
        return median(self.samples.peer) if self.samples.peer else None

    @property
    def ratio(self) -> float | None:
        """Our median by the peer's."""
        return self.ours / self.peer if self.peer else None

    @property
    def reached(self) -> bool:
        return self.line.reach is None or (self.ours if self.ratio is None else self.ratio) <= self.line.reach


LINES = (
    Line("bootstrap-50", "journal bootstrap : drizzle-kit migrate, 50 files", partial(contest, count=50), 9, 0.8),
    Line("bootstrap-1000", "the same, 1,000 files", partial(contest, count=1000), 3, 0.9),
    Line(
        "tuned-50", "the same, 50 files, the peer's server as ours is", partial(contest, count=50, tuned=True), 9, None
    ),
    Line("tuned-1000", "the same, 1,000 files", partial(contest, count=1000, tuned=True), 3, None),
    Line("again-1000", "one new file on 1,000 : the 1,000 before, empty cache", again, 5, 0.12),
    Line("boot", "embedded server until a query is answered", boot, 9, 0.08),
    Line("cold", "the same with an empty cache", cold, 5, 0.8),
    Line("docker", "a container until a query is answered", docker_boot, 3, None),
    Line("help", "journal --help", help_text, 9, 0.15),
    Line("help-typer", "journal --help : python -c 'import typer'", help_by_typer, 9, None),
    Line("import", "import journal", import_library, 9, 0.03),
    Line("check-1000", "journal check : drizzle-kit check, 1,000 files", checks.against_kit, 9, 0.6),
    Line("doctor-1000", "drizzle-journal without words, 1,000 files", checks.doctor, 9, 0.6),
    Line("check-10000", "10,000 files : 1,000 files", checks.against_less, 3, 12.0),
    Line("check-1000-1", "1,000 folders of drizzle 1.0 : 1,000 files of 0.x", checks.against_0, 9, 1.0),
    Line("check-memory", "peak of our process, check of 1,000 files", checks.memory, 3, 60, Unit.MEGABYTES),
    Line(
        "check-data",
        "peak of our process, 180 MB of SQL : the file",
        checks.data_memory,
        1,
        3.0,
        Unit.MEGABYTES,
    ),
    Line(
        "check-journal",
        "peak of our process, a journal of 100 MB",
        checks.journal_memory,
        1,
        600,
        Unit.MEGABYTES,
    ),
    Line("status-1000", "journal status : drizzle-kit migrate with nothing to do, 1,000 entries", live.status, 9, 1.5),
    Line("status-10000", "journal status on 10,000 entries : on 1,000", live.status_growth, 3, 12.0),
    Line("status-1000-1", "journal status on 1,000 folders of drizzle 1.0 : of 0.x", live.status_1, 9, 1.0),
    Line("catalog", "reading 1,000 tables of 10 columns : pg_dump -s", live.catalog, 9, 0.5),
    Line("comparison", "comparing two such", live.comparison, 9, 1.0),
    Line(
        "run-50", "journal run : dbmate up, with 0.4 s added, 50 files", partial(runs.against_dbmate, count=50), 9, 1.0
    ),
    Line("run-1000", "the same, 1,000 files", partial(runs.against_dbmate, count=1000), 5, 1.0),
    Line("run-memory", "peak of our process, run of 1,000 files", runs.memory, 3, 80, Unit.MEGABYTES),
    Line("snapshot-50", "journal snapshot : journal bootstrap, 50 files", snapshots.against_bootstrap, 9, 2.0),
    Line("snapshot-1000", "journal snapshot of 1,000 files and tables", snapshots.many, 3, 60.0),
    Line("snapshot-memory", "peak of our process, the same", snapshots.memory, 1, 250, Unit.MEGABYTES),
    Line("snapshot-10000", "10,000 files : 1,000, ten tables at a time", snapshots.growth, 1, 12.0),
    Line("snapshot-10000-mb", "peak of our process on the 10,000", snapshots.memory_of_more, 1, 250, Unit.MEGABYTES),
    Line("failing-80", "journal rehearse, 80 files that fail : 20", partial(rehearsals.failing, count=80), 5, 4.0),
    Line("failing-160", "the same, 160 files : 20", partial(rehearsals.failing, count=160), 5, 8.0),
    Line(
        "ways-500", "journal rehearse, each way : a replay, 500 files", partial(rehearsals.passing, count=500), 3, 3.0
    ),
    Line("memory", "peak of our process, bootstrap of 1,000 files", memory, 3, 80, Unit.MEGABYTES),
)
