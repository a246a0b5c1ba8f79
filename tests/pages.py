"""The pages of the documentation for tests: their code blocks, their commands, and a shell that runs one."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from commands import all_commands
from generated import PAGES, README
from psycopg.conninfo import conninfo_to_dict

from journal.cli.commands import SUMMARIES
from journal.server.embedded.binaries import find_binaries

BIN = Path(sys.executable).parent
BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```', re.DOTALL | re.MULTILINE)
"""A code block: its language, the name of the file that it shows, and its text."""
ALL_PAGES = [README, *sorted(PAGES.rglob("*.md"))]
"""README.md and every page of the package."""


def name(path: Path) -> str:
    """Return the name of a page, for the report of a test."""
    return path.relative_to(PAGES).as_posix() if path.is_relative_to(PAGES) else path.name


def section(page: str, title: str = "") -> str:
    """Return the text of a page, or that of one of its sections."""
    text = (PAGES / f"{page}.md").read_text()
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0] if title else text


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of a language."""
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """A command that a page shows, and the lines that it prints there."""

    command: str
    lines: tuple[str, ...]


def steps(text: str) -> Iterator[Step]:
    """Yield the commands of the `console` blocks, in order. An empty line ends the output of one."""
    for block in blocks(text, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *lines = part.strip().split("\n")
            yield Step(command, tuple(line for line in lines if line))


def shell_url(url: str) -> str:
    """Return the URL of a test's database in a form that node's drivers read as well."""
    words = conninfo_to_dict(url)
    return f"postgresql://postgres@localhost/{words['dbname']}?host={words['host']}"


def in_shell(command: str, root: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as a reader of the page would, with stdout and stderr in one text."""
    path = f"{BIN}:{find_binaries().postgres.parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", command], cwd=root, env=os.environ | {"PATH": path} | environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=180, check=False,
    )  # fmt: skip


def own_commands(text: str) -> list[list[str]]:
    """Return the words of every command of this tool in a text: in code blocks and between backticks."""
    fences = "\n".join(re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE))
    lines = re.findall(r"(?:^|[\s:])(drizzle-journal .*)$", fences, re.MULTILINE)
    lines += re.findall(r"`(drizzle-journal [^`\n]+)`", text)
    return [_words(line.partition("drizzle-journal ")[2]) for line in lines]


def wrong_commands(text: str) -> list[list[str]]:
    """Return the words of each command of this tool in a text that does not exist, or not with these options."""
    return [words for words in own_commands(text) if not _exists(words)]


def _exists(words: Sequence[str]) -> bool:
    known = all_commands()
    verb = next((part for part in (" ".join(words[:2]), words[0] if words else "") if part in known), None)
    if verb is None and words and words[0] == "backup":  # `make` is optional
        verb = "backup make"
    if verb is None:
        return bool(words) and words[0] in (*SUMMARIES, "--version", "--help", "VERB", "COMMAND")
    options = {one for option in known[verb].params for one in (*option.opts, *option.secondary_opts)}
    return all(word.partition("=")[0] in {*options, "--help", "-"} for word in words if word.startswith("-"))


def _words(line: str) -> list[str]:
    words = shlex.split(line.replace("…", " "), comments=True)
    ends = [number for number, word in enumerate(words) if word in ("|", ">", "&&", "||", "<")]
    return words[: min(ends, default=len(words))]
