"""The statement that creates an object. Tables, columns and sequences are in `tables.py`."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from journal.catalog.ddl.tables import create_column, create_sequence, create_table
from journal.catalog.ddl.words import (
    comment_target,
    default_privileges_of,
    grant_clause,
    grant_target,
    quote_role,
    storage_option,
    with_options,
)
from journal.catalog.quoting import clauses, literal, quoted
from journal.catalog.types_functions_grants import Domain, EventTrigger, Function
from journal.catalog.values import (
    Constraint,
    Index,
    IndexKey,
    MaterializedView,
    Object,
    Policy,
    RewriteRule,
    Schema,
    Statistics,
    Table,
    Trigger,
    View,
)
from journal.catalog.weights import revoked


def create(item: Object, schema: Schema) -> str:
    """Return the statements that create an object, each with a semicolon. `schema`: the schema that contains it."""
    made = _CREATORS[item.kind](item, schema)
    return f"{made}\nREVOKE ALL ON {grant_target(item.key)} FROM PUBLIC;" if revoked(item, schema) else made


def _domain(domain: Domain, schema: Schema) -> str:
    statement = clauses(
        f"CREATE DOMAIN {quoted(domain.schema, domain.name)} AS {domain.type}",
        domain.collation and f"COLLATE {domain.collation}",
        domain.default and f"DEFAULT {domain.default}",
        domain.not_null and "NOT NULL",
    )
    return f"{statement};"


def _composite(composite: Any, schema: Schema) -> str:
    attributes = ", ".join(f"{quoted(attribute)} {type_}" for attribute, type_ in composite.attributes)
    return f"CREATE TYPE {quoted(composite.schema, composite.name)} AS ({attributes});"


def _constraint(constraint: Constraint, schema: Schema) -> str:
    tablespace = f" USING INDEX TABLESPACE {quoted(constraint.tablespace)}" if constraint.tablespace else ""
    # The options of the index stand before WHERE and DEFERRABLE.
    found = re.fullmatch(r"(.*?)((?: WHERE \(.*)?(?: DEFERRABLE.*)?)", constraint.definition, re.DOTALL)
    body, rest = found.groups() if found else (constraint.definition, "")
    add = f"ALTER TABLE {quoted(constraint.schema, constraint.table)} ADD CONSTRAINT {quoted(constraint.name)}"
    return f"{add} {body}{with_options(constraint.options)}{tablespace}{rest};"


def _statistics(statistics: Statistics, schema: Schema) -> str:
    alter = f"ALTER STATISTICS {quoted(statistics.schema, statistics.name)} SET STATISTICS {statistics.target};"
    return clauses(f"{statistics.definition};", statistics.target >= 0 and alter, separator="\n")


def _view(view: View, schema: Schema) -> str:
    name = quoted(view.schema, view.name)
    defaults = (f"ALTER VIEW {name} ALTER COLUMN {quoted(column)} SET DEFAULT {to};" for column, to in view.defaults)
    return "\n".join([f"CREATE VIEW {name}{with_options(view.options)} AS\n{view.definition};", *defaults])


def _materialized_view(view: MaterializedView, schema: Schema) -> str:
    name = quoted(view.schema, view.name)
    head = clauses(
        f"CREATE MATERIALIZED VIEW {name}",
        view.access_method and f"USING {quoted(view.access_method)}",
        with_options(view.options).strip(),
        view.tablespace and f"TABLESPACE {quoted(view.tablespace)}",
    )
    create = f"{head} AS\n{view.definition}\n{'WITH DATA' if view.populated else 'WITH NO DATA'};"
    return "\n".join([create, *(f"ALTER MATERIALIZED VIEW {name} ALTER COLUMN {text};" for text in view.settings)])


def _function(function: Function, schema: Schema) -> str:
    if function.word != "AGGREGATE":
        return f"{function.definition};"
    return f"CREATE AGGREGATE {quoted(function.schema, function.name)}({function.signature}) ({function.definition});"


def enable_statement(item: Trigger | RewriteRule) -> str:
    """Return the statement that enables or disables a trigger or a rule, as `enabled` says."""
    table = quoted(item.schema, item.table)
    return f"ALTER TABLE {table} {item.enabled} {item.kind.upper()} {quoted(item.name)};"


def _trigger_or_rule(item: Trigger | RewriteRule, schema: Schema) -> str:
    if not item.definition:
        return enable_statement(item)
    return clauses(f"{item.definition};", item.enabled != "ENABLE" and enable_statement(item), separator="\n")


def _policy(policy: Policy, schema: Schema) -> str:
    statement = clauses(
        f"CREATE POLICY {quoted(policy.name)} ON {quoted(policy.schema, policy.table)}",
        not policy.permissive and "AS RESTRICTIVE",
        f"FOR {policy.command} TO {', '.join(map(quote_role, policy.roles))}",
        policy.using is not None and f"USING ({policy.using})",
        policy.check is not None and f"WITH CHECK ({policy.check})",
    )
    return f"{statement};"


def _event_trigger(trigger: EventTrigger, schema: Schema) -> str:
    tags = f" WHEN TAG IN ({', '.join(map(literal, trigger.tags))})" if trigger.tags else ""
    head = f"CREATE EVENT TRIGGER {quoted(trigger.name)} ON {trigger.event}{tags}"
    create = f"{head} EXECUTE FUNCTION {trigger.function}();"
    alter = f"ALTER EVENT TRIGGER {quoted(trigger.name)} {trigger.enabled};"
    return clauses(create, trigger.enabled != "ENABLE" and alter, separator="\n")


def _to(item: Any) -> str:
    return f"TO {quote_role(item.grantee)}{' WITH GRANT OPTION' if item.grantable else ''}"


def create_index(index: Index, schema: Schema) -> str:
    """Return CREATE INDEX, and a statement for each of its expressions that has a statistics target."""
    table = schema.objects.get(("table", index.schema, index.table))
    # The index of a partitioned table is invalid as long as a partition has none.
    is_only = isinstance(table, Table) and table.partition_key and not index.valid
    create = clauses(
        f"CREATE{' UNIQUE' if index.unique else ''} INDEX {quoted(index.name)}",
        f"ON {'ONLY ' if is_only else ''}{quoted(index.schema, index.table)} USING {quoted(index.method)}",
        f"({', '.join(map(key_text, index.keys))})",
        bool(index.include) and f"INCLUDE ({', '.join(map(quoted, index.include))})",
        index.nulls_not_distinct and "NULLS NOT DISTINCT",
        with_options(index.options).strip(),
        index.tablespace and f"TABLESPACE {quoted(index.tablespace)}",
        index.where is not None and f"WHERE {index.where}",
    )
    alter = f"ALTER INDEX {quoted(index.schema, index.name)} ALTER COLUMN"
    targets = (
        f"{alter} {number} SET STATISTICS {key.statistics};"
        for number, key in enumerate(index.keys, 1)
        if key.statistics
    )
    return "\n".join([f"{create};", *targets])


def key_text(key: IndexKey) -> str:
    """Return a key of an index as CREATE INDEX writes it."""
    parameters = f" ({', '.join(map(storage_option, key.parameters))})" if key.parameters else ""
    return clauses(
        quoted(key.column) if key.column else key.expression,
        key.collation and f"COLLATE {key.collation}",
        key.operator_class and key.operator_class + parameters,
        key.descending and "DESC",
        key.nulls_first != key.descending and f"NULLS {'FIRST' if key.nulls_first else 'LAST'}",
    )


_CREATORS: Mapping[str, Callable[[Any, Schema], str]] = {
    "schema": lambda it, _: f"CREATE SCHEMA {quoted(it.name)};",
    "extension": lambda it, _: f"CREATE EXTENSION {quoted(it.name)} WITH SCHEMA {quoted(it.schema)};",
    "collation": lambda it, _: f"CREATE COLLATION {quoted(it.schema, it.name)} ({it.definition});",
    "enum": lambda it, _: f"CREATE TYPE {quoted(it.schema, it.name)} AS ENUM ({', '.join(map(literal, it.labels))});",
    "domain": _domain,
    "domain constraint": lambda it, _: (
        f"ALTER DOMAIN {quoted(it.schema, it.domain)} ADD CONSTRAINT {quoted(it.name)} {it.definition};"
    ),
    "composite type": _composite,
    "range type": lambda it, _: f"CREATE TYPE {quoted(it.schema, it.name)} AS RANGE ({it.definition});",
    "sequence": create_sequence,
    "table": create_table,
    "column": create_column,
    "constraint": _constraint,
    "index": create_index,
    "statistics": _statistics,
    "view": _view,
    "materialized view": _materialized_view,
    "function": _function,
    "trigger": _trigger_or_rule,
    "rule": _trigger_or_rule,
    "policy": _policy,
    "event trigger": _event_trigger,
    "comment": lambda it, _: f"COMMENT ON {comment_target(it.on)} IS {literal(it.text)};",
    "grant": lambda it, _: f"GRANT {grant_clause(it)} {_to(it)};",
    "default privilege": lambda it, _: f"{default_privileges_of(it)} GRANT {it.privilege} ON {it.objects} {_to(it)};",
}
