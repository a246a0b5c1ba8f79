"""The settings `[manual]`: which table records the files that are run by hand, and which tables do not."""

from collections.abc import Mapping
from dataclasses import field

from journal.dataclass import dataclass
from journal.project.settings_table import FILE_NAME, SettingsTable

MANUAL_TABLE = "_manual_migrations"
LEDGER_EXAMPLE = f'manual = {{ ledger = "SCHEMA.TABLE" }} in {FILE_NAME}'
MEANINGS = ("name", "hash", "moment", "duration")
"""What a column of the table may mean."""


@dataclass(frozen=True)
class ManualLedger:
    """The table of `drizzle-journal run`. Without a schema, it is the one on the search path.

    `columns` are the names of its columns by their meaning, where the settings name them. `not_ledgers` are tables,
    with their schema, that record files of the same names, but not these.
    """

    schema: str | None = None
    table: str = MANUAL_TABLE
    columns: Mapping[str, str] = field(default_factory=dict)
    not_ledgers: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.schema}.{self.table}" if self.schema else self.table


def read_manual_ledger(table: SettingsTable) -> ManualLedger:
    """Return the settings of `[manual]`. Raises SettingsInvalid."""
    example = 'Write: manual = { ledger = "public.schema_migrations" }'
    manual = table.table.get("manual", {})
    if not isinstance(manual, dict):
        raise table.invalid("`manual` is not a table.", example)
    table.refuse_unknown(manual, ("ledger", "columns", "not_ledgers"), "key of `manual`")
    schema, dot, name = (table.text("ledger", manual) or MANUAL_TABLE).rpartition(".")
    if not name or (dot and not schema):
        raise table.invalid("`manual.ledger` names no table.", example)
    columns = manual.get("columns", {})
    if not isinstance(columns, dict) or not all(isinstance(one, str) and one for one in columns.values()):
        hint = f'Write: manual.columns = {{ name = "version" }}; the others are {", ".join(MEANINGS[1:])}.'
        raise table.invalid("`manual.columns` is no table of names.", hint)
    table.refuse_unknown(columns, MEANINGS, "key of `manual.columns`")
    return ManualLedger(schema or None, name, columns, table.names("not_ledgers", manual))
