"""The user's own folder for what we keep between runs. Everything in it can be deleted at any time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from journal.errors import ServerFailed, SettingsInvalid
from journal.project.os_errors import reason
from journal.server.own_folder import FolderUnsafe, own_folder, tell_passed_over
from journal.server.runs import temporary_folders

VARIABLE = "JOURNAL_CACHE_DIR"
_WHY = "A server runs what is put into its files, so they are kept only where nobody else can write."


def cache_folder(name: str) -> Path:
    """A sub-folder of the cache, made if need be; in a temporary folder where the usual place cannot be used.

    Raises FolderUnsafe where another user can change the folder that JOURNAL_CACHE_DIR names, SettingsInvalid where
    that cannot be written to, or no other can.
    """
    chosen = os.environ.get(VARIABLE)
    return _chosen(Path(chosen), name) if chosen else _first_of_candidates(name)


def _chosen(base: Path, name: str) -> Path:
    hint = "Name a folder of yours, or unset it."
    try:
        return own_folder(base / name)
    except FolderUnsafe as error:
        raise FolderUnsafe(f"{VARIABLE}={base}: {error.message} {_WHY}", hint=hint) from None
    except OSError as error:
        raise SettingsInvalid(f"{VARIABLE}={base} cannot be written to: {reason(error, base)}.", hint=hint) from None


def _first_of_candidates(name: str) -> Path:
    unsafe, unwritable = [], []
    for base in _candidates():
        try:
            folder = own_folder(base / name)
        except FolderUnsafe as error:
            unsafe.append(error.message)
        except OSError as error:
            unwritable.append(f"{base} cannot be written to: {reason(error, base)}.")
        else:
            tell_passed_over(unsafe, folder.parent)
            return folder
    raise SettingsInvalid(
        " ".join(("There is no folder to keep the temporary cluster in.", *unsafe, *unwritable)),
        hint=f"Name one: export {VARIABLE}=DIR",
    )


@contextmanager
def cached(folder: Path) -> Iterator[None]:
    """What the system refuses in a folder of the cache becomes a sentence. Raises ServerFailed."""
    try:
        yield
    except OSError as error:
        raise unkept(folder, reason(error, folder)) from None


def unkept(folder: Path, why: str) -> ServerFailed:
    """The failure of who cannot keep something in the cache."""
    return ServerFailed(
        f"The folder of what is kept between runs, {folder}, cannot be written to: {why}.",
        hint=f"Set {VARIABLE} to a folder with room: export {VARIABLE}=DIR",
    )


def _candidates() -> Iterator[Path]:
    from platformdirs import user_cache_path  # noqa: PLC0415 - 20 ms, and `--help` keeps nothing

    usual = user_cache_path("drizzle-journal")
    if usual.is_absolute():  # it is not where neither HOME nor the system says where home is
        yield usual
    yield from (base / f"drizzle-journal-cache-{os.geteuid()}" for base in temporary_folders())
