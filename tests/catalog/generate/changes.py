"""Small changes of a small database, from tests/catalog/changes, each with the objects that differ afterwards."""

import re
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent.parent / "changes"
STAGE = (_FOLDER / "stage.sql").read_text()
_BLOCK = re.compile(r"^-- change: (?P<name>.*)\n(?P<words>(?:-- \w+: .*\n)*)(?P<sql>(?:(?!-- change:).*\n?)*)", re.M)


@dataclass(frozen=True)
class Change:
    """A change.

    `differing`: (kind, title) of each object that differs afterwards, of any weight. `weighs`: the weights that the
    differences of a harmless change may have, never REAL.
    """

    name: str
    sql: str
    needs: str
    differing: frozenset[tuple[str, str]]
    weighs: frozenset[str]


def _read(path: Path) -> tuple[Change, ...]:
    return tuple(_change(found) for found in _BLOCK.finditer(path.read_text()))


def _change(found: re.Match[str]) -> Change:
    words = dict(re.findall(r"-- (\w+): (.*)", found["words"]))
    differing = (item.split(": ", 1) for item in re.split(r", (?=[a-z ]+: )", words.get("differs", "")) if item)
    return Change(
        found["name"],
        f"SET search_path = stage, public;\n{found['sql']}",
        f"-- needs: {words.get('needs', '14')}",
        frozenset((kind, title) for kind, title in differing),
        frozenset(words.get("weighs", "").split()),
    )


CHANGES = tuple(item for path in sorted(_FOLDER.glob("[0-9]*.sql")) for item in _read(path))
HARMLESS = _read(_FOLDER / "harmless.sql")
