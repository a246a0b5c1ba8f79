"""`.env` files, read as the dotenv package reads them that drizzle-kit brings along; nothing is expanded in them.

python-dotenv reads another language: it keeps what dotenv takes for a comment, and undoes escapes that dotenv keeps.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from journal.errors import Place, SettingsInvalid
from journal.project.files import FileKind, boundary, read_file

FILE_NAME = ".env"

# A quoted value may span lines; an unquoted one ends at `#`, wherever that stands.
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
    """Variables by name, and for each that a file gave, that file as it was named."""

    values: Mapping[str, str] = field(repr=False)
    files: Mapping[str, str] = field(default_factory=dict)

    def with_file(self, root: Path, name: str, *, override: bool = False, strict: bool = False) -> "Environment":
        """The same with the variables of a file, a name relative to the project's root, if it is there.

        What is set already stays, and a file that cannot be read is passed over, as dotenv has it; `strict` raises
        SettingsInvalid for such a file.
        """
        found = read_dotenv(root / Path(name).expanduser(), boundary(root), strict=strict)
        new = {key: value for key, value in found.items() if override or key not in self.values}
        return Environment({**self.values, **new}, {**self.files, **dict.fromkeys(new, name)})

    def origin(self, name: str) -> str:
        """How to name a variable to a person: `X`, or `X of .env`."""
        return f"{name} of {self.files[name]}" if name in self.files else name


def read_dotenv(path: Path, within: Path, *, strict: bool) -> dict[str, str]:
    """The variables of a file; none where there is no such file, or none that can be read."""
    try:
        return parse_dotenv(read_file(path, FileKind.SETTINGS, within=within).decode("utf-8", "replace"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        if not strict:
            return {}
        raise SettingsInvalid(f"{path} cannot be read: {error.strerror}.", place=Place(path)) from None


def parse_dotenv(text: str) -> dict[str, str]:
    """The variables of a text; of two lines with one name, the later counts. Source: dotenv 16.5, `lib/main.js`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return {line["name"]: _value(line["value"] or "") for line in _lines(text)}


def _lines(text: str) -> Iterator["re.Match[str]"]:
    """Yield each line that sets a variable: `^`, blanks and the pattern, in time that grows with the text alone."""
    start = 0
    while start < len(text):
        after = _LEADING.match(text, start).end()  # type: ignore[union-attr]  # it matches nothing, too
        found = _LINE.match(text, after)
        if found:
            yield found
            after = found.end()
        end = text.find("\n", after)
        start = end + 1 if end >= 0 else len(text)


def _value(raw: str) -> str:
    value = raw.strip(_BLANKS)
    quote = value[:1]
    if quote and quote in _QUOTES and len(value) > 1 and value.endswith(quote):
        value = value[1:-1]
    return value.replace("\\n", "\n").replace("\\r", "\r") if quote == '"' else value
