"""The other applications of the repository whose migrations a ledger records."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import JournalError
from journal.folder.hashing import drizzle_hash
from journal.folder.read import Folder
from journal.ledger.columns import LedgerRow
from journal.ledger.squashed_rows import ids_text
from journal.project.drizzle_config.choice import other_configs
from journal.project.drizzle_config.read import DEFAULT, NAMES, read_drizzle_config
from journal.project.files import FileKind, boundary, read_file
from journal.project.nearby import folders_below
from journal.project.settings import Ledger


@dataclass(frozen=True)
class OtherApp:
    """An application by its drizzle.config, with its folder of migrations and its ledger; `rows` are its own here."""

    config: Path
    migrations: Path
    ledger: Ledger
    rows: tuple[LedgerRow, ...]

    def own_ledger(self, shared: Ledger) -> Ledger:
        """Return the ledger that it has for itself: the one of its config, or one that is named after its folder."""
        if self.ledger != shared:
            return self.ledger
        return shared.beside(self.config.parent.name)

    def sentence(self, shared: Ledger) -> str:
        """Return the sentence on the ledger that both applications record in."""
        rows = f"rows {ids_text(self.rows)} belong" if len(self.rows) > 1 else f"row {ids_text(self.rows)} belongs"
        return (
            f"{shared.schema}.{shared.table} is also the ledger of {os.path.relpath(self.config)}: {rows} to its "
            "migrations. Drizzle 0.x compares only the newest row, so each application skips migrations of the other."
        )


def find_other_apps(folder: Folder, rows: Sequence[LedgerRow]) -> tuple[OtherApp, ...]:
    """Return the applications one of whose files has the hash of one of the rows. Configs are read, never run."""
    settings = folder.settings
    top, hashes = boundary(settings.root), {row.hash for row in rows}
    found = list[OtherApp]()
    for place in folders_below(top) if rows else ():
        for name in [*(name for name in NAMES if (place / name).is_file()), *other_configs(place, None)]:
            with suppress(JournalError, OSError):
                app = _read_app(place / name)
                if app.migrations != settings.migrations and (known := hashes & set(_hashes(app.migrations, top))):
                    own = tuple(row for row in rows if row.hash in known)
                    found.append(OtherApp(app.config, app.migrations, app.ledger, own))
    return tuple({app.migrations: app for app in reversed(found)}.values())[::-1]


def _read_app(path: Path) -> OtherApp:
    config = read_drizzle_config(path, path.parent)
    values = {key: config.get(key) for key in ("out", "migrations.schema", "migrations.table")}
    out, schema, table = (str(value.value) if value else "" for value in values.values())
    ledger = Ledger(schema or Ledger().schema, table or Ledger().table)
    return OtherApp(path, (path.parent / (out or DEFAULT)).resolve(), ledger, ())


def _hashes(migrations: Path, top: Path) -> Iterator[str]:
    for path in sorted([*migrations.glob("*.sql"), *migrations.glob("*/migration.sql")]):
        with suppress(OSError):
            yield drizzle_hash(read_file(path, FileKind.SQL, within=top))
