"""The environment variables that name a database to other programs: DATABASE_URL and libpq's, password included."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from journal.connect.find import VARIABLES

_LIBPQ_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
}


def environment_of(words: Mapping[str, str]) -> dict[str, str]:
    """Return the variables for the database of libpq's keywords; the caller removes all others.

    Drivers differ in how a URL names the folder of a socket: node-postgres and libpq take `?host=`, postgres.js sends
    that to the server, which refuses it. All of them take it from PGHOST if the URL has no host.
    """
    others = {key: text for key, text in words.items() if text and key not in _LIBPQ_VARIABLES}
    query = f"?{urlencode(others, quote_via=quote)}" if others else ""
    url = f"postgresql://{_authority(words)}/{quote(words.get('dbname', ''), safe='')}{query}"
    variables = {name: words[key] for key, name in _LIBPQ_VARIABLES.items() if words.get(key)}
    return variables | dict.fromkeys(VARIABLES, url)


def _authority(words: Mapping[str, str]) -> str:
    """Return `user:password@host:port`, or nothing if there is no host or it is a folder."""
    host, password = words.get("host", ""), words.get("password")
    if not host or "/" in host:
        return ""
    user = quote(words.get("user", ""), safe="") + (f":{quote(password, safe='')}" if password else "")
    port = words.get("port", "")
    named = [f"[{name}]" if ":" in name else name for name in host.split(",")]
    ports = port.split(",") if "," in port else [port] * len(named)  # one port serves every host
    pairs = zip(named, ports, strict=False)
    hosts = ",".join(f"{name}:{number}" if number else name for name, number in pairs)
    return f"{user}@{hosts}" if user else hosts
