"""Settings: options, then variables, then `journal.toml` or pyproject.toml, then drizzle.config, then defaults."""

import os
from collections.abc import Mapping
from dataclasses import field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from shlex import join
from typing import Any

from journal.dataclass import dataclass
from journal.errors import Note, SettingsInvalid
from journal.project.drizzle_config.choice import choose_config
from journal.project.drizzle_config.read import DEFAULT, NAMES, DrizzleConfig, dialect_note, read_drizzle_config
from journal.project.files import boundary, is_file, real_path
from journal.project.manual_ledger import ManualLedger, read_manual_ledger
from journal.project.nearby import name_the_folder
from journal.project.settings_table import (
    FILE_NAME,
    SettingsTable,
    read_contains,
    read_own_ledger,
    read_pages,
    read_settings_table,
    read_spellings,
)
from journal.project.verification import KEYS, Verification, read_verification


@dataclass(frozen=True)
class Ignored:
    """Files that are deliberately not migrations: a glob relative to the migrations folder, and why."""

    file: str
    reason: str

    def covers(self, relative: str) -> bool:
        """Tell whether the glob matches a file, by its path relative to the migrations folder."""
        return fnmatchcase(relative, self.file)


@dataclass(frozen=True)
class Ledger:
    """Where Drizzle keeps its rows: `migrations.schema` and `migrations.table` of drizzle.config."""

    schema: str = "drizzle"
    table: str = "__drizzle_migrations"

    def beside(self, name: str) -> "Ledger":
        """Return a ledger in the same schema for the application that has this name or folder."""
        word = "".join(letter if letter.isalnum() else "_" for letter in name.lower())
        return Ledger(self.schema, f"{Ledger.table}_{word}"[:63])


@dataclass(frozen=True)
class Settings:
    """What to work on. All paths are absolute; `source` is the settings file, `config` is drizzle.config.

    `options` are the words of the command line that chose the project and its folders. `own_ledger` is the schema and
    the table that the settings name, None where they do not. `env_var` is the variable that the user named for the
    URL; `typed` are the words that named the database otherwise, without its password, where the user has to type
    them again; `temporary` are those of the temporary server. `engine` is the default of `--engine`.
    `pass_variables` are names and patterns of the variables that drizzle-kit gets unchanged. `names_meta`: an option,
    a variable or the settings name the journal's folder.
    `platform`, `extensions` and `roles` are created on the temporary server before the first migration.
    `no_transaction` are comment lines and patterns of names: a file that has one runs statement by statement.
    `contains` has the last migration that each baseline contains, because it was dumped later. `found` says how the
    project was found where it is not in the folder that was named. `pages` is the address of the site of the pages.
    `lock`: the hashes of a journal belong into the lock; None where it is not read, because the journal has them.
    """

    root: Path
    migrations: Path
    meta: Path
    ignore: tuple[Ignored, ...] = ()
    ignore_objects: tuple[str, ...] = ()  # as with --ignore
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
    temporary: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    names_meta: bool = False
    platform: str | None = None
    extensions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    no_transaction: tuple[str, ...] = ()
    contains: Mapping[str, str] = field(default_factory=dict)
    manual: ManualLedger = field(default_factory=ManualLedger)
    found: str = ""
    pages: str = ""
    lock: bool | None = False

    @cached_property
    def boundary(self) -> Path:
        """The folder that no link of the project may lead out of."""
        return boundary(self.root)

    @cached_property
    def drizzle(self) -> DrizzleConfig | None:
        """The values of drizzle.config; None without one, or where it is for another database than PostgreSQL."""
        config = read_drizzle_config(self.config, self.root) if self.config else None
        return None if config is None or config.other_dialect else config

    @cached_property
    def for_other_dialect(self) -> str:
        """The sentence that refuses a drizzle.config for another database than PostgreSQL; empty for others."""
        config = read_drizzle_config(self.config, self.root) if self.config else None
        if config is None or not config.other_dialect:
            return ""
        name = os.path.relpath(config.place.path, self.root)
        return f"{name} is for {config.other_dialect}; drizzle-journal is for PostgreSQL only."

    @cached_property
    def ledger(self) -> Ledger:
        """Where Drizzle keeps its rows. Raises SettingsInvalid where drizzle.config names it and cannot be read."""
        schema, table = self.own_ledger
        return Ledger(
            schema or self._drizzle_ledger("schema") or Ledger.schema,
            table or self._drizzle_ledger("table") or Ledger.table,
        )

    def _drizzle_ledger(self, key: str) -> str:
        value = self.drizzle and self.drizzle.text(f"migrations.{key}", f'[ledger] {key} = "…" in {FILE_NAME}')
        return str(value.value) if value else ""

    @property
    def uses_drizzle_kit(self) -> bool:
        """Whether the project has a drizzle.config of any ending."""
        return self.config is not None or any(self.root.glob("drizzle.config.*"))

    def page_of_rule(self, rule: str) -> str:
        """Return the address of the page of a rule, as `scripts/docs` builds it; empty without a site."""
        return f"{self.pages}/rules/{rule}.html" if self.pages else ""

    def command(self, verb: str, *words: str) -> str:
        """Return the command line of a verb, of one word or two, on this project, with the options of this run."""
        database = ["--env-var", self.env_var] if self.env_var else self.typed
        database = [*(database if verb in _LIVE else ()), *(self._replay_words if verb in _REPLAYS else ())]
        return join(["drizzle-journal", *verb.split(), *self.options, *database, *words])

    @property
    def _replay_words(self) -> tuple[str, ...]:
        """The options of the temporary server, with the platform that the project's folder shows and nothing names."""
        if self.platform or "--platform" in self.temporary or not is_file(self.root / "supabase" / "config.toml"):
            return self.temporary
        return (*self.temporary, "--platform", "supabase")

    @property
    def migrate_command(self) -> str:
        """The command that applies what is pending: drizzle-kit's, or ours where the project has no drizzle.config."""
        return self.drizzle_kit("migrate") if self.uses_drizzle_kit else self.command("run", "--journal")

    def drizzle_kit(self, verb: str) -> str:
        """Return the command line of a drizzle-kit command in the project's folder, on the project's drizzle.config."""
        config = os.path.relpath(self.config, self.root) if self.config else NAMES[0]
        words = join(["npx", "drizzle-kit", verb, *([] if config in NAMES else [f"--config={config}"])])
        return f"cd {join([str(self.root)])} && {words}" if "--project" in self.options else words


