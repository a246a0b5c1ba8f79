"""`--fix`: of the ways that a handback has, the cheapest that works; each with its reason."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from journal.dataclass import dataclass
from journal.folder.entries import FILE_NAME
from journal.folder.read import read_folder
from journal.folder.snapshots import read_snapshots
from journal.handback.checklist import Item, note
from journal.handback.copy import ProjectCopy
from journal.handback.numbering import misfit, mode_of, numbered_by_tag
from journal.handback.request import HandbackRequest
from journal.snapshot.chain import plan_chain


@dataclass(frozen=True)
class ChosenWays:
    """The request with what was chosen, and the reasons. A bridge is chosen later, where names differ."""

    request: HandbackRequest
    items: tuple[Item, ...]


def choose_fixes(copy: ProjectCopy, request: HandbackRequest) -> ChosenWays:
    """Look at the copy, and choose. Where the numbers of the tags can be the `idx`, the copy's journal gets them."""
    found = [*_chosen(copy, request)]
    options = {option for option, _ in found}
    chosen = replace(
        request, bridge=True, move_meta=request.move_meta or "move_meta" in options,
        replace=request.replace or "replace" in options, renumber=request.renumber or "renumber" in options,
    )  # fmt: skip
    return ChosenWays(chosen, tuple(note("fix", message, "") for _, message in found))


def _chosen(copy: ProjectCopy, request: HandbackRequest) -> Iterator[tuple[str, str]]:
    """Yield each option and why it was chosen; an empty one where the copy was changed."""
    journal = read_folder(copy.settings).journal
    tags = [entry.tag for entry in journal.entries]
    now = datetime.now(UTC) + timedelta(seconds=1)
    mode, settings = mode_of(copy.original), copy.original
    if copy.moves_meta and not request.move_meta:
        yield "move_meta", f"--fix moves {settings.meta} to where drizzle-kit looks for it (--move-meta)."
    snapshots = [] if request.rebuild_all else list(read_snapshots(settings.meta, settings.boundary))
    if (misfits := plan_chain(tags, snapshots).misfits) and not request.replace:
        yield "replace", f"--fix rewrites the snapshots that do not fit (--replace): {misfits[0]}"
    if request.renumber or not settings.config or misfit(mode, journal.entries, now) is None:
        return
    numbered = numbered_by_tag(journal)
    if numbered and misfit(mode, numbered.entries, now) is None:
        (copy.settings.meta / FILE_NAME).write_text(numbered.text, encoding="utf-8", newline="")
        first, last = numbered.entries[0].idx, numbered.entries[-1].idx
        yield "", f"--fix sets `idx` to the numbers of the tags, {first} to {last}, so that no file is renamed."
    else:
        yield "renumber", "--fix renames the tags and their files to 0000_name (--renumber); bytes and hashes stay."
