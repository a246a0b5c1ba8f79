"""journal rules: words to values, one call, text."""

from typing import Annotated

import typer

from journal.cli.options import Json
from journal.cli.output import ExitCode, Output


def rules(
    name: Annotated[str | None, typer.Argument(help="The rule to explain.", metavar="[NAME]")] = None,
    json: Json = False,
) -> None:
    """List the rules of `journal check`, or explain one: what breaks, why, and what to do instead."""
    from journal.errors import SettingsInvalid, did_you_mean  # noqa: PLC0415 - `--help` does not pay for it
    from journal.report.rules import rule_text, rules_json, rules_text  # noqa: PLC0415
    from journal.rules import ALL  # noqa: PLC0415

    out = Output(json=json)
    chosen = [rule for rule in ALL if name in (None, rule.name)]
    if not chosen:
        hint = did_you_mean(name or "", [rule.name for rule in ALL], "Type: journal rules")
        raise SettingsInvalid(f"There is no rule {name}.", hint=hint)
    if json:
        out.document(rules_json(chosen))
    else:
        out.text(rule_text(chosen[0]) if name else rules_text(chosen))
    raise typer.Exit(ExitCode.YES)
