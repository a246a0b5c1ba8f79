"""The snapshot of a migration written by hand, in the layout of drizzle 1.0: `generate --custom`, on a copy."""

from dataclasses import replace
from pathlib import Path

from journal.dataclass import dataclass
from journal.drizzle.generation import find_kit
from journal.drizzle.kit import ENVIRONMENT_OF_1
from journal.errors import EngineFailed
from journal.project.files import FileKind, copy_folder, read_file
from journal.project.settings import Settings
from journal.server.runs import run_folder

SNAPSHOT = "snapshot.json"


@dataclass(frozen=True)
class CustomSnapshot:
    """The text that drizzle-kit wrote, or why there is none."""

    text: str = ""
    why_not: str = ""


def custom_snapshot(settings: Settings, name: str) -> CustomSnapshot:
    """Return the snapshot that the project's drizzle-kit writes beside an empty migration of that name.

    It says what the last snapshot says: drizzle-kit reads no SQL. Nothing of the project is written.
    """
    with run_folder() as private:
        kit = find_kit(settings, private)
        if kit is None or kit.package.reads_journals:
            version = f"; the project has {kit.package.version}" if kit else ", with a drizzle.config for PostgreSQL"
            return CustomSnapshot(why_not=f"it takes drizzle-kit 1.0{version}")
        out = private / "migrations"
        out.mkdir()
        if settings.migrations.is_dir():
            copy_folder(settings.migrations, out)
        before = _snapshots(out)
        try:
            output = replace(kit, environment=ENVIRONMENT_OF_1).run("generate", out, "--custom", f"--name={name}")
        except EngineFailed as error:
            return CustomSnapshot(why_not=error.message.rstrip("."))
        new = _snapshots(out) - before
        if len(new) != 1:
            return CustomSnapshot(why_not=f"drizzle-kit {kit.package.version} wrote none: {output.gist}")
        return CustomSnapshot(read_file(new.pop(), FileKind.SNAPSHOT).decode())


def _snapshots(out: Path) -> set[Path]:
    return set(out.glob(f"*/{SNAPSHOT}"))
