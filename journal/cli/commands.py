"""The names of the commands, and their summaries."""

COMMANDS = {
    "Start": {
        "doctor": "Find the project, what is wrong, and the next command.",
        "init": "Write the settings; optionally a CI file, hook and script.",
        "adopt": "Adopt another tool's history, a script, or drift.",
        "scaffold": "Begin a journal, or add entries to it, without hashes.",
        "baseline": "Make the first migration from a live database or a dump.",
        "bootstrap": "Build the journal and verify it by a replay.",
    },
    "Check": {
        "check": "Lint the journal and the migrations, offline.",
        "rules": "List the lint rules, or explain one.",
        "rehearse": "Run the migrations in all the ways production may run them.",
        "verify": "Verify journal, files and database in one report.",
    },
    "Live database": {
        "status": "Show applied, pending and skipped migrations.",
        "locate": "Find the migration that a live schema corresponds to.",
        "stamp": "Record migrations as applied without running them.",
        "unstamp": "Remove the records of migrations that did not run.",
        "repair": "Repair the rows of Drizzle's ledger.",
        "rollback": "Print the emergency playbook of a database.",
        "backup": "Copy tables before a risky step, and restore them.",
    },
    "By hand": {
        "new": "Create a migration and its down file.",
        "run": "Apply the pending migrations to a database.",
        "down": "Revert a migration by its down file.",
    },
    "Back to drizzle-kit": {
        "snapshot": "Write the snapshots that drizzle-kit needs.",
        "schema": "Write schema.ts from the migrations.",
        "rebase": "Move this branch's migrations behind those of another.",
        "squash": "Replace old migrations by one file.",
        "handback": "Hand the project back to drizzle-kit.",
    },
    "More": {
        "docs": "List the pages of the documentation, or print one.",
        "skill": "Print the skill file for coding agents.",
        "cache": "Show or clear the cache of temporary servers.",
    },
}
"""What `--help` lists, in groups. A command's module is imported when the command runs."""
SUMMARIES = {name: summary for group in COMMANDS.values() for name, summary in group.items()}
SUBCOMMANDS = {
    "backup": {"make": "make", "list": "list_", "restore": "restore"},
    "cache": {"show": "show", "clear": "clear"},
}
"""The commands of a command, and the functions in its module."""
