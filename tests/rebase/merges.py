"""Two branches of one project, made with the real git and the real drizzle-kit, and the merges between them."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict
from repository import commit, git
from snapshot.terminal import answered

Model = dict[str, dict[str, object]]
"""Tables with their columns, and enums with their values, as `tables` and `enums`."""
Change = Callable[[Model], None]
START: Model = {
    "tables": {"users": {"id": "integer().primaryKey()", "email": "text()"}},
    "enums": {"mood": ["low", "high"]},
}
_CONFIG = {"dialect": "postgresql", "schema": "./schema.ts", "out": "./migrations"}
_ME = ("-c", "user.name=t", "-c", "user.email=t@example.com")


def table(name: str, **columns: str) -> Change:
    """Add a table, or replace it."""
    return lambda model: model["tables"].update({name: {"id": "integer().primaryKey()", **columns}})


def column(of: str, name: str, text: str = "text()") -> Change:
    """Add a column, or give it another type."""
    return lambda model: model["tables"][of].update({name: text})  # type: ignore[attr-defined]


def no_column(of: str, name: str) -> Change:
    """Drop a column."""
    return lambda model: model["tables"][of].pop(name, None)  # type: ignore[attr-defined]


def no_table(name: str) -> Change:
    """Drop a table."""
    return lambda model: model["tables"].pop(name, None) and None  # type: ignore[func-returns-value]


def renamed(of: str, old: str, new: str) -> Change:
    """Rename a column."""

    def change(model: Model) -> None:
        columns = model["tables"][of]
        model["tables"][of] = {new if name == old else name: text for name, text in columns.items()}  # type: ignore[attr-defined]

    return change


def value(of: str, *values: str) -> Change:
    """Add values to an enum."""
    return lambda model: model["enums"][of].extend(values)  # type: ignore[attr-defined]


def enum(name: str, *values: str) -> Change:
    """Add an enum."""
    return lambda model: model["enums"].update({name: [*values]})


def schema_ts(model: Model) -> str:
    """Return the schema.ts of a model."""
    lines = ['import * as pg from "drizzle-orm/pg-core";', "const { integer, text, boolean, varchar } = pg;"]
    for name, values in model["enums"].items():
        lines.append(f"export const {name} = pg.pgEnum({json.dumps(name)}, {json.dumps(values)});")
    for name, columns in model["tables"].items():
        lines.append(f"export const {name} = pg.pgTable({json.dumps(name)}, {{")
        lines += [f"  {column}: {text}," for column, text in columns.items()]  # type: ignore[attr-defined]
        lines.append("});")
    return "\n".join([*lines, ""])


@dataclass(frozen=True)
class Step:
    """A migration: what `generate` writes for a change of schema.ts, or SQL in a file of `generate --custom`.

    `answer`: whether a column of users is a rename, "old > new". `snapshot`: whether its snapshot stays.
    """

    name: str
    change: Change = lambda model: None
    sql: str = ""
    answer: str = ""
    snapshot: bool = True


@dataclass
class Team:
    """The repository. `model` is what schema.ts has in the checked-out branch, `start` that of the fork."""

    root: Path
    packages: Path
    model: Model = field(default_factory=lambda: deepcopy(START))
    config: Mapping[str, object] = field(default_factory=dict)
    start: str = ""
    has_lock: bool = False
    run: Callable[..., tuple[int, str]] = lambda *_: (0, "")
    """Runs drizzle-journal; returns the exit code and all output."""

    @property
    def migrations(self) -> Path:
        return self.root / "migrations"

    @property
    def is_of_1(self) -> bool:
        """Whether the packages are those of drizzle 1.0."""
        return self.packages.parent.name == "drizzle1"

    def sql(self, tag: str) -> Path:
        """Return the file of a migration."""
        return self.migrations / (f"{tag}/migration.sql" if self.is_of_1 else f"{tag}.sql")

    def begin(self, steps: Sequence[Step] = (Step("start"),)) -> None:
        """Make the repository with the first migrations, on the branch main."""
        (self.root / "node_modules").symlink_to(self.packages)
        (self.root / ".gitignore").write_text("node_modules\n")
        config = json.dumps({**_CONFIG, **self.config})
        (self.root / "drizzle.config.ts").write_text(f"export default {config};\n")
        git(self.root, "init", "-q", "-b", "main")
        self.model = deepcopy(START) if steps else {"tables": {}, "enums": {}}
        self.write_schema()
        commit(self.root)
        self.work(steps)

    def work(self, steps: Sequence[Step]) -> None:
        """Make migrations in the checked-out branch, each in a commit."""
        for step in steps:
            step.change(self.model)
            self.write_schema()
            answer = " > ".join(f"users.{name}" for name in step.answer.split(" > ")) if self.is_of_1 else step.answer
            custom = ["--custom"] if step.sql else []
            self.kit("generate", f"--name={step.name}", *custom, answer=answer if step.answer else "")
            if step.sql:
                self.newest_sql().write_text(step.sql)
            if not step.snapshot:
                self.newest("**/*snapshot.json", self.migrations).unlink()
            if self.has_lock:
                code, said = self.run("bootstrap", "--lock")
                assert code == 0, said
            commit(self.root)

    def write_schema(self) -> None:
        (self.root / "schema.ts").write_text(schema_ts(self.model))

    def rename(self, old: str, new: str) -> None:
        """Give a folder of 1.0 another name, in a commit."""
        (self.migrations / old).rename(self.migrations / new)
        commit(self.root)

    def names(self, ref: str) -> list[str]:
        """Return the names of the folders of 1.0 at a ref, in order."""
        files = git(self.root, "ls-tree", "-r", "--name-only", ref, "--", "migrations").splitlines()
        return sorted({name.split("/")[1] for name in files if name.endswith("/migration.sql")})

    def newest_sql(self) -> Path:
        pattern = "*/migration.sql" if self.is_of_1 else "*.sql"
        return self.newest(pattern, self.migrations)

    @staticmethod
    def newest(pattern: str, folder: Path) -> Path:
        return max(folder.glob(pattern), key=lambda path: path.stat().st_mtime_ns)

    def kit(self, *words: str, answer: str = "") -> str:
        """Run drizzle-kit, and answer its question."""
        command = ["node", "node_modules/drizzle-kit/bin.cjs", *words]
        if answer:
            return answered(command, self.root, os.environ, [answer])
        done = subprocess.run(
            command, cwd=self.root, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def generated(self) -> list[str]:
        """Return the statements that `generate` writes now, which is undone."""
        before = {path for path in self.migrations.rglob("*") if path.is_file()}
        kept = self.root.parent / "kept"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(self.migrations, kept)
        said = self.kit("generate", "--name=after")
        new = [path for path in self.migrations.rglob("*.sql") if path not in before]
        found = [line for path in new for line in path.read_text().split("--> statement-breakpoint")]
        shutil.rmtree(self.migrations)
        shutil.copytree(kept, self.migrations)
        assert new or "No schema changes" in said, said
        return [line.strip() for line in found]

    def switch(self, *words: str) -> None:
        git(self.root, "switch", "-q", *words)

    def merge(self, *words: str) -> bool:
        """Tell whether git could do it without a conflict."""
        done = subprocess.run(
            ["git", *_ME, *words], cwd=self.root, capture_output=True, text=True, timeout=60, check=False
        )
        return done.returncode == 0


def migrate(team: Team, url: str) -> str:
    """Run the real migrate(); return its error, empty where it passed."""
    words = conninfo_to_dict(url)
    where = (str(team.migrations), str(words["host"]), str(words["dbname"]))
    script = team.packages.parent / "migrate.cjs"
    first = str(team.packages.parent) if team.is_of_1 else "pg"
    done = subprocess.run(
        ["node", str(script), first, *where], cwd=team.root, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    return "" if done.returncode == 0 else done.stdout + done.stderr
