"""The user's own folder for what we keep between runs. Everything in it can be deleted at any time."""

import os
import stat
import tempfile
from pathlib import Path

from journal.errors import SettingsInvalid

VARIABLE = "JOURNAL_CACHE_DIR"


def cache_folder(name: str) -> Path:
    """A sub-folder of the cache, made if need be; in the temporary folder where there is no writable home.

    Raises SettingsInvalid when JOURNAL_CACHE_DIR names a folder that cannot be used.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen:
        folder = _made(Path(chosen) / name)
        if folder is None:
            raise SettingsInvalid(
                f"{VARIABLE}={chosen} cannot be written to.", hint="Name a folder of yours, or unset it."
            )
        return folder
    for base in _candidates():
        folder = _made(base / name)
        if folder is not None:
            return folder
    raise SettingsInvalid(
        "There is no folder to keep the temporary cluster in.", hint=f"Name one: export {VARIABLE}=DIR"
    )


def _candidates() -> list[Path]:
    from platformdirs import user_cache_path  # noqa: PLC0415 - 20 ms, and `--help` keeps nothing

    usual = user_cache_path("drizzle-journal")
    shared = Path(tempfile.gettempdir()) / f"drizzle-journal-cache-{os.getuid()}"
    return [usual, shared] if _is_private(shared) else [usual]


def _is_private(folder: Path) -> bool:
    """Whether a folder in a place that all users share is ours alone; it is made so if it is not there."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022


def _made(folder: Path) -> Path | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK | os.X_OK) else None
