"""The first section of the playbook: what is true now, before anything is reverted."""

from collections.abc import Iterator

from journal.catalog.quoting import literal
from journal.escape import block, markdown
from journal.playbook.rollback import Playbook
from journal.playbook.trouble import HalfWay, Session, Trouble
from journal.report.parts import counted
from journal.report.rollback.sections import in_code, instant, name_in_page


def right_now(book: Playbook) -> Iterator[str]:
    """Yield the paragraphs of the section: what is unfinished or pending, and what could not be seen."""
    found = book.seen.trouble
    yield "## Right now"
    lines = [*_sessions(found)]
    for prepared in found.prepared:
        gid = literal(prepared.gid)
        lines.append(
            f"- A transaction is prepared and holds its locks: {markdown(prepared.gid)} of {markdown(prepared.owner)}, "
            f"since {instant(prepared.at)}. End it: `ROLLBACK PREPARED {gid}` or `COMMIT PREPARED {gid}`."
        )
    lines += [_half_way(stopped, book) for stopped in found.half_way]
    for index, table in found.invalid:
        lines.append(
            f"- The index {markdown(index)} on {markdown(table)} is not valid: building it CONCURRENTLY failed, and it "
            f"only costs. Remove it: `DROP INDEX CONCURRENTLY {index}`; a run that continues does so itself."
        )
    lines += _pending(book)
    lines.append(f"- A change by hand without a file is in no ledger: `{book.commands.live('verify')}` finds it.")
    yield block(lines)


def _session(session: Session) -> str:
    names = (session.role or "another role", session.application or "without a name", session.state or "?")
    who = f"process {session.pid} ({', '.join(map(markdown, names))})"
    does = ["runs this tool, and holds its lock"] if session.runs else []
    does += [f"holds {', '.join(map(markdown, session.holds))}"] if session.holds else []
    pids = ", ".join(f"process {pid}" if pid else "a prepared transaction" for pid in session.waits_for)
    does += [f"waits for {pids}"] if pids else []
    since = f", in a transaction since {instant(session.since)}" if session.since else ""
    query = f": {in_code(session.query)}" if session.query else ""
    return f"- {who} {' and '.join(does) or 'blocks others'}{since}{query}"


def _half_way(stopped: HalfWay, book: Playbook) -> str:
    total = f" of {stopped.total}" if stopped.total else ""
    trying = f" Statement {stopped.done + 1} was tried; whether it passed is not known." if stopped.trying else ""
    done = f"{stopped.done}{total} statements are in the database, since {instant(stopped.at)}"
    is_down = any(down.record_name == stopped.name for down in book.seen.known.folder.downs)
    tag = stopped.name.removesuffix(".sql")
    command = book.commands.live(*(("down", tag) if is_down else ("run", "--only", tag)))
    what = " It is a down file." if is_down else ""
    name = name_in_page(stopped.name)
    return f"- **{name} is half way**: {done}.{trying}{what} Fix the cause, and continue: `{command}`"


def _sessions(found: Trouble) -> Iterator[str]:
    yield from map(_session, found.sessions)
    waits = [f"`{sql}` {why}" for sql, why in found.first_aid if "_backend(" in sql]
    if waits:
        yield f"- **A session waits for a lock.** Nothing is decided until it ends: {'; '.join(waits)}."
    elif found.sessions:
        yield (
            "- Wait for these first. To cancel a statement: `SELECT pg_cancel_backend(PID)`; to end a session and roll "
            "back its transaction: `SELECT pg_terminate_backend(PID)`."
        )
    else:
        yield "- No session changes a table, or waits for a lock."
    if found.hidden:
        whose = counted(found.hidden, "session") + " of other roles"
        yield f"- What {whose} are doing could not be seen: this role lacks pg_read_all_stats. Locks were seen."


def _pending(book: Playbook) -> Iterator[str]:
    seen = book.seen
    migrate = f"`{seen.known.folder.settings.drizzle_kit('migrate')}` or `{book.commands.live('run')}`"
    if seen.by_hand:
        names = ", ".join(map(name_in_page, seen.by_hand[:_SHOWN])) + (", …" if len(seen.by_hand) > _SHOWN else "")
        yield f"- **In no ledger, but what it creates is there:** {names}. It was run by hand, or by another tool."
    stopped = {one.name.removesuffix(".sql") for one in seen.trouble.half_way}
    for tag, missing in seen.partly[:_SHOWN]:
        if tag not in stopped:
            lacks = ", ".join(map(in_code, missing[:_SHOWN]))
            yield f"- **Partly there, and in no ledger:** {name_in_page(tag)}, without {lacks}. Look at each statement."
    left = [tag for tag in seen.not_run if tag not in stopped]
    if left:
        names = name_in_page(left[0]) + (f" and {counted(len(left) - 1, 'other')}" if len(left) > 1 else "")
        yield (
            f"- **In no ledger:** {names}. A migration that fails in its transaction leaves nothing: if that is your "
            f"incident, there is nothing to revert. Correct the cause, and apply it again: {migrate}."
        )
    elif not seen.pending:
        yield "- No file is pending."


_SHOWN = 5
