"""Hide the secrets of a text that names a database, before anything is parsed."""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from journal.escape import one_line

HIDDEN = "****"

# A URL's password is all between the first colon after the scheme and the last @: it may contain any character.
_IN_URL = re.compile(r"(://[^\s:/?#@\"'<>]*):[^\s\"'<>]*@")
_TYPED_URL = re.compile(r"://[^:/?#@]*:.*@", re.DOTALL)  # an argument may contain blanks
_NAMED = re.compile(
    r"\b((?:ssl|pg)?passw(?:or)?d|pwd|scram_(?:client|server)_key|oauth_client_secret|api_key|options)"
    r"(\s*=\s*|%3[dD])(?:'(?:[^'\\]|\\.)*'?|\"[^\"]*\"?|(?:\\.|[^\s&'\"])+)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"\s*['\"]?([a-z][a-z0-9+.-]{0,30}?(?::[a-z][a-z0-9]{0,20})?)://", re.IGNORECASE)
_KEYWORDS = re.compile(r"[a-z_]+\s*=")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,30}(?::[0-9]{1,5})?\Z", re.IGNORECASE)
_SCHEMES = frozenset((
    "cockroachdb", "docker", "ecto", "embedded", "file", "http", "https", "jdbc", "libsql", "mariadb", "mongodb",
    "mssql", "mysql", "mysql2", "oracle", "pg", "postgres", "postgresql", "prisma", "psql", "redis", "redshift",
    "sqlite", "sqlite3", "sqlserver",
))  # fmt: skip


def without_passwords(text: str) -> str:
    """Return a text, such as a message, with the passwords of its URLs hidden."""
    return _IN_URL.sub(rf"\1:{HIDDEN}@", text) if "://" in text else text


def without_secrets(text: str) -> str:
    """Also hide the secrets that follow a keyword, in a text that quotes arguments or what a driver was given."""
    return _NAMED.sub(rf"\1\2{HIDDEN}", without_passwords(text))


def without(text: str, secrets: Iterable[str]) -> str:
    """Return a text without these secrets, as they are and as a URL spells them."""
    for secret in sorted(secrets, key=len, reverse=True):
        for form in (secret, quote(secret, safe=""), quote(secret), quote_plus(secret)):
            text = text.replace(form, HIDDEN)
    return text


def without_typed(text: str, words: Iterable[str]) -> str:
    """Return a text that may quote command-line arguments without those that contain a password.

    It may quote an argument as it is, or as Python, JSON or `one_line` spells it.
    """
    for word in words:
        value = word.partition("=")[2] if word.startswith("--") else word
        if not (_TYPED_URL.search(value) or _NAMED.search(value)):
            continue
        for form in (
            form for text_ in (value, value.strip()) for form in (text_, repr(text_)[1:-1], json.dumps(text_)[1:-1])
        ):
            text = text.replace(form, shown_target(value) or HIDDEN).replace(one_line(form), HIDDEN)
    return without_passwords(text)


def unquoted(text: str) -> str:
    """Return a value of a .env file without the blanks and quotes around it."""
    text = text.strip()
    while len(text) > 1 and text[0] == text[-1] and text[0] in "'\"`":
        text = text[1:-1].strip()
    return text


def names_database(text: str) -> bool:
    """Tell whether a text is a URL or libpq's `host=… dbname=…`, not a plain word."""
    return "://" in text or _KEYWORDS.match(unquoted(text)) is not None


def shown_target(text: str) -> str:
    """Return what may be shown of a target that cannot be parsed: its scheme, or a plain word."""
    if _WORD.match(text.strip()):
        return text.strip()
    scheme = scheme_of(text)
    return f"{scheme}://…" if scheme else ""


def scheme_of(text: str) -> str:
    """Return the scheme of a URL in lower case, if it is a common one; part of a password is none."""
    found = _SCHEME.match(text)
    scheme = found[1].lower() if found else ""
    return scheme if scheme and set(re.split("[+:]", scheme)[:1]) <= _SCHEMES else ""
