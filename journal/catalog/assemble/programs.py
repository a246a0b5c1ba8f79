"""Functions, triggers, rules and policies."""

from typing import Any

from journal.catalog.assemble.draft import Catalog, Draft
from journal.catalog.quoting import literal, quoted
from journal.catalog.values import EventTrigger, Function, Policy, RewriteRule, Trigger

_WORDS = {"f": "FUNCTION", "p": "PROCEDURE", "a": "AGGREGATE", "w": "FUNCTION"}
_ENABLED = {"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}
_COMMANDS = {"*": "ALL", "r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE"}
_MODIFY = {"r": "READ_ONLY", "s": "SHAREABLE", "w": "READ_WRITE"}
_PARALLEL = {"s": "SAFE", "r": "RESTRICTED", "u": ""}


def functions(draft: Draft) -> None:
    """Functions of all kinds; a constructor of a range comes with its type."""
    aggregates = {row[0]: row[1:] for row in draft.rows["aggregates"]}
    for oid, schema, called, owner, arguments, signature, kind, returns, definition in draft.rows["functions"]:
        text = definition if definition else aggregate_definition(aggregates[oid])
        one = Function(schema, called, arguments, signature, _WORDS[kind], returns, text.rstrip())
        draft.add(one, Catalog.PROC, oid, owner)


def aggregate_definition(row: tuple[Any, ...]) -> str:
    """What stands between the brackets of CREATE AGGREGATE. `row`: as the query gives it, less the OID."""
    (kind, sfunc, stype, sspace, final, final_extra, final_modify, combine, serial, deserial, initial, *rest) = row
    (msfunc, minvfunc, mstype, msspace, mfinal, mfinal_extra, mfinal_modify, minitial, sortop, parallel, *_) = rest
    usual = "w" if kind in "oh" else "r"  # what FINALFUNC_MODIFY is where nothing is said
    words = [f"SFUNC = {sfunc}", f"STYPE = {stype}"]
    words += _given(SSPACE=sspace, FINALFUNC=final)
    words += ["FINALFUNC_EXTRA"] if final_extra else []
    words += [f"FINALFUNC_MODIFY = {_MODIFY[final_modify]}"] if final and final_modify != usual else []
    words += _given(COMBINEFUNC=combine, SERIALFUNC=serial, DESERIALFUNC=deserial)
    words += [f"INITCOND = {literal(initial)}"] if initial is not None else []
    words += _given(MSFUNC=msfunc, MINVFUNC=minvfunc, MSTYPE=mstype, MSSPACE=msspace, MFINALFUNC=mfinal)
    words += ["MFINALFUNC_EXTRA"] if mfinal_extra else []
    words += [f"MFINALFUNC_MODIFY = {_MODIFY[mfinal_modify]}"] if mfinal and mfinal_modify != usual else []
    words += [f"MINITCOND = {literal(minitial)}"] if minitial is not None else []
    words += _given(SORTOP=sortop, PARALLEL=_PARALLEL[parallel])
    return ", ".join([*words, *(["HYPOTHETICAL"] if kind == "h" else [])])


def _given(**words: object) -> list[str]:
    return [f"{word} = {value}" for word, value in words.items() if value]


def triggers(draft: Draft) -> None:
    """Triggers of tables and views."""
    for (schema, table), row in draft.of_relation("triggers", 1):
        oid, _, called, definition, enabled = row
        draft.add(Trigger(schema, table, called, definition, _ENABLED[enabled]), Catalog.TRIGGER, oid)


def rules(draft: Draft) -> None:
    """Rewrite rules."""
    for (schema, table), row in draft.of_relation("rules", 1):
        oid, _, called, definition, enabled = row
        one = RewriteRule(schema, table, called, definition.rstrip().removesuffix(";"), _ENABLED[enabled])
        draft.add(one, Catalog.REWRITE, oid)


def policies(draft: Draft) -> None:
    """Row security policies."""
    for (schema, table), row in draft.of_relation("policies", 1):
        oid, _, called, permissive, command, roles, using, check = row
        one = Policy(schema, table, called, permissive, _COMMANDS[command], tuple(roles), using, check)
        draft.add(one, Catalog.POLICY, oid)


def event_triggers(draft: Draft) -> None:
    """Event triggers."""
    for oid, called, owner, event, space, function, tags, enabled in draft.rows["event_triggers"]:
        one = EventTrigger(called, event, quoted(space, function), tuple(sorted(tags)), _ENABLED[enabled])
        draft.add(one, Catalog.EVENT_TRIGGER, oid, owner)
