"""The comment at the head: what drizzle cannot express, and what SQL does not tell. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from journal.snapshot.typescript.literals import comment

_UNTOLD = {
    "timestamp": 'timestamp columns are in mode "date": dates of JavaScript (mode "string" has the same SQL).',
    "date": 'date columns are in mode "string" (mode "date" has the same SQL).',
    "bigint": 'bigint columns are in mode "number", which is exact up to 2^53 (mode "bigint" has the same SQL).',
    "numeric": 'numeric columns are strings, which lose no digit (modes "number" and "bigint" have the same SQL).',
    "point": 'point columns are tuples (mode "xy" has the same SQL).',
    "line": 'line columns are tuples (mode "abc" has the same SQL).',
    "json": "json columns have no $type<…>().",
    "jsonb": "jsonb columns have no $type<…>().",
    "text": "text columns have no `enum` of allowed values and no $type<…>().",
    "view": "views are SQL texts, not query builders, and their columns are nullable.",
}
_ALWAYS = (
    "$default, $defaultFn, $onUpdate and $onUpdateFn are in no migration.",
    "Names of exports and properties are made from the names in the database.",
    "A default is a literal or sql`…`; which one it was is known only where drizzle-kit writes different SQL.",
)


def untold(kinds: Iterable[str]) -> tuple[str, ...]:
    """Return the sentences on what SQL does not tell of these kinds of columns and objects."""
    found = set(kinds)
    return (*(sentence for kind, sentence in _UNTOLD.items() if kind in found), *_ALWAYS)


def head(origin: str, unexpressed: Mapping[str, Sequence[str]], sentences: Sequence[str]) -> str:
    """Return the comment. `origin`: the sentence on where the schema comes from; `unexpressed`: names by kind."""
    return "\n".join(_lines(origin, unexpressed, sentences))


def _lines(origin: str, unexpressed: Mapping[str, Sequence[str]], sentences: Sequence[str]) -> Iterator[str]:
    yield comment(origin)
    if unexpressed:
        yield "//"
        yield comment("The database has this, too. drizzle cannot express it, so only the migrations have it:")
        for kind, names in unexpressed.items():
            yield from (comment(f"- {kind}: {name}") for name in names)
    yield "//"
    yield comment("SQL does not tell this. Compare it with the code that uses this file:")
    yield from (comment(f"- {sentence}") for sentence in sentences)
