"""The records of adoptions in the target: what was written, also to the ledgers of databases, for the undo."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import orjson

from journal.dataclass import dataclass
from journal.errors import JournalInvalid, Place, SettingsInvalid
from journal.folder.entries import FILE_NAME
from journal.folder.rewrite.many import ADOPTED, ADOPTED_TO_1, WrittenFiles, last_record, refuse_changed, undo
from journal.folder.rewrite.store import project_lock
from journal.handback.named_settings import complete_settings, restore_settings
from journal.handback.new_lock import complete_lock, restore_lock
from journal.ledger.columns import LedgerRow
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings

_FILE = "rows.json"


@dataclass(frozen=True)
class AdoptedRows:
    """The rows of Drizzle's ledger that an adoption has written to a database, as it may be shown."""

    database: str = ""
    rows: tuple[LedgerRow, ...] = ()

    def write_to(self, record: Path) -> None:
        """Write them into the folder of a record, where there are any."""
        if not self.rows:
            return
        record.mkdir(parents=True, exist_ok=True)
        rows = [[row.hash, row.created_at, row.name] for row in self.rows]
        value = {"database": self.database, "rows": rows}
        (record / _FILE).write_bytes(orjson.dumps(value, option=orjson.OPT_INDENT_2))

    def among(self, present: Sequence[LedgerRow]) -> tuple[LedgerRow, ...]:
        """Return the rows that are still there."""
        known = {(row.hash, row.created_at) for row in self.rows}
        return tuple(row for row in present if (row.hash, row.created_at) in known)


def base_of_record(settings: Settings) -> str:
    """Return where the record of the last adoption is, in a folder of 1.0 or of 0.x."""
    return ADOPTED_TO_1 if any(settings.migrations.glob(f"{ADOPTED_TO_1}*")) else ADOPTED


def complete_adoption(settings: Settings) -> None:
    """Write the settings and the lock of an adoption that was killed after its files."""
    with project_lock(settings), suppress(JournalInvalid):  # `--undo` reports a record that cannot be read
        record = last_record(settings.migrations, base_of_record(settings))
        if record:
            complete_settings(settings, record.folder)
            complete_lock(settings, record.folder)


def recorded_rows(settings: Settings) -> AdoptedRows:
    """Return the rows that the last adoption has written; none where a person has edited its record."""
    record = last_record(settings.migrations, base_of_record(settings))
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        value = orjson.loads(read_file(record.folder / _FILE, FileKind.JOURNAL)) if record else {}
        rows = (LedgerRow(0, str(hash_), int(when), name=name) for hash_, when, name in value.get("rows", ()))
        return AdoptedRows(str(value["database"]), tuple(rows)) if value else AdoptedRows()
    return AdoptedRows()


def restore(settings: Settings) -> WrittenFiles | None:
    """Undo the files of the last adoption; None where there is nothing to undo. Raises JournalChanged."""
    with project_lock(settings):
        base = base_of_record(settings)
        record = last_record(settings.migrations, base)
        if record is None:
            return None
        refuse_changed(settings.migrations, record)
        restore_settings(settings, record.folder)
        restore_lock(settings, record.folder)
        undo(settings.migrations, record, base)
    return record


def settings_of_target(settings: Settings) -> Settings:
    """Return the settings of the target, whose journal is where drizzle-kit looks for it.

    Raises SettingsInvalid where a journal is elsewhere.
    """
    inside = settings.migrations / "meta"
    if settings.meta.resolve() != inside.resolve() and (settings.meta / FILE_NAME).exists():
        raise SettingsInvalid(
            f"The journal is in {settings.meta}, and not in {inside}, where drizzle-kit looks for it.",
            hint=f"Move it: {settings.command('handback', '--move-meta')}",
            place=Place(settings.meta / FILE_NAME),
        )
    return replace(settings, meta=inside)
