"""The settings of `drizzle-journal verify`: the folder of its checks, the drift it ignores, the commands it runs."""

import shlex
from dataclasses import field
from pathlib import Path
from typing import Any

from journal.dataclass import dataclass
from journal.project.settings_table import SettingsTable

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
    """A command that must exit with 0 within `seconds`. `words` are program and arguments; no shell reads them."""

    name: str
    words: tuple[str, ...]
    seconds: float = SMOKE_SECONDS


@dataclass(frozen=True)
class Verification:
    """`checks` is relative to the project. `named`: the settings name that folder, so it must exist."""

    checks: Path = field(default_factory=lambda: Path(FOLDER))
    named: bool = False
    ignore: tuple[IgnoredDrift, ...] = ()
    smoke: tuple[Smoke, ...] = ()


def read_verification(table: SettingsTable) -> Verification:
    """Return these settings. Raises SettingsInvalid with the file, and an example."""
    checks, verify = table.text("checks"), table.table.get("verify", {})
    if not isinstance(verify, dict):
        raise table.invalid("`verify` is not a table.", _IGNORE_EXAMPLE)
    table.refuse_unknown(verify, ("ignore",), "key of `verify`")
    ignore = tuple(_ignored_drift(table, item) for item in table.tables("ignore", _IGNORE_EXAMPLE, verify))
    smoke = tuple(_smoke_command(table, item) for item in table.tables("smoke", _SMOKE_EXAMPLE))
    names = [command.name for command in smoke]
    for name in names:
        if names.count(name) > 1:
            raise table.invalid(f"Two `smoke` commands are named {name}.", "Give each its own name.")
    return Verification(Path(checks or FOLDER), checks is not None, ignore, smoke)


def _ignored_drift(table: SettingsTable, item: Any) -> IgnoredDrift:
    if not isinstance(item, dict) or not table.text("pattern", item):
        raise table.invalid("A `verify.ignore` has no pattern.", _IGNORE_EXAMPLE)
    table.refuse_unknown(item, ("pattern", "reason"), "key of `verify.ignore`")
    reason = table.text("reason", item)
    if not reason:
        raise table.invalid(f"The ignored {item['pattern']} has no reason, and one is required.", _IGNORE_EXAMPLE)
    return IgnoredDrift(item["pattern"], reason.strip())


def _smoke_command(table: SettingsTable, item: Any) -> Smoke:
    if not isinstance(item, dict) or not table.text("name", item):
        raise table.invalid("A `smoke` has no name.", _SMOKE_EXAMPLE)
    table.refuse_unknown(item, ("name", "run", "timeout"), "key of `smoke`")
    name, run, seconds = item["name"].strip(), item.get("run"), item.get("timeout", SMOKE_SECONDS)
    try:
        words = shlex.split(run) if isinstance(run, str) else run
    except ValueError as error:
        raise table.invalid(f"The `run` of smoke {name}: {error}.", _SMOKE_EXAMPLE) from None
    if not isinstance(words, list) or not words or any(not isinstance(word, str) or "\0" in word for word in words):
        raise table.invalid(f"The `run` of smoke {name} is no command.", _SMOKE_EXAMPLE)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 86_400:
        raise table.invalid(f"The `timeout` of smoke {name} is no number of seconds.", _SMOKE_EXAMPLE)
    return Smoke(name, tuple(words), float(seconds))
