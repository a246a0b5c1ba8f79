"""Find a project's drizzle.config and read it: each value with its place. Nothing in the file is run."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

import orjson

from journal.dataclass import dataclass
from journal.errors import Note, Place, SettingsInvalid, Severity
from journal.project.drizzle_config.dotenv import Environment, own_file
from journal.project.drizzle_config.evaluate import EvaluationTooLarge, Evaluator
from journal.project.drizzle_config.loads import load_env_files
from journal.project.drizzle_config.module import REST, Absent, Computed, Property, parse_module
from journal.project.files import FileKind, boundary, read_file

DEFAULT = "drizzle"
"""Where drizzle-kit writes without `out`. Source: `migrateConfig` of drizzle-kit 0.31."""

_OLD_DRIVERS = ("pg", "pglite", "aws-data-api")  # `driver` of drizzle-kit before 0.21, which had no `dialect`


@dataclass(frozen=True)
class ConfigValue:
    """A value and its place. `origin` is the variable it was taken from, with its file: `X of .env`."""

    value: Any = field(repr=False)  # it may be a password
    place: Place
    origin: str = ""


@dataclass(frozen=True)
class Unread:
    """A key with a computed value. `text` is the expression without the content of its strings."""

    key: str
    place: Place
    text: str
    why: str

    def __str__(self) -> str:
        key = f"`{self.key}`" if self.key else "it"
        if self.text.startswith("process.env.") and self.why.endswith(" is not set"):
            return f"{key} needs {self.text}, which is not set"
        return f"{key} cannot be read without running the file: {self.text} ({self.why})"


@dataclass(frozen=True)
class DrizzleConfig:
    """One file. Keys are dotted, such as `migrations.table`.

    `schema` and the two filters are tuples of text, `breakpoints` is a bool, `dbCredentials.port` an int,
    `dbCredentials.ssl` a text, a bool, or True for an object; every other value is text. `environment` has the
    variables after all that the file loads.
    """

    place: Place
    values: Mapping[str, ConfigValue]
    unread: tuple[Unread, ...] = ()
    environment: Environment = field(default_factory=lambda: Environment({}), compare=False)

    def get(self, key: str) -> ConfigValue | None:
        """Return the value of a key, or None where it is absent or computed."""
        return self.values.get(key)

    def why_not(self, key: str) -> Unread | None:
        """Return the computed expression that may set a key: its own, that of its object, or a spread there."""
        if key in self.values:
            return None
        parts = key.split(".")
        inside = {".".join(parts[:count]) for count in range(len(parts) + 1)}
        return next((unread for unread in self.unread if unread.key in inside), None)

    def text(self, key: str, instead: str) -> ConfigValue | None:
        """Return the value of a key that is needed. Raises SettingsInvalid where it is computed.

        `instead` is what the user can type to name the value.
        """
        unread = self.why_not(key)
        if unread is not None:
            raise SettingsInvalid(f"{unread.place}: {unread}.", hint=f"Name it: {instead}", place=unread.place)
        return self.values.get(key)

    @property
    def other_dialect(self) -> str:
        """The database that the file is for, where that is not PostgreSQL; else empty."""
        dialect, driver = self.values.get("dialect"), self.values.get("driver")
        if dialect is not None:
            return "" if dialect.value == "postgresql" else str(dialect.value)
        return str(driver.value) if driver is not None and driver.value not in _OLD_DRIVERS else ""


def dialect_note(config: DrizzleConfig) -> Note:
    """Return the note on a file for another database."""
    place = next(config.values[key].place for key in ("dialect", "driver") if key in config.values)
    message = f"{place} is for {config.other_dialect}, not for PostgreSQL; it is skipped."
    help_ = "Name the one for PostgreSQL with --config, or the folder with --migrations."
    return Note("config-of-other-dialect", message, help_, place, Severity.NOTE)


NAMES = ("drizzle.config.ts", "drizzle.config.js", "drizzle.config.json")
"""The names that drizzle-kit looks for; it takes the first that exists. Source: `drizzleConfigFromFile` of 0.31."""

_TEXT = (
    "dialect", "driver", "out", "casing", "migrations.schema", "migrations.table", "migrations.prefix",
    "dbCredentials.url", "dbCredentials.connectionString", "dbCredentials.host", "dbCredentials.user",
    "dbCredentials.password", "dbCredentials.database",
)  # fmt: skip
_TEXTS = ("schema", "schemaFilter", "tablesFilter")
_KEYS = (*_TEXT, *_TEXTS, "breakpoints", "dbCredentials.port", "dbCredentials.ssl")


def find_config(root: Path, named: Path | None = None) -> Path | None:
    """Return the project's file, or the named one, relative to the root. Raises SettingsInvalid if that is absent."""
    if named is not None:
        path = root / named
        if not path.is_file():
            hint = "Correct --config, JOURNAL_CONFIG, or `config` in the settings."
            raise SettingsInvalid(f"There is no drizzle.config at {path}.", hint=hint, place=Place(path))
        return path
    return next((root / name for name in NAMES if os.path.exists(root / name)), None)  # noqa: PTH110 - never raises


