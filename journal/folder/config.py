"""Settings: options, then `journal.toml` or `[tool.journal]` in pyproject.toml, then defaults."""

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from shlex import join
from typing import Any

from journal.errors import Place, SettingsInvalid

FILE_NAME = "journal.toml"


@dataclass(frozen=True)
class Ignored:
    """Files that are deliberately no migrations: a glob relative to the migrations folder, and why."""

    file: str
    reason: str

    def covers(self, relative: str) -> bool:
        """Whether a file, by its path relative to the migrations folder, is meant."""
        return fnmatchcase(relative, self.file)


@dataclass(frozen=True)
class Ledger:
    """Where Drizzle keeps its rows: `migrations.schema` and `migrations.table` of drizzle.config."""

    schema: str = "drizzle"
    table: str = "__drizzle_migrations"


@dataclass(frozen=True)
class Settings:
    """What to work on. All paths are absolute; `source` is the file the settings came from.

    `options` are the words of the command line that chose the project and its folders.
    """

    root: Path
    migrations: Path
    meta: Path
    ignore: tuple[Ignored, ...] = ()
    baseline: str | None = None
    ledger: Ledger = Ledger()
    source: Path | None = None
    options: tuple[str, ...] = ()

    def command(self, verb: str, *words: str) -> str:
        """What to type for a verb on this very project, with the options that led here."""
        return join(["journal", verb, *self.options, *words])


_PATHS = ("migrations", "meta")
_WORDS = (*_PATHS, "baseline")
_KNOWN = (*_WORDS, "ignore", "ledger")


def load_settings(root: Path, *, migrations: Path | None = None, meta: Path | None = None) -> Settings:
    """Read the settings of the project in `root`. An option wins over the file, the file over the default.

    Without a word about it, the journal's folder is `<migrations>/meta` when that exists, as Drizzle has it,
    else `meta` in the project. Raises SettingsInvalid with the file and what to write instead.
    """
    root = root.resolve()
    if not root.is_dir():
        raise SettingsInvalid(f"There is no project folder at {root}.", hint="Name it with --project DIR.")
    source, table = _read(root)
    words = _Table(source, table)
    folder = root / (migrations or words.text("migrations") or "migrations")
    said = meta or words.text("meta")
    return Settings(
        root=root,
        migrations=folder,
        meta=root / said if said else _usual_meta(root, folder),
        ignore=tuple(words.ignored(item) for item in words.array("ignore")),
        baseline=_tag(words.text("baseline")),
        ledger=words.ledger(),
        source=source if table else None,
        options=_options(root, migrations, meta),
    )


def _options(root: Path, migrations: Path | None, meta: Path | None) -> tuple[str, ...]:
    words = [("--project", root if root != Path.cwd() else None), ("--migrations", migrations), ("--meta", meta)]
    return tuple(word for name, value in words if value is not None for word in (name, str(value)))


def _usual_meta(root: Path, migrations: Path) -> Path:
    """The first that holds a journal, Drizzle's own place first; without any, the first that is there.

    Where there is a drizzle.config, it is Drizzle's own place.
    """
    inside, beside = migrations / "meta", root / "meta"
    for folder in (inside, beside):
        if os.path.exists(folder / "_journal.json"):  # noqa: PTH110 - says False where pathlib raises
            return folder
    drizzle = any(root.glob("drizzle.config.*"))  # it looks for the journal in its own folder and nowhere else
    return inside if drizzle or os.path.isdir(inside) else beside  # noqa: PTH112


def _tag(name: str | None) -> str | None:
    return name.removesuffix(".sql") if name else None


def _read(root: Path) -> tuple[Path, Mapping[str, Any]]:
    own, shared = root / FILE_NAME, root / "pyproject.toml"
    table = _tool_table(shared) if shared.exists() else {}
    if own.exists() and table:
        raise SettingsInvalid(
            f"There are settings in {own} and under [tool.journal] in {shared}.",
            hint=f"Move all of them into {FILE_NAME}.",
            place=Place(own),
        )
    return (own, _toml(own)) if own.exists() else (shared, table)


def _tool_table(shared: Path) -> Mapping[str, Any]:
    tool = _toml(shared).get("tool", {})
    table = tool.get("journal", {}) if isinstance(tool, dict) else None
    if not isinstance(table, dict):
        raise SettingsInvalid(f"{shared}: [tool.journal] is not a table.", place=Place(shared))
    return table


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{path} is not valid TOML: {error}.", place=Place(path)) from None
    except OSError as error:
        raise SettingsInvalid(f"{path} cannot be read: {error.strerror}.", place=Place(path)) from None


class _Table:
    """The settings table, each value taken out with its type checked."""

    def __init__(self, source: Path, table: Mapping[str, Any]) -> None:
        self.source = source
        self.table = table
        self._known(table, _KNOWN, "setting")

    def text(self, key: str, table: Mapping[str, Any] | None = None) -> str | None:
        value = (self.table if table is None else table).get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self._invalid(f"`{key}` is not text.")
        return value

    def array(self, key: str) -> Sequence[Any]:
        value = self.table.get(key, [])
        if not isinstance(value, list):
            raise self._invalid(f"`{key}` is not a list of tables.", _IGNORE_EXAMPLE)
        return value

    def ignored(self, item: Any) -> Ignored:
        if not isinstance(item, dict) or not self.text("file", item):
            raise self._invalid("An `ignore` names no file.", _IGNORE_EXAMPLE)
        self._known(item, ("file", "reason"), "key of `ignore`")
        if not self.text("reason", item):
            raise self._invalid(f"The ignored file {item['file']} has no reason, and one is required.", _IGNORE_EXAMPLE)
        return Ignored(item["file"], item["reason"].strip())

    def ledger(self) -> Ledger:
        table = self.table.get("ledger", {})
        if not isinstance(table, dict):
            raise self._invalid("`ledger` is not a table.", 'Write ledger = { schema = "drizzle", table = "…" }')
        self._known(table, ("schema", "table"), "key of `ledger`")
        default = Ledger()
        return Ledger(self.text("schema", table) or default.schema, self.text("table", table) or default.table)

    def _known(self, table: Mapping[str, Any], known: Sequence[str], what: str) -> None:
        for key in table:
            if key not in known:
                near = get_close_matches(key, known, 1)
                hint = f"Did you mean `{near[0]}`?" if near else f"Known are: {', '.join(known)}."
                raise self._invalid(f"`{key}` is no known {what}.", hint)

    def _invalid(self, what: str, hint: str = "") -> SettingsInvalid:
        return SettingsInvalid(f"{self.source}: {what}", hint=hint, place=Place(self.source))


_IGNORE_EXAMPLE = 'Write: ignore = [{ file = "seed.sql", reason = "test data, run by hand" }]'
