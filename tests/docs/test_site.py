"""The site: every page has its place in the list of pages, and, where all is tried, it builds without a warning."""

import subprocess
from pathlib import Path

import pytest
from documents import schemas
from generated import ROOT

from journal.verbs.docs import docs

CONFIG = ROOT / "scripts" / "mkdocs.yml"


def test_the_navigation_of_the_site_lists_every_page_in_the_order_of_the_first_page() -> None:
    lines = CONFIG.read_text().partition("\nnav:\n")[2].partition("\nnot_in_nav")[0].splitlines()
    listed = [line.strip().removeprefix("- ") for line in lines if line.endswith(".md")]
    assert listed[0] == "Home: index.md"
    assert listed[1:] == [f"{page.name}.md" for page in docs().pages]


def test_no_file_of_the_site_names_an_address_of_a_registry() -> None:
    assert "://" not in CONFIG.read_text() + (ROOT / "scripts" / "docs-requirements.txt").read_text()


@pytest.mark.only_full  # installs mkdocs-material
def test_the_site_builds_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    subprocess.run([ROOT / "scripts" / "docs", tmp_path], check=True, timeout=300)
    pages = [path.read_text() for path in tmp_path.rglob("*.html")]
    assert len(pages) > len(docs().pages)
    assert [text for text in pages if 'src="http' in text or 'rel="stylesheet" href="http' in text] == []
    codes = [code["const"] for code in schemas()["common"]["$defs"]["code"]["oneOf"]]
    page = (tmp_path / "exit-codes.html").read_text()
    assert [code for code in codes if page.count(f' id="{code}"') != 1] == []
    assert (tmp_path / "search" / "search_index.json").stat().st_size > 100_000
