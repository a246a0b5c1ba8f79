"""Text and JSON of `drizzle-journal down`."""

from collections.abc import Iterator
from typing import Any

from journal.escape import joined
from journal.report.losses import loss_words
from journal.report.parts import counted, database_lines, ran_line, statement_lines, verdict_first
from journal.sql.statements import statements
from journal.verbs.down import DownResult


def consent_text(taken: DownResult) -> str:
    """Return what would be done, for the question."""
    plan = taken.plan
    return f"run {plan.down.name}, which reverts {plan.forward.tag}, and remove {_removed(taken)}"


def plan_text(taken: DownResult) -> str:
    """Return the statements, and what else happens."""
    plan = taken.plan
    planned = statement_lines(plan.down.text)
    lines = [f"{plan.down.name} reverts {plan.forward.tag} ({counted(len(planned), 'statement')}):", *planned]
    if taken.losses:
        lines += ["It loses:", *(f"  line {loss.effect.line}: {loss_words(loss)}" for loss in taken.losses)]
    if taken.sources:
        lines.append("note: --backup copies that first, beside the originals.")
    return joined([*lines, *_consequences(taken)])


def down_text(taken: DownResult) -> str:
    """Return what was done, or would be, and what the next migrate does."""
    head = database_lines(taken.target, taken.server_version)
    if taken.applied is None:
        verdict = f"Dry run: {taken.plan.forward.tag} would be reverted. Nothing was changed."
        return verdict_first("Dry run: nothing was changed.", joined(head) + plan_text(taken), verdict)
    copied = (f"copied {backup.note.source.shown} to {backup.shown}" for backup in taken.backups)
    closing = f"{taken.plan.forward.tag} is reverted; removed {_removed(taken)}."
    return verdict_first(closing, joined([*head, ran_line(taken.applied), *copied, *_consequences(taken)]))


def down_json(taken: DownResult) -> dict[str, Any]:
    """Return the JSON document."""
    plan = taken.plan
    return {
        "status": "ok",
        "database": taken.target.shown,
        "passed_over": list(taken.target.notes),
        "source": taken.target.source,
        "server_version": taken.server_version,
        "dry_run": taken.applied is None,
        "migration": plan.forward.tag,
        "down_file": plan.down.tag,
        "statements": [statement.text for statement in statements(plan.down.text)],
        "record": plan.records[0].name if plan.records else None,
        "rows_removed": [row.id for row in plan.rows],
        "rows_kept": [row.id for row in plan.kept],
        "losses": [loss_words(loss) for loss in taken.losses],
        "backups": [backup.shown for backup in taken.backups],
        "newer": list(plan.newer),
        "next_migrate": {"0": None if taken.folder.is_version_1 else list(plan.again_0), "1": list(plan.again_1)},
    }


def _removed(taken: DownResult) -> str:
    plan, ledger = taken.plan, taken.folder.settings.ledger
    parts = (
        [f"its {'row' if len(plan.records) == 1 else 'rows'} in {taken.folder.settings.manual}"] if plan.records else []
    )
    if plan.rows:
        ids = ", ".join(str(row.id) for row in plan.rows)
        parts.append(f"row {ids} of {ledger.schema}.{ledger.table}")
    return " and ".join(parts) or "no record"


def _consequences(taken: DownResult) -> Iterator[str]:
    """Yield what stays, and what the next migrate runs unless the entry is removed from the journal."""
    plan = taken.plan
    if plan.newer:
        yield f"warning: {', '.join(plan.newer)} came after it and stays. [newer-applied]"
    if plan.kept:
        ids = ", ".join(str(row.id) for row in plan.kept)
        yield (
            f"warning: Drizzle's ledger keeps row {ids}, because newer rows are above it: no migrate runs "
            f"{plan.forward.tag} again. [row-kept]"
        )
    if taken.folder.is_version_1:
        if plan.rows:
            yield f"note: The next drizzle-kit migrate runs {', '.join(plan.again_1) or 'nothing'}."
        return
    again = [f"runs {', '.join(tags) or 'nothing'}" for tags in (plan.again_0, plan.again_1)]
    if plan.rows and plan.again_0 == plan.again_1:
        yield f"note: The next drizzle-kit migrate {again[0]}."
    elif plan.rows:
        yield f"note: The next migrate of drizzle 0.x {again[0]}, that of 1.0 {again[1]}."
