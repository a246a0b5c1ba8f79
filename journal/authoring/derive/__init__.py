"""DERIVE the way back from one statement of a forward file. Pure: statements and schemas in, SQL out."""

from collections.abc import Callable, Mapping

from journal.authoring.derive import moves, others, rows
from journal.authoring.derive.commands import alter_table
from journal.authoring.derive.difference import by_difference
from journal.authoring.derive.dropped import drop
from journal.authoring.derive.made import MADE
from journal.authoring.derive.values import NOTHING, ForwardStatement, Undo

_NOTHING_LEFT = (
    "variable_show_stmt", "transaction_stmt", "lock_stmt", "explain_stmt", "vacuum_stmt",
    "refresh_mat_view_stmt", "reindex_stmt", "check_point_stmt", "notify_stmt", "listen_stmt", "unlisten_stmt",
    "discard_stmt", "load_stmt", "constraints_set_stmt", "prepare_stmt", "deallocate_stmt",
)  # fmt: skip
_BY_STATE = (
    "alter_seq_stmt", "alter_function_stmt", "alter_policy_stmt", "alter_type_stmt", "alter_stats_stmt",
    "alter_default_privileges_stmt", "alter_event_trig_stmt", "cluster_stmt",
)  # fmt: skip

_WAYS: Mapping[str, Callable[[ForwardStatement], Undo | None]] = {
    **MADE,
    **dict.fromkeys(_NOTHING_LEFT, others.nothing),
    **dict.fromkeys(_BY_STATE, others.by_state),
    "variable_set_stmt": others.setting,
    "alter_table_stmt": alter_table,
    "drop_stmt": drop,
    "rename_stmt": moves.rename,
    "alter_object_schema_stmt": moves.set_schema,
    "alter_owner_stmt": moves.owner,
    "alter_enum_stmt": others.enum,
    "alter_domain_stmt": others.domain,
    "comment_stmt": others.comment,
    "grant_stmt": others.grant,
    "grant_role_stmt": others.grant,
    "insert_stmt": rows.rows,
    "update_stmt": rows.rows,
    "delete_stmt": rows.rows,
    "merge_stmt": rows.rows,
    "truncate_stmt": rows.truncate,
    "do_stmt": rows.code,
    "call_stmt": rows.code,
    "select_stmt": rows.query,
}
_OF_ROWS = ("insert_stmt", "update_stmt", "delete_stmt", "merge_stmt", "truncate_stmt", "copy_stmt", "do_stmt",
            "call_stmt", "select_stmt")  # fmt: skip
_BLIND = ("grant_role_stmt", "alter_owner_stmt", "alter_enum_stmt")
"""What a schema does not tell of, or not in every part."""


def undo(step: ForwardStatement) -> Undo:
    """The way back from a statement. What cannot be told without a replay, or at all, is left open, in words."""
    kind = step.statement.kind
    is_guard = kind in ("drop_stmt", "alter_table_stmt") or kind in MADE or kind in _BY_STATE
    if is_guard and step.states and step.states.same and kind != "create_extension_stmt":
        return NOTHING  # IF EXISTS, IF NOT EXISTS, OR REPLACE by the same
    way = _WAYS.get(kind)
    found = way(step) if way else _unknown(step)
    return found if found is not None else Undo(open=(_not_known(step),))


def _unknown(step: ForwardStatement) -> Undo | None:
    """A kind with no rule of its own: by the difference, where it made one that is read."""
    if step.states and not step.states.same:
        return by_difference(step.states)
    return Undo(open=(f"{first_line(step)}, statement {step.number}: there is no rule for this kind of statement",))


def _not_known(step: ForwardStatement) -> str:
    if step.states:
        return f"{first_line(step)}, statement {step.number}: what it changed is not read"
    return f"{first_line(step)}, statement {step.number}: what was there before is not known without a replay"


def first_line(step: ForwardStatement) -> str:
    """How the statement begins."""
    words = " ".join(step.statement.text.split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()} …"


_LONGEST = 60
