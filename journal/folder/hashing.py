"""The hash that Drizzle stores for a migration file, and the hashes of the same content in other forms."""

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from itertools import product

_PART = 4 * 1024 * 1024
_LARGEST = 32 * 1024 * 1024
_HEX = re.compile(r"(?:sha256:|sha1:|md5:)?([0-9a-f]+)\Z", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"
_Form = tuple[str, Callable[[bytes], bytes]]


def drizzle_hash(raw: bytes) -> str:
    """Return the SHA-256, in hex, of a migration's bytes as Drizzle 0.x decodes them.

    Source: drizzle-orm `migrator.js`, `crypto.createHash("sha256").update(readFileSync(path).toString())`.
    """
    import hashlib  # it loads OpenSSL, and most folders that are checked have no hashes

    if raw.isascii():
        return hashlib.sha256(raw).hexdigest()
    # toString() decodes UTF-8 and puts U+FFFD where it cannot; update() encodes that text again.
    # So invalid bytes hash as their replacement, and a BOM, CRLF and the final newline all count.
    hashed, decoder = hashlib.sha256(), getincrementaldecoder("utf-8")("replace")
    for start in range(0, len(raw), _PART):  # a part at a time: a file may be as large as the memory
        hashed.update(decoder.decode(raw[start : start + _PART]).encode())
    hashed.update(decoder.decode(b"", True).encode())
    return hashed.hexdigest()


def fits_hash(recorded: str, raw: bytes) -> bool | None:
    """Tell whether a recorded hash is that of the bytes, as Drizzle or another runner makes it; None of another kind.

    `recorded` is in hex, with or without the name of its kind before it.
    """
    import hashlib

    found = _HEX.match(recorded.strip())
    kind = {64: hashlib.sha256, 40: hashlib.sha1, 32: hashlib.md5}.get(len(found[1])) if found else None
    if found is None or kind is None:
        return None
    return found[1].lower() in (kind(raw, usedforsecurity=False).hexdigest(), drizzle_hash(raw))


def look_alike(raw: bytes, recorded: str) -> str | None:
    """Return the only difference to the form with the recorded hash, such as `line ending and final newline`."""
    return next((words for words, form in _forms(raw) if drizzle_hash(form) == recorded), None)


def look_alikes(raw: bytes) -> dict[str, str]:
    """Return the hashes of the content in every other form, each with the only difference."""
    found: dict[str, str] = {}
    for words, form in _forms(raw):
        found.setdefault(drizzle_hash(form), words)
    found.pop(drizzle_hash(raw), None)
    return found


def _lf(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


_CHOICES: tuple[tuple[_Form, ...], ...] = (
    (("trailing blanks", lambda raw: re.sub(rb"[ \t]+(?=\r?\n|\r|\Z)", b"", raw)),),
    (
        ("final newline", lambda raw: raw.rstrip(b"\r\n")),
        ("final newline", lambda raw: raw.rstrip(b"\r\n") + (b"\r\n" if b"\r\n" in raw else b"\n")),
    ),
    (
        ("line ending", _lf),
        ("line ending", lambda raw: _lf(raw).replace(b"\n", b"\r\n")),
        ("line ending", lambda raw: _lf(raw).replace(b"\n", b"\r")),
    ),
    (("byte order mark", lambda raw: raw.removeprefix(_BOM)), ("byte order mark", lambda raw: _BOM + raw)),
)
"""The changes of editors and checkouts, in the order they are applied; at most one of each group."""


def _forms(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each other form with its changes, the fewest changes first; none for a file so large that it is data."""
    if len(raw) > _LARGEST:
        return
    chosen = product(*((None, *group) for group in _CHOICES))
    for forms in sorted(chosen, key=lambda forms: sum(form is not None for form in forms)):
        changes = [form for form in forms if form]
        content = raw
        for _, change in changes:
            content = change(content)
        if changes and content != raw:
            yield " and ".join(words for words, _ in changes), content
