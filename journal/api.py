"""The library: one function for each command of the command line, with the same names and arguments.

Every function takes a `Project` first (`rules`, `cache` and `clear_cache` need none) and returns a frozen value with
`to_json()`, the document that the command prints with `--json`. What the command answers with exit code 0 or 1 is
`passed`, where there is a verdict; what it answers with 2 is a JournalError. Timeouts are in seconds, sizes in GB, and
0 is no limit.

`url` and `env_var` name the live database as `--url` and `--env-var` do; without them, `DATABASE_URL`, `.env` and
drizzle.config are read. `watcher` receives the progress. `agree` is called with the plan before anything is
written to a live database, and may raise; the default is to proceed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypedDict, Unpack

from journal.project.project import Project, Result, agreed
from journal.rebuild.temporary import Prover, TemporaryServer

if TYPE_CHECKING:
    from journal.backup.listing import Listing
    from journal.connect.target import Target
    from journal.folder.rewrite.many import WrittenFiles
    from journal.handback.request import HandedBack
    from journal.playbook.rollback import Playbook
    from journal.project.settings import Settings
    from journal.rehearsal.findings import RehearsalResult
    from journal.replay.watcher import Watcher
    from journal.rules.support.acceptances import Acceptance
    from journal.rules.support.rule import Rule
    from journal.server.embedded.cache import Stored
    from journal.verbs.backup import Backups
    from journal.verbs.backup_dump import Dumped
    from journal.verbs.bootstrap import Bootstrapped
    from journal.verbs.check import CheckResult
    from journal.verbs.down import DownResult
    from journal.verbs.fix import FileChange
    from journal.verbs.locate import LocateResult
    from journal.verbs.new import NewFiles
    from journal.verbs.repair import RepairResult
    from journal.verbs.restore import Restored
    from journal.verbs.run import RunResult
    from journal.verbs.scaffold import Scaffolded
    from journal.verbs.snapshot import Snapshots
    from journal.verbs.stamp import StampResult
    from journal.verbs.status import StatusResult
    from journal.verification.verify import Verified

Engine = Literal["auto", "native", "drizzle"]
Names = str | Sequence[str]
"""Several names, or a text with commas between them."""
_GIGABYTE = 10**9


class TemporaryOptions(TypedDict, total=False):
    """The options of the temporary server; see `journal.rebuild.temporary.TemporaryServer` for the defaults."""

    temp: str | None
    pg_bin: str | Path | None
    before: Sequence[str | Path]
    platform: Literal["supabase", "neon"] | None
    superuser: bool
    statement_timeout: float
    lock_timeout: float
    disk_quota: float


@dataclass(frozen=True)
class RuleList(Result):
    """Rules of `check`, each with its name, severity, summary and page."""

    document: ClassVar[str] = "rules.rules_json"
    rules: "tuple[Rule, ...]"

    def to_json(self) -> dict[str, Any]:
        """Return the document of `journal rules --json`."""
        from journal.report.rules import rules_json

        return rules_json(self.rules)


@dataclass(frozen=True)
class CacheContents(Result):
    """What is cached to make runs faster. `word`: kept, or removed."""

    document: ClassVar[str] = "cache.stored_json"
    word: Literal["kept", "removed"]
    stored: "tuple[Stored, ...]"

    def to_json(self) -> dict[str, Any]:
        """Return the document of `journal cache show --json` or `journal cache clear --json`; sizes are in bytes."""
        from journal.report.cache import stored_json

        return stored_json(self.word, self.stored)


@dataclass(frozen=True)
class UndoneWrite(Result):
    """What an undo restored; `files` is None where there was nothing to undo."""

    document: ClassVar[str]
    files: "WrittenFiles | None"

    @property
    def passed(self) -> bool:
        """Tell whether something was undone."""
        return self.files is not None

    def to_json(self) -> dict[str, Any]:
        """Return the document of `--undo --json`."""
        from journal.report.snapshot import undone_json

        return undone_json(self.files)


# --- The folder -------------------------------------------------------------------------------------------------------


def check(
    project: Project,
    *,
    base: str | None = None,
    fail_on: Literal["error", "warning", "note"] = "warning",
    squawk: bool = True,
) -> "CheckResult":
    """Lint the journal and the migrations, without a database and without node.

    `base` is a git ref whose entries must not change; `fail_on` is the lowest severity that makes `passed` False.

    >>> journal.check(project, squawk=False).passed
    True
    """
    from journal.errors import Severity
    from journal.verbs.check import CheckRequest
    from journal.verbs.check import check as verb

    return verb(project.settings, CheckRequest(Severity(fail_on), base=base, squawk=squawk))


def accept(
    project: Project, rule: str, *, tag: str = "", reason: str, base: str | None = None, squawk: bool = True
) -> "tuple[Acceptance, ...]":
    """Accept a finding of `check`, with a reason, in journal-accepted.json (`check --accept`).

    Without a `tag`, the finding is one about the folder as a whole. Returns what was recorded. Raises SettingsInvalid
    where there is no such finding.

    >>> journal.accept(project, "no-such-rule", tag="0001_add_email", reason="known")
    Traceback (most recent call last):
    journal.errors.SettingsInvalid: ...
    """
    from journal.verbs.check import CheckRequest
    from journal.verbs.check import accept as verb

    return verb(project.settings, CheckRequest(base=base, squawk=squawk), rule, tag, reason)


def fix(project: Project, *, base: str | None = None, dry_run: bool = False) -> "tuple[FileChange, ...]":
    """Fix findings of `check` that have a single right answer, without changing a byte of SQL (`check --fix`).

    Returns each file before and after.

    >>> [change.path.name for change in journal.fix(project, dry_run=True)]
    []
    """
    from journal.verbs.fix import fix as verb

    return verb(project.settings, base=base, dry_run=dry_run)


def rules(name: str | None = None) -> RuleList:
    """List the lint rules, or return the one of this name. Raises SettingsInvalid where there is none.

    >>> [rule.severity.value for rule in journal.rules("duplicate-tag").rules]
    ['error']
    """
    from journal.errors import SettingsInvalid, did_you_mean
    from journal.rules import ALL

    chosen = tuple(rule for rule in ALL if name in (None, rule.name))
    if not chosen:
        hint = did_you_mean(name or "", [rule.name for rule in ALL], "List them: journal rules")
        raise SettingsInvalid(f"There is no rule {name}.", hint=hint)
    return RuleList(chosen)


def scaffold(project: Project, *, dry_run: bool = False) -> "Scaffolded":
    """Add an entry to the journal for every migration without one, with `"hash": null`.

    >>> journal.scaffold(project).written
    False
    """
    from journal.verbs.scaffold import scaffold as verb

    return verb(project.settings, dry_run=dry_run)


def new(
    project: Project,
    name: str | None = None,
    *,
    manual: bool = False,
    down_of: str | None = None,
    drop_table: str | None = None,
    drop_column: str | None = None,
    transform: str | None = None,
    to: str | None = None,
    using: str | None = None,
    data_stays: bool = False,
    replay: bool = True,
    dry_run: bool = False,
    watcher: "Watcher | None" = None,
    **temporary: Unpack[TemporaryOptions],
) -> "NewFiles":
    """Create a migration and its down file, or (`down_of`) the down file of an existing migration.

    At most one of `down_of`, `drop_table`, `drop_column` and `transform` is given; `to` and `using` belong to
    `transform`. `replay` False derives the down file without a temporary server, and so without a proof.

    >>> [file.path.name for file in journal.new(project, "add_notes").files]
    ['0002_add_notes.sql', '0002_add_notes.down.sql']
    """
    from journal.verbs.new import NewRequest
    from journal.verbs.new import new as verb

    request = NewRequest(
        name=name, manual=manual, down_of=down_of, drop_table=drop_table, drop_column=drop_column,
        transform=transform, new_type=to, using=using, data_stays=data_stays, dry_run=dry_run,
    )  # fmt: skip
    server = TemporaryServer(**temporary, cache=False)
    return replace(
        verb(project.settings, request, server.replays(_or_silent(watcher)) if replay else None), dry_run=dry_run
    )


# --- Replays on a temporary server ------------------------------------------------------------------------------------


def bootstrap(
    project: Project,
    *,
    engine: Engine | None = None,
    accept_edited: Sequence[str] = (),
    cache: bool | None = None,
    dry_run: bool = False,
    watcher: "Watcher | None" = None,
    **temporary: Unpack[TemporaryOptions],
) -> "Bootstrapped":
    """Build the journal, replay it on a temporary PostgreSQL, fill in the hashes, and compare.

    The journal is written only where journal, files and database agree. `accept_edited` are tags whose edited files
    get a new hash. Raises MigrationFailed for a statement that PostgreSQL refuses.

    >>> result = journal.bootstrap(project)
    >>> result.passed, [entry.state.value for entry in result.parity.entries]
    (True, ['authentic', 'authentic'])
    """
    from journal.drizzle.choice import Engine
    from journal.verbs.bootstrap import BootstrapRequest
    from journal.verbs.bootstrap import bootstrap as verb

    server, watcher = TemporaryServer(**temporary, cache=cache), _or_silent(watcher)
    by = Engine(engine or project.settings.engine)
    request = BootstrapRequest(by, frozenset(accept_edited), dry_run, server.recipe)
    return verb(project.settings, server.provider(watcher), request, watcher)


def snapshot(
    project: Project,
    *,
    replace: bool = False,
    replace_all: bool = False,
    dry_run: bool = False,
    watcher: "Watcher | None" = None,
    **temporary: Unpack[TemporaryOptions],
) -> "Snapshots":
    """Write the snapshots that drizzle-kit needs, for every entry without one, from a replay.

    `replace` also replaces snapshots that do not fit, `replace_all` every one; the old files are kept as .bak.

    >>> journal.snapshot(project).written
    True
    """
    from journal.verbs.snapshot import SnapshotsRequest, snapshots

    server, watcher = TemporaryServer(**temporary, cache=False), _or_silent(watcher)
    request = SnapshotsRequest(replace, replace_all, dry_run, server.recipe)
    return snapshots(project.settings, server.provider(watcher), request, watcher)


def undo_snapshot(project: Project) -> UndoneWrite:
    """Undo what the last `snapshot` wrote (`snapshot --undo`).

    >>> journal.undo_snapshot(project).passed
    False
    """
    from journal.verbs.snapshot import undo_snapshots

    return UndoneWrite(undo_snapshots(project.settings))


def rehearse(
    project: Project,
    *,
    from_: str | None = None,
    only: Names | None = None,
    strict: bool = False,
    watcher: "Watcher | None" = None,
    **temporary: Unpack[TemporaryOptions],
) -> "RehearsalResult":
    """Run the migrations in every way production may: one by one, at once, twice, down and up, with rows.

    `from_` is the git ref that production was deployed from; `only` names the rehearsals to run; with `strict`,
    warnings count, too.

    >>> journal.rehearse(project, only="down").passed
    True
    """
    from journal.folder.read import read_folder
    from journal.rehearsal.findings import Rehearsal
    from journal.rehearsal.rehearse import RehearsalRequest
    from journal.rehearsal.rehearse import rehearse as verb

    server, watcher = TemporaryServer(**temporary, cache=False), _or_silent(watcher)
    wanted = _words(only, [one.value for one in Rehearsal], "--only")
    if only is not None and "upgrade" in wanted and from_ is None:
        from journal.errors import SettingsInvalid

        raise SettingsInvalid("--only upgrade needs the ref to upgrade from.", hint="Name it: --from origin/main")
    request = RehearsalRequest(frozenset(map(Rehearsal, wanted)), from_, server.recipe)
    result = verb(read_folder(project.settings), server.provider(watcher), request, watcher)
    return _replaced(result, strict=strict)


def verify(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    ignore: Sequence[str] = (),
    strict: bool = False,
    no_smoke: bool = False,
    engine: Engine | None = None,
    cache: bool | None = None,
    watcher: "Watcher | None" = None,
    **temporary: Unpack[TemporaryOptions],
) -> "Verified":
    """Verify journal, files, schema, indexes, plans and smoke commands, and write nothing.

    The live database is compared only where `url` or `env_var` name it. A section that cannot be checked makes
    `passed` False; `verdict` tells the three cases apart.

    >>> journal.verify(project).passed
    True
    """
    from functools import partial

    from journal.drizzle.choice import Engine
    from journal.errors import DatabaseUnreachable
    from journal.verification.section import VerifyRequest
    from journal.verification.verify import verify as verb

    if url is not None and not url.strip():
        hint = "Is the variable set that it comes from? Without --url, no database is checked."
        raise DatabaseUnreachable("--url is empty.", hint=hint)
    server, watcher = TemporaryServer(**temporary, cache=cache), _or_silent(watcher)
    settings = _replaced(project.settings, env_var=env_var)
    target = _target(project, url, env_var)[1] if url or env_var else None
    by = Engine(engine or settings.engine)
    provider = partial(server.provider, watcher)
    request = VerifyRequest(provider, by, server.recipe, tuple(ignore), strict=strict, smoke=not no_smoke)
    return verb(settings, target, request, watcher)


def handback(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    apply: bool = False,
    replace: bool = False,
    replace_all: bool = False,
    renumber: bool = False,
    bridge: bool = False,
    move_meta: bool = False,
    v1: str | Path | None = None,
    ignore: Sequence[str] = (),
    unproved: bool = False,
    ledger_lock_timeout: float = 10.0,
    watcher: "Watcher | None" = None,
    agree: "Callable[[HandedBack], None] | None" = None,
    **temporary: Unpack[TemporaryOptions],
) -> "HandedBack":
    """Hand the project back to drizzle-kit: complete journal and snapshots, proved by the project's own drizzle-kit.

    Works on a copy, and writes all of it or nothing, only with `apply`. A database that `url` or `env_var` name is
    stamped, too.

    >>> journal.handback(project).written
    False
    """
    from journal.handback.request import Database, HandbackRequest
    from journal.handback.run import handback as verb
    from journal.verbs.locate import read_live

    server, watcher = TemporaryServer(**temporary, cache=False), _or_silent(watcher)
    settings, target = _replaced(project.settings, env_var=env_var), None
    if url or env_var:
        settings, target = _target(project, url, env_var)
        settings = _replaced(settings, typed=target.typed)
    request = HandbackRequest(
        replace=replace, rebuild_all=replace_all, renumber=renumber, bridge=bridge, move_meta=move_meta,
        v1=Path(v1).resolve() if v1 else None, ignore=tuple(ignore), unproved=unproved, apply=apply,
        recipe=server.recipe, words=(*(("--v1", str(v1)) if v1 else ()), *server.words),
    )  # fmt: skip
    database = None
    if target:
        database = Database(
            target,
            read_live(target, settings),
            # proved against the journal where drizzle-kit looks for it
            Prover(_replaced(settings, meta=settings.migrations / "meta"), server, ignore, _or_silent(None)),
            _with_target(agree or (lambda result: None), target),
            ledger_lock_timeout,
        )
    provider = server.provider(watcher, database.live.server_version if database else None)
    return verb(settings, provider, request, watcher, database)


def undo_handback(project: Project) -> UndoneWrite:
    """Undo the files that the last `handback` wrote (`handback --undo`). No ledger is changed.

    >>> journal.undo_handback(project).passed
    False
    """
    from journal.handback.publish import take_back

    return UndoneWrite(take_back(project.settings))


# --- A live database --------------------------------------------------------------------------------------------------


def status(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    fail_on: Names | None = None,
    statement_timeout: float = 60.0,
    lock_timeout: float = 10.0,
) -> "StatusResult":
    """Show applied, pending and skipped migrations of a live database, and what the next migrate does.

    `fail_on` are the states that make `passed` False; by default all but applied and pending. It only reads.

    >>> [state.value for state in sorted(journal.status(project, url=url).status.states)]
    ['pending']
    """
    from journal.connect.timeouts import Timeouts
    from journal.errors import Wait
    from journal.ledger.status import PROBLEMS, EntryStateKind
    from journal.verbs.status import status as verb

    settings, target = _target(project, url, env_var)
    states = frozenset(map(EntryStateKind, _words(fail_on, [state.value for state in EntryStateKind], "--fail-on")))
    timeouts = Timeouts(statement_timeout, lock_timeout, Wait.STATEMENT, Wait.LOCK)
    return replace(verb(settings, target, PROBLEMS if fail_on is None else states, timeouts), target=target)


def locate(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    ignore: Sequence[str] = (),
    watcher: "Watcher | None" = None,
    **temporary: Unpack[TemporaryOptions],
) -> "LocateResult":
    """Find the migration whose schema a live database has, by a replay. It only reads.

    >>> [state.tag for state in journal.locate(project, url=url).equal]
    [None]
    """
    from journal.folder.read import read_folder
    from journal.rebuild.schemas import Replays
    from journal.verbs.locate import locate as verb
    from journal.verbs.locate import read_live

    server, watcher = TemporaryServer(**temporary, cache=False), _or_silent(watcher)
    settings, target = _target(project, url, env_var)
    folder, live = read_folder(settings), read_live(target, settings)
    provider = server.provider(watcher, live.server_version)
    located = verb(Replays(folder, server.recipe, provider, watcher), live, tuple(ignore))
    return replace(located, target=target)


def stamp(
    project: Project,
    *,
    to: str | None = None,
    url: str | None = None,
    env_var: str | None = None,
    apply: bool = False,
    unproved: bool = False,
    ignore: Sequence[str] = (),
    ledger_lock_timeout: float = 10.0,
    cache: bool | None = None,
    watcher: "Watcher | None" = None,
    agree: "Callable[[StampResult], None] | None" = None,
    **temporary: Unpack[TemporaryOptions],
) -> "StampResult":
    """Record migrations up to `to` as applied in Drizzle's ledger, without running them (baseline, mark as applied).

    A replay first proves that the live schema is the one after `to`, unless `unproved`. Writes only with `apply`.

    >>> journal.stamp(project, to="0001_add_email", url=url, unproved=True, apply=True).written
    True
    """
    from journal.verbs.stamp import StampRequest
    from journal.verbs.stamp import stamp as verb

    settings, target = _target(project, url, env_var)
    prover = Prover(settings, TemporaryServer(**temporary, cache=cache), ignore, _or_silent(watcher))
    request = StampRequest(to, apply, ledger_lock_timeout)
    with_target = _with_target(agree or agreed, target)
    stamped = verb(settings, target, request, None if unproved else prover, agree=with_target)
    return replace(stamped, target=target, proof=prover.summary)


def repair(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    accept: str | None = None,
    remove_row: Sequence[int] = (),
    apply: bool = False,
    ledger_lock_timeout: float = 10.0,
    agree: "Callable[[RepairResult], None] | None" = None,
) -> "RepairResult":
    """Repair rows of Drizzle's ledger: a `created_at` that is NULL, in seconds or from the clock becomes the `when`.

    `accept` is the tag of an edited file whose row gets the new hash, `remove_row` are ids of duplicates. Writes only
    with `apply`, after a copy of the table.

    >>> _ = journal.run(project, url=url, journal=True)
    >>> journal.repair(project, url=url).passed
    True
    """
    from journal.verbs.repair import RepairChoices, RepairRequest
    from journal.verbs.repair import repair as verb

    settings, target = _target(project, url, env_var)
    choices = RepairChoices(accept.removesuffix(".sql") if accept else None, tuple(remove_row))
    request = RepairRequest(choices, apply, ledger_lock_timeout)
    return replace(verb(settings, target, request, agree=_with_target(agree or agreed, target)), target=target)


def run(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    only: Sequence[str] = (),
    to: str | None = None,
    file: Sequence[str] = (),
    allow: Sequence[str] = (),
    accept: Sequence[str] = (),
    restart: Sequence[str] = (),
    journal: bool = False,
    lock_timeout: float = 10.0,
    ledger_lock_timeout: float = 10.0,
    statement_timeout: float = 0.0,
    dry_run: bool = False,
    watcher: "Watcher | None" = None,
) -> "RunResult":
    """Apply the pending migrations, in order, one transaction each, and record them in _manual_migrations.

    `journal` records them in Drizzle's ledger, too. `restart` are files to run from the beginning although they
    stopped half way. Raises MigrationFailed, whose `before` are applied and recorded.

    >>> [applied.tag for applied in journal.run(project, url=url).applied]
    ['0000_create_users', '0001_add_email']
    """
    from journal.connect.timeouts import RunTimeouts
    from journal.runner.run_plan import FileSelection
    from journal.verbs.run import RunRequest
    from journal.verbs.run import run as verb

    settings, target = _target(project, url, env_var)
    selection = FileSelection(tuple(file), tuple(only), to, tuple(allow), tuple(accept), tuple(restart))
    patience = RunTimeouts(lock_timeout, statement_timeout, ledger_lock_timeout)
    result = verb(settings, target, RunRequest(selection, journal, dry_run, patience), _or_silent(watcher))
    return replace(result, target=target, dry_run=dry_run)


def down(
    project: Project,
    name: str,
    *,
    url: str | None = None,
    env_var: str | None = None,
    despite_newer: bool = False,
    restart: bool = False,
    backup: bool = False,
    max_size: float = 1.0,
    lock_timeout: float = 10.0,
    ledger_lock_timeout: float = 10.0,
    statement_timeout: float = 0.0,
    dry_run: bool = False,
    watcher: "Watcher | None" = None,
    agree: "Callable[[DownResult], None] | None" = None,
) -> "DownResult":
    """Revert a migration by its down file, in one transaction that also removes its rows from the ledgers.

    `name` is the migration or its down file. `backup` first copies what would be lost.

    >>> _ = journal.run(project, url=url)
    >>> journal.down(project, "0001_add_email", url=url).applied.tag
    '0001_add_email.down'
    """
    from journal.backup.copy import CopyRequest, back_up
    from journal.connect.timeouts import RunTimeouts
    from journal.verbs.down import DownRequest
    from journal.verbs.down import down as verb

    settings, target = _target(project, url, env_var)
    patience = RunTimeouts(lock_timeout, statement_timeout, ledger_lock_timeout)
    copies: list[Any] = []

    def before(connection: Any, taken: "DownResult") -> None:
        if agree:
            agree(replace(taken, target=target, database=connection.info.dbname))
        if backup and taken.sources:
            copies.extend(back_up(connection, taken.sources, CopyRequest(round(max_size * _GIGABYTE), patience)))

    request = DownRequest(name, despite_newer, dry_run, patience, restart)
    taken = verb(settings, target, request, _or_silent(watcher), before=before)
    return replace(taken, target=target, backups=tuple(copies))


def rollback(
    project: Project,
    *,
    url: str | None = None,
    env_var: str | None = None,
    rehearse: bool = True,
    temp: str | None = None,
    pg_bin: str | Path | None = None,
    before: Sequence[str | Path] = (),
    platform: Literal["supabase", "neon"] | None = None,
    superuser: bool = False,
    statement_timeout: float = 15.0,
    lock_timeout: float = 2.0,
    watcher: "Watcher | None" = None,
) -> "Playbook":
    """Return the emergency playbook of a database: what was applied last, and the way back. It only reads.

    The timeouts are those of the live database. `rehearse` runs the down file on a temporary server first.

    >>> _ = journal.run(project, url=url)
    >>> journal.rollback(project, url=url, rehearse=False).passed
    True
    """
    from journal.connect.timeouts import Timeouts
    from journal.errors import Wait
    from journal.playbook.rollback import rehearsing
    from journal.playbook.rollback import rollback as verb

    settings, target = _target(project, url, env_var)
    silent = _or_silent(watcher)
    server = TemporaryServer(
        temp=temp, pg_bin=pg_bin, before=before, platform=platform, superuser=superuser, cache=False
    )
    proof = rehearsing(lambda version: server.provider(silent, version), server.recipe, silent)
    timeouts = Timeouts(statement_timeout, lock_timeout, Wait.STATEMENT, Wait.LOCK)
    return verb(settings, target, proof if rehearse else None, timeouts)


# --- Backups in a live database ---------------------------------------------------------------------------------------


def backup(
    project: Project,
    sources: Sequence[str],
    *,
    url: str | None = None,
    env_var: str | None = None,
    file: str | Path | None = None,
    max_size: float = 1.0,
    lock_timeout: float = 10.0,
    ledger_lock_timeout: float = 10.0,
    statement_timeout: float = 300.0,
    dry_run: bool = False,
    agree: "Callable[[Backups], None] | None" = None,
) -> "Backups | Dumped":
    """Copy tables (`users`) or columns (`users:email`) beside the originals, or into a `file` by pg_dump.

    A copy of more than `max_size` is refused. All copies are of one moment.

    >>> _ = journal.run(project, url=url)
    >>> [copy.note.source.shown for copy in journal.backup(project, ["users"], url=url).made]
    ['public.users']
    """
    from journal.backup.copy import CopyRequest
    from journal.backup.source import parse_source
    from journal.connect.timeouts import RunTimeouts
    from journal.verbs.backup import MakeRequest, make
    from journal.verbs.backup_dump import DumpRequest, dump

    _, target = _target(project, url, env_var)
    named = tuple(dict.fromkeys(map(parse_source, sources)))
    patience = RunTimeouts(lock_timeout, statement_timeout, ledger_lock_timeout)
    if file is not None:
        return replace(dump(target, DumpRequest(named, Path(file), patience, dry_run)), target=target)
    request = MakeRequest(named, CopyRequest(round(max_size * _GIGABYTE), patience), dry_run)
    return replace(make(target, request, agree=_with_target(agree or agreed, target)), target=target)


def list_backups(project: Project, *, url: str | None = None, env_var: str | None = None) -> "Listing":
    """List the copies in a database: of what, when, how many rows (`backup list`).

    >>> journal.list_backups(project, url=url).backups
    ()
    """
    from journal.backup.listing import list_backups as verb

    _, target = _target(project, url, env_var)
    return replace(verb(target), target=target)


def restore(
    project: Project,
    name: str,
    *,
    url: str | None = None,
    env_var: str | None = None,
    overwrite: bool = False,
    apply: bool = False,
    lock_timeout: float = 10.0,
    ledger_lock_timeout: float = 10.0,
    statement_timeout: float = 300.0,
    agree: "Callable[[Restored], None] | None" = None,
) -> "Restored":
    """Restore what is missing from the copy `name`: a table, its rows, or a column (`backup restore`).

    `overwrite` also restores values that were changed since. Writes only with `apply`, in one transaction.

    >>> _ = journal.run(project, url=url)
    >>> (copy,) = journal.backup(project, ["users"], url=url).made
    >>> journal.restore(project, copy.name, url=url).passed
    True
    """
    from journal.backup.restore.plan import RestoreChoices
    from journal.connect.timeouts import RunTimeouts
    from journal.verbs.restore import RestoreRequest
    from journal.verbs.restore import restore as verb

    _, target = _target(project, url, env_var)
    patience = RunTimeouts(lock_timeout, statement_timeout, ledger_lock_timeout)
    request = RestoreRequest(name, RestoreChoices(overwrite), apply, patience)
    return replace(verb(target, request, agree=_with_target(agree or agreed, target)), target=target)


# --- The cache --------------------------------------------------------------------------------------------------------


def cache() -> CacheContents:
    """List the clusters and replayed databases that are cached to make runs faster (`cache show`).

    >>> journal.cache().to_json()["status"]
    'ok'
    """
    from journal.server.embedded.cache import stored

    return CacheContents("kept", stored())


def clear_cache() -> CacheContents:
    """Remove everything from the cache (`cache clear`). The next run takes a little longer.

    >>> journal.clear_cache().word
    'removed'
    """
    from journal.server.embedded.cache import clear_cache as clear

    return CacheContents("removed", clear())


# --- Shared -----------------------------------------------------------------------------------------------------------

_replaced = replace
"""`dataclasses.replace`, where an argument has its name."""


def _or_silent(watcher: "Watcher | None") -> "Watcher":
    from journal.replay.watcher import Silence

    return watcher or Silence()


def _target(project: Project, url: str | None, env_var: str | None) -> "tuple[Settings, Target]":
    """Return the settings, with the variable that names the database, and the database."""
    from journal.connect.find import find_target

    settings = replace(project.settings, env_var=env_var)
    return settings, find_target(settings, url, env_var=env_var)


def _with_target(agree: Callable[[Any], None], target: "Target") -> Callable[[Any], None]:
    """Return the callback, which gets the plan with its database."""
    return lambda plan: agree(replace(plan, target=target))


def _words(given: Names | None, known: Sequence[str], option: str) -> list[str]:
    """Return the names that were given, else all known ones. Raises SettingsInvalid for one that is not known."""
    from journal.errors import SettingsInvalid, did_you_mean

    words = given.split(",") if isinstance(given, str) else known if given is None else given
    names = [word.strip() for word in words if word.strip()]
    if not names:
        raise SettingsInvalid(f"{option} names nothing.", hint=f"Known are: {', '.join(known)}.")
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known, f"Known are: {', '.join(known)}.")
            raise SettingsInvalid(f"{option} {name}: there is no such name.", hint=hint)
    return names
