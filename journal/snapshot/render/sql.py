"""The small grammar of the catalog's texts: names, lists of them, the brackets around an expression. Pure."""

import re

NAME = r'(?:"(?:[^"]|"")+"|[^\s".,()\[\]]+)'
_ONE = re.compile(NAME)
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|[^'"()]+""")


def bare(word: str) -> str:
    """A name without its quotes."""
    return word[1:-1].replace('""', '"') if word.startswith('"') else word


def names(text: str) -> tuple[str, ...]:
    """The names in a list or in a qualified name."""
    return tuple(bare(word) for word in _ONE.findall(text))


def unbracketed(text: str) -> str:
    """An expression without brackets that stand around all of it."""
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
