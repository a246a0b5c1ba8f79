"""The statements of a DO block, in which drizzle-kit used to write foreign keys and enums."""

from collections.abc import Iterator
from typing import Any

from journal.snapshot.source_texts.tokens import Scanned

_BEFORE_STATEMENT = ("", ";", "BEGIN", "THEN", "ELSE", "LOOP")
_CHANGES = ("CREATE", "ALTER", "DROP")


def statements_in_block(node: Any) -> Iterator[str]:
    """Yield the statements of a DO block that change objects, without those of its exception handlers.

    What EXECUTE runs is not read.
    """
    import postgast

    body = next((arg.def_elem.arg.string.sval for arg in node.args if arg.def_elem.defname == "as"), "")
    scanned = Scanned(body.encode())
    try:
        words = [scanned.text(place, place + 1).upper() for place in range(len(scanned.tokens))]
    except postgast.PgQueryError:
        return
    in_handler = False
    for place, (before, word) in enumerate(zip(["", *words], words, strict=False)):
        if before in _BEFORE_STATEMENT:
            in_handler = word == "EXCEPTION" or (in_handler and word != "END")
            if word in _CHANGES and not in_handler:
                yield scanned.text(place, scanned.end(place, stops=";")) + ";"
