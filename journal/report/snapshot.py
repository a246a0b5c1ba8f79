"""What `journal snapshot` tells."""

from collections.abc import Iterator
from typing import Any

from journal.escape import joined
from journal.folder.rewrite.many import WrittenFiles
from journal.report.documents import note_json
from journal.report.parts import counted, not_whole, notes, relative
from journal.verbs.snapshot import Snapshots


def snapshot_text(result: Snapshots) -> str:
    """Each snapshot that was rebuilt with its entry, what is odd, and one closing sentence."""
    folder, rebuilt = result.folder, result.rebuilt
    around = folder.notes + result.chain.notes + result.apart + (rebuilt.assumed if rebuilt else ())
    lines = [*_links(result), *notes(around, folder.settings.root)]
    if rebuilt:
        lines.append(f"Replayed on PostgreSQL {rebuilt.server.version} ({rebuilt.server.origin}).")
        lines += not_whole(rebuilt.applied)
    return joined([*lines, *_misfits(result), _closing(result)])


def snapshot_json(result: Snapshots) -> dict[str, Any]:
    """The same for a program."""
    folder, chain, rebuilt = result.folder, result.chain, result.rebuilt
    root = folder.settings.root
    return {
        "status": "ok" if result.passed else "no",
        "meta": relative(folder.settings.meta, root),
        "server": {"version": rebuilt.server.version, "origin": rebuilt.server.origin} if rebuilt else None,
        "snapshots": [
            {
                "file": link.name,
                "tag": link.tag,
                "id": link.id,
                "prevId": link.parent,
                "rebuilt": link.keeps is None,
            }
            for link in chain.links
        ],
        "kept": chain.kept,
        "misfits": list(chain.misfits),
        "notes": [note_json(note, root) for note in folder.notes + chain.notes + result.apart],
        "written": result.written,
    }


def undone_text(record: WrittenFiles | None) -> str:
    """What was taken back."""
    if record is None:
        return "There is nothing to undo: no run has written snapshots here.\n"
    removed = counted(len(record.written) - len(record.replaced), "snapshot")
    return f"Undone: {removed} removed, {len(record.replaced)} as before.\n"


def undone_json(record: WrittenFiles | None) -> dict[str, Any]:
    """The same for a program."""
    written = [name for name, _ in record.written] if record else []
    restored = list(record.replaced) if record else []
    return {
        "status": "ok" if record else "no",
        "removed": [name for name in written if name not in restored],
        "restored": restored,
    }


def _links(result: Snapshots) -> Iterator[str]:
    for link in result.chain.links if result.passed else ():
        yield f"{'joined again' if link.keeps else 'rebuilt'}  {link.name}  after {link.tag}"


def _misfits(result: Snapshots) -> Iterator[str]:
    for said in result.chain.misfits:
        yield f"error: {said}"
    if result.chain.misfits:
        yield f"  help: Put it right, and keep what it was as .bak: {_command(result, '--replace')}"


def _closing(result: Snapshots) -> str:
    count = counted(len(result.chain.links), "snapshot")
    path = relative(result.folder.settings.meta, result.folder.settings.root)
    if result.chain.misfits:
        return f"{counted(len(result.chain.misfits), 'snapshot')} would have to be rewritten. Nothing was written."
    if not result.chain.links:
        return f"Every entry has its snapshot ({result.chain.kept}), in one straight chain."
    if not result.written:
        return f"Dry run: {count} would be written to {path}. Nothing was written."
    back = _command(result, "--undo")
    return f"Wrote {count} to {path}. Next: drizzle-kit check, then drizzle-kit generate. To take it back: {back}"


def _command(result: Snapshots, word: str) -> str:
    return result.folder.settings.command("snapshot", word)
