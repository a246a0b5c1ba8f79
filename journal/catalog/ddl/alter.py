"""The statement that changes one facet of an object to what it should be, where that loses nothing."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from journal.catalog.ddl.create import create
from journal.catalog.ddl.drop import drop
from journal.catalog.ddl.tables import alter_column, default_of, identity
from journal.catalog.ddl.tables import sequence_options as options_of
from journal.catalog.ddl.words import storage_option
from journal.catalog.quoting import literal, quoted
from journal.catalog.values import (
    Column,
    Composite,
    Domain,
    Enum,
    Function,
    Object,
    Schema,
    Sequence,
    Table,
    Trigger,
    View,
)

Said = tuple[str | None, str]
"""The statements, or None and the hazard."""

_ANEW = {"constraint", "domain constraint", "index", "statistics", "trigger", "rule", "policy", "event trigger"}
"""What is dropped and made anew: nothing of the user's is in it."""


def alter(expected: Object, actual: Object, facet: str, schema: Schema) -> Said:
    """The statements for one facet; for what is made anew they are the same for every facet. `schema`: the expected."""
    if expected.kind in _ANEW and not _is_copy(expected) and not _is_copy(actual):
        return f"{drop(actual)[0]}\n{create(expected, schema)}", ""
    if expected.kind == "comment":
        return create(expected, schema), ""
    changer = _CHANGERS.get(expected.kind)
    return changer(expected, actual, facet, schema) if changer else (None, "there is no statement that changes it")


def _is_copy(one: Object) -> bool:
    """Whether it is a partition's copy of a trigger, which comes and goes with its parent's."""
    return isinstance(one, Trigger) and not one.definition


def _trigger(expected: Trigger, actual: Trigger, facet: str, schema: Schema) -> Said:
    return (
        f"ALTER TABLE {quoted(expected.schema, expected.table)} {expected.enabled} TRIGGER {quoted(expected.name)};",
        "",
    )


def _grant(expected: Any, actual: Any, facet: str, schema: Schema) -> Said:
    made = create(expected, schema)
    if expected.grantable:
        return made, ""
    revoked = (drop(actual)[0] or "").replace("REVOKE ", "REVOKE GRANT OPTION FOR ", 1)
    return revoked, ""


def _enum(expected: Enum, actual: Enum, facet: str, schema: Schema) -> Said:
    wanted = list(expected.labels)
    if [label for label in wanted if label in actual.labels] != list(actual.labels):
        return None, "a label cannot be taken away or moved; the type has to be made anew and every column cast to it"
    statements, type_ = [], quoted(expected.schema, expected.name)
    for place, label in enumerate(wanted):
        if label not in actual.labels:
            at = f"AFTER {literal(wanted[place - 1])}" if place else f"BEFORE {literal(actual.labels[0])}"
            statements.append(
                f"ALTER TYPE {type_} ADD VALUE {literal(label)} {at if actual.labels else ''}".rstrip() + ";"
            )
    return "\n".join(statements), ""


def _domain(expected: Domain, actual: Domain, facet: str, schema: Schema) -> Said:
    head = f"ALTER DOMAIN {quoted(expected.schema, expected.name)}"
    if facet == "default":
        return f"{head} {f'SET DEFAULT {expected.default}' if expected.default else 'DROP DEFAULT'};", ""
    if facet == "not null":
        return f"{head} {'SET' if expected.not_null else 'DROP'} NOT NULL;", ""
    return None, "a domain's type cannot be changed; it has to be made anew and every column cast to it"


def _composite(expected: Composite, actual: Composite, facet: str, schema: Schema) -> Said:
    kept = expected.attributes[: len(actual.attributes)]
    if kept != actual.attributes:
        return None, "changing or dropping an attribute changes every value of the type"
    head = f"ALTER TYPE {quoted(expected.schema, expected.name)} ADD ATTRIBUTE"
    return "\n".join(f"{head} {quoted(one)} {type_};" for one, type_ in expected.attributes[len(kept) :]), ""


def _sequence(expected: Sequence, actual: Sequence, facet: str, schema: Schema) -> Said:
    where = quoted(expected.schema, expected.name)
    if facet == "identity":
        return None, "it belongs to its column, and changes with it"
    if facet == "owner":
        return f"ALTER SEQUENCE {where} OWNED BY {quoted(*expected.owner) if expected.owner else 'NONE'};", ""
    if not expected.minimum <= actual.start <= expected.maximum:
        return None, "the sequence began outside the new bounds: its number has to be chosen by whoever knows the rows"
    if facet == "unlogged":
        return f"ALTER SEQUENCE {where} SET {'UNLOGGED' if expected.unlogged else 'LOGGED'};", ""
    return f"ALTER SEQUENCE {where} AS {expected.type} {options_of(expected)};", ""


def _table(expected: Table, actual: Table, facet: str, schema: Schema) -> Said:
    head = f"ALTER {'FOREIGN ' if expected.foreign else ''}TABLE {quoted(expected.schema, expected.name)}"
    sayings: Mapping[str, str] = {
        "unlogged": f"SET {'UNLOGGED' if expected.unlogged else 'LOGGED'}",
        "row security": f"{'ENABLE' if expected.row_security else 'DISABLE'} ROW LEVEL SECURITY",
        "forced row security": f"{'FORCE' if expected.forced_row_security else 'NO FORCE'} ROW LEVEL SECURITY",
        "identified by": f"REPLICA IDENTITY {_identified(expected.identified_by)}",
        "clustered on": f"CLUSTER ON {quoted(expected.clustered_on)}"
        if expected.clustered_on
        else "SET WITHOUT CLUSTER",
    }
    if facet == "options":
        return _options(head, expected.options, actual.options), ""
    if facet in sayings:
        return f"{head} {sayings[facet]};", ""
    return None, "the table has to be made anew, and its rows moved"


