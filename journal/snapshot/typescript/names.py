"""The names of a module in TypeScript: identifiers, each once, and none that the language has. Pure."""

import re
from collections.abc import Iterable, Mapping

_LANGUAGE = """
abstract any arguments as async await boolean break case catch class const continue debugger declare default delete do
else enum eval export extends false finally for from function get if implements import in infer instanceof interface is
keyof let module namespace never new null number object of package private protected public readonly require return set
static string super switch symbol this throw true try type typeof undefined unique unknown var void while with yield
Array BigInt Boolean Date Infinity Map NaN Number Object Promise Proxy Reflect Set String Symbol Uint8Array
exports then globalThis
"""
"""Words of the language, and globals. A module with `then` would be taken for a promise."""
_PARAMETERS = "one many r table"
_ON_A_TABLE = frozenset(
    ("_", "$inferInsert", "$inferSelect", "__proto__", "constructor", "enableRLS", "getSQL", "hasOwnProperty",
     "shouldOmitSQLParens", "toString", "valueOf")
)  # fmt: skip
"""What a table of drizzle has itself, beside its columns."""
_WORD = re.compile(r"[^\W_]+")
RESERVED = frozenset((*_LANGUAGE.split(), *_PARAMETERS.split()))


def camel_case(name: str) -> str:
    """Return a name in camelCase: `user_id` and `User ID` are `userId`. Capitals inside a word stay."""
    words: list[str] = _WORD.findall(name)
    first, *rest = [word.lower() if word.isupper() else word for word in words] or [""]
    return first[:1].lower() + first[1:] + "".join(word[:1].upper() + word[1:] for word in rest)


class Identifiers:
    """Gives out identifiers, each once. `keep_names`: they are as in the database where that is an identifier."""

    def __init__(self, reserved: Iterable[str], *, keep_names: bool) -> None:
        self._taken, self._keep_names = set(reserved), keep_names

    def take(self, name: str, kind: str, scope: str = "") -> str:
        """Return the identifier for the name of an object. `scope`: its schema, where that is not `public`.

        A name that is taken gets the kind at its end, `statusEnum`, and then a number.
        """
        base = self.plain(name)
        if scope:
            schema = re.sub(r"\W", "_", scope) if self._keep_names else _capital(camel_case(scope))
            base += f"_in_{schema}" if self._keep_names else f"In{schema}"
        base = base or kind.lower()
        base = base if base.isidentifier() or re.fullmatch(r"[A-Za-z_$][\w$]*", base) else f"_{base}"
        return self._first_free(base, kind)

    def plain(self, name: str) -> str:
        """Return a name without what tells it from others."""
        return re.sub(r"[^\w$]", "_", name) if self._keep_names else camel_case(name)

    def _first_free(self, base: str, kind: str) -> str:
        found, count = base, 1
        while found in self._taken:
            found = base + kind + (str(count) if count > 1 else "")
            count += 1
        self._taken.add(found)
        return found


def property_names(columns: Iterable[str], *, keep_names: bool) -> Mapping[str, str]:
    """Return the property of each column of a table, by the column's name."""
    names = Identifiers(_ON_A_TABLE, keep_names=keep_names)
    if keep_names:
        return {name: names._first_free(name, "Column") for name in columns}
    return {name: names.take(name, "Column") for name in columns}


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
