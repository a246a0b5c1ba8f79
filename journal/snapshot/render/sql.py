"""The grammar of the catalog's texts: names, lists of names, brackets around an expression. Pure."""

import re

NAME = r'(?:"(?:[^"]|"")+"|[^\s".,()\[\]]+)'
_NAME = re.compile(NAME)
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|[^'"()]+""")


def bare(word: str) -> str:
    """Return a name without its quotes."""
    return word[1:-1].replace('""', '"') if word.startswith('"') else word


def names(text: str) -> tuple[str, ...]:
    """Return the names in a list or in a qualified name."""
    return tuple(bare(word) for word in _NAME.findall(text))


def unbracketed(text: str) -> str:
    """Return an expression without the brackets around all of it."""
    text = text.strip()
    while text.startswith("(") and _closes_at_the_end(text):
        text = text[1:-1].strip()
    return text


def _closes_at_the_end(text: str) -> bool:
    depth = 0
    for found in _TOKEN.finditer(text):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end() == len(text)
    return False
