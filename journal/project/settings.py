"""Settings: options, then variables, then `journal.toml` or pyproject.toml, then drizzle.config, then defaults."""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from shlex import join
from typing import Any

from journal.errors import Note, Place, SettingsInvalid, did_you_mean
from journal.project.drizzle_config.out import dialect_notes, folder_of, ours
from journal.project.drizzle_config.read import find_config, read_drizzle_config
from journal.project.drizzle_config.values import DrizzleConfig
from journal.project.files import FileKind, boundary, read_file
from journal.project.paths import real_path
from journal.project.verification import KEYS, Verification, read_verification

FILE_NAME = "journal.toml"
_DEEP_KEY = re.compile(r"""(?<![\w"'.-])(?:[\w"'-]+[ \t]*\.[ \t]*){100}""")


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
    """What to work on. All paths are absolute; `source` is the file the settings came from, `config` drizzle.config.

    `options` are the words of the command line that chose the project and its folders. `own_ledger` is the schema and
    the table that the settings name, None where they do not. `env_var` is the variable that was said to hold the URL;
    `typed` are the words that named the database otherwise, less its password, where they have to be typed again.
    `engine` is who replays where no option says it; `pass_variables` are names and patterns of the variables that
    drizzle-kit gets as they are.
    """

    root: Path
    migrations: Path
    meta: Path
    ignore: tuple[Ignored, ...] = ()
    baseline: str | None = None
    own_ledger: tuple[str | None, str | None] = (None, None)
    engine: str = "auto"
    pass_variables: tuple[str, ...] = ()
    verification: Verification = field(default_factory=Verification)
    source: Path | None = None
    config: Path | None = None
    options: tuple[str, ...] = ()
    env_var: str | None = None
    typed: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @cached_property
    def boundary(self) -> Path:
        """The folder that no link of the project may lead out of."""
        return boundary(self.root)

    @cached_property
    def drizzle(self) -> DrizzleConfig | None:
        """What drizzle.config says; None without one, or where it is for another database than PostgreSQL."""
        return ours(read_drizzle_config(self.config, self.root)) if self.config else None

    @cached_property
    def ledger(self) -> Ledger:
        """Where Drizzle keeps its rows. Raises SettingsInvalid where drizzle.config says it, and cannot be read."""
        default = Ledger()
        schema, table = self.own_ledger
        return Ledger(
            schema or self._of_drizzle("migrations.schema") or default.schema,
            table or self._of_drizzle("migrations.table") or default.table,
        )

    @property
    def uses_drizzle_kit(self) -> bool:
        """Whether the project has a drizzle.config, of whatever kind."""
        return self.config is not None or any(self.root.glob("drizzle.config.*"))

    def _of_drizzle(self, key: str) -> str:
        if self.drizzle is None:
            return ""
        word = key.partition(".")[2]
        said = self.drizzle.text(key, f'[ledger] {word} = "…" in {FILE_NAME}')
        return said.value if said else ""

    def command(self, verb: str, *words: str) -> str:
        """What to type for a verb on this very project and database, with the options that led here.

        A verb may be of two words, such as `backup restore`.
        """
        database = ["--env-var", self.env_var] if self.env_var else self.typed
        database = database if verb in _LIVE else ()
        return join(["journal", *verb.split(), *self.options, *database, *words])


_PATHS = ("migrations", "meta", "config")
_LIVE = (
    "status", "verify", "locate", "stamp", "repair",
    "run", "down", "rollback", "backup", "backup list", "backup restore", "handback",
)  # fmt: skip
VARIABLES = {word: f"JOURNAL_{word.upper()}" for word in _PATHS}
_WORDS = (*_PATHS, "baseline", "engine")
_KNOWN = (*_WORDS, "ignore", "ledger", "pass_variables", *KEYS)
ENGINES = ("auto", "native", "drizzle")
ENGINE_VARIABLE = "JOURNAL_ENGINE"


