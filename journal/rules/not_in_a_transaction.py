"""not-in-a-transaction (error): a listed migration has a statement that cannot run in a transaction.

Why: Drizzle runs all pending migrations in one transaction, and PostgreSQL refuses CREATE INDEX CONCURRENTLY, VACUUM,
CREATE DATABASE and similar statements there (25001): no migration of the batch is ever applied.
Instead: omit CONCURRENTLY if the table is small; or run the statement before the release with `journal run --file`,
from a file on the ignore list that begins with `-- journal: no-transaction`, and list CREATE INDEX IF NOT EXISTS.
"""

from collections.abc import Callable, Iterator
from typing import Any

from journal.rules.support.own_transaction import ends_transaction
from journal.rules.support.subject import Findings, ParsedMigration
from journal.sql.parsed import Parsed
from journal.sql.tree import choice, option

_WORDS = (
    *("concurrently", "reindex", "vacuum", "cluster", "database"),
    *("tablespace", "system", "subscription", "prepared"),
)
_FALSE = ("false", "off", "no", "0")
_SET_TABLESPACE = "ALTER DATABASE ... SET TABLESPACE"
_PREPARED = {"TRANS_STMT_COMMIT_PREPARED": "COMMIT PREPARED", "TRANS_STMT_ROLLBACK_PREPARED": "ROLLBACK PREPARED"}


def check(script: ParsedMigration) -> Findings:
    """Find each such statement that the migrator's transaction would run."""
    if not script.is_listed or not any(word in script.lower for word in _WORDS):
        return
    without_slot: set[str] = set()  # such a subscription can be dropped in a transaction
    for statement in _in_transaction(script):
        node = statement.node
        if statement.kind == "alter_subscription_stmt" and option(node.options, "slot_name") == "none":
            without_slot.add(node.subname)
        name = refused_in_transaction(statement)
        if name and not (statement.kind == "drop_subscription_stmt" and node.subname in without_slot):
            message = f"{name} cannot run in a transaction (25001), and Drizzle runs {script.name} in one."
            omit = "Omit CONCURRENTLY, or run it" if "CONCURRENTLY" in name else "Run it"
            help_ = f"{omit} with `journal run --file` from a file on the ignore list."
            yield script.finding(statement.offset, message, help_)


def refused_in_transaction(statement: Parsed) -> str:
    """Return PostgreSQL's name for a statement that it refuses in a transaction; for others, nothing."""
    name = _NAMES.get(statement.kind, "")
    return name if isinstance(name, str) else name(statement.node)


def _in_transaction(script: ParsedMigration) -> Iterator[Parsed]:
    """Yield the statements, except one that is alone in a piece after a COMMIT, which is outside of a transaction."""
    outside = False
    for piece in script.pieces:
        if not outside or len(piece.statements) > 1:
            yield from piece.statements
        for statement in piece.statements:
            if statement.kind == "transaction_stmt":
                outside = ends_transaction(statement) and not statement.node.chain


def _reindex(node: Any) -> str:
    kind = choice(node, "kind").removeprefix("REINDEX_OBJECT_")
    if kind in ("DATABASE", "SYSTEM", "SCHEMA"):
        return f"REINDEX {kind}"
    value = option(node.params, "concurrently")
    return f"REINDEX {kind} CONCURRENTLY" if value is not None and value not in _FALSE else ""


def _detach(node: Any) -> str:
    commands = [part.alter_table_cmd for part in node.cmds]
    detaches = [command for command in commands if choice(command, "subtype") == "AT_DetachPartition"]
    is_concurrent = any(getattr(command, "def").partition_cmd.concurrent for command in detaches)
    return "ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY" if is_concurrent else ""


def _subscription(node: Any) -> str:
    values = (option(node.options, name) for name in ("connect", "create_slot"))
    return "" if any(value in _FALSE for value in values if value) else "CREATE SUBSCRIPTION with a slot"


_NAMES: dict[str, str | Callable[[Any], str]] = {
    "index_stmt": lambda node: "CREATE INDEX CONCURRENTLY" if node.concurrent else "",
    "drop_stmt": lambda node: "DROP INDEX CONCURRENTLY" if node.concurrent else "",
    "reindex_stmt": _reindex,
    "vacuum_stmt": lambda node: "VACUUM" if node.is_vacuumcmd else "",
    "cluster_stmt": lambda node: "" if node.HasField("relation") else "CLUSTER of all tables",
    "createdb_stmt": "CREATE DATABASE",
    "dropdb_stmt": "DROP DATABASE",
    "create_table_space_stmt": "CREATE TABLESPACE",
    "drop_table_space_stmt": "DROP TABLESPACE",
    "alter_system_stmt": "ALTER SYSTEM",
    "alter_database_stmt": lambda node: _SET_TABLESPACE if option(node.options, "tablespace") is not None else "",
    "alter_table_stmt": _detach,
    "create_subscription_stmt": _subscription,
    "drop_subscription_stmt": "DROP SUBSCRIPTION with a slot",
    "transaction_stmt": lambda node: _PREPARED.get(choice(node, "kind"), ""),
}
