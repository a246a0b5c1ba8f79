"""What a file would lose, as text."""

from journal.losses.effects import REWRITES, EffectKind
from journal.losses.estimate import Loss
from journal.report.parts import counted, size


def loss_words(loss: Loss) -> str:
    """Return one loss: `drop column users.email: 12 values in 12 rows`."""
    effect = loss.effect
    about = f"{effect.shown}.{effect.columns[0]}" if effect.columns and effect.columns[0] else effect.shown
    if loss.why:
        return f"{loss.why}" if effect.kind is EffectKind.UNSEEN else f"{effect.kind} {about}: {loss.why}"
    code = ", in a DO block" if effect.in_code else ""
    if loss.nothing:
        return f"{effect.kind} {about}{code}: nothing is in it"
    return f"{effect.kind} {about}{code}: {_amount(loss)}"


def _amount(loss: Loss) -> str:
    about = "" if loss.exact else "about "
    rows = counted(loss.rows, "row") if loss.rows is not None else "rows that were not counted"
    if loss.effect.kind in (EffectKind.DELETE, *REWRITES):
        verb = "some or all" if loss.effect.kind is EffectKind.DELETE else "the values in some or all"
        return f"{verb} of {about}{rows}"
    if loss.effect.kind is EffectKind.DROP_COLUMN:
        values = counted(loss.values, "value") if loss.values is not None else "its values"
        return f"{about}{values} in {rows}"
    has_size = loss.bytes and loss.effect.kind in (EffectKind.DROP_TABLE, EffectKind.TRUNCATE)
    return f"{about}{rows}, {size(loss.bytes or 0)}" if has_size else f"{about}{rows}"
