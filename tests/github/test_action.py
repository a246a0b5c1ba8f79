"""The GitHub Action: its shell steps run here as the runner runs them, with the variables and files of a runner."""

import os
import shutil
import stat
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Journal, Project

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
RECORDING = """#!/bin/sh
echo "$0 $*" >> "$RECORD"
[ "$1 $2" != "-m venv" ] || { mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; }
"""


@dataclass(frozen=True)
class Runner:
    """The folders and files of a runner, and what a step left in them."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def step(self, name: str, **inputs: str) -> "subprocess.CompletedProcess[str]":
        """Run a step's shell, with what the inputs and their defaults put into its environment."""
        defaults = {f"${{{{ inputs.{key} }}}}": str(one["default"]) for key, one in ACTION["inputs"].items()}
        given = {f"${{{{ inputs.{key.replace('_', '-')} }}}}": value for key, value in inputs.items()}
        variables = {key: (defaults | given).get(value, value) for key, value in STEPS[name]["env"].items()}
        bash = [str(shutil.which("bash")), "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", STEPS[name]["run"]]
        clean = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "POSTGRES_URL")}
        return subprocess.run(
            bash, env=clean | variables | self.environment, capture_output=True, text=True, check=False, timeout=120
        )

    def left(self, name: str) -> str:
        path = self.folder / name
        return path.read_text() if path.exists() else ""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    folder = tmp_path / "runner"
    programs = folder / "drizzle-journal" / "bin"
    programs.mkdir(parents=True)
    for name in ("drizzle-journal", "python"):
        (programs / name).symlink_to(ROOT / ".venv" / "bin" / name)
    return Runner(folder, {
        "RUNNER_TEMP": str(folder), "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "GITHUB_OUTPUT": str(folder / "output"), "GITHUB_ACTION_PATH": str(ROOT), "RECORD": str(folder / "record"),
    })  # fmt: skip


@pytest.fixture
def skipped(project: Project, journal: Journal) -> Project:
    """Two migrations, of which the second is never run."""
    project.migration("0000_a", "create table a (id int);\n")
    project.migration("0001_b", "create table b (id int);\n")
    assert journal("scaffold").code == 0
    text = project.journal.read_text()
    whens = [line for line in text.splitlines() if '"when"' in line]
    project.journal.write_text(text.replace(whens[1], whens[0]))
    return project


def test_check_writes_annotations_a_summary_and_the_exit_code(runner: Runner, skipped: Project) -> None:
    ended = runner.step("Run drizzle-journal", project=str(skipped.root), arguments="--no-squawk")
    assert (ended.returncode, runner.left("output")) == (1, "exit-code=1\n"), ended.stderr
    assert "\n::error " in ended.stdout
    assert runner.left("summary").startswith("### drizzle-journal check\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [("", 1), ("--no-squawk\n--migrations 'no folder'", 2), ("--fail-on 'error'", 1), ('--base "no such"', 2)],
)
def test_arguments_are_words_as_a_shell_reads_them(runner: Runner, skipped: Project, arguments: str, code: int) -> None:
    ended = runner.step("Run drizzle-journal", project=str(skipped.root), arguments=arguments)
    assert (ended.returncode, runner.left("output")) == (code, f"exit-code={code}\n"), ended.stderr


def test_arguments_run_no_command(runner: Runner, skipped: Project) -> None:
    marker = runner.folder / "ran"
    for text in (f"$(touch {marker})", f"; touch {marker}", f"`touch {marker}`", f"' ; touch {marker} '"):
        assert runner.step("Run drizzle-journal", project=str(skipped.root), arguments=text).returncode == 2
        assert runner.step("Run drizzle-journal", project=text, base=text).returncode == 2
        assert runner.step("Run drizzle-journal", command=text).returncode == 2
    assert not marker.exists()


def test_status_and_verify_get_the_database_in_the_environment(runner: Runner, skipped: Project, database: str) -> None:
    for command, code in (("status", 0), ("verify", 1)):
        ended = runner.step("Run drizzle-journal", command=command, project=str(skipped.root), url=database)
        assert (ended.returncode, runner.left("output").splitlines()[-1]) == (code, f"exit-code={code}"), ended.stderr
        assert "DRIZZLE_JOURNAL_URL" in ended.stdout + ended.stderr
        assert f"### drizzle-journal {command}\n" in runner.left("summary")


def test_rehearse_takes_the_base_as_what_is_deployed(runner: Runner, skipped: Project) -> None:
    ended = runner.step("Run drizzle-journal", command="rehearse", project=str(skipped.root), base="nosuch")
    assert (ended.returncode, "nosuch" in ended.stderr) == (2, True)
    ended = runner.step("Run drizzle-journal", command="rehearse", project=str(skipped.root), arguments="--only ways")
    assert (ended.returncode, runner.left("output").splitlines()[-1]) == (0, "exit-code=0"), ended.stderr
    assert "### drizzle-journal rehearse\n" in runner.left("summary")


@pytest.mark.parametrize(
    ("inputs", "source"),
    [
        ({}, str(ROOT)),
        ({"command": "verify"}, f"{ROOT}[embedded]"),
        ({"version": "0.1.0"}, "drizzle-journal==0.1.0"),
        ({"command": "rehearse", "version": "0.2"}, "drizzle-journal[embedded]==0.2"),
    ],
)
def test_the_named_version_is_installed_else_the_files_of_the_action(
    runner: Runner, tmp_path: Path, inputs: dict[str, str], source: str
) -> None:
    python = tmp_path / "python"
    python.write_text(RECORDING)
    python.chmod(python.stat().st_mode | stat.S_IEXEC)
    shutil.rmtree(runner.folder / "drizzle-journal")
    runner.environment["PYTHON"] = str(python)
    ended = runner.step("Install drizzle-journal", **inputs)
    assert ended.returncode == 0, ended.stderr
    *_, last = runner.left("record").splitlines()
    assert last.endswith(f"-m pip install --quiet --disable-pip-version-check {source}")


def test_python_is_set_up_without_a_change_of_the_users_one() -> None:
    step = STEPS["Set up Python"]
    assert step["uses"].startswith("actions/setup-python@v")
    assert step["with"]["update-environment"] is False
    assert [*map(int, ACTION["inputs"]["python-version"]["default"].split("."))] >= [3, 11]


def test_no_input_is_put_into_a_script() -> None:
    assert not [step for step in STEPS.values() if "${{" in step.get("run", "")]
