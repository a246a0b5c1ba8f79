"""Databases for the tests of the catalog. Nothing here uses the code under test."""

import itertools
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest
from catalog.servers import MAJORS, client
from full import FULL
from psycopg.conninfo import make_conninfo

from journal.server.provider import Server

CORPUS = Path(__file__).parent / "corpus"
FILES = sorted(CORPUS.glob("[0-9]*.sql"))
_NUMBERS = itertools.count()
_Item = TypeVar("_Item")


def on_each_major(named: str, items: Sequence[_Item], *, spread: bool = False, majors: Sequence[int] = MAJORS) -> Any:
    """Return a mark: the test runs with each item, as the argument of that name, on the newest server and on one other.

    The next item runs on the next other. With `spread` it runs on that one only, with JOURNAL_FULL on every server that
    supports it.
    """
    cases = [
        pytest.param(major, item, id=f"postgres{major}-{_name(item)}")
        for number, item in enumerate(items)
        for major in majors
        if _least(item) <= major and (FULL or major in _turns(number, _least(item), majors, spread=spread))
    ]
    cases.sort(key=lambda case: case.values[0])
    return pytest.mark.parametrize(("any_server", named), cases, indirect=["any_server"])


def _turns(number: int, least: int, majors: Sequence[int], *, spread: bool) -> set[int]:
    able = [major for major in majors if major >= least]
    return {able[number % len(able)], *(() if spread else able[-1:])} if able else set()


def _least(item: Any) -> int:
    """Return the first version that supports an item, by its first line."""
    found = re.match(
        r"-- needs: (\d+)", getattr(item, "needs", "") or (item.read_text() if isinstance(item, Path) else "")
    )
    return int(found[1]) if found else MAJORS[0]


def _name(item: Any) -> str:
    return str(getattr(item, "stem", None) or getattr(item, "name", item)).replace(" ", "_")


@dataclass(frozen=True)
class Bed:
    """A server with the roles of the corpus. `features`: what not every build has."""

    admin: str
    major: int
    features: frozenset[str]

    @contextmanager
    def database(self, *texts: str) -> Iterator[str]:
        """Yield the conninfo of a database, for the superuser, in which these texts have run."""
        name = f"bed_{next(_NUMBERS)}"
        self._say(f"CREATE DATABASE {name} TEMPLATE postgres")
        conninfo = make_conninfo(self.admin, dbname=name)
        try:
            for text in texts:
                run(conninfo, text)
            yield conninfo
        finally:
            self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def runs(self, text: str) -> bool:
        """Tell whether this server has what the text's first line needs, such as `-- needs: 15 icu`."""
        found = re.match(r"-- needs: (.*)", text)
        words = found[1].split() if found else []
        return all(self.major >= int(word) if word.isdigit() else word in self.features for word in words)

    def skip_without(self, text: str) -> None:
        """Skip the test where this build of PostgreSQL lacks a feature that the text needs."""
        if not self.runs(text):
            pytest.skip(text.partition("\n")[0].removeprefix("-- "))

    def _say(self, statement: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


def make_bed(server: Server) -> Bed:
    """Create the roles of the corpus on a server."""
    admin = str(server.admin)
    run(admin, (CORPUS / "roles.sql").read_text())
    asked = (
        "SELECT 'icu' FROM pg_collation WHERE collname = 'de-x-icu' UNION "
        "SELECT 'lz4' FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)"
    )
    with psycopg.connect(admin) as connection:
        features = frozenset(word for (word,) in connection.execute(asked))
    return Bed(admin, int(server.version.split(".")[0]), features)


def run(conninfo: str, text: str) -> None:
    """Run a script as one message, like psql -c: all of it or nothing."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(text)  # type: ignore[call-overload]


def run_script(conninfo: str, text: str) -> None:
    """Run a script with psql, statement by statement, because a new label of an enum is used further down."""
    words = [client("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-", "--dbname", conninfo]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(words, input=text, capture_output=True, text=True, timeout=300, check=False, env=environment)
    assert done.returncode == 0, done.stderr
