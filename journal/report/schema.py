"""The report of `schema`."""

from collections.abc import Iterator
from typing import Any

from journal.escape import joined
from journal.report.parts import counted, journal_diff, note_json, notes, relative, verdict_first
from journal.verbs.schema import WrittenSchema


def schema_text(result: WrittenSchema) -> str:
    """Return the verdict, what drizzle cannot express, with `dry_run` the difference, and the next command."""
    return verdict_first(_closing(result), joined(_lines(result)))


def _path(result: WrittenSchema) -> str:
    assert result.file  # noqa: S101 - without a file, the text itself is the report
    return relative(result.file, result.folder.settings.root)


def _lines(result: WrittenSchema) -> Iterator[str]:
    yield from notes(result.folder.notes, result.folder.settings.root)
    count = sum(map(len, result.unexpressed.values()))
    if count:
        kinds = ", ".join(f"{len(names)} {kind}" for kind, names in result.unexpressed.items())
        yield f"note: drizzle cannot express {counted(count, 'object')}: {kinds}. The file names them at its head."
    if result.refused:
        yield f"error: {_path(result)} exists and differs. [exists]"
        yield "  help: --dry-run --overwrite shows the difference, --overwrite writes it and keeps the old one as .bak."
    elif result.written:
        yield f"Replayed on PostgreSQL {result.rebuilt.server.version} ({result.rebuilt.server.origin})."
        if result.before is not None:
            yield f"The old file is {_path(result)}.bak."
    elif result.before != result.text:
        yield from journal_diff(result.before or "", result.text, _path(result)).splitlines()


def _closing(result: WrittenSchema) -> str:
    path = _path(result)
    if result.refused:
        return f"{path} was left as it is. Nothing was written."
    if result.written:
        return f"Wrote {path}. Next: npx drizzle-kit generate, which has to say: No schema changes."
    if result.before == result.text:
        return f"{path} is what the migrations make. Nothing was written."
    return f"Dry run: {path} would be written. Nothing was written."


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