_PATHS = ("migrations", "meta", "config")
_LIVE = (
    "status", "verify", "locate", "stamp", "unstamp", "repair",
    "run", "down", "rollback", "backup", "backup list", "backup restore", "handback", "adopt",
)  # fmt: skip
_REPLAYS = ("bootstrap", "verify", "locate", "stamp", "rehearse", "snapshot", "schema", "handback", "adopt")
VARIABLES = {word: f"JOURNAL_{word.upper()}" for word in _PATHS}
_SEEDED = ("platform", "extensions", "roles")
PLATFORMS = ("supabase", "neon")
_KNOWN = (
    *_PATHS, "baseline", "contains", "engine", "ignore", "ignore_objects", "ledger", "lock", "manual",
    "no_transaction", "pages", "pass_variables", *_SEEDED, *KEYS,
)  # fmt: skip
ENGINES = ("auto", "native", "drizzle")
ENGINE_VARIABLE = "JOURNAL_ENGINE"
_IGNORE_EXAMPLE = 'Write: ignore = [{ file = "seed.sql", reason = "test data, run by hand" }]'


def load_settings(
    root: Path, *, migrations: Path | None = None, meta: Path | None = None, config: Path | None = None
) -> Settings:
    """Read the settings of the project in `root`: option, variable, settings file, drizzle.config, default.

    Where nothing names the journal's folder, it is `<migrations>/meta`, as in Drizzle, unless only `meta` in the
    project holds a journal. Raises SettingsInvalid with the file and what to write instead.
    """
    root = real_path(root)
    if not root.is_dir():
        raise SettingsInvalid(f"There is no project folder at {root}.", hint="Name it with --project DIR.")
    table = read_settings_table(root)
    table.refuse_unknown(table.table, _KNOWN, "setting")
    given = {"migrations": migrations, "meta": meta, "config": config}
    named = {key: _named_path(table, key, option) for key, option in given.items()}
    paths = {key: Path(path) for key, path in named.items() if path}
    found, on_choice = choose_config(root, paths.get("config"), paths.get("migrations"))
    out, notes = _drizzle_folder(root, found) if not named["migrations"] else ("", ())
    folder = root / (named["migrations"] or out or "migrations")
    baseline = table.text("baseline")
    return Settings(
        root=root,
        migrations=folder,
        meta=root / named["meta"] if named["meta"] else _default_meta(root, folder),
        ignore=tuple(_ignored(table, item) for item in table.tables("ignore", _IGNORE_EXAMPLE)),
        ignore_objects=table.names("ignore_objects"),
        baseline=baseline.removesuffix(".sql") if baseline else None,
        own_ledger=read_own_ledger(table),
        engine=_engine(table),
        pass_variables=table.names("pass_variables"),
        verification=read_verification(table),
        source=table.source if table.table else None,
        config=found,
        options=_options(root, given),
        notes=on_choice + notes,
        names_meta=named["meta"] is not None,
        platform=table.one_of("platform", PLATFORMS),
        extensions=table.plain_names("extensions"),
        roles=table.plain_names("roles"),
        no_transaction=read_spellings(table),
        contains=read_contains(table),
        manual=read_manual_ledger(table),
        pages=read_pages(table),
        lock=table.flag("lock"),
    )


