"""The generated parts of README.md and of the pages in journal/docs/. `scripts/readme` writes them, a test compares."""

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from documents import schemas

from journal.report.rollback.sections import category_markdown_table
from journal.report.rules import rule_markdown, rule_markdown_table
from journal.rules import ALL

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = ROOT / "journal" / "docs"
BIN = Path(sys.executable).parent


def run(*words: str, cwd: Path, code: int = 0) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "COLUMNS": "110"}
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout


def reference() -> str:
    """The command line reference, by Typer's own documentation command."""
    words = ("-m", "typer", "journal.cli.main", "utils", "docs", "--name", "drizzle-journal")
    said = run(str(BIN / "python"), *words, cwd=ROOT)
    return ("## " + html.unescape(said).partition("**Commands**")[2].partition("\n## ")[2]).strip()


def real_run() -> str:
    """What the doctor and `drizzle-journal bootstrap` print for the sample without its journal."""
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(ROOT / "migrations", Path(name) / "migrations")
        run("git", "init", "-q", cwd=Path(name))
        program = str(BIN / "drizzle-journal")
        doctor = run(program, cwd=Path(name), code=1).replace(os.path.realpath(name), "/app")
        said = run(program, "bootstrap", cwd=Path(name))
    return f"```text\n$ drizzle-journal\n{doctor}$ drizzle-journal bootstrap\n{said}```"


def rule_table() -> str:
    """Every rule of `drizzle-journal check`, in the order of its findings."""
    return rule_markdown_table(ALL)


def category_table() -> str:
    """What goes wrong with a migration, and what is done about it."""
    return category_markdown_table()


def security() -> str:
    """SECURITY.md, as a page of the package."""
    return (ROOT / "SECURITY.md").read_text().partition("\n")[2].strip()


def tour() -> str:
    """The rooms of the package, and how to add to them, of CONTRIBUTING.md."""
    text = (ROOT / "CONTRIBUTING.md").read_text().partition("## A tour of the package\n")[2]
    return text.partition("\n## Commands")[0].strip()


def code_table() -> str:
    """Every code of a JSON document."""
    codes = schemas()["common"]["$defs"]["code"]["oneOf"]
    rows = (f"| `{code['const']}` | {code['description']} |" for code in codes)
    return "\n".join(["| code | meaning |", "|---|---|", *rows])


PARTS: dict[str, tuple[Path, Callable[[], str]]] = {
    "real run": (README, real_run),
    "reference": (PAGES / "reference.md", reference),
    "rules": (PAGES / "rules.md", rule_table),
    "categories": (PAGES / "incident.md", category_table),
    "codes": (PAGES / "exit-codes.md", code_table),
    "security": (PAGES / "security.md", security),
    "tour": (PAGES / "architecture.md", tour),
}
"""Of each generated part, the file that has it between two comments, and what makes it."""


def marked(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- generated: {name} -->\n)(.*?)(\n<!-- end of {name} -->)", re.DOTALL)


def rule_pages() -> dict[Path, str]:
    """The page of every rule, each a generated file."""
    return {PAGES / "rules" / f"{rule.name}.md": rule_markdown(rule) for rule in ALL}


def main() -> None:
    for name, (path, make) in PARTS.items():
        made = make()
        text, count = marked(name).subn(lambda found, made=made: found[1] + made + found[3], path.read_text())
        assert count == 1, name
        path.write_text(text)
    pages = rule_pages()
    for path in set((PAGES / "rules").glob("*.md")) - pages.keys():
        path.unlink()
    for path, text in pages.items():
        path.write_text(text)


if __name__ == "__main__":
    main()
