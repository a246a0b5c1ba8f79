"""The statement that makes an object."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from journal.catalog.ddl.indexes import create_index
from journal.catalog.ddl.tables import create_column, create_sequence, create_table
from journal.catalog.ddl.words import comment_target, grant_target, quote_role, with_options
from journal.catalog.quoting import literal, quoted
from journal.catalog.values import (
    Collation,
    Comment,
    Composite,
    Constraint,
    Domain,
    DomainConstraint,
    Enum,
    EventTrigger,
    Extension,
    Function,
    Grant,
    MaterializedView,
    Namespace,
    Object,
    Policy,
    Range,
    RewriteRule,
    Schema,
    Statistics,
    Trigger,
    View,
)
from journal.catalog.weights import revoked


def create(one: Object, schema: Schema) -> str:
    """Its statement, or a few, in the schema it belongs to; with a semicolon each, on lines of their own."""
    made = _MAKERS[one.kind](one, schema)
    return f"{made}\nREVOKE ALL ON {grant_target(one.key)} FROM PUBLIC;" if revoked(one, schema) else made


def _namespace(one: Namespace, schema: Schema) -> str:
    return f"CREATE SCHEMA {quoted(one.name)};"


def _extension(one: Extension, schema: Schema) -> str:
    return f"CREATE EXTENSION {quoted(one.name)} WITH SCHEMA {quoted(one.schema)};"


def _collation(one: Collation, schema: Schema) -> str:
    return f"CREATE COLLATION {quoted(one.schema, one.name)} ({one.definition});"


def _enum(one: Enum, schema: Schema) -> str:
    return f"CREATE TYPE {quoted(one.schema, one.name)} AS ENUM ({', '.join(map(literal, one.labels))});"


def _domain(one: Domain, schema: Schema) -> str:
    words = [f"CREATE DOMAIN {quoted(one.schema, one.name)} AS {one.type}"]
    words += [f"COLLATE {one.collation}"] if one.collation else []
    words += [f"DEFAULT {one.default}"] if one.default else []
    return " ".join([*words, *(["NOT NULL"] if one.not_null else [])]) + ";"


def _domain_constraint(one: DomainConstraint, schema: Schema) -> str:
    return f"ALTER DOMAIN {quoted(one.schema, one.domain)} ADD CONSTRAINT {quoted(one.name)} {one.definition};"


def _composite(one: Composite, schema: Schema) -> str:
    attributes = ", ".join(f"{quoted(attribute)} {type_}" for attribute, type_ in one.attributes)
    return f"CREATE TYPE {quoted(one.schema, one.name)} AS ({attributes});"


def _range(one: Range, schema: Schema) -> str:
    return f"CREATE TYPE {quoted(one.schema, one.name)} AS RANGE ({one.definition});"


def _constraint(one: Constraint, schema: Schema) -> str:
    head = f"ALTER TABLE {quoted(one.schema, one.table)} ADD CONSTRAINT {quoted(one.name)}"
    place = with_options(one.options) + (f" USING INDEX TABLESPACE {quoted(one.tablespace)}" if one.tablespace else "")
    # What is said of the index stands before WHERE and DEFERRABLE.
    body, rest = re.fullmatch(r"(.*?)((?: WHERE \(.*)?(?: DEFERRABLE.*)?)", one.definition, re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{head} {body}{place}{rest};" if place else f"{head} {one.definition};"


def _statistics(one: Statistics, schema: Schema) -> str:
    target = (
        f"\nALTER STATISTICS {quoted(one.schema, one.name)} SET STATISTICS {one.target};" if one.target >= 0 else ""
    )
    return f"{one.definition};{target}"


def _view(one: View, schema: Schema) -> str:
    where = quoted(one.schema, one.name)
    made = f"CREATE VIEW {where}{with_options(one.options)} AS\n{one.definition};"
    return "\n".join(
        [made, *(f"ALTER VIEW {where} ALTER COLUMN {quoted(at)} SET DEFAULT {to};" for at, to in one.defaults)]
    )


def _materialized(one: MaterializedView, schema: Schema) -> str:
    words = f" USING {quoted(one.access_method)}" if one.access_method else ""
    words += with_options(one.options) + (f" TABLESPACE {quoted(one.tablespace)}" if one.tablespace else "")
    data = "WITH DATA" if one.populated else "WITH NO DATA"
    where = quoted(one.schema, one.name)
    made = f"CREATE MATERIALIZED VIEW {where}{words} AS\n{one.definition}\n{data};"
    return "\n".join([made, *(f"ALTER MATERIALIZED VIEW {where} ALTER COLUMN {text};" for text in one.settings)])


def _function(one: Function, schema: Schema) -> str:
    where = f"{quoted(one.schema, one.name)}({one.signature})"
    return f"CREATE AGGREGATE {where} ({one.definition});" if one.word == "AGGREGATE" else f"{one.definition};"


def _trigger(one: Trigger, schema: Schema) -> str:
    if not one.definition:
        return f"ALTER TABLE {quoted(one.schema, one.table)} {one.enabled} TRIGGER {quoted(one.name)};"
    return f"{one.definition};" + enabling(one, "TRIGGER")


def _rule(one: RewriteRule, schema: Schema) -> str:
    return f"{one.definition};" + enabling(one, "RULE")


def enabling(one: Trigger | RewriteRule, kind: str) -> str:
    """What follows the statement that makes a trigger or a rule that is not simply on."""
    word, *how = one.enabled.split(" ")
    if one.enabled == "ENABLE":
        return ""
    return f"\nALTER TABLE {quoted(one.schema, one.table)} {' '.join([word, *how])} {kind} {quoted(one.name)};"


def _policy(one: Policy, schema: Schema) -> str:
    words = [f"CREATE POLICY {quoted(one.name)} ON {quoted(one.schema, one.table)}"]
    words += [] if one.permissive else ["AS RESTRICTIVE"]
    words += [f"FOR {one.command}", f"TO {', '.join(map(quote_role, one.roles))}"]
    words += [f"USING ({one.using})"] if one.using is not None else []
    return " ".join([*words, *([f"WITH CHECK ({one.check})"] if one.check is not None else [])]) + ";"


def _event_trigger(one: EventTrigger, schema: Schema) -> str:
    tags = f" WHEN TAG IN ({', '.join(map(literal, one.tags))})" if one.tags else ""
    made = f"CREATE EVENT TRIGGER {quoted(one.name)} ON {one.event}{tags} EXECUTE FUNCTION {one.function}();"
    return made if one.enabled == "ENABLE" else f"{made}\nALTER EVENT TRIGGER {quoted(one.name)} {one.enabled};"


def _comment(one: Comment, schema: Schema) -> str:
    return f"COMMENT ON {comment_target(one.on)} IS {literal(one.text)};"


def _grant(one: Grant, schema: Schema) -> str:
    part = f" ({quoted(one.on[-1])})" if one.on[0] == "column" else ""
    option = " WITH GRANT OPTION" if one.grantable else ""
    return f"GRANT {one.privilege}{part} ON {grant_target(one.on)} TO {quote_role(one.grantee)}{option};"


def _default_privilege(one: Any, schema: Schema) -> str:
    where = f" IN SCHEMA {quoted(one.schema)}" if one.schema else ""
    option = " WITH GRANT OPTION" if one.grantable else ""
    given = f"GRANT {one.privilege} ON {one.objects} TO {quote_role(one.grantee)}{option}"
    return f"ALTER DEFAULT PRIVILEGES{where} {given};"


_MAKERS: Mapping[str, Callable[[Any, Schema], str]] = {
    "schema": _namespace,
    "extension": _extension,
    "collation": _collation,
    "enum": _enum,
    "domain": _domain,
    "domain constraint": _domain_constraint,
    "composite type": _composite,
    "range type": _range,
    "sequence": create_sequence,
    "table": create_table,
    "column": create_column,
    "constraint": _constraint,
    "index": create_index,
    "statistics": _statistics,
    "view": _view,
    "materialized view": _materialized,
    "function": _function,
    "trigger": _trigger,
    "rule": _rule,
    "policy": _policy,
    "event trigger": _event_trigger,
    "comment": _comment,
    "grant": _grant,
    "default privilege": _default_privilege,
}
