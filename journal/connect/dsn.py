"""Parse a URL, or libpq's own text, into libpq's keywords, and write them as variables for other programs.

Words of Node's drivers are translated or noted.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote, urlencode

from journal.connect.secrets import HIDDEN, scheme_of, unquoted
from journal.connect.variables import VARIABLES
from journal.errors import DatabaseUnreachable

_URL = re.compile(r"(postgres(?:ql)?://(?:[^/@]*@)?[^?]*)(?:\?(.*))?\Z", re.DOTALL)
_PLAIN = re.compile(
    r"postgres(?:ql)?://(?:(?P<user>[\w.-]+)(?::(?P<password>[\w.~-]+))?@)?(?P<host>[a-zA-Z0-9.-]+)(?::(?P<port>\d{1,5}))?"
    r"/(?P<dbname>[\w-]+)(?:\?sslmode=(?P<sslmode>disable|allow|prefer|require|verify-ca|verify-full))?\Z",
    re.ASCII,
)
_ORDER = ("user", "password", "dbname", "host", "port", "sslmode")
_POSTGRES = re.compile(r"postgres(?:ql)?(?:\+[a-z0-9]+)?\Z")  # SQLAlchemy names the driver: postgresql+psycopg
_AS_URL = f"postgresql://user:{HIDDEN}@host:port/database"
_BARE = re.compile(r"postgres(ql)?://\Z")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_YES, _NO = ("true", "1"), ("false", "0")
_LIBPQ_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
}


def parse_dsn(text: str, source: str) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return libpq's keywords, and a sentence for each word of the URL that libpq does not know.

    `source` is where the text was found. Raises DatabaseUnreachable for what libpq cannot read.
    """
    text = unquoted(text)
    if plain := _PLAIN.match(text):  # the doctor names the database without the time that the driver's import takes
        return {key: plain[key] for key in _ORDER if plain[key]}, ()
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    scheme = scheme_of(text)
    if scheme and not _POSTGRES.match(scheme):
        raise DatabaseUnreachable(
            f"The URL of {source} begins with {scheme}://, which is not a PostgreSQL database.",
            hint=f"Write {_AS_URL}.",
        )
    url, notes = _for_libpq(f"postgresql://{text.partition('://')[2]}" if scheme else text)
    if driver := scheme.partition("+")[2]:
        notes = (f"`+{driver}` of the URL names a Python driver: it is ignored.", *notes)
    try:
        words = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except ProgrammingError:
        words = None  # libpq's message quotes the part that it cannot parse, which may be the password
    if words is None or _is_torn(words) or not (words or _BARE.match(url)):
        raise DatabaseUnreachable(
            f"The URL of {source} cannot be read (it is not shown, because it may hold a password).",
            hint=f"Write {_AS_URL}, with % in the password as %25, @ as %40, / as %2F.",
        )
    return words, notes


def sslmode_of(ssl: object) -> str:
    """Return `ssl` of a Node driver as libpq's sslmode: what is encrypted there is encrypted here.

    Source: libpq, which takes `ssl=true` in a URL as `sslmode=require`.
    """
    if isinstance(ssl, str) and ssl in ("require", "allow", "prefer", "verify-full", "disable", "verify-ca"):
        return ssl
    return "require" if ssl else "disable"


def _for_libpq(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a URL without the parameters that libpq does not know, and a note for each."""
    match = _URL.match(text)
    if match is None or not match[2]:
        return text, ()
    names = [unquote(piece.partition("=")[0]) for piece in match[2].split("&")]
    if ("@" in match[2] and "@" not in match[1]) or any(not _NAME.match(name) for name in names if name):
        return text, ()  # a password with ? in it was split, so that its second part looks like the query
    notes: list[str] = []
    pieces = [kept for piece in match[2].split("&") for kept in _piece(piece, notes)]
    if notes and any(piece.startswith(("password=", "sslpassword=")) for piece in pieces):
        notes = ["The URL has parameters that libpq does not know: they are ignored."]  # or part of the password
    return f"{match[1]}?{'&'.join(pieces)}" if pieces else match[1], tuple(notes)


def _piece(piece: str, notes: list[str]) -> Iterator[str]:
    """Yield one `name=value` of a query as libpq knows it, and add a note if it is changed or ignored."""
    from psycopg.pq import Conninfo

    name, _, value = piece.partition("=")
    name = unquote(name)
    if name == "ssl" and value in (*_YES, *_NO):
        yield f"sslmode={sslmode_of(value in _YES)}"
    elif name == "sslmode" and value == "no-verify":
        notes.append("sslmode=no-verify of the URL is of Node's drivers: it is taken as sslmode=require.")
        yield "sslmode=require"
    elif name in {default.keyword.decode() for default in Conninfo.get_defaults()}:
        yield piece
    elif name:
        notes.append(f"`{name}` of the URL is unknown to libpq: it is ignored.")


def _is_torn(words: Mapping[str, str]) -> bool:
    """Tell whether a password with @ or / in it was split, so that its second part looks like the host or database."""
    host, port, database = (words.get(key, "") for key in ("host", "port", "dbname"))
    return (
        "@" in host + port + database
        or "://" in database
        or not (port.replace(",", "") or "0").isdigit()
        or any("/" in part and not part.startswith("/") for part in host.split(","))
    )


def environment_of(words: Mapping[str, str]) -> dict[str, str]:
    """Return the variables for the database of libpq's keywords; the caller removes all others.

    Drivers differ in how a URL names the folder of a socket: node-postgres and libpq take `?host=`, postgres.js sends
    that to the server, which refuses it. All of them take it from PGHOST if the URL has no host.
    """
    others = {key: text for key, text in words.items() if text and key not in _LIBPQ_VARIABLES}
    query = f"?{urlencode(others, quote_via=quote)}" if others else ""
    host, port, authority = words.get("host", ""), words.get("port", ""), ""
    if host and "/" not in host:
        names = [f"[{name}]" if ":" in name else name for name in host.split(",")]
        ports = port.split(",") if "," in port else [port] * len(names)  # one port serves every host
        authority = ",".join(f"{name}:{number}" if number else name for name, number in zip(names, ports, strict=False))
        password = f":{quote(words['password'], safe='')}" if words.get("password") else ""
        user = quote(words.get("user", ""), safe="") + password
        authority = f"{user}@{authority}" if user else authority
    url = f"postgresql://{authority}/{quote(words.get('dbname', ''), safe='')}{query}"
    variables = {name: words[key] for key, name in _LIBPQ_VARIABLES.items() if words.get(key)}
    return variables | dict.fromkeys(VARIABLES, url)
