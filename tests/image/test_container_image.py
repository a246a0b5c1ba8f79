"""The container image runs as an ordinary user on a mounted project, with the PostgreSQL inside."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from needs import need

ROOT = Path(__file__).parent.parent.parent
BUILD = ROOT / "scripts/image/build"
BASE = "journal-test/postgres:15"
TAG = "journal-test/image:1"
NOBODYS = 12345  # a uid without a name


def run(*words: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    changed = os.environ | environment
    return subprocess.run(words, env=changed, capture_output=True, text=True, timeout=900, check=False)


def test_the_image_is_a_debian_that_runs_as_an_ordinary_user() -> None:
    text = (ROOT / "scripts/image/Dockerfile").read_text()
    assert "\nARG BASE=debian:trixie-slim\n" in text
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE)[-1] == "journal"
    assert 'ENTRYPOINT ["drizzle-journal"]' in text


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--wheels", "/no/such"], "/no/such has no wheel of"),
        (["--wheels"], "--wheels needs a value."),
        (["-x"], "usage"),
    ],
)
def test_a_build_without_what_it_needs_says_so(words: list[str], why: str) -> None:
    done = run(BUILD, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"scripts/image/build: {why}" in done.stderr


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The image of this checkout, from the Debian of tests/docker and wheels; the build reaches a mirror of Debian."""
    present = run("docker", "image", "inspect", BASE) if shutil.which("docker") else None
    need(present and present.returncode == 0, f"needs the image {BASE}, which scripts/test makes")
    wheels = tmp_path_factory.mktemp("wheels")
    assert run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", wheels).returncode == 0
    wheel = next(wheels.glob("*.whl"))
    got = run(sys.executable, "-m", "pip", "download", "--quiet", "--only-binary=:all:", "-d", wheels, wheel)
    assert got.returncode == 0, got.stderr
    built = run(BUILD, "--base", BASE, "--network", "host", "--wheels", wheels, TAG, DOCKER_BUILDKIT="0")
    assert built.returncode == 0, built.stderr
    yield TAG
    run("docker", "rmi", "-f", TAG)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample that belongs to another user."""
    for name in ("migrations", "meta"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "meta/_journal.json").write_text(
        re.sub(r'"hash": "[0-9a-f]+"', '"hash": null', (ROOT / "meta/_journal.json").read_text())
    )
    for path in (tmp_path, *tmp_path.rglob("*")):
        os.chown(path, NOBODYS, NOBODYS)
    tmp_path.chmod(0o755)
    return tmp_path


full = pytest.mark.only_full  # builds an image, in a minute or more


@full
def test_bootstrap_writes_the_journal_of_a_mounted_project_as_its_owner(image: str, sample: Path) -> None:
    user = f"{NOBODYS}:{NOBODYS}"
    words = ["--rm", "-v", f"{sample}:/project", "--user", user, image, "bootstrap", "--meta", "meta", "--json"]
    done = run("docker", "run", *words)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "ok"
    journal = sample / "meta/_journal.json"
    assert '"hash": null' not in journal.read_text()
    assert journal.stat().st_uid == NOBODYS


@full
def test_without_other_words_it_is_an_ordinary_user_and_shows_the_help(image: str) -> None:
    assert run("docker", "run", "--rm", "--entrypoint", "id", image, "-u").stdout == "1000\n"
    assert "Usage: drizzle-journal" in run("docker", "run", "--rm", image).stdout


@full
def test_the_exit_code_of_a_check_on_a_read_only_project_is_passed_on(image: str, sample: Path) -> None:
    done = run("docker", "run", "--rm", "-v", f"{sample}:/project:ro", image, "check", "--meta", "meta")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "error[" in done.stdout
