"""A file that `init` writes."""

from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import Place, SettingsInvalid
from journal.project.files import FileKind, read_file


@dataclass(frozen=True)
class SetupFile:
    """A file before and after; `before` is empty where there is none. `top`: the folder that no link may lead out of.

    `replaces`: what was there is lost, or means something else afterwards.
    """

    path: Path
    before: str
    after: str
    top: Path
    replaces: bool = False
    executable: bool = False


def present_text(path: Path, within: Path) -> str:
    """Return the text of a file, empty where there is none. Raises SettingsInvalid for one that is not read."""
    try:
        return read_file(path, FileKind.SETTINGS, within=within).decode()
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise SettingsInvalid(f"{path} is not UTF-8.", place=Place(path)) from None
    except OSError as error:
        raise SettingsInvalid(f"{path} cannot be read: {error.strerror}.", place=Place(path)) from None