def _identified(text: str) -> str:
    index = text.removeprefix("USING INDEX ")
    return f"USING INDEX {quoted(index)}" if index != text else text or "DEFAULT"


def _options(head: str, expected: tuple[str, ...], actual: tuple[str, ...]) -> str:
    gone = {text.partition("=")[0] for text in actual} - {text.partition("=")[0] for text in expected}
    new = [storage_option(text) for text in expected if text not in actual]
    statements = [f"{head} SET ({', '.join(new)});"] if new else []
    return "\n".join([*statements, *([f"{head} RESET ({', '.join(sorted(gone))});"] if gone else [])])


def _column(expected: Column, actual: Column, facet: str, schema: Schema) -> Said:
    head = alter_column(expected)
    if facet in ("default", "generated") and (expected.generated or actual.generated):
        return None, "a generated column has to be made anew; its values are computed again"
    if facet in _OF_COLUMNS:
        return _OF_COLUMNS[facet](expected, actual, schema)
    sayings: Mapping[str, Callable[[], str]] = {
        "default": lambda: f"SET DEFAULT {default_of(expected, schema)}" if expected.default else "DROP DEFAULT",
        "storage": lambda: f"SET STORAGE {expected.storage or 'DEFAULT'}",
        "compression": lambda: f"SET COMPRESSION {expected.compression or 'default'}",
        "statistics": lambda: f"SET STATISTICS {expected.statistics or '-1'}",
    }
    if facet == "storage" and not expected.storage:
        return None, "what the type's own storage is called depends on the server's version"
    if facet == "options":
        return _options(head, expected.options, actual.options), ""
    return (f"{head} {sayings[facet]()};", "") if facet in sayings else (None, "the column has to be made anew")


def _type(expected: Column, actual: Column, schema: Schema) -> Said:
    if not _widens(actual.type, expected.type):
        return None, f"a cast from {actual.type} to {expected.type} may fail, or lose something"
    return f"{alter_column(expected)} TYPE {expected.type};", ""


def _not_null(expected: Column, actual: Column, schema: Schema) -> Said:
    if {expected.not_null, actual.not_null} - {"", "NOT NULL"}:
        return None, "a NOT NULL with NO INHERIT or NOT VALID has to be dropped and added"
    return f"{alter_column(expected)} {'SET' if expected.not_null else 'DROP'} NOT NULL;", ""


def _identity(expected: Column, actual: Column, schema: Schema) -> Said:
    if not expected.identity:
        return f"{alter_column(expected)} DROP IDENTITY;", ""
    if actual.identity:
        return f"{alter_column(expected)} SET GENERATED {expected.identity};", ""
    sequence = schema.owned.get((expected.schema, expected.table, expected.name))
    if sequence is None or actual.default or not actual.not_null:
        return None, "an identity begins at its start, and the rows may have its numbers already"
    return f"{alter_column(expected)} ADD {identity(expected, sequence)};", ""


_OF_COLUMNS: Mapping[str, Callable[[Column, Column, Schema], Said]] = {
    "type": _type,
    "identity": _identity,
    "not null": _not_null,
}

_WHOLE = ("smallint", "integer", "bigint")
_LIMITED = re.compile(r"character varying(?:\((\d+)\))?\Z")


def _widens(old: str, new: str) -> bool:
    """Whether every value of the old type is the same in the new one, and its meaning, too."""
    if old in _WHOLE and new in _WHOLE:
        return _WHOLE.index(old) < _WHOLE.index(new)
    before, after = _LIMITED.match(old), _LIMITED.match(new)
    if before and new == "text":
        return True
    if not before or not after or not before[1]:
        return False
    return not after[1] or int(after[1]) >= int(before[1])


def _view(expected: View, actual: View, facet: str, schema: Schema) -> Said:
    if expected.columns[: len(actual.columns)] != actual.columns or (facet == "defaults" and actual.defaults):
        return None, "CREATE OR REPLACE cannot change the columns it has; what hangs on the view has to be made anew"
    return create(expected, schema).replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1), ""


def _function(expected: Function, actual: Function, facet: str, schema: Schema) -> Said:
    if expected.returns != actual.returns or expected.word != actual.word:
        return None, "another return type needs the function made anew, and what hangs on it"
    if expected.signature != actual.signature:
        return None, "another name or mode of an argument needs the function made anew, and what hangs on it"
    if expected.word == "AGGREGATE":
        return create(expected, schema).replace("CREATE AGGREGATE", "CREATE OR REPLACE AGGREGATE", 1), ""
    return f"{expected.definition};", ""


_CHANGERS: Mapping[str, Callable[[Any, Any, str, Schema], Said]] = {
    "enum": _enum,
    "domain": _domain,
    "composite type": _composite,
    "sequence": _sequence,
    "table": _table,
    "column": _column,
    "view": _view,
    "function": _function,
    "grant": _grant,
    "trigger": _trigger,
}
