"""What goes on right now and what is half-made, each with what to type."""

from collections.abc import Iterator

from journal.catalog.quoting import literal
from journal.escape import block, markdown
from journal.folder.read import Folder
from journal.playbook.commands import Commands
from journal.playbook.live.trouble import HalfWay, Session
from journal.playbook.rollback import Playbook
from journal.report.rollback.moments import instant


def trouble(book: Playbook, commands: Commands) -> Iterator[str]:
    """The section; nothing where there is nothing."""
    found = book.seen.trouble
    if not found.any:
        return
    yield "## Right now"
    lines = [_session(one) for one in found.sessions]
    if found.sessions:
        lines.append(
            "- Let these end before anything else. To stop what one does: `SELECT pg_cancel_backend(PID)`; to end it, "
            "and undo its transaction: `SELECT pg_terminate_backend(PID)`."
        )
    lines += [
        f"- A transaction is prepared and holds its locks: {markdown(one.gid)} of {markdown(one.owner)}, since "
        f"{instant(one.at)}. End it: `ROLLBACK PREPARED {literal(one.gid)}` or `COMMIT PREPARED {literal(one.gid)}`."
        for one in found.prepared
    ]
    lines += [_half_way(one, book.seen.known.folder, commands) for one in found.half_way]
    lines += [
        f"- The index {markdown(index)} on {markdown(table)} is not valid: building it CONCURRENTLY failed, and it "
        f"only costs. Remove it: `DROP INDEX CONCURRENTLY {index}`; a run that goes on does so itself."
        for index, table in found.invalid
    ]
    yield block(lines)


def _session(one: Session) -> str:
    names = (one.role or "another role", one.application or "without a name", one.state or "?")
    who = f"process {one.pid} ({', '.join(map(markdown, names))})"
    does = ["runs this tool, and holds its lock"] if one.runs else []
    does += [f"holds {', '.join(map(markdown, one.holds))}"] if one.holds else []
    does += [f"waits for process {', '.join(map(str, one.waits_for))}"] if one.waits_for else []
    since = f", in a transaction since {instant(one.since)}" if one.since else ""
    query = f": `{one.query.replace('`', ' ')}`" if one.query else ""
    return f"- {who} {' and '.join(does) or 'keeps others waiting'}{since}{query}"


def _half_way(one: HalfWay, folder: Folder, commands: Commands) -> str:
    of = f" of {one.total}" if one.total else ""
    trying = f" Statement {one.done + 1} was tried, and is not known to have passed." if one.trying else ""
    done = f"{one.done}{of} statements are in the database, since {instant(one.at)}"
    head = f"- **{one.name} is half way**: {done}.{trying}"
    tag = one.name.removesuffix(".sql")
    if any(down.path.name == one.name for down in folder.downs):
        return f"{head} It is a down file; mend what failed, and go on: `{commands.live('down', tag)}`"
    return f"{head} Mend what failed, and go on: `{commands.live('run', '--only', tag)}`"
