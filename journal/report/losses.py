"""What a file would lose, as text."""

from journal.report.parts import counted, size
from journal.runner.losses.effects import REWRITES, EffectKind
from journal.runner.losses.estimate import Loss


def loss_words(loss: Loss) -> str:
    """Return one loss: `drop column users.email: 12 values in 12 rows`."""
    effect = loss.effect
    what = f"{effect.shown}.{effect.columns[0]}" if effect.columns and effect.columns[0] else effect.shown
    if loss.why:
        return f"{loss.why}" if effect.kind is EffectKind.UNSEEN else f"{effect.kind} {what}: {loss.why}"
    what = f"{effect.kind} {what}{', in a DO block' if effect.in_code else ''}"
    if loss.nothing:
        return f"{what}: nothing is in it"
    about = "" if loss.exact else "about "
    rows = counted(loss.rows, "row") if loss.rows is not None else "rows that were not counted"
    if effect.kind in (EffectKind.DELETE, *REWRITES):
        verb = "some or all" if effect.kind is EffectKind.DELETE else "the values in some or all"
        return f"{what}: {verb} of {about}{rows}"
    if effect.kind is EffectKind.DROP_COLUMN:
        values = counted(loss.values, "value") if loss.values is not None else "its values"
        return f"{what}: {about}{values} in {rows}"
    has_size = loss.bytes and effect.kind in (EffectKind.DROP_TABLE, EffectKind.TRUNCATE)
    return f"{what}: {about}{rows}{f', {size(loss.bytes or 0)}' if has_size else ''}"
