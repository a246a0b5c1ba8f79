"""journal rules."""

from typing import Annotated

import typer

from journal import api
from journal.cli.options import Json, command
from journal.cli.output import tell
from journal.report.rules import rule_text, rules_text


@command(api.rules)
def rules(
    *,
    name: Annotated[str | None, typer.Argument(help="The rule to explain.", metavar="[NAME]")],
    json: Json = False,
) -> int:
    """List the lint rules, or explain one.

    The page of a rule says what breaks, why, and what to do instead.
    """
    found = api.rules(name)
    return tell(found, lambda: rule_text(found.rules[0]) if name else rules_text(found.rules), json=json)
