"""`.env` files, read as drizzle-kit's own dotenv package reads them; nothing is expanded.

python-dotenv reads another language: it keeps some of dotenv's comments, and resolves escapes that dotenv keeps.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import Place, SettingsInvalid
from journal.project.files import FileKind, boundary, read_file

FILE_NAME = ".env"


def own_file() -> tuple[str, bool]:
    """Return the file that `dotenv/config`, and drizzle-kit itself, loads, and whether it overrides what is set.

    Source: dotenv 16.5, `lib/env-options.js`: two variables of the process name another file, and make it override.
    """
    return os.environ.get("DOTENV_CONFIG_PATH") or FILE_NAME, bool(os.environ.get("DOTENV_CONFIG_OVERRIDE"))


# A quoted value may span lines; an unquoted one ends at the first `#`.
_BLANKS = "\t\n\v\f\r \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"
_LINE = re.compile(
    r"""
    (?:export\s+)? (?P<name>[A-Za-z0-9_.-]+) (?: \s*=\s*? | :\s+? )
    (?P<value> \s*'(?:\\'|[^'])*' | \s*"(?:\\"|[^"])*" | \s*`(?:\\`|[^`])*` | [^\#\n]+ )?
    \s* (?:\#.*)? $
    """.replace(r"\s", f"[{_BLANKS}]"),  # JavaScript's
    re.VERBOSE | re.MULTILINE,
)
_LEADING = re.compile(f"[{_BLANKS}]*")
_QUOTES = "'\"`"


@dataclass(frozen=True)
class Environment:
    """Variables by name. `files` has the file of each variable that comes from one, as that file was named."""

    values: Mapping[str, str] = field(repr=False)
    files: Mapping[str, str] = field(default_factory=dict)

    def with_file(self, root: Path, name: str, *, override: bool = False, strict: bool = False) -> "Environment":
        """Return the same with the variables of a file, whose name is relative to the project's root.

        As in dotenv, variables that are set keep their value, and a file that cannot be read is skipped; with `strict`,
        it raises SettingsInvalid.
        """
        found = read_dotenv(root / Path(name).expanduser(), boundary(root), strict=strict)
        new = {key: value for key, value in found.items() if override or key not in self.values}
        return Environment({**self.values, **new}, {**self.files, **dict.fromkeys(new, name)})

    def origin(self, name: str) -> str:
        """Return the name of a variable for a message: `X`, or `X of .env`."""
        return f"{name} of {self.files[name]}" if name in self.files else name


def read_dotenv(path: Path, within: Path, *, strict: bool) -> dict[str, str]:
    """Return the variables of a file; none where it does not exist or cannot be read (`strict`: SettingsInvalid)."""
    try:
        return parse_dotenv(read_file(path, FileKind.SETTINGS, within=within).decode("utf-8", "replace"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        if not strict:
            return {}
        raise SettingsInvalid(f"{path} cannot be read: {error.strerror}.", place=Place(path)) from None


def parse_dotenv(text: str) -> dict[str, str]:
    """Return the variables of a text; the last line of a name counts. Source: dotenv 16.5, `lib/main.js`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    values, start = {}, 0
    while start < len(text):  # in time that grows with the text alone
        after = _LEADING.match(text, start).end()  # type: ignore[union-attr]  # it matches the empty text, too
        line = _LINE.match(text, after)
        if line:
            value = (line["value"] or "").strip(_BLANKS)
            quote = value[:1]
            if quote and quote in _QUOTES and len(value) > 1 and value.endswith(quote):
                value = value[1:-1]
            values[line["name"]] = value.replace("\\n", "\n").replace("\\r", "\r") if quote == '"' else value
            after = line.end()
        end = text.find("\n", after)
        start = end + 1 if end >= 0 else len(text)
    return values