def project_environment(root: Path, *, strict: bool = False) -> Environment:
    """Return the variables of this process, and those that the project's .env adds, as drizzle-kit loads it.

    With `strict`, raises SettingsInvalid for a .env that exists and cannot be read.
    """
    name, override = own_file()
    return Environment(dict(os.environ)).with_file(root, name, override=override, strict=strict)


def read_drizzle_config(path: Path, root: Path) -> DrizzleConfig:
    """Read a file. `root` is the folder in which drizzle-kit is started, with .env and the relative paths."""
    try:
        raw = read_file(path, FileKind.SETTINGS, within=boundary(root)).removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        return DrizzleConfig(Place(path), {}, (Unread("", Place(path), path.name, error.strerror or "no file"),))
    value, environment = (_read_json if path.suffix == ".json" else _read_script)(path, root, raw)
    values: dict[str, ConfigValue] = {}
    unread: list[Unread] = []
    for key, held in _known_keys("", Property(value, 0)):
        found = _checked(key, held.value)
        if isinstance(found, Computed):
            unread.append(Unread(key, Place(path, found.line or held.line), found.text, found.why))
        elif found is not None:
            values[key] = ConfigValue(found, Place(path, held.line), getattr(held.value, "origin", ""))
    return DrizzleConfig(Place(path), values, tuple(unread), environment)


def _read_script(path: Path, root: Path, raw: bytes) -> tuple[Any, Environment]:
    """Return the value of the default export, a dict of Property or a Computed, and the variables after all loads."""
    module, environment = parse_module(raw), project_environment(root)
    if module.too_large:
        return Computed(0, path.name, "it is larger than a configuration"), environment
    if all(node.type == "comment" for node in module.root.children):
        return {}, environment
    if module.error_line:
        return Computed(module.error_line, path.name, "this is no TypeScript"), environment
    if module.exported is None:
        return Computed(0, path.name, "it has no default export"), environment
    evaluator = Evaluator(module, root, path, environment)
    try:
        load_env_files(evaluator)
        value = evaluator.value(module.exported)
    except EvaluationTooLarge:
        return Computed(0, path.name, "it takes more steps than a configuration should"), environment
    loaded = evaluator.environments[-1][1]
    return (value if isinstance(value, dict) else evaluator.why(value, module.exported)), loaded


def _read_json(path: Path, root: Path, raw: bytes) -> tuple[Any, Environment]:
    """Read JSON as the default export of a script, which has the same lines."""
    try:
        orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return Computed(error.lineno, path.name, f"this is no JSON: {error.msg}"), project_environment(root)
    return _read_script(path, root, b"export default " + raw)


def _known_keys(name: str, held: Property) -> Iterator[tuple[str, Property]]:
    """Yield every known key, dotted, with its value; a computed spread has the name of the object around it."""
    if not isinstance(held.value, dict) or name not in ("", "migrations", "dbCredentials"):
        yield name, held
        return
    for key, inner in held.value.items():
        dotted = f"{name}.{key}" if name else key
        if key == REST:
            yield name, inner
        elif dotted in (*_KEYS, "migrations", "dbCredentials"):
            yield from _known_keys(dotted, inner)


def _checked(key: str, value: Any) -> Any:
    """Return the value in the type of its key, a Computed where it cannot be read, or None where it is undefined."""
    if isinstance(value, Computed) or value is None or value == Absent():
        return value if isinstance(value, Computed) else None
    if isinstance(value, Absent):
        return Computed(0, f"process.env.{value.variable}", f"{value.variable} is not set")
    if isinstance(value, str) and "\0" in value:
        return Computed(0, key, "it has a NUL character")
    found = _typed(key, value)
    return Computed(0, key, "its value is of the wrong type") if found is None else found


def _typed(key: str, value: Any) -> Any:
    """Return the value in the type of its key, or None where it has another."""
    if key in _TEXT:
        return str(value) if isinstance(value, str) and value else None
    if key in _TEXTS:
        texts = [value] if isinstance(value, str) else value
        is_list = isinstance(texts, list) and all(isinstance(text, str) for text in texts)
        return tuple(map(str, texts)) if is_list else None
    if key == "dbCredentials.port":
        digits = str(value).strip()
        return int(digits) if digits.isdigit() else None
    if key == "dbCredentials.ssl":
        if isinstance(value, bool):
            return value
        return str(value) if isinstance(value, str) else isinstance(value, dict) or None
    return value if isinstance(value, bool) else None
