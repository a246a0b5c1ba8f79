"""DECIDE the way back from the migration applied last: its down file, a derived down file, or a restore."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from journal.connect.target import Target, secrets_of
from journal.dataclass import dataclass
from journal.folder.file_names import Kind
from journal.folder.lookup import downs_by_tag
from journal.folder.migrations import Migration
from journal.playbook.categories import Category, Mark
from journal.playbook.state import PlaybookState
from journal.project.settings import Settings
from journal.runner.losses.estimate import Loss, sources_of
from journal.runner.revert_plan import DownPlan, plan_revert

_WITHOUT_FILES = ("backup", "backup list", "backup restore")


@dataclass(frozen=True)
class Commands:
    """How to type a verb. A database that --url named is named again, since without it another one would be used."""

    settings: Settings
    target: Target

    def live(self, verb: str, *words: str) -> str:
        """Return the command of a verb for the database; one that needs no files gets no option about them."""
        settings = self.settings
        if verb in _WITHOUT_FILES:
            pairs = zip(settings.options[::2], settings.options[1::2], strict=True)
            kept = tuple(word for pair in pairs if pair[0] in ("--project", "--config") for word in pair)
            settings = replace(settings, options=kept)
        named = verb != "verify" or settings.env_var  # which looks for no database by itself
        return settings.command(verb, *(self.target.typed if named else self.target.option), *words)

    def local(self, verb: str, *words: str, failed: bool = False) -> str:
        """Return the command of a verb for the files, or for another database that the words name.

        `failed`: the temporary server of this call could not be used, so its options are not repeated.
        """
        temporary = () if failed else self.settings.temporary
        return replace(self.settings, env_var=None, temporary=temporary).command(verb, *words)

    @property
    def lack_password(self) -> bool:
        """Whether --url had a password, which the commands lack."""
        return bool(self.target.typed) and any(secrets_of(self.target.words))


class Kinds(StrEnum):
    """The kinds of way back; the values are stable, for programs.

    UNKNOWN: all rows were stamped. GONE: what the last migration creates is not there. BY_HAND: a file was run since
    that no ledger records.
    """

    NOTHING = "nothing"
    UNKNOWN = "unknown"
    GONE = "gone"
    BY_HAND = "by-hand"
    HALF_WAY = "half-way"
    DOWN = "down"
    DERIVE = "derive"
    RESTORE = "restore"


@dataclass(frozen=True)
class DownFileRehearsal:
    """The result of up, down, up. `passed` is None where it could not be tried; `words` say what was found, or why."""

    passed: bool | None
    words: str


@dataclass(frozen=True)
class WayBack:
    """The way back from `subject`, by `down` where it has a down file. `plan`: what `drizzle-journal down` will do.

    `rehearsed` is None where the down file was not rehearsed. `has_row`: what is gone has a row in Drizzle's ledger.
    """

    kind: Kinds
    subject: Migration | None = None
    down: Migration | None = None
    plan: DownPlan | None = None
    rehearsed: DownFileRehearsal | None = None
    has_row: bool = False


def way_back(seen: PlaybookState, marks: Sequence[Mark], rehearsed: DownFileRehearsal | None) -> WayBack:
    """Return the best way back. A down file that failed its rehearsal is none."""
    subject = seen.subject
    down = downs_by_tag(seen.known.folder).get(subject.tag) if subject else None
    if seen.trouble.half_way or seen.newest_by_hand:
        return WayBack(Kinds.HALF_WAY if seen.trouble.half_way else Kinds.BY_HAND, subject, down, None, rehearsed)
    if seen.last is None or seen.gone:
        stamped = Kinds.UNKNOWN if seen.applied else Kinds.NOTHING
        has_row = bool(seen.gone and seen.last and seen.last.rows)
        return WayBack(Kinds.GONE if seen.gone else stamped, subject, has_row=has_row)
    if subject is None or subject.kind is Kind.BASELINE:
        return WayBack(Kinds.RESTORE, subject)
    if down is None:
        loses = any(mark.category in (Category.DESTRUCTIVE, Category.TRANSFORM) for mark in marks)
        return WayBack(Kinds.RESTORE if loses else Kinds.DERIVE, subject)
    plan = plan_revert(seen.known, subject, down, despite_newer=True)
    kind = Kinds.RESTORE if rehearsed and rehearsed.passed is False else Kinds.DOWN
    return WayBack(kind, subject, down, plan, rehearsed)


def commands_back(way: WayBack, losses: Sequence[Loss], commands: Commands) -> tuple[tuple[str, str], ...]:
    """Return the commands of the way back in their order, each with its purpose."""
    if way.kind in {Kinds.UNKNOWN, Kinds.GONE}:
        locate = commands.live("locate"), "name the entry whose schema this database has"
        verify = commands.live("verify"), "list what differs, with the SQL that would create it"
        again = "if it has to run: prove that it did not, and remove its row; the next run applies it"
        unstamp = [(commands.live("unstamp", way.subject.tag), again)] if way.subject and way.has_row else []
        return locate, verify, *unstamp
    if way.subject is None:
        return ()
    if way.kind is Kinds.HALF_WAY:
        return tuple(_from_half_way(way, way.subject, losses, commands))
    tag = way.subject.tag
    failed = bool(way.rehearsed and way.rehearsed.passed is None)
    again = commands.local("rehearse", "--only", "down,rows", failed=failed)
    rehearse = again, "prove it on a temporary server: up, down, up again"
    if way.kind is Kinds.BY_HAND:
        return tuple(_by_hand(way, way.subject, losses, commands))
    if way.down is None:
        return (commands.local("new", "--down-of", tag), "derive its down file, and read it"), rehearse
    newer = ["--despite-newer"] if way.plan and way.plan.newer else []
    is_proved = way.rehearsed and way.rehearsed.passed
    return (
        *_backup(losses, commands),
        *(() if is_proved else (rehearse,)),
        (commands.live("down", tag, *newer, "--dry-run"), "print every statement of it"),
        (commands.live("down", tag, *newer), "revert the migration, in one transaction"),
    )


def _from_half_way(
    way: WayBack, subject: Migration, losses: Sequence[Loss], commands: Commands
) -> Iterator[tuple[str, str]]:
    """Yield the way on, and the way back. The down file is run as a file: no ledger has the migration yet."""
    go_on = "continue, once the cause of the failure is fixed"
    if subject.kind is Kind.DOWN:
        yield commands.live("down", subject.tag), go_on
        return
    yield commands.live("run", "--only", subject.tag), go_on
    if way.down:
        yield from ((command, f"or revert: {purpose}") for command, purpose in _backup(losses, commands))
        yield commands.live("run", "--file", way.down.tag), "or revert; it must accept that parts are missing"
    yield commands.live("run", "--only", subject.tag, "--restart", subject.tag), "after that, run it from the start"


def _by_hand(way: WayBack, subject: Migration, losses: Sequence[Loss], commands: Commands) -> Iterator[tuple[str, str]]:
    """Yield the way back, then how to keep it. The down file is run as a file: no ledger has the migration."""
    if way.down:
        yield from _backup(losses, commands)
        yield commands.live("run", "--file", way.down.tag, "--dry-run"), "print what would run"
        yield commands.live("run", "--file", way.down.tag), "revert the migration, in one transaction"
    else:
        yield commands.local("new", "--down-of", subject.tag), "derive its down file, and read it"
    yield commands.live("stamp", "--to", subject.tag), "or keep it: prove that it is there, and record it"


def _backup(losses: Sequence[Loss], commands: Commands) -> Iterator[tuple[str, str]]:
    sources = sources_of(losses)
    if sources:
        yield commands.live("backup", *sources), "keep what it loses"


def afterwards(way: WayBack, commands: Commands, *, listed_in: str) -> tuple[str, ...]:
    """Return the steps after the way back, in order, in Markdown.

    `listed_in`: what makes drizzle run the migration again, the `journal` or, in the layout of 1.0, its `folder`.
    """
    tag = way.subject.tag if way.subject else "TAG"
    steps = [f"Check that both ledgers agree: `{commands.live('status')}`."]
    if way.kind in (Kinds.RESTORE, Kinds.DERIVE):
        locate = commands.local("locate", "--url", "URL_OF_THE_NEW_ONE")
        steps += [
            f"Check the restored database before anyone uses it: `{locate}` names the entry it is at, which must be "
            f"before {tag}.",
            'Copy only what was lost: `pg_dump --data-only -t TABLE URL_OF_THE_NEW_ONE | psql "$DATABASE_URL"`, or a '
            "column by way of a table beside it. Swap the databases only if all else fails: that loses what was "
            "written since.",
            f"Where ledger and schema disagree after that, `{commands.live('stamp')}` and `{commands.live('repair')}` "
            "print what to write, and prove it first.",
        ]
    steps += [
        f"Fix forward in a new migration, and do not edit the file that ran: `{commands.local('new', 'NAME')}`.",
        f"Prove it with its down file, `{commands.local('rehearse')}`, and the whole, `{commands.local('check')}`. "
        "Then allow deploys again.",
    ]
    if listed_in:
        it = "it from the journal, together with its snapshot," if listed_in == "journal" else "its folder"
        steps.append(f"If {tag} must not come back, remove {it} before anyone types drizzle-kit migrate or generate.")
    return (
        *steps,
        f"Remove the copies when they are no longer needed; they hold old data: `{commands.live('backup list')}`.",
        "Write down what was lost, from when to when, and tell the team and everyone who must know.",
    )
