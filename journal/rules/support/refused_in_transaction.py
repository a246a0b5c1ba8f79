"""The statements that PostgreSQL refuses in a transaction (25001), by the names that it gives them."""

from collections.abc import Callable
from typing import Any

from journal.sql.parsed import Parsed
from journal.sql.tree import choice, option

_FALSE = ("false", "off", "no", "0")
_SET_TABLESPACE = "ALTER DATABASE ... SET TABLESPACE"
_PREPARED = {"TRANS_STMT_COMMIT_PREPARED": "COMMIT PREPARED", "TRANS_STMT_ROLLBACK_PREPARED": "ROLLBACK PREPARED"}


def refused_in_transaction(statement: Parsed) -> str:
    """Return PostgreSQL's name for a statement that it refuses in a transaction; for others, nothing."""
    name = _NAMES.get(statement.kind, "")
    return name if isinstance(name, str) else name(statement.node)


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
