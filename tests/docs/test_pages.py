"""The pages hang together: links, titles, the list of all pages, and every command that they name."""

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from generated import PAGES, README, ROOT
from pages import ALL_PAGES, name, wrong_commands

from journal.cli.commands import SUMMARIES
from journal.verbs.docs import docs, page_names

_GENERATED = {PAGES / "reference.md", *(PAGES / "rules").glob("*.md")}
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")


def anchors(text: str) -> set[str]:
    """The addresses of the headings of a page, as GitHub and the site make them."""
    heads = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("path", ALL_PAGES, ids=name)
def test_every_link_of_a_page_leads_to_a_file_and_a_heading(path: Path) -> None:
    broken = []
    for link in _LINK.findall(path.read_text()):
        file, _, anchor = link.partition("#")
        if "://" in file:
            continue
        target = (path.parent / file).resolve() if file else path
        inside = target.is_relative_to(PAGES) or path == README
        if not (inside and target.is_file() and (not anchor or anchor in anchors(target.read_text()))):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("path", ALL_PAGES, ids=name)
def test_every_command_of_a_page_exists_with_its_options(path: Path) -> None:
    assert wrong_commands(path.read_text()) == []


def test_the_first_page_links_every_page_but_those_of_the_rules() -> None:
    listed = {page.name for page in docs().pages}
    assert listed == {page for page in page_names() if not page.startswith("rules/")} - {"index"}


@pytest.mark.parametrize("path", [path for path in ALL_PAGES if path.is_relative_to(PAGES)], ids=name)
def test_a_page_has_one_title_and_no_other_name_of_the_command(path: Path) -> None:
    text = path.read_text()
    outside = re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
    assert len(re.findall(r"^# ", outside, re.MULTILINE)) == 1
    assert text.endswith("\n") and "\n\n\n\n" not in text
    if path not in _GENERATED:
        written = re.sub(r"<!-- generated: .*?<!-- end of ", "", text, flags=re.DOTALL)
        short = [verb for verb in SUMMARIES if re.search(rf"(`|\$ )journal {verb}\b", written)]
        assert short == []


def test_the_wheel_has_every_page(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True, timeout=60)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(ZipFile(wheel).namelist())
    assert {f"journal/docs/{page}.md" for page in page_names()} - names == set()
