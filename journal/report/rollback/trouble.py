"""The section about what happens right now and what is unfinished, each with what to type."""

from collections.abc import Iterator

from journal.catalog.quoting import literal
from journal.escape import block, markdown
from journal.folder.read import Folder
from journal.playbook.commands import Commands
from journal.playbook.live.trouble import HalfWay, Session
from journal.playbook.rollback import Playbook
from journal.report.rollback.moments import instant


def trouble(book: Playbook, commands: Commands) -> Iterator[str]:
    """Yield the paragraphs of the section; none where nothing is wrong."""
    found = book.seen.trouble
    if not found.any:
        return
    yield "## Right now"
    lines = [_session(session) for session in found.sessions]
    if found.sessions:
        lines.append(
            "- Wait for these first. To cancel a statement: `SELECT pg_cancel_backend(PID)`; to end a session and roll "
            "back its transaction: `SELECT pg_terminate_backend(PID)`."
        )
    for prepared in found.prepared:
        gid = literal(prepared.gid)
        lines.append(
            f"- A transaction is prepared and holds its locks: {markdown(prepared.gid)} of {markdown(prepared.owner)}, "
            f"since {instant(prepared.at)}. End it: `ROLLBACK PREPARED {gid}` or `COMMIT PREPARED {gid}`."
        )
    lines += [_half_way(stopped, book.seen.known.folder, commands) for stopped in found.half_way]
    lines += [
        f"- The index {markdown(index)} on {markdown(table)} is not valid: building it CONCURRENTLY failed, and it "
        f"only costs. Remove it: `DROP INDEX CONCURRENTLY {index}`; a run that continues does so itself."
        for index, table in found.invalid
    ]
    yield block(lines)


def _session(session: Session) -> str:
    names = (session.role or "another role", session.application or "without a name", session.state or "?")
    who = f"process {session.pid} ({', '.join(map(markdown, names))})"
    does = ["runs this tool, and holds its lock"] if session.runs else []
    does += [f"holds {', '.join(map(markdown, session.holds))}"] if session.holds else []
    does += [f"waits for process {', '.join(map(str, session.waits_for))}"] if session.waits_for else []
    since = f", in a transaction since {instant(session.since)}" if session.since else ""
    query = f": `{session.query.replace('`', ' ')}`" if session.query else ""
    return f"- {who} {' and '.join(does) or 'blocks others'}{since}{query}"


def _half_way(stopped: HalfWay, folder: Folder, commands: Commands) -> str:
    total = f" of {stopped.total}" if stopped.total else ""
    trying = f" Statement {stopped.done + 1} was tried; whether it passed is not known." if stopped.trying else ""
    done = f"{stopped.done}{total} statements are in the database, since {instant(stopped.at)}"
    is_down = any(down.path.name == stopped.name for down in folder.downs)
    tag = stopped.name.removesuffix(".sql")
    command = commands.live("down", tag) if is_down else commands.live("run", "--only", tag)
    what = " It is a down file." if is_down else ""
    return f"- **{stopped.name} is half way**: {done}.{trying}{what} Fix the cause, and continue: `{command}`"
