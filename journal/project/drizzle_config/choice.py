"""The drizzle.config of a project: the one that drizzle-kit finds, else one that the scripts of package.json name."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import orjson

from journal.errors import Note, Place, SettingsInvalid, Severity
from journal.project.drizzle_config.read import DEFAULT, NAMES, DrizzleConfig, find_config, read_drizzle_config
from journal.project.files import FileKind, boundary, is_file, read_file

_NAMED = re.compile(r"""\bdrizzle-kit\s[^&|;]*?--config(?:=|\s+)["']?([^\s"'&|;]+)""")

_OTHER_NAME = re.compile(r"drizzle[\w.-]*\.config[\w.-]*\.(?:[cm]?[jt]s|json)|drizzle\.config\.[cm][jt]s")


class ChosenConfig(NamedTuple):
    """A file, None without one, and the notes on the choice."""

    path: Path | None
    notes: tuple[Note, ...] = ()


def choose_config(root: Path, named: Path | None, migrations: Path | None) -> ChosenConfig:
    """Return the drizzle.config of a project. `named` and `migrations` are what the user named of the two.

    A named folder is looked for in the `out` of every file; otherwise the file that drizzle-kit finds is taken, or the
    only one for PostgreSQL that a script of package.json names; a note names the others. Raises SettingsInvalid where
    there are several, or where the named file is absent.
    """
    found = find_config(root, named)
    if named is not None:
        return ChosenConfig(found)
    if found and not migrations and not (config := read_drizzle_config(found, root)).other_dialect:
        return ChosenConfig(found, tuple(_notes_on_others(root, found, _out(config))))
    candidates = chain([found] if found else (), configs_in_scripts(root))
    configs = {path: read_drizzle_config(path, root) for path in candidates}
    fitting = [path for path, config in configs.items() if not config.other_dialect]
    if migrations is not None:
        writing = (path for path in fitting if root / _out(configs[path]) == root / migrations)
        return ChosenConfig(next(writing, found))
    if len(fitting) > 1:
        raise _several(root, {path: configs[path] for path in fitting})
    if fitting:
        return ChosenConfig(fitting[0], (_named_note(root, fitting[0]),))
    return ChosenConfig(found, tuple(_notes_on_names(root) if found is None else ()))


def configs_in_scripts(root: Path) -> Iterator[Path]:
    """Yield each file that exists and that a script of package.json names to drizzle-kit with --config."""
    try:
        manifest = orjson.loads(read_file(root / "package.json", FileKind.SETTINGS, within=boundary(root)))
    except (OSError, orjson.JSONDecodeError):
        return
    scripts = manifest.get("scripts") if isinstance(manifest, dict) else None
    lines = [line for line in scripts.values() if isinstance(line, str)] if isinstance(scripts, dict) else []
    for name in dict.fromkeys(match[1] for line in lines for match in _NAMED.finditer(line)):
        if "\0" not in name and is_file(root / name):
            yield root / Path(name)


def other_configs(root: Path, found: Path | None) -> list[str]:
    """Return the names of further files that drizzle-kit takes only with --config, such as `drizzle.prod.config.ts`."""
    names = sorted(path.name for path in root.glob("drizzle*") if _OTHER_NAME.fullmatch(path.name) and is_file(path))
    return [name for name in names if root / name != found and name not in NAMES]


def _out(config: DrizzleConfig) -> str:
    out = config.get("out")
    return str(out.value) if out else DEFAULT


def _named_note(root: Path, path: Path) -> Note:
    message = f"drizzle.config is {_words(path, root)}: the scripts of package.json name it to drizzle-kit."
    return Note("config-of-script", message, "", Place(path), Severity.NOTE)


def _notes_on_names(root: Path) -> Iterator[Note]:
    """Yield a note where drizzle-kit finds no file, but there are some of another name: they may name the ledger."""
    if names := other_configs(root, None):
        message = f"No drizzle.config is read: drizzle-kit finds {' or '.join(names)} only with --config."
        help_ = f"To read it: {' or '.join(f'--config {name}' for name in names)}"
        yield Note("config-of-other-name", message, help_, Place(root / names[0]), Severity.NOTE)


def _notes_on_others(root: Path, found: Path, out: str) -> Iterator[Note]:
    """Yield a note for each further drizzle.config for PostgreSQL that the scripts name, with another folder."""
    for path in configs_in_scripts(root):
        config = read_drizzle_config(path, root)
        if path != found and not config.other_dialect and root / _out(config) != root / out:
            message = f"This is about {_words(found, root)}; the scripts of package.json also name {_words(path, root)}"
            help_ = f"For that one: --config {_words(path, root)}"
            yield Note("config-of-script", f"{message} (out: {_out(config)}).", help_, Place(path), Severity.NOTE)


def _several(root: Path, configs: dict[Path, DrizzleConfig]) -> SettingsInvalid:
    folders = ", ".join(f"{_words(path, root)} (out: {_out(config)})" for path, config in configs.items())
    message = f"The scripts of package.json name {len(configs)} drizzle.configs for PostgreSQL: {folders}."
    options = " or ".join(f"--config {_words(path, root)}" for path in configs)
    return SettingsInvalid(message, hint=f"Name one: {options}", place=Place(root / "package.json"))


def _words(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
