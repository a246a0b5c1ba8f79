"""The report of `schema`."""

from collections.abc import Iterator
from typing import Any

from journal.escape import joined
from journal.report.parts import counted, journal_diff, note_json, notes, relative
from journal.verbs.schema import WrittenSchema


def schema_text(result: WrittenSchema) -> str:
    """Return what was written, or with `dry_run` the difference, what drizzle cannot express, and the next command."""
    return joined(_lines(result))


def _lines(result: WrittenSchema) -> Iterator[str]:
    settings, file = result.folder.settings, result.file
    assert file  # noqa: S101 - without a file, the text itself is the report
    path = relative(file, settings.root)
    yield from notes(result.folder.notes, settings.root)
    count = sum(map(len, result.unexpressed.values()))
    if count:
        kinds = ", ".join(f"{len(names)} {kind}" for kind, names in result.unexpressed.items())
        yield f"note: drizzle cannot express {counted(count, 'object')}: {kinds}. The file names them at its head."
    if result.refused:
        yield f"error: {path} exists and differs, and was left as it is. [exists]"
        yield "  help: --dry-run --overwrite shows the difference, --overwrite writes it and keeps the old one as .bak."
    elif result.before == result.text:
        yield f"{path} is what the migrations make. Nothing to write."
    elif result.written:
        yield f"Wrote {path}. Next: npx drizzle-kit generate; it has to say: No schema changes."
        if result.before is not None:
            yield f"The old one is {path}.bak."
    else:
        yield from journal_diff(result.before or "", result.text, path).splitlines()
        yield f"Dry run: {path} would be written. Nothing was written."


def schema_json(result: WrittenSchema) -> dict[str, Any]:
    """Return the JSON document."""
    folder, server = result.folder, result.rebuilt.server
    root = folder.settings.root
    return {
        "status": "ok" if result.passed else "no",
        "server": {"version": server.version, "origin": server.origin},
        "text": result.text,
        "unexpressed": {kind: list(names) for kind, names in result.unexpressed.items()},
        "untold": list(result.untold),
        "file": relative(result.file, root) if result.file else None,
        "refused": result.refused,
        "notes": [note_json(note, root) for note in folder.notes],
        "written": result.written,
    }
