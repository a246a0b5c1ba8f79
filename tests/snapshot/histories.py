"""Histories of a schema.ts, each a folder of cases/, as values; and projects made of them.

`1.ts`, `2.ts`, … is the schema after each step (a step that is `2.sql` is a custom migration), `made/` what drizzle-kit
0.31.11 wrote of it, from which every proof starts. `case.json` and `before.sql` are there where a case needs them.

`untold-…-a` and `-b` are two schemas of which drizzle-kit writes the same SQL, to the byte, and different snapshots: no
rebuild can tell which it was. `-a` is the commoner one, and is what is rebuilt.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CASES = HERE / "cases"
PACKAGES = HERE.parent / "drizzle" / "node_modules"
OUT = "drizzle"
NO_CHANGES = "No schema changes, nothing to migrate"
MAJORS = (15, 17, 18)


@dataclass(frozen=True, eq=False)
class History:
    """One case. `renames`, `edits`: of each step, what is answered on the terminal, and what is then put into its SQL.

    `servers`: the versions that have what it needs. `before`: SQL that its database has first.
    """

    name: str
    config: Mapping[str, Any] = field(default_factory=dict)
    renames: Mapping[str, list[str]] = field(default_factory=dict)
    edits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    servers: tuple[int, ...] = MAJORS
    platform: str | None = None
    superuser: bool = False

    @property
    def is_untold(self) -> bool:
        """Whether it is one of two that the SQL does not tell apart."""
        return self.name.startswith("untold-")

    @property
    def folder(self) -> Path:
        return CASES / self.name

    @property
    def made(self) -> Path:
        return self.folder / "made"

    @property
    def steps(self) -> list[Path]:
        """The schema or the SQL of each step, in order."""
        return sorted((path for path in self.folder.iterdir() if path.stem.isdigit()), key=lambda path: int(path.stem))

    @property
    def before(self) -> tuple[Path, ...]:
        """SQL that is not a migration and comes first."""
        found = self.folder / "before.sql"
        return (found,) if found.exists() else ()


def histories() -> list[History]:
    """Return all histories, by name."""
    return [history(folder.name) for folder in sorted(CASES.iterdir()) if folder.is_dir()]


def untold() -> list[tuple[History, History]]:
    """Return the pairs with the same SQL, the one that is rebuilt first."""
    twins = [case for case in histories() if case.is_untold]
    return [(one, history(f"{one.name.removesuffix('-a')}-b")) for one in twins if one.name.endswith("-a")]


def history(name: str) -> History:
    settings = CASES / name / "case.json"
    words = json.loads(settings.read_text()) if settings.exists() else {}
    return History(name, **words | {"servers": tuple(words.get("servers", MAJORS))})


def project_of(case: History, root: Path) -> Path:
    """Write a project at `root` with the last schema of a history and its folder; return the folder."""
    furnish(case, root)
    shutil.copy(last_schema(case), root / "schema.ts")
    shutil.copytree(case.made, root / OUT)
    return root / OUT


def last_schema(case: History) -> Path:
    """Return the last schema.ts of a history."""
    return [step for step in case.steps if step.suffix == ".ts"][-1]


def furnish(case: History, root: Path, packages: Path = PACKAGES) -> None:
    """Write the configuration of a project and link its node packages."""
    root.mkdir(parents=True, exist_ok=True)
    config = {"dialect": "postgresql", "schema": "./schema.ts", "out": f"./{OUT}"} | case.config
    (root / "drizzle.config.ts").write_text(f"export default {json.dumps(config, indent=2)};\n")
    (root / "node_modules").symlink_to(packages)


def differing(left: Path, right: Path) -> Iterator[str]:
    """Yield the files that only one of two folders has, or that differ."""
    names = {path.relative_to(root) for root in (left, right) for path in root.rglob("*") if path.is_file()}
    for name in sorted(names):
        if _bytes(left / name) != _bytes(right / name):
            yield str(name)


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
