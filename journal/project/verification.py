"""What the settings say of `journal verify`: where its checks are, what it may pass over, which commands it runs."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from journal.project.settings import SettingsTable

KEYS = ("checks", "verify", "smoke")
FOLDER = "checks"
SMOKE_SECONDS = 60.0

_IGNORE_EXAMPLE = 'Write: verify = { ignore = [{ pattern = "table:audit.*", reason = "made by the auditors" }] }'
_SMOKE_EXAMPLE = 'Write: [[smoke]] name = "health" run = "npm run smoke" timeout = 60'


@dataclass(frozen=True)
class IgnoredDrift:
    """Objects that may differ on a live database: a pattern such as `index:public.audit_*`, and why."""

    pattern: str
    reason: str


@dataclass(frozen=True)
class Smoke:
    """A command that must end with 0 within `seconds`. `words` are program and arguments; no shell reads them."""

    name: str
    words: tuple[str, ...]
    seconds: float = SMOKE_SECONDS


@dataclass(frozen=True)
class Verification:
    """`checks` is relative to the project; `named`: the settings name it, so it has to be there."""

    checks: Path = field(default_factory=lambda: Path(FOLDER))
    named: bool = False
    ignore: tuple[IgnoredDrift, ...] = ()
    smoke: tuple[Smoke, ...] = ()


def read_verification(table: "SettingsTable") -> Verification:
    """Take it out of the settings. Raises SettingsInvalid with the file, and what to write instead."""
    checks, verify = table.text("checks"), table.table.get("verify", {})
    if not isinstance(verify, dict):
        raise table.invalid("`verify` is not a table.", _IGNORE_EXAMPLE)
    table.known(verify, ("ignore",), "key of `verify`")
    ignore = tuple(_ignored(table, item) for item in table.array("ignore", _IGNORE_EXAMPLE, verify))
    smoke = tuple(_smoke(table, item) for item in table.array("smoke", _SMOKE_EXAMPLE))
    for index, one in enumerate(smoke):
        if one.name in {other.name for other in smoke[:index]}:
            raise table.invalid(f"Two `smoke` commands are named {one.name}.", "Give each a name of its own.")
    return Verification(Path(checks or FOLDER), checks is not None, ignore, smoke)


def _ignored(table: "SettingsTable", item: Any) -> IgnoredDrift:
    _must_name(table, item, "pattern", "A `verify.ignore` has no pattern.", _IGNORE_EXAMPLE)
    table.known(item, ("pattern", "reason"), "key of `verify.ignore`")
    reason = table.text("reason", item)
    if not reason:
        raise table.invalid(f"The ignored {item['pattern']} has no reason, and one is required.", _IGNORE_EXAMPLE)
    return IgnoredDrift(item["pattern"], reason.strip())


def _smoke(table: "SettingsTable", item: Any) -> Smoke:
    _must_name(table, item, "name", "A `smoke` has no name.", _SMOKE_EXAMPLE)
    table.known(item, ("name", "run", "timeout"), "key of `smoke`")
    return Smoke(item["name"].strip(), _words(table, item), _seconds(table, item))


def _must_name(table: "SettingsTable", item: Any, key: str, what: str, example: str) -> None:
    if not isinstance(item, dict) or not table.text(key, item):
        raise table.invalid(what, example)


def _words(table: "SettingsTable", item: Mapping[str, Any]) -> tuple[str, ...]:
    run = item.get("run")
    try:
        words = shlex.split(run) if isinstance(run, str) else run
    except ValueError as error:
        raise table.invalid(f"The `run` of smoke {item['name']}: {error}.", _SMOKE_EXAMPLE) from None
    if (
        not isinstance(words, list)
        or not words
        or not all(isinstance(word, str) and "\0" not in word for word in words)
    ):
        raise table.invalid(f"The `run` of smoke {item['name']} is no command.", _SMOKE_EXAMPLE)
    return tuple(words)


def _seconds(table: "SettingsTable", item: Mapping[str, Any]) -> float:
    seconds = item.get("timeout", SMOKE_SECONDS)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 86_400:
        raise table.invalid(f"The `timeout` of smoke {item['name']} is no number of seconds.", _SMOKE_EXAMPLE)
    return float(seconds)
