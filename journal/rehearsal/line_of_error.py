"""Find the line of a file that a finding is about, where PostgreSQL does not give it."""

import re
from collections.abc import Sequence

from journal.catalog.difference import Difference
from journal.errors import Place, place_at
from journal.folder.migrations import Migration
from journal.replay.explain import Explanation
from journal.sql.statements import Statement, statements

_QUOTED = re.compile(r'"([^"]+)"')


def place_of(migration: Migration, explanation: Explanation) -> Place:
    """Return the place of the failed statement; for a failed COMMIT, of the statement with the names in the error."""
    if explanation.place.line:
        return explanation.place
    return place_naming(migration, _QUOTED.findall(explanation.refusal.message)[::-1])


def place_naming(migration: Migration, names: Sequence[str]) -> Place:
    """Return the place of the statement that best matches the names, of which the first matter most."""

    def score(statement: Statement) -> int:
        text = statement.text.lower()
        return sum(
            2**weight
            for weight, name in enumerate(reversed(names))
            if re.search(rf"\b{re.escape(name.lower())}\b", text)
        )

    found = statements(migration.text)
    if not found:
        return Place(migration.path, 1, 1)
    return place_at(migration.path, migration.text, max(found, key=score).offset)


def names_of(difference: Difference) -> list[str]:
    """Return the parts of the object's name, the innermost first."""
    words = re.sub(r"\(.*\)", "", difference.name).replace('"', "")
    return re.split(r"[.\s]", words)[::-1]
