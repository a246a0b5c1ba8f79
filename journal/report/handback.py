"""What `journal handback` tells: the go or no-go list, what is written, and the next command."""

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from journal.escape import joined, statement_lines
from journal.folder.rewrite.many import WrittenFiles
from journal.handback.handback import HandedBack
from journal.handback.item import Item, ItemVerdict
from journal.project.drizzle_config.read import NAMES
from journal.report.parts import counted, relative


def handback_text(result: HandedBack) -> str:
    """Every item with its details and its repair, then one closing sentence."""
    lines = [line for item in result.items for line in _item(item)]
    return joined([*lines, *_renumbered(result), *_bridge(result), *_closing(result)])


def handback_json(result: HandedBack) -> dict[str, Any]:
    """The same for a program."""
    return {
        "status": {ItemVerdict.NO_GO: "no", ItemVerdict.UNKNOWN: "unknown"}.get(result.verdict, "ok"),
        "items": [
            {
                "name": one.name,
                "verdict": str(one.verdict),
                "message": one.message,
                "help": one.help,
                "details": list(one.details),
            }
            for one in result.items
        ],
        "tags": dict(result.renumbering.tags) if result.renumbering else {},
        "bridge": {"tag": result.bridge[0], "sql": result.bridge[1]} if result.bridge else None,
        "files": list(result.files),
        "rows": list(result.landing.tags) if result.landing else [],
        "written": result.written,
        "stamped": bool(result.stamped and result.stamped.written),
    }


def undone_text(record: WrittenFiles | None) -> str:
    """What was taken back."""
    if record is None:
        return "There is nothing to undo: no handback has written here.\n"
    removed = counted(len(record.written) - len(record.replaced), "new file")
    before = len(record.replaced) + len(record.removed)
    return f"Undone: {removed} removed, {before} as before. No ledger was touched.\n"


def undone_json(record: WrittenFiles | None) -> dict[str, Any]:
    """The same for a program."""
    return {"status": "ok" if record else "no", "files": [name for name, _ in record.written] if record else []}


def _item(item: Item) -> Iterator[str]:
    yield f"{item.verdict:8}{item.message} [{item.name}]"
    yield from (f"        {line}" for detail in item.details for line in statement_lines(detail))
    if item.help:
        yield f"          help: {item.help}"


def _renumbered(result: HandedBack) -> Iterator[str]:
    if result.renumbering:
        changed = [(old, new) for old, new in result.renumbering.tags.items() if old != new]
        yield f"renamed {counted(len(changed), 'tag')}; bytes and hashes stay:"
        yield from (f"        {old} -> {new}" for old, new in changed)


def _bridge(result: HandedBack) -> Iterator[str]:
    if result.bridge:
        tag, text = result.bridge
        yield f"new     {tag}.sql"
        yield from (f"        {line}" for line in statement_lines(text))


def _closing(result: HandedBack) -> Iterator[str]:
    verdict = result.verdict
    stamped = result.stamped is not None and result.stamped.written
    if result.written or stamped:
        yield from _done(result, stamped=stamped)
    elif verdict is ItemVerdict.NO_GO:
        yield f"No go: {_number(result, ItemVerdict.NO_GO)} to put right first. Nothing was written."
    elif verdict is ItemVerdict.UNKNOWN:
        yield f"Not proved: {_number(result, ItemVerdict.UNKNOWN)} could not be found out. Nothing was written."
        if _work(result):
            yield f"To write all the same: {result.command('--unproved', '--apply')}"
    elif not _work(result):
        yield "Go: there is nothing to write; the project is drizzle-kit's."
    else:
        apply = result.command("--apply")
        read = f", with {_number(result, ItemVerdict.SAID)} to read above" if verdict is ItemVerdict.SAID else ""
        yield f"Go{read}. {_work(result)} would be written; nothing was. To write: {apply}"


def _done(result: HandedBack, *, stamped: bool) -> Iterator[str]:
    settings = result.settings
    if result.written:
        yield f"Written: {_files(result)}. To take it back: {replace(settings, typed=()).command('handback', '--undo')}"
    if stamped:
        yield f"Stamped: {_rows(result)}, which --undo leaves alone."
    config = os.path.relpath(settings.config, settings.root) if settings.config else NAMES[0]
    named = "" if config in NAMES else f" --config={config}"
    yield f"Next: npx drizzle-kit generate{named}, as ever."


def _work(result: HandedBack) -> str:
    """What would be written, here and in the live ledger; empty for nothing."""
    parts = [_files(result) if result.files else "", _rows(result) if result.landing and result.landing.tags else ""]
    return " and ".join(filter(None, parts))


def _files(result: HandedBack) -> str:
    where = relative(result.settings.migrations, result.settings.root)
    return f"{counted(len(result.files), 'file')} in {where}"


def _rows(result: HandedBack) -> str:
    tags = result.landing.tags if result.landing else ()
    return f"{counted(len(tags), 'row')} of Drizzle's ledger"


def _number(result: HandedBack, verdict: ItemVerdict) -> str:
    return counted(sum(one.verdict is verdict for one in result.items), "point")
