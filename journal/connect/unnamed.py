"""Where a URL may be that nothing loads: for the sentence that says that no database is named, and its hint."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import orjson

from journal.connect.secrets import scheme_of, unquoted
from journal.project.drizzle_config.choice import other_configs
from journal.project.drizzle_config.dotenv import FILE_NAME, Environment, read_dotenv
from journal.project.files import FileKind, boundary, read_file
from journal.project.settings import Settings

_BESIDE = (".env.local", ".env.development.local", ".env.development")
_ABOVE = (FILE_NAME, ".env.local")
_WORKSPACES = ("pnpm-workspace.yaml", "turbo.json", "nx.json", "lerna.json", ".git")
_POSTGRES = re.compile(r"postgres(?:ql)?(?:\+[a-z0-9]+)?\Z")


def unloaded_urls(root: Path, environment: Environment) -> Iterator[tuple[str, str]]:
    """Yield each env file that was not loaded, and its first variable with a URL of PostgreSQL."""
    above, loaded = _workspace(root), {os.path.relpath(root / name, root) for name in environment.files.values()}
    paths = [root / name for name in _BESIDE] + [above / name for name in _ABOVE if above]
    for path in paths:
        shown = os.path.relpath(path, root)
        values = read_dotenv(path, boundary(root), strict=False) if shown not in loaded else {}
        names = [key for key, value in values.items() if _is_url(value)]
        if names:
            yield shown, names[0]


def ways_to_name(settings: Settings, environment: Environment) -> tuple[str, str]:
    """Return the sentences on URLs that nothing loads, none without one, and the ways to name the database."""
    found = [*unloaded_urls(settings.root, environment)][:2]
    why = f"no line of {settings.config.name} loads that file" if settings.config else "nothing loads that file"
    sentence = "".join(f" {file} has a URL in {name}, but {why}." for file, name in found)
    own = [name for name in environment.files if _is_url(environment.values[name])][:3]
    ways = [*(f"--env-var {name}" for name in own), "--url postgresql://user@host/database"]
    ways += [f"the variable DOTENV_CONFIG_PATH={file} (drizzle-kit then loads that file, too)" for file, _ in found[:1]]
    ways += [f"--config {name}" for name in other_configs(settings.root, settings.config)]
    return sentence, ", or ".join(ways)


def _is_url(text: str) -> bool:
    return _POSTGRES.match(scheme_of(unquoted(text))) is not None


def _workspace(root: Path) -> Path | None:
    """Return the root of the workspace or of the repository that the project is a part of; None without one."""
    limit = boundary(root)
    if limit == root and os.path.lexists(root / ".git"):
        return None
    for folder in root.parents:
        if any(os.path.lexists(folder / name) for name in _WORKSPACES) or _has_workspaces(folder, limit):
            return folder
    return None


def _has_workspaces(folder: Path, limit: Path) -> bool:
    try:
        manifest = orjson.loads(read_file(folder / "package.json", FileKind.SETTINGS, within=limit))
    except (OSError, orjson.JSONDecodeError):
        return False
    return isinstance(manifest, dict) and "workspaces" in manifest
