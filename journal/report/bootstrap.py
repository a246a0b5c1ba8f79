"""The report of `drizzle-journal bootstrap`."""

import re
from collections.abc import Iterator, Mapping
from shlex import quote
from typing import TYPE_CHECKING, Any, Union

from journal.escape import joined
from journal.folder.hashing import look_alike
from journal.ledger.evidence import FileEvidence
from journal.rebuild.parity import GOOD, EntryParity, ParityState
from journal.report.additions import (
    folder_json,
    found_lines,
    in_place_lines,
    invented_lines,
    undecided_files,
    undecided_json,
)
from journal.report.own_transactions import own_transaction_warnings
from journal.report.parts import (
    SHORT_HASH,
    EntryRow,
    counted,
    journal_diff,
    keep_in_git,
    moment,
    notes,
    place_of_journal,
    relative,
    skipped_files,
    verdict_in,
)
from journal.verbs.bootstrap import Bootstrapped

if TYPE_CHECKING:
    from journal.verification.comparisons import ParityResult

_SHA256 = re.compile(r"[0-9a-fA-F]{64}\Z")


ComparedReplay = Union[Bootstrapped, "ParityResult"]
"""A compared replay: that of bootstrap or of verify."""


def rows(result: Bootstrapped) -> list[EntryRow]:
    """Return the table, with the captured hash, abbreviated, or the recorded one where none was captured."""
    return [
        EntryRow(
            one.entry.tag, moment(one.entry.when), (one.captured or one.recorded or "-")[:SHORT_HASH], one.state.value
        )
        for one in result.parity.entries
    ]


def bootstrap_verdict(result: Bootstrapped, *, dry_run: bool) -> str:
    """Return the line before the table: whether all agree, and what was written."""
    path = relative(result.reconciled.journal.path, result.folder.settings.root)
    left = counted(len(result.undecided), "file")
    open_ = f" {left} neither listed nor ignored." if result.agrees and result.undecided else ""
    return joined([verdict_in(_closing(result, path, dry_run=dry_run)) + open_])


def summary_text(result: Bootstrapped, *, dry_run: bool) -> str:
    """Return all but the verdict and the table: the server, skipped files, notes, errors, and the closing line."""
    folder, plan = result.folder, result.reconciled
    root = folder.settings.root
    path = relative(plan.journal.path, root)
    lines = [
        server_line(result),
        *place_of_journal(folder.settings),
        *skipped_files(folder),
        *notes(folder.notes + plan.notes + result.evidence.notes + result.rebuilt.assumed, root),
        *own_transaction_warnings(folder, result.rebuilt.applied),
        *error_lines(result, result.evidence.of_files),
        *found_lines(plan),
        *invented_lines(folder, plan),
        *in_place_lines(folder, plan.added),
        *undecided_files(folder, result.undecided, verb="bootstrap"),
    ]
    if dry_run and result.changes:
        lines += _diff(result).rstrip("\n").split("\n")
    lines += _union_lines(result, dry_run=dry_run)
    return joined([*lines, _closing(result, path, dry_run=dry_run)])


def bootstrap_json(result: Bootstrapped) -> dict[str, Any]:
    """Return the report as JSON."""
    plan = result.reconciled
    confirmed, server, root = result.confirmed, result.rebuilt.server, result.folder.settings.root
    seconds = {applied.tag: applied.seconds for applied in result.rebuilt.applied}
    return {
        "status": "ok" if result.passed else "no",
        **folder_json(result.folder, plan),
        "unlisted": undecided_json(result.undecided),
        "server": {"version": server.version, "origin": server.origin},
        "resumed": result.rebuilt.resumed,
        "drizzle_orm": {
            "version": confirmed.version,
            "package": confirmed.package or None,
            "disagrees_on": list(confirmed.disagreeing),
            "unexpected_rows": confirmed.unexpected,
            "confined": not confirmed.unconfined if confirmed.version else None,
            "why_not": confirmed.why_not or None,
        },
        "entries": [
            entry_json(one, seconds.get(one.entry.tag)) | evidence_json(result.evidence.of_files.get(one.entry.tag))
            for one in result.parity.entries
        ],
        "unexpected_rows": [
            {"id": row.id, "hash": row.hash, "created_at": row.created_at} for row in result.parity.unexpected
        ],
        "diff": _diff(result),
        "written": result.written,
        "lock": relative(lock.path, root) if (lock := result.folder.lock) else None,
        "gitattributes": result.union.line if result.union else None,
    }


