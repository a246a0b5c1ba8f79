"""DECIDE the way back from what was applied last: by its down file, by one that is to be derived, or by a restore."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from journal.folder.down_files import downs_by_tag
from journal.folder.migrations import Migration
from journal.folder.names import Kind
from journal.folder.read import Folder
from journal.losses.losses import Loss, sources_of
from journal.playbook.categories import Category, Mark
from journal.playbook.commands import Commands
from journal.playbook.live.seen import PlaybookState
from journal.playbook.rehearsed import DownFileRehearsal
from journal.runner.revert_plan import DownPlan


class Kinds(StrEnum):
    """Which way."""

    NOTHING = "nothing"
    HALF_WAY = "half-way"
    DOWN = "down"
    DERIVE = "derive"
    RESTORE = "restore"


@dataclass(frozen=True)
class WayBack:
    """The way back from `subject`, by `down` where it has such a file. `plan`: what `journal down` will do.

    `rehearsed` is None where it was not tried.
    """

    kind: Kinds
    subject: Migration | None = None
    down: Migration | None = None
    plan: DownPlan | None = None
    rehearsed: DownFileRehearsal | None = None

    @property
    def passed(self) -> bool:
        """Whether there is one that is proved, or can be."""
        return self.kind in (Kinds.NOTHING, Kinds.DOWN)


def way_back(seen: PlaybookState, marks: Sequence[Mark], rehearsed: DownFileRehearsal | None) -> WayBack:
    """The best that there is. A down file that failed its rehearsal is none."""
    subject, known = seen.subject, seen.known
    if seen.trouble.half_way:
        return WayBack(Kinds.HALF_WAY, subject, down_of(known.folder, subject) if subject else None, None, rehearsed)
    if seen.last is None:
        return WayBack(Kinds.NOTHING)
    if subject is None or subject.kind is Kind.BASELINE:
        return WayBack(Kinds.RESTORE, subject)
    down = down_of(known.folder, subject)
    if down is None:
        lost = any(one.category in (Category.DESTRUCTIVE, Category.TRANSFORM) for one in marks)
        return WayBack(Kinds.RESTORE if lost else Kinds.DERIVE, subject)
    plan = known.plan((subject, down), despite_newer=True)
    kind = Kinds.RESTORE if rehearsed and rehearsed.passed is False else Kinds.DOWN
    return WayBack(kind, subject, down, plan, rehearsed)


def down_of(folder: Folder, forward: Migration) -> Migration | None:
    """Its down file."""
    return downs_by_tag(folder).get(forward.tag)


def commands_back(way: WayBack, losses: Sequence[Loss], commands: Commands) -> tuple[tuple[str, str], ...]:
    """What to type on that way, in order, each with why."""
    if way.subject is None:
        return ()
    tag = way.subject.tag
    if way.kind is Kinds.HALF_WAY:
        return tuple(_from_half_way(way, way.subject, losses, commands))
    if way.down is None:
        derive = commands.local("new", "--down-of", tag)
        return ((derive, "derive its down file, and read what it says"), _rehearse(commands))
    newer = ["--despite-newer"] if way.plan and way.plan.newer else []
    found = _backup(losses, commands)
    found += [] if way.rehearsed and way.rehearsed.passed else [_rehearse(commands)]
    found.append((commands.live("down", tag, *newer, "--dry-run"), "see every statement of it"))
    found.append((commands.live("down", tag, *newer), "take it back, in one transaction"))
    return tuple(found)


def _from_half_way(
    way: WayBack, subject: Migration, losses: Sequence[Loss], commands: Commands
) -> Iterator[tuple[str, str]]:
    """Onwards, or back and from the beginning. The down file is run as it is: no ledger has the migration yet."""
    if subject.kind is Kind.DOWN:
        yield commands.live("down", subject.tag), "go on with it, once what it failed on is mended"
        return
    yield commands.live("run", "--only", subject.tag), "go on with it, once what it failed on is mended"
    if way.down:
        yield from ((command, f"or back: {why}") for command, why in _backup(losses, commands))
        yield commands.live("run", "--file", way.down.tag), "or back: what is not there yet has to be no fault to it"
    yield commands.live("run", "--only", subject.tag, "--restart", subject.tag), "after that, run it from its beginning"


def _backup(losses: Sequence[Loss], commands: Commands) -> list[tuple[str, str]]:
    sources = sources_of(losses)
    return [(commands.live("backup", *sources), "keep what it loses")] if sources else []


def _rehearse(commands: Commands) -> tuple[str, str]:
    return commands.local("rehearse", "--only", "down,rows"), "prove it on a temporary server: up, down, up again"


def afterwards(way: WayBack, commands: Commands, *, journaled: bool) -> tuple[str, ...]:
    """The list to go through once it is done, in order, in Markdown."""
    tag = way.subject.tag if way.subject else "TAG"
    found = [f"See that both ledgers say so: `{commands.live('status')}`."]
    if way.kind in (Kinds.RESTORE, Kinds.DERIVE):
        found += _after_a_restore(tag, commands)
    found += [
        f"Mend it forward, and do not edit the file that ran: `{commands.local('new', 'NAME')}`.",
        f"Prove that with its down file, `{commands.local('rehearse')}`, and the whole, `{commands.local('check')}`. "
        "Then let the deploys go on.",
    ]
    if journaled:
        found.append(
            f"If {tag} is to stay away, take it out of the journal, together with its snapshot, before anybody types "
            "drizzle-kit migrate or generate."
        )
    found += [
        f"Remove the copies once nobody needs them; they hold old data: `{commands.live('backup list')}`.",
        "Write down what was lost, from when to when, and tell the team and whoever must know.",
    ]
    return tuple(found)


def _after_a_restore(tag: str, commands: Commands) -> tuple[str, ...]:
    locate = commands.local("locate", "--url", "URL_OF_THE_NEW_ONE")
    return (
        f"Look at the restored one before anybody uses it: `{locate}` names the entry that it is at, which is to be "
        f"before {tag}.",
        'Copy over only what was lost: `pg_dump --data-only -t TABLE URL_OF_THE_NEW_ONE | psql "$DATABASE_URL"`, or a '
        "column by way of a table beside it. Swap the databases only if all else fails: then what was written since "
        "is lost.",
        f"Where ledger and schema disagree then, `{commands.live('stamp')}` and `{commands.live('repair')}` say what "
        "to write, and prove it first.",
    )
