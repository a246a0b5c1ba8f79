"""The user's own folder for what we may keep between runs. Everything in it can be deleted at any time."""

import os
import tempfile
from pathlib import Path

VARIABLE = "JOURNAL_CACHE_DIR"


def cache_folder(name: str) -> Path:
    """A sub-folder of the cache, made if need be; under the temporary folder where there is no writable home."""
    for base in _candidates():
        folder = base / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="drizzle-journal-"))


def _candidates() -> list[Path]:
    from platformdirs import user_cache_path  # noqa: PLC0415 - 20 ms, and `--help` keeps nothing

    chosen = os.environ.get(VARIABLE)
    temporary = Path(tempfile.gettempdir()) / f"drizzle-journal-cache-{os.getuid()}"
    return [Path(chosen)] if chosen else [user_cache_path("drizzle-journal"), temporary]
