"""The statement that changes one property of an object, where that loses nothing."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from journal.catalog.ddl.create import create, enable_statement
from journal.catalog.ddl.drop import drop_statement
from journal.catalog.ddl.tables import alter_column, default_of, identity, sequence_options
from journal.catalog.ddl.words import storage_option
from journal.catalog.quoting import literal, quoted
from journal.catalog.types_functions_grants import Composite, Domain, Enum, Function, Grant
from journal.catalog.values import Column, Object, Schema, Sequence, Table, Trigger, View

Change = tuple[str | None, str]
"""The statements, or None and the hazard."""

_RECREATED = {"constraint", "domain constraint", "index", "statistics", "trigger", "rule", "policy", "event trigger"}
"""The kinds that are dropped and created again: they contain no data."""


def alter(expected: Object, actual: Object, facet: str, schema: Schema) -> Change:
    """Return the statements that change one facet. Where the object is created again, they do it for all facets.

    `schema`: the expected one.
    """
    if expected.kind in _RECREATED and not _is_copy(expected) and not _is_copy(actual):
        return f"{drop_statement(actual)}\n{create(expected, schema)}", ""
    if expected.kind == "comment" or (isinstance(expected, Grant) and expected.grantable):
        return create(expected, schema), ""
    if isinstance(expected, Grant):
        return drop_statement(actual).replace("REVOKE ", "REVOKE GRANT OPTION FOR ", 1), ""
    if isinstance(expected, Trigger):
        return enable_statement(expected), ""
    change = _CHANGES.get(expected.kind)
    return change(expected, actual, facet, schema) if change else (None, "no statement changes it")


def _is_copy(item: Object) -> bool:
    """Tell whether it is a partition's copy of its parent's trigger, which cannot be dropped alone."""
    return isinstance(item, Trigger) and not item.definition


def _enum(expected: Enum, actual: Enum, facet: str, schema: Schema) -> Change:
    labels = expected.labels
    if [label for label in labels if label in actual.labels] != list(actual.labels):
        return None, "a label cannot be removed or moved: a new type is needed, and every column has to be cast to it"
    statements = []
    for number, label in enumerate(labels):
        if label not in actual.labels:
            place = f" AFTER {literal(labels[number - 1])}" if number else f" BEFORE {literal(actual.labels[0])}"
            add = f"ALTER TYPE {quoted(expected.schema, expected.name)} ADD VALUE {literal(label)}"
            statements.append(f"{add}{place if actual.labels else ''};")
    return "\n".join(statements), ""


def _domain(expected: Domain, actual: Domain, facet: str, schema: Schema) -> Change:
    head = f"ALTER DOMAIN {quoted(expected.schema, expected.name)}"
    if facet == "default":
        return f"{head} {f'SET DEFAULT {expected.default}' if expected.default else 'DROP DEFAULT'};", ""
    if facet == "not null":
        return f"{head} {'SET' if expected.not_null else 'DROP'} NOT NULL;", ""
    return None, "a domain's type cannot be changed: a new domain is needed, and every column has to be cast to it"


def _composite(expected: Composite, actual: Composite, facet: str, schema: Schema) -> Change:
    count = len(actual.attributes)
    if expected.attributes[:count] != actual.attributes:
        return None, "changing or dropping an attribute changes every value of the type"
    head = f"ALTER TYPE {quoted(expected.schema, expected.name)} ADD ATTRIBUTE"
    return "\n".join(f"{head} {quoted(name)} {type_};" for name, type_ in expected.attributes[count:]), ""


def _sequence(expected: Sequence, actual: Sequence, facet: str, schema: Schema) -> Change:
    head = f"ALTER SEQUENCE {quoted(expected.schema, expected.name)}"
    if facet == "identity":
        return None, "it belongs to its column, and changes with it"
    if facet == "owner":
        return f"{head} OWNED BY {quoted(*expected.owner) if expected.owner else 'NONE'};", ""
    if not expected.minimum <= actual.start <= expected.maximum:
        return None, "the sequence started outside the new bounds; which number comes next depends on the rows"
    if facet == "unlogged":
        return f"{head} SET {'UNLOGGED' if expected.unlogged else 'LOGGED'};", ""
    return f"{head} AS {expected.type} {sequence_options(expected)};", ""


def _table(expected: Table, actual: Table, facet: str, schema: Schema) -> Change:
    head = f"ALTER {'FOREIGN ' if expected.foreign else ''}TABLE {quoted(expected.schema, expected.name)}"
    index = expected.identified_by.removeprefix("USING INDEX ")
    replica = f"USING INDEX {quoted(index)}" if index != expected.identified_by else index or "DEFAULT"
    cluster = f"CLUSTER ON {quoted(expected.clustered_on)}" if expected.clustered_on else "SET WITHOUT CLUSTER"
    actions = {
        "unlogged": f"SET {'UNLOGGED' if expected.unlogged else 'LOGGED'}",
        "row security": f"{'ENABLE' if expected.row_security else 'DISABLE'} ROW LEVEL SECURITY",
        "forced row security": f"{'FORCE' if expected.forced_row_security else 'NO FORCE'} ROW LEVEL SECURITY",
        "identified by": f"REPLICA IDENTITY {replica}",
        "clustered on": cluster,
    }
    if facet == "options":
        return _options(head, expected.options, actual.options), ""
    return (
        (f"{head} {actions[facet]};", "")
        if facet in actions
        else (None, "a new table is needed, and a copy of its rows")
    )


def _options(head: str, expected: tuple[str, ...], actual: tuple[str, ...]) -> str:
    gone = {text.partition("=")[0] for text in actual} - {text.partition("=")[0] for text in expected}
    new = [storage_option(text) for text in expected if text not in actual]
    statements = [f"{head} SET ({', '.join(new)});"] if new else []
    return "\n".join([*statements, *([f"{head} RESET ({', '.join(sorted(gone))});"] if gone else [])])


def _column(expected: Column, actual: Column, facet: str, schema: Schema) -> Change:
    head = alter_column(expected)
    hazard = _hazard_of_column(expected, actual, facet)
    if hazard:
        return None, hazard
    if facet == "identity":
        change = f"SET GENERATED {expected.identity}" if expected.identity else "DROP IDENTITY"
        if expected.identity and not actual.identity:
            sequence = schema.owned.get((expected.schema, expected.table, expected.name))
            if sequence is None or actual.default or not actual.not_null:
                return None, "an identity begins at its start, and the rows may have its numbers already"
            change = f"ADD {identity(expected, sequence)}"
        return f"{head} {change};", ""
    if facet == "options":
        return _options(head, expected.options, actual.options), ""
    actions = {
        "type": f"TYPE {expected.type}",
        "not null": f"{'SET' if expected.not_null else 'DROP'} NOT NULL",
        "default": f"SET DEFAULT {default_of(expected, schema)}" if expected.default else "DROP DEFAULT",
        "storage": f"SET STORAGE {expected.storage}",
        "compression": f"SET COMPRESSION {expected.compression or 'default'}",
        "statistics": f"SET STATISTICS {expected.statistics or '-1'}",
    }
    return (f"{head} {actions[facet]};", "") if facet in actions else (None, "the column has to be created again")


def _hazard_of_column(expected: Column, actual: Column, facet: str) -> str:
    if facet == "type" and not _widens(actual.type, expected.type):
        return f"a cast from {actual.type} to {expected.type} may fail or lose data"
    if facet == "not null" and {expected.not_null, actual.not_null} - {"", "NOT NULL"}:
        return "a NOT NULL with NO INHERIT or NOT VALID has to be dropped and added"
    if facet in ("default", "generated") and (expected.generated or actual.generated):
        return "a generated column has to be created again, which computes its values again"
    if facet == "storage" and not expected.storage:
        return "the default storage of a type depends on the server's version"
    return ""


_INTEGERS = ("smallint", "integer", "bigint")
_VARCHAR = re.compile(r"character varying(?:\((\d+)\))?\Z")


def _widens(old: str, new: str) -> bool:
    """Tell whether every value of the old type is the same value, with the same meaning, in the new one."""
    if old in _INTEGERS and new in _INTEGERS:
        return _INTEGERS.index(old) < _INTEGERS.index(new)
    before, after = _VARCHAR.match(old), _VARCHAR.match(new)
    if before and new == "text":
        return True
    if not before or not after or not before[1]:
        return False
    return not after[1] or int(after[1]) >= int(before[1])


def _view(expected: View, actual: View, facet: str, schema: Schema) -> Change:
    if expected.columns[: len(actual.columns)] != actual.columns or (facet == "defaults" and actual.defaults):
        return (
            None,
            "CREATE OR REPLACE cannot change existing columns; the view and its dependents have to be created again",
        )
    return create(expected, schema).replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1), ""


def _function(expected: Function, actual: Function, facet: str, schema: Schema) -> Change:
    if expected.returns != actual.returns or expected.word != actual.word:
        return None, "another return type needs a new function; its dependents have to be created again"
    if expected.signature != actual.signature:
        return None, "another name or mode of an argument needs a new function; its dependents have to be created again"
    if expected.word == "AGGREGATE":
        return create(expected, schema).replace("CREATE AGGREGATE", "CREATE OR REPLACE AGGREGATE", 1), ""
    return f"{expected.definition};", ""


_CHANGES: Mapping[str, Callable[[Any, Any, str, Schema], Change]] = {
    "enum": _enum,
    "domain": _domain,
    "composite type": _composite,
    "sequence": _sequence,
    "table": _table,
    "column": _column,
    "view": _view,
    "function": _function,
}
