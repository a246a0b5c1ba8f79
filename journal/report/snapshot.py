"""The report of `snapshot`."""

from typing import Any

from journal.escape import joined
from journal.report.own_transactions import own_transaction_warnings
from journal.report.parts import counted, note_json, notes, relative, shortened, verdict_first
from journal.verbs.snapshot import Snapshots, UndoneWrite


def snapshot_text(result: Snapshots, *, verbose: bool = False) -> str:
    """Return each rebuilt snapshot with its entry, the notes, and one closing sentence."""
    folder, rebuilt = result.folder, result.rebuilt
    all_notes = folder.notes + result.chain.notes + result.deviations + (rebuilt.assumed if rebuilt else ())
    links = result.chain.links if result.passed else ()
    told = (f"{'relinked' if link.keeps else 'rebuilt'}  {link.name}  after {link.tag}" for link in links)
    lines = shortened(told, verbose=verbose)
    lines += notes(all_notes, folder.settings.root)
    if rebuilt:
        lines.append(f"Replayed on PostgreSQL {rebuilt.server.version} ({rebuilt.server.origin}).")
        lines += own_transaction_warnings(folder, rebuilt.applied)
    lines += [f"error: {misfit}" for misfit in result.chain.misfits]
    if result.chain.misfits:
        command = folder.settings.command("snapshot", "--replace")
        lines.append(f"  help: Rewrite them, and keep each old file as .bak: {command}")
    return verdict_first(_closing(result), joined(lines))


def snapshot_json(result: Snapshots) -> dict[str, Any]:
    """Return the same as JSON."""
    folder, chain, rebuilt = result.folder, result.chain, result.rebuilt
    root = folder.settings.root
    return {
        "status": "ok" if result.passed else "no",
        "meta": relative(folder.settings.meta, root),
        "server": {"version": rebuilt.server.version, "origin": rebuilt.server.origin} if rebuilt else None,
        "snapshots": [
            {"file": link.name, "tag": link.tag, "id": link.id, "prevId": link.parent, "rebuilt": link.keeps is None}
            for link in chain.links
        ],
        "kept": chain.kept,
        "misfits": list(chain.misfits),
        "notes": [note_json(note, root) for note in folder.notes + chain.notes + result.deviations],
        "written": result.written,
    }


def undone_text(undone: UndoneWrite) -> str:
    """Return how many files were removed and restored."""
    record = undone.files
    if record is None:
        return "There is nothing to undo: no run has written snapshots here.\n"
    removed = counted(len(record.written) - len(record.replaced), "snapshot")
    return f"Undone: {removed} removed, {len(record.replaced)} restored.\n"


def undone_json(undone: UndoneWrite) -> dict[str, Any]:
    """Return the same as JSON."""
    record = undone.files
    written = [name for name, _ in record.written] if record else []
    restored = list(record.replaced) if record else []
    return {
        "status": "ok" if record else "no",
        "removed": [name for name in written if name not in restored],
        "restored": restored,
    }


def _closing(result: Snapshots) -> str:
    count = counted(len(result.chain.links), "snapshot")
    path = relative(result.folder.settings.meta, result.folder.settings.root)
    if result.chain.misfits:
        return f"{counted(len(result.chain.misfits), 'snapshot')} would have to be rewritten. Nothing was written."
    if not result.chain.links:
        return f"Every entry has its snapshot ({result.chain.kept}), in one straight chain."
    if not result.written:
        return f"Dry run: {count} would be written to {path}. Nothing was written."
    undo = result.folder.settings.command("snapshot", "--undo")
    return f"Wrote {count} to {path}. Next: npx drizzle-kit check, then npx drizzle-kit generate. To undo it: {undo}"