def _union_lines(result: Bootstrapped, *, dry_run: bool) -> Iterator[str]:
    """Yield the line on .gitattributes, which is written with a new lock."""
    if result.union and (result.written or dry_run):
        path, does = relative(result.union.path, result.folder.settings.root), "would get" if dry_run else "has"
        yield f"{path} {does} the line: {result.union.line}. With it, git joins the lines of two branches."


def _diff(result: Bootstrapped) -> str:
    """Return the difference of the journal, then that of the lock beside it."""
    root, lock = result.folder.settings.root, result.folder.lock
    found = journal_diff(result.reconciled.before.text, result.text, relative(result.reconciled.journal.path, root))
    if lock and result.lock_text:
        found += journal_diff(lock.text, result.lock_text, relative(lock.path, root))
    return found


def entry_json(one: EntryParity, seconds: float | None) -> dict[str, Any]:
    """Return an entry as JSON; `seconds` is the time of its replay."""
    return {
        "idx": one.entry.idx,
        "tag": one.entry.tag,
        "when": one.entry.when,
        "state": one.state.value,
        "recorded": one.recorded,
        "file": one.file_hash,
        "captured": one.captured,
        "seconds": seconds,
    }


def evidence_json(known: FileEvidence | None) -> dict[str, Any]:
    """Return what a ledger or git know of a file: `known` is null where they were not asked, or know nothing."""
    return {"known": {"supports_the_file": known.supports, "text": known.text} if known else None}


def server_line(result: ComparedReplay) -> str:
    """Return the line on the server of the replay, and on the confirmation by the project's drizzle-orm."""
    confirmed = result.confirmed
    drizzle = f"{confirmed.package} {'applied the migrations' if confirmed.applied else 'confirmed the hashes'}"
    if confirmed.version is None:
        drizzle = f"not confirmed by drizzle-orm ({confirmed.why_not})"
    elif confirmed.contradicts:
        drizzle = f"{confirmed.package} disagrees"
    if confirmed.unconfined:
        drizzle += f", unconfined: {confirmed.unconfined} has no permission model"
    server, resumed = result.rebuilt.server, result.rebuilt.resumed
    kept = f", the first {counted(resumed, 'migration')} kept from an earlier replay" if resumed else ""
    return f"Replayed on PostgreSQL {server.version} ({server.origin}{kept}); {drizzle}."


def error_lines(result: ComparedReplay, evidence: Mapping[str, FileEvidence] | None = None) -> Iterator[str]:
    """Yield the errors of a comparison, each with its help. `evidence`: what is known of files otherwise, by tag."""
    for one in result.parity.entries:
        if one.state not in GOOD:
            yield from _entry_error(result, one, (evidence or {}).get(one.entry.tag))
    if changed := [one.entry.tag for one in result.parity.in_state(ParityState.CHANGED)]:
        yield "  help: a database that ran the other content has another hash. To record that of the file:"
        yield f"        {result.folder.accepting(*changed)}"
    for row in result.parity.unexpected:
        yield f"error: the ledger has a row that no entry explains: id {row.id}, created_at {row.created_at}."
    missing = {one.entry.tag for one in result.parity.in_state(ParityState.MISSING)}  # a later file has changed them
    disagreeing = [tag for tag in result.confirmed.disagreeing if tag not in missing]
    for tag in disagreeing:
        yield f"error: drizzle-orm {result.confirmed.version} would store another row for {tag} than PostgreSQL did."
    if result.confirmed.unexpected:
        rows = counted(result.confirmed.unexpected, "row")
        yield f"error: drizzle-orm {result.confirmed.version} would store {rows} that no entry explains."
    if disagreeing or result.confirmed.unexpected:
        yield f"  help: is {result.confirmed.package} as it was published? npm ci installs it again."
        yield "  help: if it is, this is a bug in drizzle-journal; please report it with that file."


