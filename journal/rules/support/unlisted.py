"""The files that the journal does not list: what each looks like, the evidence, and what it would do as an entry."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cached_property
from pathlib import PurePosixPath

from journal.dataclass import dataclass
from journal.folder.down_names import reverted_names
from journal.folder.entries import Entry
from journal.folder.file_names import Clue, Kind
from journal.folder.lookup import may_be_down
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.folder.transaction_header import no_transaction_evidence
from journal.rules.other_dialect import foreign_word_in
from journal.rules.support.not_sql import comments
from journal.sql.definitions import Definition
from journal.sql.parsed import ParsedPiece

Existing = Callable[[Sequence[Definition]], bool]
"""Tells whether all of these objects exist in the database at the end of the replay."""

Recorded = Callable[[str], str | None]
"""Returns what says that a database has run the file of this tag by hand, as a clause, or None."""


class UnlistedGroup(StrEnum):
    """What a file looks like. A group is named only with the evidence for it."""

    NEW = "new"
    LATE = "late"
    OTHER_ENDING = "other ending"
    NO_ORDER = "no number or date"
    CONTAINED = "there already"
    OTHER_DIALECT = "another dialect"
    MANUAL = "for the manual runner"
    DOWN_NAME = "perhaps a down file"
    APPLIED = "already applied"
    UNCLASSIFIED = "unclassified"


@dataclass(frozen=True)
class UnlistedFile:
    """A file, its group, and what put it there."""

    migration: Migration
    group: UnlistedGroup
    evidence: str

    @cached_property
    def effect(self) -> str:
        """What the next `migrate` would do if the file were listed at the end."""
        return effect_of(self.migration)

    @property
    def ending(self) -> str:
        """The second ending of its name, such as `.manual`; empty without one."""
        return _second_ending(self.migration.tag)


def unlisted_files(
    folder: Folder,
    unlisted: Iterable[Migration],
    entries: Sequence[Entry],
    existing: Existing = lambda found: False,
    recorded: Recorded = lambda tag: None,
) -> tuple[UnlistedFile, ...]:
    """Return the files in their order, each with its group, as seen from the entries of the journal."""
    usual = Counter(_second_ending(migration.tag) for migration in folder.forwards).most_common(1)
    listed_endings = {_second_ending(entry.tag) for entry in entries} or {ending for ending, _ in usual}
    ordered = [entry for entry in entries if entry.order.clue is not Clue.NOTHING]
    newest = max(ordered, key=lambda entry: entry.order, default=None)
    found = []
    for migration in unlisted:
        group, evidence = UnlistedGroup.APPLIED, recorded(migration.tag)
        if evidence is None:
            group, evidence = _group(migration, listed_endings, newest, existing)
        found.append(UnlistedFile(migration, group, evidence))
    return tuple(found)


def _group(
    migration: Migration, listed_endings: set[str], newest: Entry | None, existing: Existing
) -> tuple[UnlistedGroup, str]:
    pieces = tuple(map(ParsedPiece, migration.pieces))
    if foreign := foreign_word_in(migration.text.lower(), pieces):
        return UnlistedGroup.OTHER_DIALECT, f"PostgreSQL has no {foreign[1]}"
    if evidence := no_transaction_evidence(migration):
        return UnlistedGroup.MANUAL, evidence
    ending = _second_ending(migration.tag)
    if ending and ending not in listed_endings and migration.kind is not Kind.BASELINE:
        return UnlistedGroup.OTHER_ENDING, f"no listed file ends with {ending}.sql"
    said = (line for comment in comments(migration.text) for line in comment.text.splitlines())
    if applied := next(filter(_APPLIED.search, said), None):
        return UnlistedGroup.APPLIED, f"it says: {applied.strip()}"
    created = [one for one in migration.definitions if not one.gone]
    if created and existing(created):
        return (
            UnlistedGroup.CONTAINED,
            f"all it creates exists after the last entry: {_counted(len(created), 'object')}",
        )
    return _by_name(migration, newest)


_APPLIED = re.compile(
    r"\b(?:already|manually|by hand|directly)\b.{0,40}\b(?:applied|run|ran|executed)\b"
    r"|\b(?:applied|run|ran|executed)\b.{0,40}\b(?:already|manually|by hand|directly)\b",
    re.IGNORECASE,
)


def _second_ending(tag: str) -> str:
    """Return the ending that a tag has of its own, such as `.manual` of `0002_fill.manual`; empty without one."""
    return PurePosixPath(tag).suffix.lower()


def _by_name(migration: Migration, newest: Entry | None) -> tuple[UnlistedGroup, str]:
    """Return the group by the number or the date in the name, compared with that of the newest entry."""
    if may_be_down(migration):
        evidence = f"it has the name of a down file and only drops, and there is no {reverted_names(migration.tag)[0]}"
        return UnlistedGroup.DOWN_NAME, evidence
    order = migration.order
    if order.clue is Clue.NOTHING:
        return UnlistedGroup.NO_ORDER, "its name begins with no number and no date"
    if newest is None or newest.order.clue is not order.clue:
        return UnlistedGroup.UNCLASSIFIED, "its name is not numbered or dated as the entries are"
    what = "date" if order.clue is Clue.MOMENT else "number"
    if newest.order < order:
        return UnlistedGroup.NEW, f"its {what} is after that of {newest.tag}, the newest entry"
    return UnlistedGroup.LATE, f"its {what} is not after that of {newest.tag}, the newest entry"


def effect_of(migration: Migration) -> str:
    """Return what the file does when it runs, by its statements: `2 UPDATE statements and 1 CREATE INDEX`."""
    pieces = [ParsedPiece(piece) for piece in migration.pieces]
    if problem := next((piece.problem for piece in pieces if piece.problem), None):
        return f"fail: {problem.message}"
    kinds = Counter(_words(statement.text) for piece in pieces for statement in piece.statements)
    if not kinds:
        return "run no statement"
    words = [_counted(number, f"{kind} statement") for kind, number in kinds.most_common(4)]
    more = sum(kinds.values()) - sum(number for _, number in kinds.most_common(4))
    words += [f"{more} other" + ("s" if more > 1 else "")] if more else []
    return "run " + (" and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0])


def _words(text: str) -> str:
    """Return the keyword of a statement, with that of its object: `ALTER TABLE`, `UPDATE`."""
    first, *rest = re.findall(r"[A-Za-z]+", text.upper())[:4] or ["SQL"]
    if first not in ("CREATE", "ALTER", "DROP", "COMMENT"):
        return str(first)
    rest = [word for word in rest if word not in ("OR", "REPLACE", "UNIQUE", "ON")]
    return " ".join([first, *rest[:1]])


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def groups_of(files: Sequence[UnlistedFile]) -> Iterator[tuple[UnlistedGroup, list[UnlistedFile]]]:
    """Yield each group that has files, in a fixed order."""
    for group in UnlistedGroup:
        if members := [file for file in files if file.group is group]:
            yield group, members