def load_settings(
    root: Path, *, migrations: Path | None = None, meta: Path | None = None, config: Path | None = None
) -> Settings:
    """Read the settings of the project in `root`: option, variable, settings file, drizzle.config, default.

    Without a word about it, the journal's folder is `<migrations>/meta` when that exists, as Drizzle has it,
    else `meta` in the project. Raises SettingsInvalid with the file and what to write instead.
    """
    root = real_path(root)
    if not root.is_dir():
        raise SettingsInvalid(f"There is no project folder at {root}.", hint="Name it with --project DIR.")
    words = SettingsTable(*_read(root))
    named = _said(words, "config", config)
    found = find_config(root, Path(named) if named else None)
    said, notes = _said(words, "migrations", migrations), tuple[Note, ...]()
    if not said and found is not None:
        drizzle = read_drizzle_config(found, root)
        said, notes = folder_of(drizzle, root), dialect_notes(drizzle)
    folder = root / (said or "migrations")
    beside = _said(words, "meta", meta)
    return Settings(
        root=root,
        migrations=folder,
        meta=root / beside if beside else _usual_meta(root, folder, uses_drizzle_kit=found is not None),
        ignore=tuple(words.ignored(item) for item in words.array("ignore", _IGNORE_EXAMPLE)),
        baseline=_tag(words.text("baseline")),
        own_ledger=words.ledger(),
        engine=_engine(words),
        pass_variables=words.names("pass_variables"),
        verification=read_verification(words),
        source=words.source if words.table else None,
        config=found,
        options=_options(root, migrations, meta, config),
        notes=notes,
    )


def _said(words: "SettingsTable", key: str, option: Path | None) -> str | None:
    """What option, variable or settings file say of a path, the first that says anything."""
    in_file = words.text(key)  # also where it is not used: it is to be text
    return str(option) if option is not None else os.environ.get(VARIABLES[key]) or in_file


def _engine(words: "SettingsTable") -> str:
    """Who replays: what the variable says, else the settings file. Raises SettingsInvalid."""
    in_file, variable = words.text("engine"), os.environ.get(ENGINE_VARIABLE)
    hint = f"One of: {', '.join(ENGINES)}."
    if in_file and in_file not in ENGINES:
        raise words.invalid(f"`engine` is {in_file!r}.", hint)
    if variable and variable not in ENGINES:
        raise SettingsInvalid(f"{ENGINE_VARIABLE} is {variable!r}.", hint=hint)
    return variable or in_file or ENGINES[0]


def _options(root: Path, migrations: Path | None, meta: Path | None, config: Path | None) -> tuple[str, ...]:
    words = [
        ("--project", root if root != Path.cwd() else None),
        ("--migrations", migrations),
        ("--meta", meta),
        ("--config", config),
    ]
    return tuple(word for name, value in words if value is not None for word in (name, str(value)))


def _usual_meta(root: Path, migrations: Path, *, uses_drizzle_kit: bool) -> Path:
    """The first that holds a journal, Drizzle's own place first; without any, the first that is there.

    Where there is a drizzle.config, it is Drizzle's own place.
    """
    inside, beside = migrations / "meta", root / "meta"
    for folder in (inside, beside):
        if os.path.exists(folder / "_journal.json"):  # noqa: PTH110 - says False where pathlib raises
            return folder
    # drizzle-kit looks for the journal in its own folder and nowhere else
    drizzle = uses_drizzle_kit or any(root.glob("drizzle.config.*"))
    return inside if drizzle or os.path.isdir(inside) else beside  # noqa: PTH112


def _tag(name: str | None) -> str | None:
    return name.removesuffix(".sql") if name else None


def _read(root: Path) -> tuple[Path, Mapping[str, Any]]:
    own, shared, within = root / FILE_NAME, root / "pyproject.toml", boundary(root)
    table = _tool_table(shared, within) if shared.exists() else {}
    if own.exists() and table:
        raise SettingsInvalid(
            f"There are settings in {own} and under [tool.journal] in {shared}.",
            hint=f"Move all of them into {FILE_NAME}.",
            place=Place(own),
        )
    return (own, _toml(own, within)) if own.exists() else (shared, table)


