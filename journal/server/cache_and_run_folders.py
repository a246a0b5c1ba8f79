"""Where this tool keeps files outside of the project: the folder of temporary runs, and the cache."""

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import JournalError, ServerFailed, SettingsInvalid
from journal.project.os_errors import reason
from journal.project.system import user_id
from journal.server.own_folder import FolderUnsafe, own_folder

_MEMORY = Path("/dev/shm")  # noqa: S108 - cloning there takes a fifth of the time
_ROOM = 2 * 1024**3
# sockaddr_un holds 107 bytes; PostgreSQL appends the socket's name to our folder.
_LONGEST = 107 - len("/run-12345678/pg/.s.PGSQL.5432")
_NOEXEC = getattr(os, "ST_NOEXEC", 0)


@dataclass(frozen=True)
class FolderKind:
    """A folder that this tool keeps files in.

    `variable` chooses another place, `title` names it in messages, `unusable` is raised if no place is usable, and
    `why` explains a refusal.
    """

    variable: str
    title: str
    mode: int
    unusable: type[JournalError]
    why: str = ""

    def first_usable(self, candidates: Iterable[Path], refuse: Callable[[Path], None] = lambda path: None) -> Path:
        """Return the first candidate that is, or becomes, a private folder, and warn of those that others can change.

        `refuse` raises OSError for a path that will not do. Raises FolderUnsafe or `unusable` for the first candidate,
        if none is usable.
        """
        failures: list[JournalError] = []
        for candidate in candidates:
            try:
                refuse(candidate)
                folder = own_folder(candidate, mode=self.mode)
                refuse(folder)
            except FolderUnsafe as error:
                hint = f"Set {self.variable} to a folder of your own: export {self.variable}=DIR"
                failures.append(FolderUnsafe(f"{error.message} {self.why}".strip(), hint=hint))
            except OSError as error:
                failures.append(self._unusable(candidate, reason(error, candidate)))
            else:
                for failure in failures:
                    if isinstance(failure, FolderUnsafe):
                        _warn(f"warning: {failure.message} {folder} is used instead.")
                return folder
        raise failures[0]

    def _unusable(self, folder: Path, why: str) -> JournalError:
        hint = f"Set {self.variable} to a folder with room: export {self.variable}=DIR"
        return self.unusable(f"{self.title} {folder} cannot be written to: {why}.", hint=hint)

    def full(self, folder: Path, why: str) -> ServerFailed:
        """Return the failure of a write into the folder."""
        error = self._unusable(folder, why)
        return ServerFailed(error.message, hint=error.hint)

    @contextmanager
    def explained(self, folder: Path) -> Iterator[None]:
        """Turn an OSError of a write into the folder into ServerFailed."""
        try:
            yield
        except OSError as error:
            raise self.full(folder, reason(error, folder)) from None


RUNS = FolderKind("JOURNAL_RUN_DIR", "The temporary folder", 0o711, ServerFailed)
"""Mode 711: the other uid that a server of root's may have goes through it to a folder of its own."""

CACHE = FolderKind(
    "JOURNAL_CACHE_DIR", "The cache folder", 0o700, SettingsInvalid,
    "A server can run programs that its files name. So its files are kept only where no other user can write.",
)  # fmt: skip


def cache_folder(name: str) -> Path:
    """Return a private folder of the cache, created if it is missing. Everything in it may be deleted at any time.

    Raises FolderUnsafe or SettingsInvalid.
    """
    return CACHE.first_usable(_cache_places(name))


def present_cache_folder(name: str) -> Path | None:
    """Return the same folder, or None where there is none yet; nothing is created."""
    present = [place for place in _cache_places(name) if os.path.lexists(place)]
    return CACHE.first_usable(present) if present else None


def _cache_places(name: str) -> Iterator[Path]:
    """Yield the places where a folder of the cache may be, the best one first."""
    if chosen := os.environ.get(CACHE.variable):
        yield Path(chosen) / name
        return
    from platformdirs import user_cache_path

    usual = user_cache_path("drizzle-journal")
    bases = [usual] if usual.is_absolute() else []  # it is not, if neither HOME nor the system names a home
    bases += (base / f"drizzle-journal-cache-{user_id()}" for base in temporary_folders())
    yield from (base / name for base in bases)


def runs_parent() -> Path:
    """Return the folder of this user's runs: in memory if there is room, else in a temporary folder.

    Raises FolderUnsafe or ServerFailed.
    """
    return RUNS.first_usable(run_parents(), _refuse_long)


def programs_parent() -> Path:
    """Return a folder like `runs_parent` from which programs can be started; the same one if there is none."""
    usual = runs_parent()
    for base in (usual.parent, *temporary_folders()):
        if not os.statvfs(base).f_flag & _NOEXEC:
            with suppress(FolderUnsafe, ServerFailed):
                return RUNS.first_usable([base / usual.name], _refuse_long)
    return usual


def run_parents() -> Iterator[Path]:
    """Yield the places where the folder of runs may be, the best one first."""
    chosen = os.environ.get(RUNS.variable)
    has_memory = os.access(_MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM
    usual = [*([_MEMORY] if has_memory else []), *temporary_folders()]  # a container's usually has only 64 MB
    for base in [Path(chosen).absolute()] if chosen else usual:
        yield base / f"drizzle-journal-{user_id()}"


def temporary_folders() -> Iterator[Path]:
    """Yield the folders for temporary files that exist, TMPDIR first; they may be full or unsafe."""
    named = (os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    places = [*(Path(name).absolute() for name in named if name), Path("/tmp"), _MEMORY]  # noqa: S108 - checked by own_folder
    yield from (place for place in dict.fromkeys(places) if place.is_dir())


def _refuse_long(folder: Path) -> None:
    if len(os.fsencode(folder)) > _LONGEST:
        raise OSError(errno.EINVAL, f"its path is too long for a socket (at most {_LONGEST} bytes)")


@cache
def _warn(message: str) -> None:
    """Warn once, on stderr unless the calling program logs elsewhere."""
    import logging

    logging.getLogger("journal").warning("%s", message)
