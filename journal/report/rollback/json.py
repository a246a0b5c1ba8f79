"""The playbook for a program. Keys are stable; moments are ISO 8601 in UTC."""

from datetime import UTC, datetime
from typing import Any

from journal.connect.target import Target
from journal.losses.estimate import Loss
from journal.playbook.applied import AppliedRecord
from journal.playbook.categories import words_of
from journal.playbook.commands import Commands
from journal.playbook.live.trouble import Trouble
from journal.playbook.providers import provider_of
from journal.playbook.rollback import Playbook
from journal.playbook.ways_back import afterwards, commands_back
from journal.report.documents import note_json


def rollback_json(book: Playbook, target: Target) -> dict[str, Any]:
    """Return the document."""
    seen, settings = book.seen, book.seen.known.folder.settings
    last, commands = seen.last, Commands(settings, target)
    return {
        "status": "ok" if book.passed else "no",
        "database": target.shown,
        "source": target.source,
        "passed_over": list(target.notes),
        "server_version": seen.server_version,
        "now": _moment(seen.evidence.now),
        "track_commit_timestamp": seen.evidence.tracked,
        "trouble": _trouble(seen.trouble),
        "applied": [_applied(one) for one in seen.applied],
        "pending": list(seen.pending),
        "categories": [{"category": one.category.value, "why": one.why} for one in book.marks],
        "way": _way(book, commands),
        "restore": _restore(last, target) if last else None,
        "copies": list(seen.copies),
        "afterwards": list(afterwards(book.way, commands, journaled=bool(last and last.rows))),
        "notes": [note_json(one, settings.root) for one in settings.notes],
    }


def _applied(one: AppliedRecord) -> dict[str, Any]:
    return {
        "tag": one.tag,
        "file": one.migration is not None,
        "changed": one.changed,
        "record": one.record.name if one.record else None,
        "rows": [row.id for row in one.rows],
        "at": _moment(one.when.at),
        "after": _moment(one.when.after),
        "before": _moment(one.when.before),
        "how": one.when.how.name.lower().replace("_", "-"),
        "loose": one.when.loose,
        "transaction": one.xid or None,
        "together": list(one.together),
    }


def _way(book: Playbook, commands: Commands) -> dict[str, Any]:
    way, plan = book.way, book.way.plan
    rehearsed = way.rehearsed
    return {
        "kind": way.kind.value,
        "down_file": way.down.tag if way.down else None,
        "rehearsed": {"passed": rehearsed.passed, "words": rehearsed.words} if rehearsed else None,
        "newer": list(plan.newer) if plan else [],
        "next_migrate": {"0": list(plan.again_0), "1": list(plan.again_1)} if plan and plan.rows else None,
        "losses": [_loss(one) for one in book.seen.losses],
        "stays": [words_of(one) for one in book.seen.stays],
        "commands": [
            {"command": command, "why": why} for command, why in commands_back(way, book.seen.losses, commands)
        ],
    }


def _loss(one: Loss) -> dict[str, Any]:
    return {
        "what": one.effect.kind.value,
        "name": one.effect.shown,
        "column": one.effect.columns[0] if one.effect.columns else None,
        "line": one.effect.line,
        "in_do_block": one.effect.in_code,
        "rows": one.rows,
        "values": one.values,
        "exact": one.exact,
        "bytes": one.bytes,
        "backup": one.source or None,
        "why": one.why,
    }


def _restore(last: AppliedRecord, target: Target) -> dict[str, Any]:
    found, point = provider_of(target.all_words), last.when.restore_to
    return {
        "to": _moment(point),
        "before_transaction": last.xid or None,
        "provider": found[0].name if found else None,
        "commands": list(found[0].typed(point, last.xid, found[1])) if found else [],
    }


def _trouble(found: Trouble) -> dict[str, Any]:
    return {
        "sessions": [
            {"pid": one.pid, "role": one.role, "application": one.application, "state": one.state,
             "since": _moment(one.since), "query": one.query, "runs_this_tool": one.runs, "holds": list(one.holds),
             "waits_for": list(one.waits_for)}
            for one in found.sessions
        ],
        "prepared": [{"gid": one.gid, "owner": one.owner, "at": _moment(one.at)} for one in found.prepared],
        "invalid_indexes": [{"index": index, "table": table} for index, table in found.invalid],
        "half_way": [
            {"file": one.name, "done": one.done, "total": one.total or None, "trying": one.trying,
             "at": _moment(one.at)}
            for one in found.half_way
        ],
    }  # fmt: skip


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None
