"""Move the branch's own migrations behind those of another branch: read, plan, copy, prove, publish."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Unpack

from journal.connect.timeouts import LEDGER_LOCK_TIMEOUT
from journal.dataclass import dataclass
from journal.drizzle.generation import find_kit
from journal.errors import Place, SettingsInvalid
from journal.folder.entries import FILE_NAME
from journal.folder.git.ref import GitRef, folder_at
from journal.folder.git.tree import contents, thing_at
from journal.folder.lenient import refuse_mixed_project
from journal.folder.lock import Lock, lock_path, parse_lock
from journal.folder.read import Folder, journal_bytes
from journal.folder.version_1_snapshots import read_graph
from journal.handback.checklist import Item, go, no_go, note
from journal.handback.compare import Scope
from journal.handback.complete import ReplayOptions
from journal.handback.copy import ProjectCopy, copy_project
from journal.handback.databases import find_databases
from journal.handback.landing import LandingWork, land
from journal.handback.named_settings import new_settings
from journal.handback.publication import Publication
from journal.handback.publish import State, prepare, publish
from journal.handback.request import Database
from journal.project.layout import is_version_1
from journal.project.project import Project
from journal.project.settings import Settings
from journal.rebase.completed import CopyProof
from journal.rebase.live import LiveRows, unnamed_items
from journal.rebase.plan import RebasePlan, plan_rebase, unlisted
from journal.rebase.record import RebaseRecord, record_base
from journal.rebase.recovered import recovered_entries
from journal.rebase.request import Rebased, RebaseRequest
from journal.rebase.rows import converted, row_moves
from journal.rebase.sides import read_working_folder, refuse_pointers
from journal.rebase.unrecorded import UnrecordedSchemas
from journal.rebase.writing import WrittenCopy, write_plan
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.replay.watcher import Silence, Watcher
from journal.server.provider import Provider
from journal.server.runs import run_folder
from journal.verbs.locate import read_live

OPTION = "--onto"


def rebase(
    project: Project,
    *,
    onto: str = "",
    check: bool = False,
    url: Sequence[str] = (),
    env_var: Sequence[str] = (),
    dry_run: bool = False,
    ignore: Sequence[str] = (),
    unproved: bool = False,
    ledger_lock_timeout: float = LEDGER_LOCK_TIMEOUT,
    watcher: Watcher | None = None,
    agree: Callable[[Rebased], None] | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> Rebased:
    """Move the branch's own migrations behind those of a git ref, after a merge or before one.

    `onto` is the other branch, such as `origin/main`: its entries stay as they are. Own entries get a new `idx`, tag,
    file name and `when`; the bytes of their SQL stay. Works on a copy, proves it by a replay, and writes all of it or
    nothing. Rows of the databases that `url` and `env_var` name follow. `check` only tells whether a rebase is needed.

    >>> journal.rebase(project, onto="no-such-branch", check=True)
    Traceback (most recent call last):
    journal.errors.SettingsInvalid: ...
    """
    server, watcher = TemporaryServer(**temporary, cache=False), watcher or Silence()
    settings, targets = find_databases(project, url, env_var)
    request = RebaseRequest(
        onto, (*settings.ignore_objects, *ignore), check, dry_run, unproved, server.recipe(settings), server.words
    )
    refuse_mixed_project(settings)
    with _planned(settings, request) as (plan, there):
        if check or not (plan.is_needed or targets) or plan.refusals:
            return Rebased(settings, request, plan, tuple(_first_items(plan)))
        databases = []
        for target in targets:
            live = read_live(target, settings)
            databases.append(Database(target, live, server.provider(watcher, live.server_version), ledger_lock_timeout))
        provider = databases[0].provider if databases else server.provider(watcher)
        return _Rebase(settings, request, plan, provider, watcher, databases).result(there, agree)


@contextmanager
def _planned(settings: Settings, request: RebaseRequest) -> Iterator[tuple[RebasePlan, Lock | None]]:
    """Yield the plan, and the lock of the other branch, whose files exist during the block."""
    at = GitRef(settings, request.onto, OPTION, "rebase")
    commit, of_1 = at.commit(), is_version_1(settings)
    with run_folder() as private:
        base = folder_at(at, private, snapshots=True)
        _refuse_other_layout(request, base, of_1=of_1)
        working = read_working_folder(at, is_version_1=of_1)
        refuse_pointers(settings, base, working)
        lost = recovered_entries(at, [*unlisted(base, working, [one.file for one in settings.ignore])])
        is_merged = at.fork() == commit
        plan = plan_rebase(request.onto, base, working, lost, is_merged=is_merged)
        if base and of_1:
            plan = replace(plan, is_joined=plan.is_joined and _is_joined_graph(plan, base, settings))
        yield plan, _lock_there(at, commit)


def _is_joined_graph(plan: RebasePlan, base: Folder, settings: Settings) -> bool:
    """Tell whether the snapshots of the own folders come after the last ones of the base, and not beside them."""
    there = [*read_graph(base.settings.migrations)]
    inner = {parent for one in there for parent in one.parents}
    own = {one.before.tag for one in plan.own}
    here = [one for one in read_graph(settings.migrations, settings.boundary) if one.folder in own]
    return not any(inner & {*one.parents} for one in here)


def _refuse_other_layout(request: RebaseRequest, base: Folder | None, *, of_1: bool) -> None:
    if base and base.is_version_1 != of_1:
        there, here = ("1.0", "0.x") if base.is_version_1 else ("0.x", "1.0")
        raise SettingsInvalid(
            f"{OPTION} {request.onto} has the layout of drizzle {there}, and the folder here that of {here}.",
            hint="Give both branches one layout first: drizzle-journal handback --to 1.0, or --to 0.x.",
        )


def _lock_there(at: GitRef, commit: str) -> Lock | None:
    with at.needed():
        found = thing_at(at.git, commit, lock_path(at.settings))
        return parse_lock(at.settings, contents(at.git, [found.name])[found.name]) if found else None


def _first_items(plan: RebasePlan) -> Iterator[Item]:
    """Yield what the plan says of the other branch, and what has to be decided first."""
    yield from (no_go(one.name, one.message, one.help) for one in plan.refusals)
    count, new = len(plan.base_entries), plan.new_here
    more = f"; not here yet: {', '.join(new)}" if new else ""
    yield go("base", f"{plan.ref} has {count} {'entry' if count == 1 else 'entries'}, which stay as they are{more}.")
    for move in (one for one in plan.moves if one.is_known):
        message = f"{plan.ref} has {move.before.tag} already, as {move.after.tag}; the file here is removed."
        yield note("known", message, "")
    if plan.working.elsewhere:
        names = ", ".join(one.name for one in plan.working.elsewhere[:5])
        yield note("unmerged", f"Other files are in conflict: {names}.", "If schema.ts is one, resolve it first.")
    if new and not plan.is_merged and not plan.working.conflicts:
        message = f"{plan.ref} is not merged here, so schema.ts may not have what {', '.join(new)} make."
        yield note("not-merged", message, f"Merge it, before or after: git merge {plan.ref}")


@dataclass(frozen=True)
class _Rebase:
    settings: Settings
    request: RebaseRequest
    plan: RebasePlan
    provider: Provider
    watcher: Watcher
    databases: Sequence[Database]

    def result(self, lock_there: Lock | None, agree: Callable[[Rebased], None] | None) -> Rebased:
        """Write the plan into a copy, prove it, and publish it without a no-go."""
        self._refuse_moved_meta()
        settings, before = prepare(self.settings, record_base(self.settings))
        disk = journal_bytes(settings.meta / FILE_NAME, settings.boundary) or b""
        with copy_project(settings, disk.decode("utf-8", "replace")) as first:
            written = write_plan(first, self.plan, lock_there)
            copy = replace(first, settings=self.plan.renamed.settings(first.settings))
            result, publication, work = self._examined(copy, written, disk.decode("utf-8", "replace"))
            if self.request.dry_run or not result.passed or not result.writes:
                return result
            if agree:
                agree(replace(result, target=result.due[0].database.target) if result.due else result)
            return self._written(result, publication, work, before)

    def _refuse_moved_meta(self) -> None:
        """Raise SettingsInvalid where meta/ is not where drizzle-kit looks for it."""
        settings = self.settings
        if not self.plan.is_version_1 and settings.meta.resolve() != (settings.migrations / "meta").resolve():
            raise SettingsInvalid(
                f"The journal is in {settings.meta}, and not in the migrations folder.",
                hint=f"Move it first: {settings.command('handback', '--move-meta')}",
                place=Place(settings.meta),
            )

    def _examined(self, copy: ProjectCopy, written: WrittenCopy, disk: str) -> tuple[Rebased, Publication, LandingWork]:
        settings, plan, request = copy.original, self.plan, self.request
        scope = Scope.of(settings, request.ignore)
        kit = find_kit(settings, copy.folder)
        options = ReplayOptions(self.provider, request.recipe, self.watcher, kit, scope)
        proof = CopyProof(copy, plan, written, options, request)
        items = [*_first_items(plan), *proof.items()]
        live = LiveRows(settings, plan, proof.folder)
        looks = [live.landing(database) for database in self.databases]
        landings = tuple(landing for landing, _ in looks)
        rows = {landing.database.target.shown: found for landing, found in looks}
        unrecorded = UnrecordedSchemas(settings, options, request.ignore, has_conflicts=bool(plan.working.conflicts))
        items += (item for database in self.databases if (item := unrecorded.item(database)))
        items += (item for landing in landings for item in landing.plan.items)
        if not landings:
            again = request.command(settings, "--url", "URL")
            items += unnamed_items(row_moves(plan), again)
        if not plan.is_version_1:
            (copy.settings.meta / FILE_NAME).write_text(written.journal, encoding="utf-8", newline="")
        named = new_settings(settings, plan.renamed)
        items += named.items() if named else ()
        publication = Publication(copy, named, written.lock)
        about_project = tuple(item.reworded(copy.in_project_paths) for item in items)
        result = Rebased(
            settings, request, plan, about_project, publication.files, (disk, written.journal), landings, rows
        )
        convert = partial(converted, live.moves, live.others, rows)
        return result, publication, LandingWork(proof.folder, live.changes, converting=convert)

    def _written(self, result: Rebased, publication: Publication, work: LandingWork, before: State) -> Rebased:
        followed = tuple(one.database.target.shown for one in result.due)
        record = RebaseRecord(row_moves(self.plan), self.plan.renamed.tags, followed)
        wrote, base = list[bool](), record_base(result.settings)
        landed = land(work, result.due, lambda: wrote.append(publish(publication, before, record, base)))
        others = [one for one in result.landings if not one.is_due]
        return replace(result, written=any(wrote), landings=(*landed, *others))
