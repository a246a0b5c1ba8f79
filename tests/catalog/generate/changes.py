"""Small changes of a small database, from the SQL files in tests/catalog/changes, each with what it makes differ."""

import re
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent.parent / "changes"
STAGE = (_FOLDER / "stage.sql").read_text()
_BLOCK = re.compile(r"^-- change: (?P<name>.*)\n(?P<words>(?:-- \w+: .*\n)*)(?P<sql>(?:(?!-- change:).*\n?)*)", re.M)


@dataclass(frozen=True)
class Change:
    """One change.

    `told`: (kind, title) of each object that differs afterwards, of whatever weight. A harmless one has none of weight
    REAL; `weighs` says which weights it may have.
    """

    name: str
    sql: str
    needs: str
    told: frozenset[tuple[str, str]]
    weighs: frozenset[str]


def _read(path: Path) -> tuple[Change, ...]:
    return tuple(_change(found) for found in _BLOCK.finditer(path.read_text()))


def _change(found: re.Match[str]) -> Change:
    words = dict(re.findall(r"-- (\w+): (.*)", found["words"]))
    told = (one.split(": ", 1) for one in re.split(r", (?=[a-z ]+: )", words.get("told", "")) if one)
    return Change(
        found["name"],
        f"SET search_path = stage, public;\n{found['sql']}",
        f"-- needs: {words.get('needs', '14')}",
        frozenset((kind, title) for kind, title in told),
        frozenset(words.get("weighs", "").split()),
    )


CHANGES = tuple(one for path in sorted(_FOLDER.glob("[0-9]*.sql")) for one in _read(path))
HARMLESS = _read(_FOLDER / "harmless.sql")
