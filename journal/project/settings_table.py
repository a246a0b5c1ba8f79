"""The settings file: where it is, and its values, each checked for its type."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from journal.errors import Place, SettingsInvalid, did_you_mean
from journal.project.files import FileKind, boundary, read_file

FILE_NAME, _SHARED = "journal.toml", "pyproject.toml"
SETTINGS_FILES = (FILE_NAME, _SHARED)
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,62}")
_ADDRESS = re.compile(r"https?://[!-~]+")
_DEEP_KEY = re.compile(r"""(?<![\w"'.-])(?:[\w"'-]+[ \t]*\.[ \t]*){100}""")


class SettingsTable:
    """The top table of the settings. Every method raises SettingsInvalid, with the file, for a value of a wrong type.

    `table` is empty where the project has no settings.
    """

    def __init__(self, source: Path, table: Mapping[str, Any]) -> None:
        self.source = source
        self.table = table

    def text(self, key: str, table: Mapping[str, Any] | None = None) -> str | None:
        """Return a text that is not blank, or None where the key is absent."""
        value = (self.table if table is None else table).get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self.invalid(f"`{key}` is not text.")
        if value is not None and "\0" in value:
            raise self.invalid(f"`{key}` has a NUL character, which no name may have.")
        return value

    def tables(self, key: str, example: str, table: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """Return a list, whose elements are not checked; an empty one where the key is absent."""
        value = (self.table if table is None else table).get(key, [])
        if not isinstance(value, list):
            raise self.invalid(f"`{key}` is not a list of tables.", example)
        return value

    def names(self, key: str, table: Mapping[str, Any] | None = None) -> tuple[str, ...]:
        """Return a list of texts; an empty one where the key is absent."""
        value = (self.table if table is None else table).get(key, [])
        if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
            raise self.invalid(f"`{key}` is not a list of names.", f'Write: {key} = ["NAME", "PREFIX_*"]')
        return tuple(value)

    def one_of(self, key: str, known: Sequence[str]) -> str | None:
        """Return one of the known words, or None where the key is absent."""
        value = self.text(key)
        if value is not None and value not in known:
            raise self.invalid(f"`{key}` is {value!r}.", f"One of: {', '.join(known)}.")
        return value

    def flag(self, key: str) -> bool:
        """Return true or false; false where the key is absent."""
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            raise self.invalid(f"`{key}` is neither true nor false.", f"Write: {key} = true")
        return value

    def plain_names(self, key: str) -> tuple[str, ...]:
        """Return a list of names of letters, digits, `_` and `-`: they become part of SQL that a superuser runs."""
        names = self.names(key)
        for name in names:
            if not _PLAIN.fullmatch(name):
                what = f"`{key}` has {name!r}, which is no plain name."
                raise self.invalid(what, "Letters, digits, _ and - are allowed.")
        return names

    def refuse_unknown(self, table: Mapping[str, Any], known: Sequence[str], what: str) -> None:
        """Raise SettingsInvalid for a key that is not known, with the nearest one that is."""
        for key in table:
            if key not in known:
                hint = did_you_mean(key, known, f"Known are: {', '.join(known)}.")
                raise self.invalid(f"`{key}` is no known {what}.", hint)

    def invalid(self, what: str, hint: str = "") -> SettingsInvalid:
        """Return the error for a value, with the file in it."""
        return SettingsInvalid(f"{self.source}: {what}", hint=hint, place=Place(self.source))


def read_settings_table(root: Path) -> SettingsTable:
    """Read `journal.toml`, or `[tool.journal]` of pyproject.toml. Raises SettingsInvalid, also where both exist."""
    own, shared, within = root / FILE_NAME, root / _SHARED, boundary(root)
    tool = _read_toml(shared, within).get("tool", {}) if shared.exists() else {}
    table = tool.get("journal", {}) if isinstance(tool, dict) else None
    if not isinstance(table, dict):
        raise SettingsInvalid(f"{shared}: [tool.journal] is not a table.", place=Place(shared))
    if not own.exists():
        return SettingsTable(shared, table)
    if table:
        raise SettingsInvalid(
            f"There are settings in {own} and under [tool.journal] in {shared}.",
            hint=f"Move all of them into {FILE_NAME}.",
            place=Place(own),
        )
    return SettingsTable(own, _read_toml(own, within))


def _read_toml(path: Path, within: Path) -> dict[str, Any]:
    try:
        return parse_toml(read_file(path, FileKind.SETTINGS, within=within).decode("utf-8"))
    except ValueError as error:  # also of a number with thousands of digits
        raise SettingsInvalid(f"{path} is not valid TOML: {error}.", place=Place(path)) from None
    except OSError as error:
        raise SettingsInvalid(f"{path} cannot be read: {error.strerror}.", place=Place(path)) from None


def parse_toml(text: str) -> dict[str, Any]:
    """Parse a text. Raises ValueError, also for one that is nested too deep for the parser."""
    import tomllib  # most projects have no settings

    if _DEEP_KEY.search(text):  # the parser's time grows with the square of the parts
        raise ValueError("a key has more than 100 parts")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def read_spellings(table: SettingsTable) -> tuple[str, ...]:
    """Return `no_transaction`: comment lines, and patterns of names. Raises SettingsInvalid."""
    spellings = table.names("no_transaction")
    for spelling in spellings:
        if not spelling.startswith("--") and not spelling.endswith(".sql"):
            hint = 'Write the line as the files have it, such as "-- +goose NO TRANSACTION"; or "*_no_transaction.sql".'
            raise table.invalid(f"`no_transaction` has {spelling!r}, no comment line and no .sql pattern.", hint)
    return spellings


def read_contains(table: SettingsTable) -> dict[str, str]:
    """Return `contains`: the last migration that each baseline contains. Raises SettingsInvalid."""
    found = table.table.get("contains", {})
    if not isinstance(found, dict) or not all(isinstance(last, str) and last.strip() for last in found.values()):
        example = 'Write: contains = { "0001_baseline" = "0065_x" }, the last migration that the baseline contains.'
        raise table.invalid("`contains` is no table of names.", example)
    return {baseline.removesuffix(".sql"): last.removesuffix(".sql") for baseline, last in found.items()}


def read_pages(table: SettingsTable) -> str:
    """Return `pages`, the address of the site of the pages, without a slash at its end. Raises SettingsInvalid."""
    address = table.text("pages") or ""
    if address and not _ADDRESS.fullmatch(address):
        raise table.invalid(f"`pages` is {address!r}, no address.", 'Write: pages = "https://docs.example.com/journal"')
    return address.rstrip("/")


def read_own_ledger(table: SettingsTable) -> tuple[str | None, str | None]:
    """Return schema and table of `ledger`, None where they are not named. Raises SettingsInvalid."""
    ledger = table.table.get("ledger", {})
    if not isinstance(ledger, dict):
        raise table.invalid("`ledger` is not a table.", 'Write ledger = { schema = "drizzle", table = "…" }')
    table.refuse_unknown(ledger, ("schema", "table"), "key of `ledger`")
    return table.text("schema", ledger), table.text("table", ledger)
