"""An order in which the statements of a dump apply, as a server says: pg_dump does not look into function bodies."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from journal.baseline.dump_text import BODIES_OFF, BODIES_ON, BaselineStatement
from journal.connect.temporary import connect_as_user, with_options
from journal.dataclass import dataclass
from journal.folder.migrations import Migration
from journal.rebuild.database import Recipe, prepare_server
from journal.server.provider import Provider

if TYPE_CHECKING:
    from psycopg import Connection

_WITH_BODIES = ("FUNCTION", "PROCEDURE")
_SETTING = "SETTING"


@dataclass(frozen=True)
class Ordered:
    """The statements. `moved`: how many come later than in the dump.

    `unchecked`: bodies are not checked, because there is no order in which each has all that it names.
    """

    statements: tuple[BaselineStatement, ...]
    moved: int = 0
    unchecked: bool = False


def ordered(
    statements: Sequence[BaselineStatement], migration: Migration, provider: Provider, recipe: Recipe
) -> Ordered:
    """Return the statements in an order that applies. `migration`: the baseline in the dump's order.

    pg_dump sets check_function_bodies off, and so knows no order for what only a body names. Where there is such an
    order, what fails comes later. Raises what starting a server raises.
    """
    if not any(one.type in _WITH_BODIES for one in statements):
        return Ordered(tuple(statements))
    with provider.start() as started:
        server = prepare_server(started, recipe, [migration])
        with connect_as_user(with_options(server.conninfo, recipe.limits.options())) as connection:
            found, left = _tried(connection, statements)
    if left:  # no order helps: a function and a table need each other, or a statement fails anyway
        off, on = (BaselineStatement(_SETTING, text) for text in (BODIES_OFF, BODIES_ON))
        return Ordered((off, *statements, on), unchecked=True)
    places = {id(one): place for place, one in enumerate(statements)}
    highest, moved = -1, 0
    for one in found:
        moved += places[id(one)] < highest
        highest = max(highest, places[id(one)])
    return Ordered(tuple(found), moved)


def _tried(
    connection: "Connection[Any]", statements: Sequence[BaselineStatement]
) -> tuple[list[BaselineStatement], list[BaselineStatement]]:
    """Run each statement, those that fail once more after all others; return those that ran in order, and the rest."""
    from psycopg import Error

    done, waiting = list[BaselineStatement](), list(statements)
    while waiting:
        failed = list[BaselineStatement]()
        for one in waiting:
            try:
                connection.execute(one.text.encode())
                done.append(one)
            except Error:
                if connection.closed:
                    return done, waiting
                failed.append(one)
        if len(failed) == len(waiting):
            return done, failed
        waiting = failed
    return done, []
