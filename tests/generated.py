"""The parts of README.md that are generated from the code. `scripts/readme` writes them, a test compares them."""

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from journal.report.rollback.sections import category_markdown_table
from journal.report.rules import rule_markdown_table
from journal.rules import ALL

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BIN = Path(sys.executable).parent


def run(*words: str, cwd: Path) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "COLUMNS": "110"}
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


def reference() -> str:
    """The command line reference, by Typer's own documentation command, set one heading deeper."""
    said = run(
        str(BIN / "python"), "-m", "typer", "journal.cli.main", "utils", "docs", "--name", "drizzle-journal", cwd=ROOT
    )
    body = html.unescape(said).partition("**Commands**")[2].partition("\n## ")[2]
    return re.sub(r"^## ", "### ", "## " + body, flags=re.MULTILINE).strip()


def real_run() -> str:
    """What `drizzle-journal bootstrap` prints for the sample without its journal."""
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(ROOT / "migrations", Path(name) / "migrations")
        run("git", "init", "-q", cwd=Path(name))
        said = run(str(BIN / "journal"), "bootstrap", cwd=Path(name))
    return f"```console\n$ drizzle-journal bootstrap\n{said}```"


def rule_table() -> str:
    """Every rule of `drizzle-journal check`, in the order of its findings."""
    return rule_markdown_table(ALL)


def category_table() -> str:
    """What goes wrong with a migration, and what is done about it."""
    return category_markdown_table()


PARTS = {"reference": reference, "real run": real_run, "rules": rule_table, "categories": category_table}


def marked(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- generated: {name} -->\n)(.*?)(\n<!-- end -->)", re.DOTALL)


def main() -> None:
    text = README.read_text()
    for name, make in PARTS.items():
        made = make()
        text, count = marked(name).subn(lambda found, made=made: found[1] + made + found[3], text)
        assert count == 1, name
    README.write_text(text)


if __name__ == "__main__":
    main()
