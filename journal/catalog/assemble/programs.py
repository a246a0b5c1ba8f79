"""Functions, triggers, rules and policies."""

from typing import Any

from journal.catalog.assemble.draft import Catalog, Draft
from journal.catalog.quoting import clauses, literal, quoted
from journal.catalog.types_functions_grants import EventTrigger, Function
from journal.catalog.values import Policy, RewriteRule, Trigger

_WORDS = {"f": "FUNCTION", "p": "PROCEDURE", "a": "AGGREGATE", "w": "FUNCTION"}
_ENABLED = {"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}
_COMMANDS = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
_MODIFY = {"r": "READ_ONLY", "s": "SHAREABLE", "w": "READ_WRITE"}
_PARALLEL = {"s": "SAFE", "r": "RESTRICTED", "u": ""}


def add_functions(draft: Draft) -> None:
    """Add functions of all kinds, except the constructors of range types, which belong to their type."""
    aggregates = {row[0]: row[1:] for row in draft.rows["aggregates"]}
    for oid, schema, name, owner, arguments, signature, kind, returns, definition in draft.rows["functions"]:
        text = definition or _aggregate(aggregates[oid])
        function = Function(schema, name, arguments, signature, _WORDS[kind], returns, text.rstrip())
        draft.add(function, Catalog.PROC, oid, owner)


def _aggregate(row: tuple[Any, ...]) -> str:
    """Return the text in the brackets of CREATE AGGREGATE. `row`: that of the query, without the OID."""
    (kind, sfunc, stype, sspace, final, final_extra, final_modify, combine, serial, deserial, initial, *rest) = row
    (msfunc, minvfunc, mstype, msspace, mfinal, mfinal_extra, mfinal_modify, minitial, sortop, parallel, *_) = rest
    default_modify = "w" if kind in "oh" else "r"
    return clauses(
        f"SFUNC = {sfunc}, STYPE = {stype}",
        *_given(SSPACE=sspace, FINALFUNC=final),
        final_extra and "FINALFUNC_EXTRA",
        final and final_modify != default_modify and f"FINALFUNC_MODIFY = {_MODIFY[final_modify]}",
        *_given(COMBINEFUNC=combine, SERIALFUNC=serial, DESERIALFUNC=deserial),
        initial is not None and f"INITCOND = {literal(initial)}",
        *_given(MSFUNC=msfunc, MINVFUNC=minvfunc, MSTYPE=mstype, MSSPACE=msspace, MFINALFUNC=mfinal),
        mfinal_extra and "MFINALFUNC_EXTRA",
        mfinal and mfinal_modify != default_modify and f"MFINALFUNC_MODIFY = {_MODIFY[mfinal_modify]}",
        minitial is not None and f"MINITCOND = {literal(minitial)}",
        *_given(SORTOP=sortop, PARALLEL=_PARALLEL[parallel]),
        kind == "h" and "HYPOTHETICAL",
        separator=", ",
    )


def _given(**words: object) -> list[str]:
    return [f"{word} = {value}" for word, value in words.items() if value]


def add_triggers(draft: Draft) -> None:
    """Add the triggers of tables and views."""
    for schema, table, (oid, _, name, definition, enabled) in draft.with_relation("triggers"):
        draft.add(Trigger(schema, table, name, definition, _ENABLED[enabled]), Catalog.TRIGGER, oid)


def add_rules(draft: Draft) -> None:
    """Add rewrite rules."""
    for schema, table, (oid, _, name, definition, enabled) in draft.with_relation("rules"):
        text = definition.rstrip().removesuffix(";")
        draft.add(RewriteRule(schema, table, name, text, _ENABLED[enabled]), Catalog.REWRITE, oid)


def add_policies(draft: Draft) -> None:
    """Add row security policies."""
    for schema, table, (oid, _, name, permissive, command, roles, *expressions) in draft.with_relation("policies"):
        policy = Policy(schema, table, name, permissive, _COMMANDS[command], tuple(roles), *expressions)
        draft.add(policy, Catalog.POLICY, oid)


def add_event_triggers(draft: Draft) -> None:
    """Add event triggers."""
    for oid, name, owner, event, schema, function, tags, enabled in draft.rows["event_triggers"]:
        trigger = EventTrigger(name, event, quoted(schema, function), tuple(sorted(tags)), _ENABLED[enabled])
        draft.add(trigger, Catalog.EVENT_TRIGGER, oid, owner)
