"""leaking-setting: a journaled file changes a setting of the session and leaves it changed.

Why: Drizzle runs all pending entries in one transaction of one session, so SET, SET LOCAL and set_config() reach every
later entry of the batch: after set_config('search_path', '', false) out of pg_dump the next file with plain names
fails with 3F000, or builds its tables in another schema; run one by one they pass.
Instead: remove it, or put it back at the end of the file with RESET; for a function, write SET into CREATE FUNCTION.
"""

from collections.abc import Iterator

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.openings import openings
from journal.rules.support.script import ParsedMigration
from journal.rules.support.settings_left import Setting, settings_left

SEVERITY = Severity.WARNING
_EFFECTS = {
    "search_path": "unqualified names of every later entry in the batch lead elsewhere, or nowhere (3F000, 42P01)",
    "role": "every later entry in the batch runs as that role, and so does the insert into Drizzle's ledger",
    "session_authorization": "every later entry in the batch runs as that user, and so does Drizzle's ledger",
    "session_replication_role": "no trigger and no foreign key is checked in every later entry of the batch",
    "check_function_bodies": "the bodies of functions in every later entry of the batch are not checked",
    "row_security": "queries of every later entry in the batch fail where a row policy would apply",
    "statement_timeout": "every later entry of the batch has to keep within it",
    "lock_timeout": "every later entry of the batch has to keep within it",
    "default_tablespace": "tables and indexes of every later entry in the batch land there",
    "default_table_access_method": "tables of every later entry in the batch get it",
}


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding for each setting, at the last place that changes it."""
    if script.journaled and ("set" in openings(script.text) or "set_config" in script.text.lower()):
        for setting in settings_left(script):
            yield Finding(
                f"{script.migration.path.name} {_sets(setting)} and leaves it so: {_effect(setting.name)}.",
                f"Remove it, or end the file with RESET {_reset(setting.name)}.",
                script.at(setting.offset),
            )


def _sets(setting: Setting) -> str:
    return f"sets {setting.name} to {setting.value or repr('')}"


def _effect(name: str) -> str:
    return _EFFECTS.get(name, "every later entry of the batch runs with it")


def _reset(name: str) -> str:
    return {"role": "ROLE", "session_authorization": "SESSION AUTHORIZATION"}.get(name, name)
