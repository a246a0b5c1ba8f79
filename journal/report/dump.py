"""The output of `drizzle-journal backup make --file`."""

from shlex import join
from typing import Any

from journal.escape import joined
from journal.report.parts import database_lines, size
from journal.verbs.backup_dump import Dumped


def dump_text(dumped: Dumped) -> str:
    """Return the database, the tables, the program, what such a file lacks, and how to restore it."""
    lines = [f"Wrote {dumped.path}." if dumped.bytes is not None else "Dry run: nothing was written."]
    lines += database_lines(dumped.target, dumped.server_version)
    done = "would write" if dumped.bytes is None else "wrote"
    lines += [f"{done} {table.source.shown}, {size(table.bytes)} in the database" for table in dumped.found]
    lines.append(f"by {dumped.client.path} {dumped.client.version}")
    lines.append("note: the file lacks the types and functions that a table needs, and the views on it.")
    if dumped.bytes is None:
        return joined([*lines, "Dry run: nothing was written. To write the file, omit --dry-run."])
    lines.append(f"{dumped.path}: {size(dumped.bytes)}, and only you can read it. To restore it:")
    command = ["psql", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={dumped.path}", "--dbname=URL"]
    if dumped.path.suffix != ".sql":
        program = str(dumped.client.path.with_name("pg_restore"))
        command = [program, "--single-transaction", "--dbname=URL", str(dumped.path)]
    return joined([*lines, f"  {join(command)}"])


def dump_json(dumped: Dumped) -> dict[str, Any]:
    """Return the JSON document."""
    return {
        "status": "ok",
        "database": dumped.target.shown,
        "passed_over": list(dumped.target.notes),
        "source": dumped.target.source,
        "server_version": dumped.server_version,
        "written": dumped.bytes is not None,
        "file": str(dumped.path),
        "bytes": dumped.bytes,
        "tables": [{"source": table.source.shown, "bytes": table.bytes} for table in dumped.found],
        "pg_dump": {"path": str(dumped.client.path), "version": dumped.client.version},
    }
