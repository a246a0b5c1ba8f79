"""`--fix`: of the ways that a handback has, the cheapest that works; each with its reason."""

from collections.abc import Iterator
from dataclasses import replace

from journal.dataclass import dataclass
from journal.folder.entries import FILE_NAME
from journal.folder.read import read_folder
from journal.folder.snapshots import read_snapshots
from journal.handback.checklist import Item, counted_words, note
from journal.handback.complete import ReplayOptions
from journal.handback.copy import ProjectCopy
from journal.handback.numbering import misfit, mode_of, numbered_by_tag
from journal.handback.request import HandbackRequest
from journal.snapshot.chain import plan_chain
from journal.verbs.snapshot import snapshots
from journal.verbs.snapshot_result import SnapshotsRequest


@dataclass(frozen=True)
class ChosenWays:
    """The request with what was chosen, and the reasons. A bridge is chosen later, where names differ."""

    request: HandbackRequest
    items: tuple[Item, ...]


def choose_fixes(copy: ProjectCopy, request: HandbackRequest, options: ReplayOptions) -> ChosenWays:
    """Look at the copy, and choose. Where the numbers of the tags can be the `idx`, the copy's journal gets them.

    Raises what `snapshots` raises: the content of the snapshots is compared with a replay.
    """
    found = [*_chosen(copy, request, options)]
    ways = {way for way, _ in found}
    chosen = replace(
        request, bridge=True, move_meta=request.move_meta or "move_meta" in ways,
        replace=request.replace or "replace" in ways, renumber=request.renumber or "renumber" in ways,
    )  # fmt: skip
    return ChosenWays(chosen, tuple(note("fix", message, "") for _, message in found))


def _chosen(copy: ProjectCopy, request: HandbackRequest, options: ReplayOptions) -> Iterator[tuple[str, str]]:
    """Yield each option and why it was chosen; an empty one where the copy was changed."""
    journal = read_folder(copy.settings).journal
    tags = [entry.tag for entry in journal.entries]
    mode, settings, now = mode_of(copy.original), copy.original, options.next_generate
    if copy.moves_meta and not request.move_meta:
        yield "move_meta", f"--fix moves {settings.meta} to where drizzle-kit looks for it (--move-meta)."
    snapshots_there = [] if request.rebuild_all else list(read_snapshots(settings.meta, settings.boundary))
    if (misfits := plan_chain(tags, snapshots_there).misfits) and not request.replace:
        yield "replace", f"--fix rewrites the snapshots that do not fit (--replace): {misfits[0]}"
    elif snapshots_there and not request.replace and (stale := _stale(copy, options)):
        which = counted_words(len(stale), "snapshot that is", "snapshots that are")
        yield "replace", f"--fix rewrites {which} not the schema after the entry (--replace): {stale[0]}"
    if request.renumber or not settings.config or misfit(mode, journal.entries, now) is None:
        return
    numbered = numbered_by_tag(journal)
    if numbered and misfit(mode, numbered.entries, now) is None:
        (copy.settings.meta / FILE_NAME).write_text(numbered.text, encoding="utf-8", newline="")
        first, last = numbered.entries[0].idx, numbered.entries[-1].idx
        yield "", f"--fix sets `idx` to the numbers of the tags, {first} to {last}, so that no file is renamed."
    else:
        yield "renumber", "--fix renames the tags and their files to 0000_name (--renumber); bytes and hashes stay."


def _stale(copy: ProjectCopy, options: ReplayOptions) -> list[str]:
    """Return how each snapshot differs that is not the schema after its entry; the chain fits. Writes nothing."""
    looking = SnapshotsRequest(dry_run=True, recipe=options.recipe, actual_state=True, judged=True)
    found = snapshots(copy.settings, options.provider, looking, options.watcher).contents
    return [wrong.sentence for wrong in found.wrong]
