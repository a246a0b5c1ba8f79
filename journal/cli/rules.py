"""drizzle-journal rules."""

from collections.abc import Callable

from typer import Argument

import journal
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.report.rules import rule_text, rules_text
from journal.verbs.rules import RuleList


@command(journal.rules, {"name": Argument(help="The rule to explain.", metavar="RULE")})
def rules(call: Callable[..., RuleList], *, name: str | None, json: Json = False) -> int:
    """List the lint rules, or explain one.

    The page of a rule says what breaks, why, and what to do instead.
    """
    found = call()
    return tell(found, lambda: rule_text(found.rules[0]) if name else rules_text(found.rules), json=json)
