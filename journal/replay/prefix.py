"""The state after the first migrations: its name, whether it may be kept, and what may be replayed on it.

Drizzle runs all migrations in one transaction on one connection; a kept state divides that into two. A few migrations
can see the difference: then the state is not kept, or not used, or the session's settings are restored.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import orjson

from journal.dataclass import dataclass
from journal.errors import ServerFailed
from journal.folder.entries import Entry
from journal.folder.migrations import Migration
from journal.replay.explain import AppliedMigration
from journal.sql.statements import statements_of

if TYPE_CHECKING:
    from psycopg import Connection

Step = tuple[Entry, Migration]


@dataclass(frozen=True)
class Prefix:
    """The record of a state: the session's settings at its end, the enum labels it added, and the migrations."""

    settings: dict[str, str]
    labels: tuple[str, ...]
    applied: tuple[AppliedMigration, ...]

    def to_bytes(self) -> bytes:
        """Return it as JSON."""
        return orjson.dumps(asdict(self))

    @classmethod
    def from_bytes(cls, note: bytes) -> "Prefix":
        """Parse the result of `to_bytes`. Raises ServerFailed for anything else."""
        try:
            read = orjson.loads(note)
            return cls(
                read["settings"], tuple(read["labels"]), tuple(AppliedMigration(**one) for one in read["applied"])
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ServerFailed(f"The record of a kept state cannot be read: {error}") from None

    def allows(self, steps: Sequence[Step]) -> bool:
        """Tell whether these files have the same effect on the state as in the same transaction.

        Only a label makes a difference: the transaction that adds it may not use it (55P04), the next one may. So each
        statement has to define objects only, and to name no label.
        """
        pieces = (piece for _, migration in steps if self.labels for piece in migration.pieces)
        texts = (statement.text for piece in pieces for statement in statements_of(piece))
        return all(
            _DEFINES.match(text)
            and not _EVALUATES.search(text.lower())
            and not any(label in text for label in self.labels)
            for text in texts
        )

    def restore(self, connection: "Connection[Any]") -> None:
        """Restore the session's settings, inside the transaction. Raises ServerFailed."""
        import psycopg  # noqa: PLC0415 - the server boots meanwhile

        try:
            connection.execute("SELECT 1")  # a transaction's characteristics can be set before its first query only
            for name, value in self.settings.items():
                connection.execute("SELECT pg_catalog.set_config(%s, %s, false)", (name, value))
        except psycopg.Error as error:
            raise ServerFailed(f"The settings of a kept state could not be restored: {error}") from None


def names_of(base: Sequence[bytes], steps: Sequence[Step]) -> list[str]:
    """Return a name for the state after each step: a digest of `base` and of all steps up to it."""
    digest = hashlib.sha256()
    for part in base:
        digest.update(b"%d:" % len(part) + part)
    names = []
    for entry, migration in steps:
        text = migration.text.encode()
        tag = entry.tag.encode()
        digest.update(b"%d %d %d:" % (entry.when, len(tag), len(text)) + tag + text)
        names.append(digest.hexdigest()[:32])
    return names


def given_settings(connection: "Connection[Any]") -> object:
    """Return the settings of roles and databases for new connections, which a single connection never sees."""
    query = "SELECT pg_catalog.array_agg(s::text ORDER BY s::text) FROM pg_catalog.pg_db_role_setting s"
    return connection.execute(query).fetchone()


def survey(
    connection: "Connection[Any]", steps: Sequence[Step], applied: Sequence[AppliedMigration], before: object
) -> Prefix | None:
    """Return the record to keep, before COMMIT; None where later migrations could see that a COMMIT was between.

    `before`: the result of `given_settings` at the beginning.
    """
    import psycopg  # noqa: PLC0415 - the server boots meanwhile

    texts = [migration.text for _, migration in steps]
    labels = tuple(match[1] for text in texts for match in _LABEL.finditer(text))
    if any(one.ended_transaction for one in applied) or any(map(_KEEPS_SESSION.search, texts)):
        return None
    if any(f"'{label}" in text for text in texts if labels and _ROUTINE.search(text) for label in labels):
        return None  # a routine may use the label when a later file calls it
    try:
        with connection.transaction():  # a savepoint, because the replay continues
            if given_settings(connection) != before:
                return None
            settings = _settings(connection, texts)
    except psycopg.Error:
        return None
    return None if settings is None else Prefix(settings, labels, tuple(applied))


def _settings(connection: "Connection[Any]", texts: Sequence[str]) -> dict[str, str] | None:
    """Return the settings that statements changed; None where the session has more than settings."""
    found = connection.execute(_SESSION, (connection.info.user,)).fetchone()
    if found is None or any(found[2:]):
        return None
    if found[1] and any(_MOMENT.search(text) for text in texts):
        return None
    names = sorted({match[1].lower() for text in texts for match in _PLACEHOLDER.finditer(text)})
    query = "SELECT n, pg_catalog.current_setting(n, true) FROM pg_catalog.unnest(%s::text[]) n"
    settings: dict[str, str] = found[0]
    return settings | {name: value for name, value in connection.execute(query, (names,)) if value is not None}


# One row: the settings that statements changed; whether rows were written, which may have the transaction's time or
# number; and whether there is anything else that a COMMIT ends, or that only this connection or only a new one has:
# another role, temporary tables, cursors, prepared statements, advisory locks, LISTEN, plans of functions, numbers of
# sequences, rows of a table with deferrable constraints (their pending checks forbid ALTER TABLE).
_SESSION = """
SELECT coalesce((SELECT pg_catalog.json_object_agg(name, setting) FROM pg_catalog.pg_settings
                  WHERE source = 'session'), '{}'),
       (SELECT count(*) > 1 FROM pg_catalog.pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0),
       current_user <> %s,
       pg_catalog.pg_my_temp_schema() <> 0,
       EXISTS (SELECT FROM pg_catalog.pg_cursors WHERE name <> ''),
       EXISTS (SELECT FROM pg_catalog.pg_prepared_statements),
       EXISTS (SELECT FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND pid = pg_catalog.pg_backend_pid()),
       EXISTS (SELECT FROM pg_catalog.pg_listening_channels()),
       EXISTS (SELECT FROM pg_catalog.pg_stat_xact_user_functions WHERE calls > 0),
       EXISTS (SELECT FROM pg_catalog.pg_sequence WHERE seqcache > 1),
       EXISTS (SELECT FROM pg_catalog.pg_stat_xact_user_tables
                WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
                  AND relid IN (SELECT tgrelid FROM pg_catalog.pg_trigger WHERE tgdeferrable))
"""
# Statements after which the connection may have a state that no catalog shows.
_KEEPS_SESSION = re.compile(
    r"\bsavepoint\b|\bset\s+constraints\b|\bsetseed\s*\(|\blo_open\s*\(|\bset_config\s*\(\s*(?!')"
    r"|\badd\s+value\b(?!\s+(if\s+not\s+exists\s+)?')"
    r"|\bset\s+(session\s+|local\s+)?(\"\w+\"\.|\w+\.\")",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"\bnow\s*\(|\bcurrent_(timestamp|date|time)\b|\blocaltime|\btransaction_timestamp\b|xact_id|\btxid_|\bxmin\b",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"(?:\bset\s+(?:session\s+|local\s+)?|\bset_config\s*\(\s*')\"?([a-z_]\w*\.[a-z_][\w.]*)", re.IGNORECASE
)
# The enum label of ALTER TYPE … ADD VALUE, as it is written.
_LABEL = re.compile(r"\badd\s+value\s+(?:if\s+not\s+exists\s+)?'((?:[^']|'')*)'", re.IGNORECASE)
_ROUTINE = re.compile(r"\b(function|procedure|do)\b", re.IGNORECASE)
_DEFINES = re.compile(r"\s*(create|alter|drop|comment|grant|revoke)\b", re.IGNORECASE)
_EVALUATES = re.compile(r"\benum_(first|last|range)\b|\bcreate\s[^;]*?\b(table|materialized\s+view)\b[^;]*?\bas\b")
