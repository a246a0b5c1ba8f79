"""Add the missing entries to the journal, with `"hash": null`: only a database can compute the hash."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from journal.connect.target import Target
from journal.dataclass import dataclass
from journal.errors import SettingsInvalid, did_you_mean
from journal.folder.migrations import Migration
from journal.folder.read import Folder, read_folder, refuse_mixed
from journal.folder.reconcile import Additions, Reconciled, reconcile
from journal.folder.rewrite.store import project_lock, replace_file, replace_journal
from journal.ledger.environment import ManualTableAtHand, manual_table_at_hand
from journal.ledger.lost_journal import LostJournal, lost_journal
from journal.project.project import Project, Result
from journal.project.settings import Ignored, Settings
from journal.project.settings_edit import ignoring, text_with_ignored
from journal.rules.support.unlisted import UnlistedFile, UnlistedGroup, unlisted_files

_NEW, _ALL = "new", "all"
_NEVER_FIRST = {UnlistedGroup.OTHER_DIALECT, UnlistedGroup.MANUAL, UnlistedGroup.OTHER_ENDING, UnlistedGroup.DOWN_NAME}
"""Files of these groups are no entries even where there is no journal yet, unless they are named."""


@dataclass(frozen=True)
class Decisions:
    """What to do with files that the journal does not list.

    `add`: tags to list, or `new`, or `all`; `in_place`: each between its neighbours. `ignore`: patterns for the ignore
    list of the settings, with their `reason`.
    """

    add: tuple[str, ...] = ()
    in_place: bool = False
    ignore: tuple[str, ...] = ()
    reason: str | None = None


NOTHING_DECIDED = Decisions()


@dataclass(frozen=True)
class Decided:
    """The folder with its plan, once the decisions are made. `ignored` are the new patterns of the settings.

    `manual`: what the database at hand has recorded by hand.
    """

    folder: Folder
    plan: Reconciled
    ignored: tuple[Ignored, ...]
    manual: ManualTableAtHand

    def write_ignored(self) -> None:
        """Write the new patterns into the settings file. Raises SettingsInvalid, FileUnwritable."""
        if self.ignored:
            path, text = text_with_ignored(self.folder.settings, self.ignored)
            replace_file(path, text.encode(), root=self.folder.settings.root, is_new=not path.exists())


@dataclass(frozen=True)
class Scaffolded(Result):
    """The result: the plan, the files that are neither listed nor ignored, and whether the plan was written."""

    document: ClassVar[str] = "scaffold.scaffold_json"

    folder: Folder
    reconciled: Reconciled
    written: bool
    undecided: tuple[UnlistedFile, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every forward file is listed or ignored, and nothing else has to be decided."""
        return not self.undecided and not self.reconciled.undecided


def scaffold(
    project: Project,
    *,
    add: Sequence[str] = (),
    in_place: bool = False,
    ignore: Sequence[str] = (),
    reason: str | None = None,
    dry_run: bool = False,
) -> Scaffolded:
    """Begin a journal with an entry for every migration, or add those that `add` names, with `"hash": null`.

    `add` are tags, or `new`, or `all`; `in_place` puts each between its neighbours by name. `ignore` are patterns for
    the ignore list of the settings, with their `reason`. Listed entries keep every byte. Raises JournalError when
    something cannot be read, or a name is dated in the future.

    >>> journal.scaffold(project).written
    False
    """
    with project_lock(project.settings):
        decided = decide(project.settings, Decisions(tuple(add), in_place, tuple(ignore), reason))
        folder, plan = decided.folder, decided.plan
        may_write = not dry_run and bool(plan.added) and not plan.undecided
        written = may_write and replace_journal(folder.journal, plan.journal.text)
        if not dry_run:
            decided.write_ignored()
    undecided = unlisted_files(folder, plan.unlisted, plan.journal.entries, recorded=decided.manual.recorded)
    return Scaffolded(folder, plan, written, undecided)


def decide(settings: Settings, decisions: Decisions, named: Target | None = None) -> Decided:
    """Read the folder and plan its journal. Raises SettingsInvalid for a decision that fits no file.

    `named`: the database whose ledgers are read, where the user named one.
    """
    new = ignoring(settings, decisions.ignore, decisions.reason)
    folder = read_folder(new)
    refuse_mixed(folder)
    missing = [migration for migration in folder.forwards if migration.tag not in folder.journal.tags]
    for pattern in decisions.ignore:
        if not any(Ignored(pattern, "").covers(ignored.name) for ignored in folder.ignored):
            hint = "A pattern is relative to the migrations folder, such as '*.manual.sql'."
            raise SettingsInvalid(f"--ignore {pattern} matches no file of {folder.settings.migrations}.", hint=hint)
    lost = LostJournal() if folder.journal.entries else lost_journal(folder, named)
    manual = ManualTableAtHand()
    if missing and folder.journal.entries:
        manual = manual_table_at_hand(folder.settings.manual, named)
    additions = _additions(folder, missing, decisions, lost, manual)
    plan = reconcile(folder, now=datetime.now(UTC), add=replace(additions, notes=additions.notes + manual.notes))
    return Decided(folder, plan, new.ignore[len(settings.ignore) :], manual)


def _additions(
    folder: Folder, missing: Sequence[Migration], decisions: Decisions, lost: LostJournal, manual: ManualTableAtHand
) -> Additions:
    """Return which files become entries: those that were named, and for a first journal all plain ones.

    Raises SettingsInvalid for a word of --add that names none.
    """
    entries, known = folder.journal.entries or lost.entries, {entry.tag for entry in lost.entries}
    unknown = [migration for migration in missing if migration.tag not in known]
    unlisted = {migration.tag for migration in unknown}
    tags = {word.removesuffix(".sql") for word in decisions.add if word not in (_NEW, _ALL)}
    for word in sorted(tags - (unlisted or folder.journal.tags)):  # a second run finds all listed
        all_unlisted = f"Unlisted are: {', '.join(sorted(unlisted))}." if unlisted else "Every file is listed."
        hint = did_you_mean(word, unlisted, all_unlisted)
        raise SettingsInvalid(f"--add {word}: there is no such file that the journal does not list.", hint=hint)
    if _ALL in decisions.add or not missing:
        return Additions(None, frozenset(), decisions.in_place, lost.entries, lost.source)
    found = unlisted_files(folder, unknown, entries, recorded=manual.recorded)
    if _NEW in decisions.add:
        tags |= {one.migration.tag for one in found if one.group is UnlistedGroup.NEW}
    if entries:
        return Additions(frozenset(tags), frozenset(tags), decisions.in_place, lost.entries, lost.source)
    plain = {one.migration.tag for one in found if one.group not in _NEVER_FIRST}
    return Additions(frozenset(plain | tags), frozenset(tags), used=lost.used, notes=lost.notes, next=lost.next)
