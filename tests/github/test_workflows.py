"""The files in .github are valid, ask for few rights, and call only scripts that exist."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").iterdir())
PROGRAMS = Path(sys.executable).parent


def run(*command: object) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_zizmor_finds_nothing() -> None:
    assert (
        run(PROGRAMS / "zizmor", "--offline", "--no-progress", "--persona", "pedantic", ".github", "action.yml") == ""
    )


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.dependabot", [GITHUB / "dependabot.yml"]),
        ("vendor.github-actions", [ROOT / "action.yml"]),
    ],
)
def test_each_file_has_the_form_that_github_reads(schema: str, files: list[Path]) -> None:
    assert run(PROGRAMS / "check-jsonschema", "--builtin-schema", schema, *files) == ""


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_calls_scripts_that_exist_and_actions_by_version(path: Path) -> None:
    text = path.read_text()
    called = re.findall(r"(?<![\w./-])((?:scripts|tests)/[\w/-]+)(?![\w./-])", text)
    assert called
    assert [name for name in called if not (ROOT / name).exists()] == []
    assert all(re.search(r"@v\d+(\.\d+){0,2}$", used) for used in re.findall(r"uses: (\S+)", text))
    assert "\npermissions: {}\n" in text


def test_the_matrix_has_each_python_that_the_package_names() -> None:
    named = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', (ROOT / "pyproject.toml").read_text())
    matrices = re.findall(r"python: \[(.+)\]", (GITHUB / "workflows/ci.yml").read_text())
    assert len(matrices) == 2
    assert all(re.findall(r'"([\d.]+)"', matrix) == named for matrix in matrices)


def test_no_file_has_the_address_of_a_package_registry() -> None:
    addresses = r"registry\.npmjs\.(org|com)|(files\.|test\.)?py(pi\.org|thonhosted\.org)|deb\.debian\.org"
    command = ["git", "grep", "-nIE", addresses, "--", ".", f":!{Path(__file__).relative_to(ROOT)}"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (found.returncode, found.stdout) == (1, "")