def _entry_error(result: ComparedReplay, one: EntryParity, known: FileEvidence | None) -> Iterator[str]:
    tag = one.entry.tag
    if one.state is ParityState.CHANGED and known:
        path = relative(result.folder.by_tag[tag].path, result.folder.settings.root)
        severity = "error" if known.by_ledger else "warning"
        yield f"{severity}: the hash of {path} was not recorded: the file was edited. {known.text}"
        if known.commit:
            yield f"  help: to restore it: git checkout {known.commit} -- {quote(path)}"
        return
    if one.state is not ParityState.EDITED:
        yield f"error: {tag}: {_MEANINGS[one.state]}"
        return
    migration = result.folder.by_tag[tag]
    path = relative(migration.path, result.folder.settings.root)
    recorded = one.recorded or ""
    alike = look_alike(migration.raw, recorded)
    how = (
        f"only its {alike} differs"
        if alike
        else f"the recorded one, {recorded[:SHORT_HASH]}, is no SHA-256"
        if not _SHA256.match(recorded)
        else f"recorded {recorded[:SHORT_HASH]}, file {str(one.file_hash)[:12]}"
    )
    again = result.folder.accepting(tag)
    if known and known.supports and not alike:
        yield f"error: the recorded hash is of another content than {path} has ({how}). {known.text}"
        yield f"  help: if no database has applied the other content: {again}"
        return
    yield f"error: {path} was edited since its hash was recorded ({how})."
    yield f"  help: restore it (git log -p -- {quote(path)}), or accept the edited file: {again}"


_MEANINGS = {
    ParityState.MISSING: "it ran, but its row is not in the ledger; did a later file roll back, or change the ledger?",
    ParityState.REORDERED: "its row is in the ledger, but not in the place of its entry.",
    ParityState.DIFFERENT: "the hash that the database computed is not the hash of the file.",
    ParityState.NO_FILE: "it has no file.",
}


def _closing(result: Bootstrapped, path: str, *, dry_run: bool) -> str:
    entries = counted(len(result.parity.entries), "entry")
    kept, settings, lock = (
        "Lock" if result.folder.is_version_1 else "Journal",
        result.folder.settings,
        result.folder.lock,
    )
    paths = [result.reconciled.journal.path]
    if lock and result.lock_text:
        kept = "Journal, lock"
        paths = [one for one, is_new in ((paths[0], result.text != result.folder.journal.text),
                                         (lock.path, result.lock_text != lock.text)) if is_new] or paths  # fmt: skip
        path = " and ".join(relative(one, settings.root) for one in paths)
    if result.agrees and result.reconciled.undecided:
        why = "with a `when` that is invented" if result.reconciled.invented else "but the baseline has no sure place"
        to_look = result.folder.settings.command(*result.reconciled.next) if result.reconciled.next else ""
        next_ = f" Next: {to_look}" if to_look and result.reconciled.invented else ""
        return f"{kept}, files and ledger agree for {entries}, {why}; nothing was written.{next_}"
    if not result.agrees:
        return f"Parity does not hold; {path} was not changed."
    filled, replaced = (len(result.parity.in_state(state)) for state in (ParityState.FILLED, ParityState.ACCEPTED))
    parts = [f"{counted(len(result.reconciled.added), 'entry')} added", f"{counted(filled, 'hash')} filled"]
    changes = ", ".join([*parts, f"{counted(replaced, 'hash')} replaced"] if replaced else parts)
    if dry_run and result.changes:
        return f"Dry run: parity holds for {entries}; {path} would change ({changes}). Nothing was written."
    git_add = keep_in_git(settings.root, *paths, *([result.union.path] if result.union else []))
    next_ = "" if not result.passed else f" Next: {git_add or settings.command('check')}"
    if not result.written:
        return f"{kept}, files and ledger agree for {entries}; {path} needs no change."
    return f"{kept}, files and ledger agree for {entries}; wrote {path} ({changes}).{next_}"
