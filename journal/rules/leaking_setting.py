"""leaking-setting (warning): a listed migration changes a setting of the session and does not reset it.

Why: Drizzle runs all pending migrations in one transaction of one session, so SET, SET LOCAL and set_config() affect
every later one: after pg_dump's set_config('search_path', '', false), unqualified names fail with 3F000.
Instead: remove it, or add RESET at the end of the file; for a function, write SET into CREATE FUNCTION.
"""

from journal.rules.support.openings import openings
from journal.rules.support.settings_left import settings_left
from journal.rules.support.subject import Findings, ParsedMigration

_EFFECTS = {
    "search_path": "in later migrations of the batch, unqualified names mean other objects, or none (3F000, 42P01)",
    "role": "later migrations of the batch run as that role, and so does the insert into Drizzle's ledger",
    "session_authorization": "later migrations of the batch run as that user, and so does the insert into the ledger",
    "session_replication_role": "no trigger and no foreign key is checked in later migrations of the batch",
    "statement_timeout": "it limits later migrations of the batch, too",
    "lock_timeout": "it limits later migrations of the batch, too",
    "default_tablespace": "later migrations of the batch create tables and indexes there",
    "default_table_access_method": "later migrations of the batch create tables with it",
}
_RESETS = {"role": "ROLE", "session_authorization": "SESSION AUTHORIZATION"}


def check(script: ParsedMigration) -> Findings:
    """Find each such setting, at the last statement that changes it."""
    if script.is_listed and ("set" in openings(script.text) or "set_config" in script.lower):
        for setting in settings_left(script):
            name, value = setting.name, setting.value or repr("")
            effect = _EFFECTS.get(name, "later migrations of the batch run with it")
            yield script.finding(
                setting.offset,
                f"{script.name} sets {name} to {value} and does not reset it: {effect}.",
                f"Remove it, or end the file with RESET {_RESETS.get(name, name)}.",
            )
