"""The playbook for a program. Keys are stable; moments are ISO 8601 in UTC."""

from datetime import UTC, datetime
from typing import Any

from journal.playbook.applied import AppliedRecord
from journal.playbook.categories import words_of
from journal.playbook.providers import provider_of
from journal.playbook.rollback import Playbook
from journal.playbook.trouble import Trouble
from journal.playbook.ways_back import commands_back
from journal.report.parts import note_json


def rollback_json(book: Playbook) -> dict[str, Any]:
    """Return the document."""
    seen, folder, last = book.seen, book.seen.known.folder, book.seen.last
    found = provider_of(book.target.all_words)
    return {
        "status": "ok" if book.passed else "no",
        "database": book.target.shown,
        "source": book.target.source,
        "passed_over": list(book.target.notes),
        "server_version": seen.server_version,
        "now": _moment(seen.evidence.now),
        "track_commit_timestamp": seen.evidence.tracked,
        "trouble": _trouble(seen.trouble),
        "first": [{"sql": sql, "why": why} for sql, why in seen.trouble.first_aid],
        "last": {
            "tag": last.tag, "age_seconds": int(book.age.total_seconds()) if book.age is not None else None
        } if last else None,
        "applied": [_applied(applied) for applied in seen.applied],
        "pending": list(seen.pending),
        "by_hand": list(seen.by_hand),
        "partly": [{"tag": tag, "missing": list(missing)} for tag, missing in seen.partly],
        "objects_missing": list(seen.gone),
        "categories": [{"category": mark.category.value, "why": mark.why} for mark in book.marks],
        "way": _way(book),
        "restore": {
            "to": _moment(last.when.restore_to),
            "before_transaction": last.xid or None,
            "provider": found[0].name if found else None,
            "commands": list(found[0].typed(last.when.restore_to, last.xid, found[1])) if found else [],
        } if last else None,
        "copies": list(seen.copies),
        "afterwards": list(book.afterwards),
        "notes": [note_json(note, folder.settings.root) for note in folder.settings_notes],
    }  # fmt: skip


def _applied(applied: AppliedRecord) -> dict[str, Any]:
    return {
        "tag": applied.tag,
        "file": applied.migration is not None,
        "changed": applied.changed,
        "record": applied.record.name if applied.record else None,
        "rows": [row.id for row in applied.rows],
        "at": _moment(applied.when.at),
        "after": _moment(applied.when.after),
        "before": _moment(applied.when.before),
        "how": applied.when.how.name.lower().replace("_", "-"),
        "loose": applied.when.loose,
        "transaction": applied.xid or None,
        "together": list(applied.together),
        "stamped": applied.stamped or None,
    }


def _way(book: Playbook) -> dict[str, Any]:
    way, plan = book.way, book.way.plan
    rehearsed = way.rehearsed
    return {
        "kind": way.kind.value,
        "tag": way.subject.tag if way.subject else None,
        "down_file": way.down.tag if way.down else None,
        "rehearsed": {"passed": rehearsed.passed, "words": rehearsed.words} if rehearsed else None,
        "newer": list(plan.newer) if plan else [],
        "next_migrate": {"0": list(plan.again_0), "1": list(plan.again_1)} if plan and plan.rows else None,
        "losses": [
            {"what": loss.effect.kind.value, "name": loss.effect.shown,
             "column": loss.effect.columns[0] if loss.effect.columns else None, "line": loss.effect.line,
             "in_do_block": loss.effect.in_code, "rows": loss.rows, "values": loss.values, "exact": loss.exact,
             "bytes": loss.bytes, "backup": loss.source or None, "why": loss.why}
            for loss in book.seen.losses
        ],
        "stays": [words_of(effect) for effect in book.seen.stays],
        "commands": [
            {"command": command, "why": why} for command, why in commands_back(way, book.seen.losses, book.commands)
        ],
    }  # fmt: skip


def _trouble(found: Trouble) -> dict[str, Any]:
    return {
        "sessions": [
            {"pid": session.pid, "role": session.role, "application": session.application, "state": session.state,
             "since": _moment(session.since), "query": session.query, "runs_this_tool": session.runs,
             "holds": list(session.holds), "waits_for": list(session.waits_for)}
            for session in found.sessions
        ],
        "prepared": [{"gid": held.gid, "owner": held.owner, "at": _moment(held.at)} for held in found.prepared],
        "invalid_indexes": [{"index": index, "table": table} for index, table in found.invalid],
        "hidden_sessions": found.hidden,
        "half_way": [
            {"file": stopped.name, "done": stopped.done, "total": stopped.total or None, "trying": stopped.trying,
             "at": _moment(stopped.at)}
            for stopped in found.half_way
        ],
    }  # fmt: skip


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None
