"""The schema of a database by pg_dump, a judge that shares nothing with our own code."""

import os
import re
import subprocess

from catalog.servers import client

_ENTRY = re.compile(
    r"^--\n-- Name: (?P<name>.*?); Type: (?P<type>[A-Z ]+); Schema: (?P<schema>.*?); Owner: .*\n--\n", re.M
)
# It stands before an entry of another kind than the last one, so it depends on the order.
_BETWEEN = re.compile(r"^SET default_(tablespace|table_access_method) = .*;\n", re.M)
# The name of a NOT NULL in PostgreSQL 18 is not read; an inherited one belongs to the parent.
_NOT_NULL_NAME = re.compile(r" CONSTRAINT (?:\w+|\"[^\"]+\") NOT NULL(?= |,|\n|$)", re.M)
_INHERITED = re.compile(r"^    (?:CONSTRAINT .+ )?NOT NULL (?:\"[^\"]+\"|\S+?),?\n", re.M)
_ATTACHED = re.compile(r"ATTACH PARTITION (?P<name>\S+);")
# Options and tags are a set, which PostgreSQL keeps in the order in which they were given.
_LIST = re.compile(r"(?P<before>\b(?:WITH|TAG IN) \()(?P<items>[^()]*)\)")

Dump = tuple[tuple[str, str], ...]
"""Title and statements of each entry, sorted, because the order of creation does not count."""


def dumped(conninfo: str) -> Dump:
    """Return the schema of a database as `pg_dump -s` writes it, without owners."""
    words = [client("pg_dump"), "--schema-only", "--no-owner", "--restrict-key=fixed", "-d", conninfo]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    return entries(done.stdout)


def entries(text: str) -> Dump:
    """Return the entries of a dump without its beginning and its end."""
    text = text.partition("--\n-- PostgreSQL database dump complete")[0]
    found = list(_ENTRY.finditer(text))
    ends = [one.start() for one in found[1:]] + [len(text)]
    bodies = [_body(one["type"], text[one.end() : end]) for one, end in zip(found, ends, strict=True)]
    attached = {
        match["name"].replace('"', "")
        for one, body in zip(found, bodies, strict=True)
        if one["type"] == "INDEX ATTACH" and (match := _ATTACHED.search(body))
    }
    return tuple(
        sorted(
            (_title(one), body)
            for one, body in zip(found, bodies, strict=True)
            if one["type"] != "INDEX ATTACH" and f"{one['schema']}.{one['name'].split(' ')[-1]}" not in attached
        )
    )


def unlike(one: Dump, other: Dump) -> str:
    """Return what only one side has, as the text of a failure."""
    sides = (
        ("<", [entry for entry in one if entry not in other]),
        (">", [entry for entry in other if entry not in one]),
    )
    return "\n".join(f"{sign} {title}\n{body}" for sign, side in sides for title, body in side)


def _title(found: re.Match[str]) -> str:
    return f"{found['type']} {found['schema']} {found['name']}"


def _body(kind: str, text: str) -> str:
    text = _BETWEEN.sub("", text)
    text = _LIST.sub(_sorted_list, text.strip())
    text = _INHERITED.sub("", _NOT_NULL_NAME.sub(" NOT NULL", text))
    # The order in which rights were granted.
    return "\n".join(sorted(text.splitlines())) if kind.endswith("ACL") else text


def _sorted_list(found: re.Match[str]) -> str:
    return f"{found['before']}{', '.join(sorted(found['items'].split(', ')))})"
