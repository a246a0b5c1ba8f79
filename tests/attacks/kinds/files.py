"""Attacks by files and links: devices, FIFOs, links out of the project, and files of a size that nobody means.

Attack("the journal is a device", reaching(Trait.READS_FILES), linked("migrations/meta/_journal.json", "/dev/zero"))
"""

import os
from collections.abc import Callable
from pathlib import Path

from attacks.attack import Attack, Ended, World, reaching
from attacks.calls import Trait

_READING = reaching(Trait.READS_FILES)
_SECRET = "root:x:0:0:"  # the first line of /etc/passwd

Plant = Callable[[World], object]


def _gone(world: World, name: str) -> Path:
    path = world.project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        path.rename(world.folder / "aside")
    path.unlink(missing_ok=True)
    return path


def linked(name: str, target: str) -> Plant:
    """A link in place of a file of the project."""
    return lambda world: _gone(world, name).symlink_to(target)


def pipe(name: str) -> Plant:
    """A pipe that nobody writes to."""
    return lambda world: os.mkfifo(_gone(world, name))


def sparse(name: str, megabytes: int) -> Plant:
    """A file of that size, of which the disk holds nothing."""

    def plant(world: World) -> None:
        with _gone(world, name).open("wb") as file:
            file.truncate(megabytes * 1024 * 1024)

    return plant


def written(name: str, content: str) -> Plant:
    """A file with that content."""
    return lambda world: world.write(name, content)


def _tells_no_secret(_: World, ended: Ended) -> str | None:
    return "it prints a file from outside the project" if _SECRET in ended.text else None


def _attack(name: str, plant: Plant) -> Attack:
    return Attack(f"files: {name}", _READING, plant, _tells_no_secret, rare=True)


_CONFIG = "drizzle.config.ts"
_DOUBLING = "\n".join(
    ["const a0 = 'x';", *(f"const a{n} = [a{n - 1}, a{n - 1}];" for n in range(1, 60)), "export default { out: a59 };"]
)
ATTACKS: list[Attack] = [
    _attack("a device as settings", linked("journal.toml", "/dev/zero")),
    _attack("a device as .env", linked(".env", "/dev/zero")),
    _attack("a device as drizzle.config", linked(_CONFIG, "/dev/zero")),
    _attack("a device as pyproject.toml", linked("pyproject.toml", "/dev/full")),
    _attack("a device as the accepted findings", linked("journal-accepted.json", "/dev/zero")),
    _attack("a pipe as settings", pipe("journal.toml")),
    _attack("a pipe as .env", pipe(".env")),
    _attack("a pipe as drizzle.config", pipe(_CONFIG)),
    _attack("a pipe among the migrations", pipe("migrations/9999_pipe.sql")),
    _attack("the password file as settings", linked("journal.toml", "/etc/passwd")),
    _attack("the password file as drizzle.config", linked(_CONFIG, "/etc/passwd")),
    _attack("the password file as a migration", linked("migrations/9999_secret.sql", "/etc/passwd")),
    _attack("the environment of the process as .env", linked(".env", "/proc/self/environ")),
    _attack("settings of a gigabyte", sparse("journal.toml", 1024)),
    _attack("a .env of a gigabyte", sparse(".env", 1024)),
    _attack("a migration of ten gigabytes", sparse("migrations/9999_large.sql", 10_240)),
    _attack("a link to itself as settings", linked("journal.toml", "journal.toml")),
    _attack("the whole disk as a folder of migrations", linked("migrations/all", "/")),
    _attack("constants that double", written(_CONFIG, _DOUBLING)),
    _attack("brackets in TOML", written("journal.toml", "a = " + "[" * 3000)),
    _attack("brackets in drizzle.config", written(_CONFIG, "export default " + "[" * 300_000)),
    _attack("a NUL in the settings", written("journal.toml", 'migrations = "a\\u0000b"\n')),
]
