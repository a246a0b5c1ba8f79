"""What `journal down` tells."""

from collections.abc import Iterator, Sequence
from typing import Any

from journal.backup.copy import Backup
from journal.connect.target import Target
from journal.escape import joined
from journal.ledger.manual_table import MANUAL_TABLE
from journal.report.losses import loss_words
from journal.report.parts import counted, duration
from journal.runner.revert_plan import DownPlan
from journal.sql.statements import statements
from journal.verbs.down import DownResult


def consent_text(taken: DownResult) -> str:
    """In one line, for the question."""
    plan = taken.plan
    return (
        f"run {plan.down.path.name}, which takes {plan.forward.tag} back, and remove {_removed(taken) or 'no record'}"
    )


def plan_text(taken: DownResult) -> str:
    """The statements, and what goes with them."""
    plan = taken.plan
    found = statements(plan.down.text)
    lines = [f"{plan.down.path.name} takes {plan.forward.tag} back ({counted(len(found), 'statement')}):"]
    lines += [f"  {one.number}. {_first_line(one.text)}" for one in found]
    return joined([*lines, *_lost(taken), *_around(taken)])


def down_text(taken: DownResult, target: Target, backups: Sequence[Backup] = ()) -> str:
    """What was done, or would be, and what the next migrate does. `backups` were made before."""
    head = f"database {target.shown} (PostgreSQL {taken.server_version}, from {target.source})"
    if taken.applied is None:
        return joined([head]) + plan_text(taken) + joined(["Dry run: nothing was changed."])
    ran = f"ran {taken.applied.tag} ({counted(taken.applied.statements or 0, 'statement')}, "
    ran += f"{duration(taken.applied.seconds)})"
    copied = (f"copied {one.note.source.shown} to {one.shown}" for one in backups)
    closing = f"{taken.plan.forward.tag} is taken back; removed {_removed(taken) or 'no record'}."
    return joined([head, ran, *copied, *_around(taken), closing])


def down_json(taken: DownResult, target: Target, backups: Sequence[Backup] = ()) -> dict[str, Any]:
    """The same for a program."""
    plan = taken.plan
    return {
        "status": "ok",
        "database": target.shown,
        "source": target.source,
        "server_version": taken.server_version,
        "dry_run": taken.applied is None,
        "migration": plan.forward.tag,
        "down_file": plan.down.tag,
        "statements": [one.text for one in statements(plan.down.text)],
        "record": plan.record.name if plan.record else None,
        "rows_removed": [row.id for row in plan.rows],
        "rows_kept": [row.id for row in plan.kept],
        "losses": [loss_words(one) for one in taken.losses],
        "backups": [one.shown for one in backups],
        "newer": list(plan.newer),
        "next_migrate": {"0": list(plan.again_0), "1": list(plan.again_1)},
    }


def _lost(taken: DownResult) -> Iterator[str]:
    """What it takes away that is there now; a copy of what can be copied is one word away."""
    if taken.losses:
        yield "It loses:"
        yield from (f"  line {one.effect.line}: {loss_words(one)}" for one in taken.losses)
    if taken.sources:
        yield "note: --backup copies that first, beside the originals."


def _removed(taken: DownResult) -> str:
    plan, ledger = taken.plan, taken.folder.settings.ledger
    parts = [f"its row in {MANUAL_TABLE}"] if plan.record else []
    if plan.rows:
        ids = ", ".join(str(row.id) for row in plan.rows)
        parts.append(f"row {ids} of {ledger.schema}.{ledger.table}")
    return " and ".join(parts)


def _around(taken: DownResult) -> Iterator[str]:
    plan = taken.plan
    if plan.newer:
        yield f"warning: {', '.join(plan.newer)} came after it and stays. [newer-applied]"
    if plan.kept:
        ids = ", ".join(str(row.id) for row in plan.kept)
        yield (
            f"warning: Drizzle's ledger keeps row {ids}, since newer rows are above it: no migrate runs "
            f"{plan.forward.tag} again. [row-kept]"
        )
    yield from _next(plan)


def _next(plan: DownPlan) -> Iterator[str]:
    """What comes back with the next migrate, if nobody takes it out of the journal."""
    if not plan.rows:
        return
    if plan.again_0 == plan.again_1:
        yield f"note: The next drizzle-kit migrate {_runs(plan.again_0)}."
    else:
        yield f"note: The next migrate of drizzle 0.x {_runs(plan.again_0)}, that of 1.0 {_runs(plan.again_1)}."


def _runs(tags: Sequence[str]) -> str:
    return f"runs {', '.join(tags)}" if tags else "runs nothing"


def _first_line(text: str) -> str:
    line, _, rest = text.partition("\n")
    return f"{line.rstrip()} …" if rest.strip() else line.rstrip()
