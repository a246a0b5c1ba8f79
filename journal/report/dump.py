"""What `journal backup make --file` tells."""

from shlex import join
from typing import Any

from journal.connect.target import Target
from journal.escape import joined
from journal.report.backup import size
from journal.verbs.backup_dump import Dumped


def dump_text(dumped: Dumped, target: Target) -> str:
    """Where, what by which program, what is not in such a file, and how to read it."""
    lines = [f"database {target.shown} (PostgreSQL {dumped.server_version}, from {target.source})"]
    lines += [f"note: {note}" for note in target.notes]
    done = "would write" if dumped.bytes is None else "wrote"
    lines += [f"{done} {one.source.shown}, {size(one.bytes)} in the database" for one in dumped.found]
    lines.append(f"by {dumped.client.path} {dumped.client.version}")
    lines.append("note: pg_dump leaves out the types and functions that a table needs, and the views on it.")
    if dumped.bytes is None:
        return joined([*lines, "Dry run: nothing was written. To write it, leave out --dry-run."])
    lines.append(f"{dumped.path}: {size(dumped.bytes)}, and only you can read it. To bring it back:")
    return joined([*lines, f"  {_way_back(dumped)}"])


def dump_json(dumped: Dumped, target: Target) -> dict[str, Any]:
    """The same for a program."""
    return {
        "status": "ok",
        "database": target.shown,
        "source": target.source,
        "server_version": dumped.server_version,
        "written": dumped.bytes is not None,
        "file": str(dumped.path),
        "bytes": dumped.bytes,
        "tables": [{"source": one.source.shown, "bytes": one.bytes} for one in dumped.found],
        "pg_dump": {"path": str(dumped.client.path), "version": dumped.client.version},
    }


def _way_back(dumped: Dumped) -> str:
    if dumped.path.suffix == ".sql":
        return join(["psql", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={dumped.path}", "--dbname=URL"])
    program = str(dumped.client.path.with_name("pg_restore"))
    return join([program, "--single-transaction", "--dbname=URL", str(dumped.path)])
