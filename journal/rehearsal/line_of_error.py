"""Which line of a file a finding is about, where PostgreSQL does not say it."""

import re
from collections.abc import Sequence

from journal.catalog.difference import Difference
from journal.errors import Place, place_at
from journal.folder.migrations import Migration
from journal.replay.explain import Explanation
from journal.sql.statements import Statement, statements

_QUOTED = re.compile(r'"([^"]+)"')


def place_of(migration: Migration, explanation: Explanation) -> Place:
    """Where the statement stands; for a failure of the COMMIT, the last statement that has the names it speaks of."""
    if explanation.place.line:
        return explanation.place
    return place_naming(migration, _QUOTED.findall(explanation.refusal.message)[::-1])


def place_naming(migration: Migration, names: Sequence[str]) -> Place:
    """The first statement that has the most of these names; without any, the first one of the file."""
    found = statements(migration.text)
    if not found:
        return Place(migration.path, 1, 1)
    best = max(found, key=lambda one: _score(one, names))
    return place_at(migration.path, migration.text, best.offset)


def names_of(difference: Difference) -> list[str]:
    """The names of its object, the innermost first."""
    words = re.sub(r"\(.*\)", "", difference.name).replace('"', "")
    return re.split(r"[.\s]", words)[::-1]


def _score(statement: Statement, names: Sequence[str]) -> int:
    """The first names weigh more than all after them."""
    text = statement.text.lower()
    found = (re.search(rf"\b{re.escape(name.lower())}\b", text) is not None for name in reversed(names))
    return sum(2**weight for weight, is_there in enumerate(found) if is_there)
