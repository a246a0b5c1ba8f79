"""The report of `snapshot`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from journal.escape import joined, one_line
from journal.folder.rewrite.many import WrittenFiles
from journal.folder.snapshots import NO_PARENT, SnapshotFile
from journal.folder.version_1_snapshots import GraphSnapshot
from journal.report.own_transactions import own_transaction_warnings
from journal.report.parts import counted, note_json, notes, relative, shortened, verdict_first
from journal.snapshot.chain import Link
from journal.snapshot.differences import SnapshotDifference
from journal.snapshot.graph import GraphLink
from journal.verbs.snapshot import UndoneWrite
from journal.verbs.snapshot_result import NOT_ASKED, Snapshots


def snapshot_text(result: Snapshots, *, verbose: bool = False) -> str:
    """Return each rebuilt snapshot with its entry, the notes, and one closing sentence."""
    folder, rebuilt = result.folder, result.rebuilt
    all_notes = folder.notes + result.chain.notes + result.deviations + (rebuilt.assumed if rebuilt else ())
    links = () if result.chain.misfits or result.refused else result.chain.links
    told = (f"{'relinked' if link.keeps else 'rebuilt'}  {link.name}  after {link.tag}" for link in links)
    lines = shortened(told, verbose=verbose)
    lines += (f"set aside  {_file(result, one)}, which belongs to no entry" for one in result.chain.orphans)
    lines += notes(all_notes, folder.settings.root)
    if rebuilt:
        lines.append(f"Replayed on PostgreSQL {rebuilt.server.version} ({rebuilt.server.origin}).")
        lines += own_transaction_warnings(folder, rebuilt.applied)
    lines += _contents(result, verbose=verbose)
    lines += [f"error: {misfit}" for misfit in result.chain.misfits]
    if result.chain.misfits or (result.contents.wrong and not result.rebuilds):
        command = folder.settings.command("snapshot", "--replace")
        lines.append(f"  help: Rewrite them, and keep each old file as .bak: {command}")
    return verdict_first(_closing(result), joined(lines))


def snapshot_lines(result: Snapshots) -> list[str]:
    """Return what was compared, and what is wrong, for a section of `verify`."""
    kept, missing = len(result.chain.kept), [link.name for link in result.chain.links]
    compared = f"{counted(kept, 'snapshot')} compared with the schema after the entry"
    lines = [f"error: {misfit}" for misfit in result.chain.misfits]
    lines += [f"warning: Missing: {', '.join(shortened(missing, verbose=False))}."] if missing else []
    return [compared if result.rebuilt else "not compared", *lines, *_contents(result, verbose=False)]


def _contents(result: Snapshots, *, verbose: bool) -> Iterator[str]:
    """Yield how the present snapshots differ from the replay."""
    contents, settings = result.contents, result.folder.settings
    word = "was" if result.rebuilds else "error:"
    wrong = (
        f"{word} {one.name}: not the schema after {one.tag}: {_listed(one.differences, verbose=verbose)}"
        for one in contents.wrong
    )
    yield from shortened(wrong, verbose=verbose)
    left_alone = [one for one in contents.known if one not in contents.unmade]
    for known, word, way in (
        (left_alone, "note", "leaves it alone"), (contents.unmade, "warning", "will never write it")
    ):  # fmt: skip
        if known:
            yield f"{word}: The last snapshot {_listed(known, verbose=verbose)}."
            yield f"  schema.ts agrees with it: drizzle-kit generate finds nothing to do, and {way}."
    if contents.unmade:
        again = settings.command("snapshot", "--replace-all")
        yield f"  help: To let it write that: {again}, then npx drizzle-kit generate"
    if contents.undecided:
        yield f"error: The last snapshot may be wrong: {_listed(contents.undecided, verbose=verbose)}."
        yield f"  It is not known whether schema.ts agrees: {contents.why}."
        way = f"To rebuild the last snapshot: {settings.command('snapshot', '--replace')}"
        if contents.why == NOT_ASKED:
            asking = settings.command("snapshot", "--dry-run")
            way = f"To ask drizzle-kit: {asking}. If it is wanted so: --ignore 'public.NAME', here or in the settings."
        if result.answer:
            way = "Compare schema.ts with it, or hand the project back, which compares both: "
            way += settings.command("handback", "--dry-run")
        yield f"  help: {way}"
    if contents.spelled:
        count = counted(sum(len(one.differences) for one in contents.spelled), "text")
        yield f"note: {count} of the snapshots may mean the same as in the SQL files; they were not compared further."
        if verbose:
            yield from (f"  {one.name}: {difference}" for one in contents.spelled for difference in one.differences)
    statements = result.answer.generation.statements if result.answer else None
    if statements and not result.refused:
        wanted = counted(len(statements), "statement")
        yield f"note: The next npx drizzle-kit generate will write {wanted}. Read them before you run it:"
        yield from (f"  {line}" for line in shortened(map(one_line, statements), verbose=verbose))
    if statements is None and result.answer and not (result.refused or result.answer.generation.is_content):
        yield f"note: The next npx drizzle-kit generate says: {result.answer.generation.output}"
    if result.refused and result.answer:
        yield "error: drizzle-kit finds nothing wrong in the folder as it is; with these snapshots it would:"
        yield from (f"  {line}" for line in result.answer.generation.statements or (result.answer.gist,))


def _listed(found: Sequence[SnapshotDifference], *, verbose: bool) -> str:
    return "; ".join(shortened(map(str, found), verbose=verbose))


def snapshot_json(result: Snapshots) -> dict[str, Any]:
    """Return the same as JSON."""
    folder, chain, rebuilt = result.folder, result.chain, result.rebuilt
    root = folder.settings.root
    contents, answer = result.contents, result.answer
    wrong = [{"file": one.name, "tag": one.tag, "differences": [*map(str, one.differences)]} for one in contents.wrong]
    generation = answer.generation if answer else None
    return {
        "status": "ok" if result.passed else "no",
        "meta": relative(_place(result), root),
        "server": {"version": rebuilt.server.version, "origin": rebuilt.server.origin} if rebuilt else None,
        "snapshots": [
            {"file": link.name, "tag": link.tag, "id": link.id, **_parents(link), "rebuilt": link.keeps is None}
            for link in chain.links
        ],
        "kept": len(chain.kept),
        "misfits": list(chain.misfits),
        "set_aside": [_file(result, one) for one in chain.orphans],
        "wrong": wrong,
        "known": [*map(str, contents.known)],
        "undecided": {"differences": [*map(str, contents.undecided)], "why": contents.why},
        "spelled": [{"file": one.name, "differences": [*map(str, one.differences)]} for one in contents.spelled],
        "drizzle_kit": {"check": answer.gist, "generate": generation.output, "statements": generation.statements}
        if answer and generation
        else None,
        "refused": result.refused,
        "notes": [note_json(note, root) for note in folder.notes + chain.notes + result.deviations],
        "written": result.written,
    }


def _place(result: Snapshots) -> Path:
    """Return the folder that the names of the files are relative to."""
    folder = result.folder
    return folder.settings.migrations if folder.is_version_1 else folder.settings.meta


def _file(result: Snapshots, one: SnapshotFile | GraphSnapshot) -> str:
    return relative(one.path, _place(result))


def _parents(link: Link | GraphLink) -> dict[str, Any]:
    if isinstance(link, Link):
        return {"prevId": link.parent}
    return {"prevIds": [*link.parents] or [NO_PARENT]}


def undone_text(undone: UndoneWrite) -> str:
    """Return how many files were removed and restored."""
    record = undone.files
    if record is None:
        return "There is nothing to undo: no run has written snapshots here.\n"
    removed = counted(len(record.written) - len(record.replaced), "snapshot")
    return f"Undone: {removed} removed, {len(record.replaced)} restored.\n"


def undone_files_text(record: WrittenFiles) -> str:
    """Return how many files of a handback or the like were removed and restored, as a sentence."""
    removed = counted(len(record.written) - len(record.replaced), "new file")
    return f"Undone: {removed} removed, {len(record.replaced) + len(record.removed)} restored."


def undone_json(undone: UndoneWrite) -> dict[str, Any]:
    """Return the same as JSON."""
    record = undone.files
    written = [name for name, _ in record.written] if record else []
    restored = [*record.replaced, *record.removed] if record else []
    return {
        "status": "ok" if record else "no",
        "removed": [name for name in written if name not in restored],
        "restored": restored,
    }


def _closing(result: Snapshots) -> str:
    count = counted(len(result.chain.links), "snapshot")
    path = relative(_place(result), result.folder.settings.root)
    if result.chain.misfits or result.refused:
        count = counted(len(result.chain.misfits), "snapshot")
        return "Nothing was written." if result.refused else f"{count} would have to be rewritten. Nothing was written."
    if not (result.chain.links or result.chain.orphans):
        kept, wrong = len(result.chain.kept), len(result.contents.wrong)
        if result.passed:
            if result.folder.is_version_1:
                return f"Every migration has its snapshot ({kept}), with the schema after it. Each parent is there."
            whole = "The chain has no gaps and no branches."
            return f"Every entry has its snapshot ({kept}), with the schema after the entry. {whole}"
        told = f"{counted(wrong, 'snapshot')} of {kept} would have to be rebuilt. " if wrong else ""
        return f"{told}Nothing was written."
    if not result.written:
        return f"Dry run: {count} would be written to {path}. Nothing was written."
    undo = result.folder.settings.command("snapshot", "--undo")
    return f"Wrote {count} to {path}. Next: npx drizzle-kit check, then npx drizzle-kit generate. To undo it: {undo}"