def _named_path(table: SettingsTable, key: str, option: Path | None) -> str | None:
    in_file = table.text(key)  # its type is checked also where an option wins
    return str(option) if option is not None else os.environ.get(VARIABLES[key]) or in_file


def _drizzle_folder(root: Path, config: Path | None) -> tuple[str, tuple[Note, ...]]:
    """Return the folder that drizzle.config makes drizzle-kit use, empty without one, and notes about the file.

    Where the file has no `out`, that is drizzle-kit's default, unless only `migrations` exists. Without a file, it is
    drizzle-kit's default where only that exists and holds a journal.
    """
    if config is None:
        holds = not (root / "migrations").is_dir() and os.path.exists(root / DEFAULT / "meta" / "_journal.json")  # noqa: PTH110
        return DEFAULT if holds else "", ()
    drizzle = read_drizzle_config(config, root)
    if drizzle.other_dialect:
        return "", (dialect_note(drizzle),)
    if (unread := drizzle.why_not("out")) is not None:
        hint = name_the_folder(root, f'Name it: --migrations DIR, or migrations = "DIR" in {FILE_NAME}')
        raise SettingsInvalid(f"{unread.place}: {unread}.", hint=hint, place=unread.place)
    out = drizzle.get("out")
    if out is not None:
        return os.path.normpath(str(out.value)), ()  # as Node's path.resolve
    has_default = (root / DEFAULT).is_dir() or not (root / "migrations").is_dir()
    return DEFAULT if drizzle.values and has_default else "", ()


def _ignored(table: SettingsTable, item: Any) -> Ignored:
    if not isinstance(item, dict) or not table.text("file", item):
        raise table.invalid("An `ignore` names no file.", _IGNORE_EXAMPLE)
    table.refuse_unknown(item, ("file", "reason"), "key of `ignore`")
    reason = table.text("reason", item)
    if not reason:
        raise table.invalid(f"The ignored file {item['file']} has no reason, and one is required.", _IGNORE_EXAMPLE)
    return Ignored(item["file"], reason.strip())


def _engine(table: SettingsTable) -> str:
    in_file, variable = table.one_of("engine", ENGINES), os.environ.get(ENGINE_VARIABLE)
    if variable and variable not in ENGINES:
        raise SettingsInvalid(f"{ENGINE_VARIABLE} is {variable!r}.", hint=f"One of: {', '.join(ENGINES)}.")
    return variable or in_file or ENGINES[0]


def _options(root: Path, given: dict[str, Path | None]) -> tuple[str, ...]:
    here = Path.cwd()
    place = root.relative_to(here) if root.is_relative_to(here) else root
    options = {"project": place if root != here else None} | given
    return tuple(word for name, value in options.items() if value is not None for word in (f"--{name}", str(value)))


def _default_meta(root: Path, migrations: Path) -> Path:
    """Return the folder that holds a journal, Drizzle's own place first; without any, Drizzle's own place."""
    inside, beside = migrations / "meta", root / "meta"
    held = (folder for folder in (inside, beside) if os.path.exists(folder / "_journal.json"))  # noqa: PTH110 - False where pathlib raises
    return next(held, inside)
