"""Find a project's drizzle.config and read it; nothing of it is run."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from journal.errors import Place, SettingsInvalid
from journal.project.drizzle_config.dotenv import FILE_NAME, Environment
from journal.project.drizzle_config.values import ConfigValue, DrizzleConfig, Unread
from journal.project.files import FileKind, boundary, read_file

NAMES = ("drizzle.config.ts", "drizzle.config.js", "drizzle.config.json")
"""What drizzle-kit looks for, in its order; it takes the first. Source: `drizzleConfigFromFile` of 0.31."""

_TEXT = (
    "dialect", "driver", "out", "casing", "migrations.schema", "migrations.table", "migrations.prefix",
    "dbCredentials.url", "dbCredentials.connectionString", "dbCredentials.host", "dbCredentials.user",
    "dbCredentials.password", "dbCredentials.database",
)  # fmt: skip
_TEXTS = ("schema", "schemaFilter", "tablesFilter")
_OTHERS = ("breakpoints", "dbCredentials.port", "dbCredentials.ssl")
_PARTS = {part for key in (*_TEXT, *_TEXTS, *_OTHERS) for part in key.split(".")}


def find_config(root: Path, named: Path | None = None) -> Path | None:
    """The file of the project, or the one named, relative to its root. Raises SettingsInvalid if that is not there."""
    if named is not None:
        path = root / named
        if not path.is_file():
            hint = "Correct --config, JOURNAL_CONFIG, or `config` in the settings."
            raise SettingsInvalid(f"There is no drizzle.config at {path}.", hint=hint, place=Place(path))
        return path
    return next((root / name for name in NAMES if os.path.exists(root / name)), None)  # noqa: PTH110 - never raises


def project_environment(root: Path, *, strict: bool = False) -> Environment:
    """The variables of this process, and those that the project's .env adds to them.

    With `strict`, raises SettingsInvalid for a .env that is there and cannot be read.
    """
    return Environment(dict(os.environ)).with_file(root, FILE_NAME, strict=strict)


def read_drizzle_config(path: Path, root: Path) -> DrizzleConfig:
    """Read it. `root` is where drizzle-kit is started, so where .env lies; relative paths are its, too."""
    try:
        raw = read_file(path, FileKind.SETTINGS, within=boundary(root)).removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        return DrizzleConfig(Place(path), {}, (Unread("", Place(path), path.name, error.strerror or "no file"),))
    return _flat(path, _json(path, raw) if path.suffix == ".json" else _script(path, root, raw))


def _script(path: Path, root: Path, raw: bytes) -> Any:
    """The value of the default export, with a Computed for whatever is not known."""
    from journal.project.drizzle_config.environment import load_environments  # noqa: PLC0415 - with the parser
    from journal.project.drizzle_config.evaluate import EvaluationTooLarge, Evaluator  # noqa: PLC0415
    from journal.project.drizzle_config.javascript import Computed  # noqa: PLC0415
    from journal.project.drizzle_config.module import parse_module  # noqa: PLC0415

    module = parse_module(raw)
    if module.too_large:
        return Computed(0, path.name, "it is larger than a configuration")
    if module.is_empty:
        return {}
    if module.error_line:
        return Computed(module.error_line, path.name, "this is no TypeScript")
    if module.exported is None:
        return Computed(0, path.name, "it has no default export")
    evaluator = Evaluator(module, root, path, [(0, project_environment(root))])
    evaluator.expands = any(one.package.startswith("dotenv-expand") for one in module.names.values())
    try:
        load_environments(evaluator)
        value = evaluator.value(module.exported)
    except EvaluationTooLarge:
        return Computed(0, path.name, "it takes more steps than a configuration should")
    return value if isinstance(value, dict) else evaluator.because(value, module.exported)


def _json(path: Path, raw: bytes) -> Any:
    from journal.project.drizzle_config.javascript import Computed, Property  # noqa: PLC0415 - with the other reader

    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return Computed(error.lineno, path.name, f"this is no JSON: {error.msg}")
    text = raw.decode()

    def held(value: Any, after: int, depth: int = 0) -> Any:
        if not isinstance(value, dict) or depth > 1:  # no key that we know of is deeper
            return value
        value = {key: one for key, one in value.items() if key in _PARTS}
        places = {key: re.compile(rf"{re.escape(orjson.dumps(key).decode())}\s*:").search(text, after) for key in value}
        at = {key: match.start() if match else after for key, match in places.items()}
        return {
            key: Property(held(one, at[key], depth + 1), text.count("\n", 0, at[key]) + 1) for key, one in value.items()
        }

    return held(value, 0) if isinstance(value, dict) else Computed(1, path.name, "it is no object")


def _flat(path: Path, value: Any) -> DrizzleConfig:
    said: dict[str, ConfigValue] = {}
    unread: list[Unread] = []
    for key, held in _leaves("", value, 0):
        found = _checked(key, held.value)
        if isinstance(found, ConfigValue):
            said[key] = ConfigValue(found.value, Place(path, held.line), held.origin)
        elif found is not None:
            unread.append(Unread(key, Place(path, found.line or held.line), found.text, found.why))
    return DrizzleConfig(Place(path), said, tuple(unread))


def _leaves(prefix: str, value: Any, line: int) -> Iterator[tuple[str, Any]]:
    """Every key that we know of, dotted, with what it holds; what is spread is said of the object around it."""
    from journal.project.drizzle_config.javascript import REST, Property  # noqa: PLC0415

    if not isinstance(value, dict):
        yield prefix, Property(value, line)
        return
    for key, held in value.items():
        name = prefix if key == REST else f"{prefix}.{key}" if prefix else key
        if name in ("migrations", "dbCredentials"):
            yield from _leaves(name, held.value, held.line)
        elif key == REST or name in (*_TEXT, *_TEXTS, *_OTHERS):
            yield name, held


def _checked(key: str, value: Any) -> Any:
    """A Said with the value as its key has it, a Computed that says why it is none, or None where nothing is said."""
    from journal.project.drizzle_config.javascript import Absent, Computed  # noqa: PLC0415

    if isinstance(value, Computed) or value is None or value == Absent():
        return value if isinstance(value, Computed) else None
    if isinstance(value, Absent):
        return Computed(0, f"process.env.{value.variable}", f"{value.variable} is not set")
    if isinstance(value, str) and "\0" in value:
        return Computed(0, key, "it has a NUL character")
    fitting = _fitting(key, value)
    return (
        Computed(0, key, "its value is of the wrong type") if fitting is None else ConfigValue(fitting, Place(Path()))
    )


def _fitting(key: str, value: Any) -> Any:
    """The value as its key has it; None where it does not fit."""
    if key in _TEXT:
        return value if isinstance(value, str) and value else None
    if key in _TEXTS:
        texts = [value] if isinstance(value, str) else value
        return tuple(texts) if isinstance(texts, list) and all(isinstance(one, str) for one in texts) else None
    if key == "dbCredentials.port":
        number = str(value).strip()
        return int(number) if number.isdigit() else None
    if key == "dbCredentials.ssl":
        return value if isinstance(value, str | bool) else isinstance(value, dict) or None
    return value if isinstance(value, bool) else None
