"""The paths that a configuration computes with Node's `path` and `url`. As in Node, no link is followed."""

import os.path
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

_KEPT = "%/:?#!$&'()*+,;=@[]|^~"
"""What `new URL` leaves as it is. Source: the path percent-encode set of the WHATWG URL standard."""


def computed_path(name: str, arguments: list[str], root: Path) -> str | None:
    """Return the result of a function of Node, such as `path.join`; None for another, or for other arguments."""
    function = _FUNCTIONS.get(name)
    return function(root, arguments) if function else None


def file_url(arguments: list[str]) -> str | None:
    """Return the text of `new URL(path, base)` where it is that of a file, else None."""
    found = urljoin(arguments[-1], quote(arguments[0], _KEPT)) if 1 <= len(arguments) <= 2 else ""
    return found if found.startswith("file:///") else None


def url_of_file(path: Path) -> str:
    """Return the text of `import.meta.url`."""
    return f"file://{quote(str(path), _KEPT.replace('?', '').replace('#', '').replace('%', ''))}"


def _join(root: Path, parts: list[str]) -> str:
    return os.path.normpath("/".join(part for part in parts if part) or ".")


def _resolve(root: Path, parts: list[str]) -> str:
    return os.path.normpath(os.path.join(root, *(part for part in parts if part)))  # noqa: PTH118 - links stay


def _relative(root: Path, parts: list[str]) -> str | None:
    found = os.path.relpath(_resolve(root, parts[1:]), _resolve(root, parts[:1])) if len(parts) == 2 else None
    return "" if found == "." else found


def _dirname(root: Path, parts: list[str]) -> str | None:
    return os.path.dirname(parts[0].rstrip("/")) or "." if len(parts) == 1 and parts[0].strip("/") else None  # noqa: PTH120


def _path_of_url(root: Path, parts: list[str]) -> str | None:
    return unquote(urlsplit(parts[0]).path) if len(parts) == 1 and parts[0].startswith("file:///") else None


_FUNCTIONS: Mapping[str, Callable[[Path, list[str]], str | None]] = {
    "path.join": _join,
    "path.resolve": _resolve,
    "path.relative": _relative,
    "path.dirname": _dirname,
    "url.fileURLToPath": _path_of_url,
}
