"""Complete the journal: add missing entries, replay on a temporary database, fill the hashes, compare."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from typing import ClassVar, Literal, Unpack

from journal.catalog.existing import all_exist
from journal.connect.target import Target
from journal.connect.temporary import connect
from journal.dataclass import dataclass
from journal.drizzle.choice import Confirmed, Engine, choose
from journal.errors import SettingsInvalid, did_you_mean
from journal.folder.entries import Journal
from journal.folder.read import Folder, refuse_missing
from journal.folder.reconcile import Reconciled
from journal.folder.rewrite.attributes import UnionMerge, union_merge
from journal.folder.rewrite.store import project_lock, replace_journal, replace_journal_and_lock
from journal.folder.rewrite.writing import with_hashes, without_hashes
from journal.ledger.evidence import KnownContents, evidence_of
from journal.project.layout import is_version_1
from journal.project.project import Project, Result
from journal.project.settings import Settings
from journal.rebuild.database import Hooks, Rebuilt, Recipe, ReplaySource, rebuilt
from journal.rebuild.parity import GOOD, Parity, ParityState, compare
from journal.rebuild.temporary import TemporaryOptions, TemporaryServer
from journal.replay.named_causes import causes_named
from journal.replay.watcher import Silence, Watcher
from journal.rules.support.unlisted import UnlistedFile, unlisted_files
from journal.server.provider import Provider
from journal.verbs.arguments import find_database
from journal.verbs.bootstrap_lock import locked_text, refuse_lock
from journal.verbs.bootstrap_version_1 import decide_version_1
from journal.verbs.scaffold import NOTHING_DECIDED, Decided, Decisions, decide


@dataclass(frozen=True)
class BootstrapRequest:
    """The options of bootstrap. `accept` are the tags whose edited files are accepted with their new hash.

    `contents`: the bytes that files will have, by their tags, in place of those on the disk. `database`: the one that
    the user named, whose ledger is read.
    """

    engine: Engine = Engine.AUTO
    accept: frozenset[str] = frozenset()
    dry_run: bool = False
    recipe: Recipe = field(default_factory=Recipe)
    decisions: Decisions = NOTHING_DECIDED
    contents: Mapping[str, bytes] = field(default_factory=dict)
    database: Target | None = None


@dataclass(frozen=True)
class Bootstrapped(Result):
    """The result: `text` is the journal as it should be, `written` whether it was written to disk.

    `lock_text` is the lock beside a journal of 0.x, as it should be; empty where the journal has the hashes. In the
    layout of drizzle 1.0 the lock is the journal. `union`: what `.gitattributes` lacks where the lock is a new one.
    `rebuilt` describes the temporary database, which no longer exists. `evidence`: what a ledger and git know of the
    files whose hashes the journal lacks, or records otherwise.
    """

    document: ClassVar[str] = "bootstrap.bootstrap_json"

    folder: Folder
    reconciled: Reconciled
    rebuilt: Rebuilt
    parity: Parity
    confirmed: Confirmed
    text: str
    evidence: KnownContents
    written: bool = False
    undecided: tuple[UnlistedFile, ...] = ()
    lock_text: str = ""
    union: UnionMerge | None = None

    @property
    def hashed_text(self) -> str:
        """Return the journal with all hashes, also where they belong into the lock."""
        hashes = {at: one.captured if one.state in GOOD else one.recorded for at, one in enumerate(self.parity.entries)}
        known = {at: hash_ for at, hash_ in hashes.items() if hash_}
        return with_hashes(self.text, known) if self.lock_text and known else self.text

    @property
    def changes(self) -> bool:
        """Whether a file is not yet as it should be."""
        lock = self.folder.lock
        return self.text != self.folder.journal.text or bool(lock and self.lock_text not in ("", lock.text))

    @property
    def agrees(self) -> bool:
        """Whether the entries, their files and the database agree, and drizzle-orm too, where it took part."""
        return self.parity.holds and not self.confirmed.contradicts

    @property
    def passed(self) -> bool:
        """Whether all agree with a ledger at hand, too, and no unlisted file, `when` or baseline is undecided."""
        changed = (self.evidence.of_files[one.entry.tag] for one in self.parity.in_state(ParityState.CHANGED))
        decided = not self.undecided and not self.reconciled.undecided
        return self.agrees and decided and not any(one.by_ledger for one in changed)


def bootstrap(
    project: Project,
    *,
    engine: Literal["auto", "native", "drizzle"] | None = None,
    accept_edited: Sequence[str] = (),
    add: Sequence[str] = (),
    in_place: bool = False,
    ignore: Sequence[str] = (),
    reason: str | None = None,
    url: str | None = None,
    env_var: str | None = None,
    cache: bool | None = None,
    lock: bool = False,
    dry_run: bool = False,
    watcher: Watcher | None = None,
    **temporary: Unpack[TemporaryOptions],
) -> Bootstrapped:
    """Build the journal, replay it on a temporary PostgreSQL, fill in the hashes, and compare.

    The journal is written only where journal, files and database agree. `accept_edited` are tags whose edited files
    get a new hash; `add`, `in_place`, `ignore` and `reason` are those of `scaffold`. `url` or `env_var` names a
    database that has run the migrations: its ledger has the `when` of a journal that was lost, and is only read.
    `lock` writes the hashes into `drizzle-journal.lock`, and the journal without them, as drizzle-kit does. Raises
    MigrationFailed for a statement that PostgreSQL refuses.

    >>> result = journal.bootstrap(project)
    >>> result.passed, [entry.state.value for entry in result.parity.entries]
    (True, ['authentic', 'authentic'])
    """
    server, watcher = TemporaryServer(**temporary, cache=cache), watcher or Silence()
    settings = replace(project.settings, temporary=server.words, lock=lock or project.settings.lock)
    database = find_database(project, url, env_var)[1] if url or env_var else None
    by = Engine(engine or settings.engine)
    decisions = Decisions(tuple(add), in_place, tuple(ignore), reason)
    request = BootstrapRequest(
        by, frozenset(accept_edited), dry_run, server.recipe(settings), decisions, database=database
    )
    return build_journal(settings, server.provider(watcher), request, watcher)


def build_journal(
    settings: Settings, provider: Provider, request: BootstrapRequest, watcher: Watcher | None = None
) -> Bootstrapped:
    """Complete a project's journal, and write it only when journal, files and database agree.

    Raises JournalError, and leaves the journal unchanged: MigrationFailed for a statement that PostgreSQL refuses,
    MigrationMissing for an entry without file, others for what cannot be read or started.
    """
    is_1 = is_version_1(settings)
    choice = choose(request.engine, settings.root, is_version_1=is_1)
    with project_lock(settings), choice.confirming() as confirming:
        if is_1:
            decided = decide_version_1(settings, request.decisions)
        else:
            decided = decide(settings, request.decisions, request.database)
        plan, evidence = decided.plan, evidence_of(decided.folder, request.database)
        folder = decided.folder.with_contents(request.contents)
        refuse_missing(folder)
        if folder.lock:
            refuse_lock(folder, folder.lock, plan.journal, request.accept, request.decisions.reason)
        locked = folder.lock.migrations if folder.lock else ()
        for tag in sorted(request.accept - plan.journal.tags - {*locked}):
            what = "the name of the folder" if folder.is_version_1 else "the tag as the journal has it, without .sql"
            where = (
                "there is no such folder, and the lock has none"
                if folder.is_version_1
                else "the journal has no such entry"
            )
            raise SettingsInvalid(
                f"--accept-edited {tag}: {where}.", hint=did_you_mean(tag, plan.journal.tags, f"Give {what}.")
            )
        source = ReplaySource(plan.journal, folder.by_tag, settings.ledger, choice.replays_by)
        hooks = Hooks(on_ready=partial(confirming.begin, plan.journal, source.migrations))
        with (
            causes_named(folder, folder.notes + plan.notes),
            rebuilt(source, request.recipe, provider, watcher or Silence(), hooks) as database,
        ):
            confirmed = confirming.answer(plan.journal.entries, database.captured)
            undecided = _undecided(decided, database)
        listed = [migration for migration in folder.forwards if migration not in plan.unlisted]
        parity = compare(
            plan.journal.entries, listed, database.captured, accepted=request.accept, changed=evidence.against
        )
        text, lock_text = _texts(folder, plan, parity, request)
        result = Bootstrapped(
            folder, plan, database, parity, confirmed, text, evidence, undecided=undecided, lock_text=lock_text
        )
        if result.agrees and not plan.undecided:
            is_new = folder.lock and not folder.lock.text
            result = replace(result, union=union_merge(settings) if is_new else None)
            if not request.dry_run:
                result = replace(result, written=_write(result))
                decided.write_ignored()
    return result


def _texts(folder: Folder, plan: Reconciled, parity: Parity, request: BootstrapRequest) -> tuple[str, str]:
    """Return the journal with its hashes, or without them, and the lock, which is empty where there is none."""
    new = (ParityState.FILLED, ParityState.ACCEPTED)
    hashes = {at: one.captured for at, one in enumerate(parity.entries) if one.captured and one.state in new}
    if folder.lock is None:
        return with_hashes(plan.journal.text, hashes) if hashes else plan.journal.text, ""
    lock_text = locked_text(folder.lock, parity, request.accept, request.decisions.reason)
    return (lock_text, "") if folder.is_version_1 else (without_hashes(plan.journal.text), lock_text)


def _write(result: Bootstrapped) -> bool:
    folder = result.folder
    if folder.lock and result.lock_text:
        lock = Journal(folder.lock.path, text=folder.lock.text)
        written = replace_journal_and_lock(folder.journal, result.text, lock, result.lock_text)
    else:
        written = replace_journal(folder.journal, result.text)
    if written and result.union:
        result.union.write(folder.settings)
    return written


def _undecided(decided: Decided, database: Rebuilt) -> tuple[UnlistedFile, ...]:
    """Return the files that are not listed, looked up in the database as it is after the last entry."""
    plan = decided.plan
    if not plan.unlisted:
        return ()
    with connect(database.server.conninfo) as connection:
        existing, recorded = partial(all_exist, connection), decided.manual.recorded
        return unlisted_files(decided.folder, plan.unlisted, plan.journal.entries, existing, recorded)
