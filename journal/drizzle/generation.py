"""Run `generate` of the project's drizzle-kit on a copy of its folder, and tell what it did there."""

from pathlib import Path

from journal.dataclass import dataclass
from journal.drizzle.choice import Engine
from journal.drizzle.kit import NO_CHANGES, Kit
from journal.drizzle.packages import find_drizzle
from journal.drizzle.variables import variables_of
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings
from journal.sql.statements import statements_of


@dataclass(frozen=True)
class Generation:
    """The effect of `generate` on a copy: its last words, the SQL statements that it wrote, and the changed files.

    `statements` is None where it wrote no file. `questions`: whether something new is a rename; answered with "new".
    """

    output: str
    statements: tuple[str, ...] | None
    changed: tuple[str, ...]
    questions: tuple[str, ...] = ()

    @property
    def is_content(self) -> bool:
        """Tell whether it found nothing to do, and wrote nothing."""
        return self.output == NO_CHANGES and not self.changed


def find_kit(settings: Settings, folder: Path) -> Kit | None:
    """Return the project's drizzle-kit, or None where there is none, it may not run, or has no PostgreSQL config.

    `folder`: a private one, for its config.
    """
    package = find_drizzle(settings.root, "drizzle-kit") if settings.engine != Engine.NATIVE else None
    if not package or not settings.drizzle or not settings.config:
        return None
    return Kit(package, settings.root, settings.config, folder, variables_of(settings))


def run_generate(kit: Kit, out: Path) -> Generation:
    """Run `generate` on a copy that may be changed."""
    before = _contents(out)
    output = kit.run("generate", out, "--name=after_handback")
    if output.asks:
        output = kit.run_and_answer("generate", out, "--name=after_handback")
    after = _contents(out)
    changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    new, statements = [name for name in changed if name.endswith(".sql") and name not in before], None
    if len(new) == 1:
        written = Migration(Path(new[0]).stem, Kind.FORWARD, out / new[0], after[new[0]])
        statements = tuple(statement.text for piece in written.pieces for statement in statements_of(piece))
    gist = NO_CHANGES if NO_CHANGES in output.text else output.gist
    return Generation(gist, statements, tuple(changed), output.asked)


def _contents(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): read_file(path, FileKind.SQL) for path in out.rglob("*") if path.is_file()}
