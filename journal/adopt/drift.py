"""What a live database has and the replay has not becomes the last migration."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from journal.adopt.files import AdoptedFiles
from journal.adopt.script import placed_entry, planned_with
from journal.authoring.derive.difference import by_difference
from journal.authoring.derive.values import SchemaChange, Undo
from journal.authoring.file_text import laid_out
from journal.authoring.naming import slug
from journal.dataclass import dataclass
from journal.errors import SettingsInvalid
from journal.folder.read import Folder
from journal.handback.checklist import Item, counted_words, go, no_go, note
from journal.rebuild.schemas import Exclusions, Replays
from journal.verbs.locate import LiveState

_DESTROYS = ("DROP ", "DELETE ", "TRUNCATE ")


@dataclass(frozen=True)
class ExplainedDrift:
    """The migration that explains the drift, and what is said of it."""

    planned: AdoptedFiles
    items: tuple[Item, ...]


def explain_drift(name: str, replays: Replays, live: LiveState, ignore: Sequence[str], now: datetime) -> ExplainedDrift:
    """Derive the SQL that leads from the last entry to the live schema. Raises SettingsInvalid, MigrationFailed."""
    folder, words = replays.folder, slug(name)
    _refuse_pending(folder, live)
    entries = folder.journal.entries
    expected = replays.after(entries)
    exclusions = Exclusions(folder, replays.before(), tuple(ignore), live.others.places)
    expected, actual = exclusions.applied(expected, live.schema)
    # Who owns an object differs from database to database, and is not compared.
    undo = by_difference(SchemaChange(replace(actual, owners={}), replace(expected, owners={})))
    new = placed_entry(folder, len(entries), words, int(now.timestamp() * 1000), now)
    text = _text(undo)
    planned = planned_with(folder, len(entries), new, text.encode(), None)
    return ExplainedDrift(planned, tuple(_items(folder, undo, new.tag)))


def _refuse_pending(folder: Folder, live: LiveState) -> None:
    """Raise SettingsInvalid where an entry is not recorded: what it makes would be taken for drift."""
    command = folder.settings.command
    if not folder.journal.entries:
        raise SettingsInvalid(
            "The journal has no entry: all of the database would be drift.",
            hint=f"Make a baseline: {command('baseline', '--from-url')}",
        )
    whens = {row.created_at for row in live.ledger.rows}
    pending = [entry.tag for entry in folder.journal.entries if entry.when not in whens]
    if pending:
        more = f" and {len(pending) - 1} more" if len(pending) > 1 else ""
        raise SettingsInvalid(
            f"The ledger of the database does not record {pending[0]}{more}: what is missing would be taken for drift.",
            hint=f"Apply it, or stamp it: {command('status')}",
        )


def _text(undo: Undo) -> str:
    return laid_out(["-- Changes that were made by hand, as a live database has them."], list(undo.sql), manual=False,
                    breakpoints=True)  # fmt: skip


def _items(folder: Folder, undo: Undo, tag: str) -> list[Item]:
    if undo.todo:
        return [
            no_go(
                "drift", "Some of what differs has no statement that is derived:",
                "Write it as SQL into a file, and adopt that: drizzle-journal adopt --script FILE", *undo.todo,
            )
        ]  # fmt: skip
    if not undo.sql:
        return [no_go("drift", f"The live schema has nothing that the entries up to {folder.journal.entries[-1].tag} "
                      "have not.", "There is nothing to adopt.")]  # fmt: skip
    statements = counted_words(len(undo.sql), "statement explains", "statements explain")
    found = [go("drift", f"{statements} the drift, in {tag}:", *undo.sql)]
    if drops := [sql for sql in undo.sql if sql.startswith(_DESTROYS) or " DROP COLUMN " in sql]:
        message = "Some of them drop what the live database has lost. Other databases lose it with its rows:"
        found.append(note("drops", message, "Look at the file before it runs there.", *drops))
    return found