def _tool_table(shared: Path, within: Path) -> Mapping[str, Any]:
    tool = _toml(shared, within).get("tool", {})
    table = tool.get("journal", {}) if isinstance(tool, dict) else None
    if not isinstance(table, dict):
        raise SettingsInvalid(f"{shared}: [tool.journal] is not a table.", place=Place(shared))
    return table


def _toml(path: Path, within: Path) -> Mapping[str, Any]:
    try:
        return parse_toml(read_file(path, FileKind.SETTINGS, within=within).decode("utf-8"))
    except ValueError as error:  # also of a number with thousands of digits
        raise SettingsInvalid(f"{path} is not valid TOML: {error}.", place=Place(path)) from None
    except OSError as error:
        raise SettingsInvalid(f"{path} cannot be read: {error.strerror}.", place=Place(path)) from None


def parse_toml(text: str) -> dict[str, Any]:
    """Return the table of a text. Raises ValueError, also for what is nested too deep for the parser."""
    if _DEEP_KEY.search(text):  # it takes time that grows with the square of the parts
        raise ValueError("a key has more than 100 parts")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


class SettingsTable:
    """The settings table, each value taken out with its type checked."""

    def __init__(self, source: Path, table: Mapping[str, Any]) -> None:
        self.source = source
        self.table = table
        self.known(table, _KNOWN, "setting")

    def text(self, key: str, table: Mapping[str, Any] | None = None) -> str | None:
        """A text that is not blank; None where the key is not there."""
        value = (self.table if table is None else table).get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self.invalid(f"`{key}` is not text.")
        if value is not None and "\0" in value:
            raise self.invalid(f"`{key}` has a NUL character, which no name may have.")
        return value

    def array(self, key: str, example: str, table: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """A list; empty where the key is not there."""
        value = (self.table if table is None else table).get(key, [])
        if not isinstance(value, list):
            raise self.invalid(f"`{key}` is not a list of tables.", example)
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is not there."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self.invalid(f"`{key}` is not a list of names.", f'Write: {key} = ["NAME", "PREFIX_*"]')
        return tuple(value)

    def ignored(self, item: Any) -> Ignored:
        """A file on the ignore list, with its reason."""
        if not isinstance(item, dict) or not self.text("file", item):
            raise self.invalid("An `ignore` names no file.", _IGNORE_EXAMPLE)
        self.known(item, ("file", "reason"), "key of `ignore`")
        if not self.text("reason", item):
            raise self.invalid(f"The ignored file {item['file']} has no reason, and one is required.", _IGNORE_EXAMPLE)
        return Ignored(item["file"], item["reason"].strip())

    def ledger(self) -> tuple[str | None, str | None]:
        """Schema and table of Drizzle's ledger, None where nothing is said."""
        table = self.table.get("ledger", {})
        if not isinstance(table, dict):
            raise self.invalid("`ledger` is not a table.", 'Write ledger = { schema = "drizzle", table = "…" }')
        self.known(table, ("schema", "table"), "key of `ledger`")
        return self.text("schema", table), self.text("table", table)

    def known(self, table: Mapping[str, Any], known: Sequence[str], what: str) -> None:
        """Refuse a key that nobody reads."""
        for key in table:
            if key not in known:
                hint = did_you_mean(key, known, f"Known are: {', '.join(known)}.")
                raise self.invalid(f"`{key}` is no known {what}.", hint)

    def invalid(self, what: str, hint: str = "") -> SettingsInvalid:
        """The error, with the file in it."""
        return SettingsInvalid(f"{self.source}: {what}", hint=hint, place=Place(self.source))


_IGNORE_EXAMPLE = 'Write: ignore = [{ file = "seed.sql", reason = "test data, run by hand" }]'
