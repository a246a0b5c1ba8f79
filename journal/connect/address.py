"""A database as other programs are told of it: DATABASE_URL and libpq's variables. They have its password in them."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from journal.connect.find import VARIABLES

_PLACED = ("user", "password", "host", "port", "dbname")
_OF_LIBPQ = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}


def environment_of(words: Mapping[str, str]) -> dict[str, str]:
    """The variables that lead to the database of libpq's keywords; others stand in their way and are to be removed.

    Drivers do not agree on how a URL names a socket's folder: node-postgres and libpq take `?host=`, postgres.js sends
    that to the server, which refuses it. All of them take it from PGHOST, where the URL has no host.
    """
    variables = {name: words[key] for key, name in _OF_LIBPQ.items() if words.get(key)}
    return variables | dict.fromkeys(VARIABLES, _url(words))


def _url(words: Mapping[str, str]) -> str:
    more = {key: text for key, text in words.items() if text and key not in _PLACED}
    query = f"?{urlencode(more, quote_via=quote)}" if more else ""
    return f"postgresql://{_authority(words)}/{quote(words.get('dbname', ''), safe='')}{query}"


def _authority(words: Mapping[str, str]) -> str:
    """`user:password@host:port`, or nothing where there is no host or it is a folder."""
    host, password = words.get("host", ""), words.get("password")
    if not host or "/" in host:
        return ""
    who = quote(words.get("user", ""), safe="") + (f":{quote(password, safe='')}" if password else "")
    return f"{who}@{_hosts(host, words.get('port', ''))}" if who else _hosts(host, words.get("port", ""))


def _hosts(host: str, port: str) -> str:
    """`host:port`, or several; one port is that of every host."""
    named = [f"[{name}]" if ":" in name else name for name in host.split(",")]
    ports = port.split(",") if "," in port else [port] * len(named)
    return ",".join(f"{name}:{number}" if number else name for name, number in zip(named, ports, strict=False))
