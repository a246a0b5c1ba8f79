"""not-in-a-transaction: a journaled file has a statement that cannot run in a transaction.

Why: Drizzle runs all pending entries in one transaction, and PostgreSQL refuses CREATE INDEX CONCURRENTLY, VACUUM,
CREATE DATABASE and the like there with 25001: nothing of the batch is applied, now or ever.
Instead: leave out CONCURRENTLY where the table is small; else put the statement into a file on the ignore list that
begins with `-- journal: no-transaction`, run that before the release with `journal run --file`, and let the journaled
file say CREATE INDEX IF NOT EXISTS.
"""

from collections.abc import Callable, Iterator
from typing import Any

from journal.errors import Severity
from journal.rules.support.finding import Finding
from journal.rules.support.script import ParsedMigration
from journal.rules.transaction_control import ends_transaction
from journal.sql.parsed import Parsed
from journal.sql.tree import choice, option

SEVERITY = Severity.ERROR
_WORDS = (
    "concurrently",
    "reindex",
    "vacuum",
    "cluster",
    "database",
    "tablespace",
    "system",
    "subscription",
    "prepared",
)
_INSTEAD = "run it with `journal run --file` from a file on the ignore list"
_FALSE = ("false", "off", "no", "0")


def check(script: ParsedMigration) -> Iterator[Finding]:
    """A finding for each such statement, as long as the migrator's transaction is open."""
    lower = script.text.lower()
    if not script.journaled or not any(word in lower for word in _WORDS):
        return
    without_slot: set[str] = set()
    for statement in _in_transaction(script):
        if _takes_slot(statement):
            without_slot.add(statement.node.subname)
        name = refused_in_transaction(statement)
        if name and not (statement.kind == "drop_subscription_stmt" and statement.node.subname in without_slot):
            yield Finding(
                f"{name} cannot run in a transaction (25001), and Drizzle runs {script.migration.path.name} in one.",
                f"Leave out CONCURRENTLY, or {_INSTEAD}."
                if "CONCURRENTLY" in name
                else f"{_INSTEAD[0].upper()}{_INSTEAD[1:]}.",
                script.at(statement.offset),
            )


def refused_in_transaction(statement: Parsed) -> str:
    """What PostgreSQL calls the statement, where it refuses it in a transaction; else nothing."""
    return _NAMES[statement.kind](statement.node) if statement.kind in _NAMES else ""


def _in_transaction(script: ParsedMigration) -> Iterator[Parsed]:
    """All statements, but not those that stand alone in a piece after a COMMIT: that is a way out, if a bad one."""
    outside = False
    for piece in script.pieces:
        if not outside or len(piece.statements) > 1:
            yield from piece.statements
        for statement in piece.statements:
            if statement.kind == "transaction_stmt":
                outside = ends_transaction(statement) and not statement.node.chain


def _takes_slot(statement: Parsed) -> bool:
    """Whether a subscription loses its slot, after which it can be dropped in the same file."""
    return statement.kind == "alter_subscription_stmt" and option(statement.node.options, "slot_name") == "none"


def _reindex(node: Any) -> str:
    kind = choice(node, "kind").removeprefix("REINDEX_OBJECT_")
    if kind in ("DATABASE", "SYSTEM", "SCHEMA"):
        return f"REINDEX {kind}"
    said = option(node.params, "concurrently")
    return f"REINDEX {kind} CONCURRENTLY" if said is not None and said not in _FALSE else ""


def _detach(node: Any) -> str:
    concurrently = any(getattr(command.alter_table_cmd, "def").partition_cmd.concurrent for command in _detaching(node))
    return "ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY" if concurrently else ""


def _detaching(node: Any) -> Iterator[Any]:
    return (one for one in node.cmds if choice(one.alter_table_cmd, "subtype") == "AT_DetachPartition")


def _subscription(node: Any) -> str:
    said = (option(node.options, name) for name in ("connect", "create_slot"))
    return "" if any(value in _FALSE for value in said if value) else "CREATE SUBSCRIPTION with a slot"


def _prepared(node: Any) -> str:
    kinds = {"TRANS_STMT_COMMIT_PREPARED": "COMMIT PREPARED", "TRANS_STMT_ROLLBACK_PREPARED": "ROLLBACK PREPARED"}
    return kinds.get(choice(node, "kind"), "")


_NAMES: dict[str, Callable[[Any], str]] = {
    "index_stmt": lambda node: "CREATE INDEX CONCURRENTLY" if node.concurrent else "",
    "drop_stmt": lambda node: "DROP INDEX CONCURRENTLY" if node.concurrent else "",
    "reindex_stmt": _reindex,
    "vacuum_stmt": lambda node: "VACUUM" if node.is_vacuumcmd else "",
    "cluster_stmt": lambda node: "" if node.HasField("relation") else "CLUSTER of all tables",
    "createdb_stmt": lambda node: "CREATE DATABASE",
    "dropdb_stmt": lambda node: "DROP DATABASE",
    "create_table_space_stmt": lambda node: "CREATE TABLESPACE",
    "drop_table_space_stmt": lambda node: "DROP TABLESPACE",
    "alter_system_stmt": lambda node: "ALTER SYSTEM",
    "alter_database_stmt": lambda node: (
        "ALTER DATABASE ... SET TABLESPACE" if option(node.options, "tablespace") is not None else ""
    ),
    "alter_table_stmt": _detach,
    "create_subscription_stmt": _subscription,
    "drop_subscription_stmt": lambda node: "DROP SUBSCRIPTION with a slot",
    "transaction_stmt": _prepared,
}
