"""`npx drizzle-journal`: it finds or makes an environment, and passes words, input, exit code and signals on."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from needs import need_program

ROOT = Path(__file__).parent.parent.parent
LAUNCHER = ROOT / "scripts/npm/bin/drizzle-journal.mjs"
ENDING = 30.0

ECHO = """
import json, os, signal, sys, time

def main():
    words = sys.argv[1:]
    if words[:1] == ["exit"]:
        sys.exit(int(words[1]))
    if words[:1] == ["die"]:
        os.kill(os.getpid(), getattr(signal, words[1]))
    if words[:1] == ["wait"]:
        ends = [time.monotonic() + 20]
        def hear(number, frame):
            os.write(1, signal.Signals(number).name.encode() + b"\\n")
            ends.append(time.monotonic() + 0.5)
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            signal.signal(getattr(signal, name), hear)
        print("ready", flush=True)
        while time.monotonic() < ends[-1]:
            time.sleep(0.05)
        sys.exit(7)
    print(json.dumps([words, sys.stdin.read()]))
"""
"""The program in place of ours, which tells how it was started."""


@pytest.fixture(scope="module", autouse=True)
def _needs_node() -> None:
    need_program("node")


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel of this checkout."""
    out = tmp_path_factory.mktemp("wheels")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return out


@pytest.fixture(scope="module")
def installed(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment variables with which it starts the wheel of this checkout, installed without a network."""
    cache = tmp_path_factory.mktemp("cache")
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(cache), "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_DEPS": "1", "JOURNAL_CACHE_DIR": str(cache), "JOURNAL_WHEELS": str(wheels), "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    done = launch("--version", environment=environment | {"PYTHONPATH": packages}, timeout=300)
    assert done.stdout == f"drizzle-journal {version()}\n", done.stderr
    assert done.stderr == f"Installing drizzle-journal {version()} with Python, at the first use only...\n"
    return environment


@pytest.fixture
def echo(installed: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The same, with a program that tells how it was started."""
    package = tmp_path / "echo/journal/cli"
    package.mkdir(parents=True)
    for name in ("__init__.py", "../__init__.py"):
        (package / name).touch()
    (package / "main.py").write_text(ECHO)
    return installed | {"PYTHONPATH": str(tmp_path / "echo")}


def version() -> str:
    return str(json.loads((ROOT / "scripts/npm/package.json").read_text())["version"])


def node() -> str:
    return shutil.which("node") or "node"


def launch(
    *words: str, environment: Mapping[str, str], text: str = "", timeout: float = 60
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [node(), LAUNCHER, *words], env=dict(environment), input=text, capture_output=True, text=True, timeout=timeout,
        check=False, cwd="/",
    )  # fmt: skip


@contextmanager
def waiting(environment: Mapping[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """It and its program, which tells of each signal, and ends with 7 half a second after the last one."""
    command = [node(), str(LAUNCHER), "wait"]
    with subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def refusal(environment: Mapping[str, str]) -> str:
    """The message with which it ends."""
    done = launch("check", environment=environment)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    return done.stderr


def test_words_and_input_are_passed_on(echo: dict[str, str]) -> None:
    words = ["check", "--reason", "two words", "", "$HOME", "*", 'a"b', "ü"]
    done = launch(*words, environment=echo, text="line\nline\n")
    assert json.loads(done.stdout) == [words, "line\nline\n"]
    assert (done.returncode, done.stderr) == (0, "")


def test_printed_commands_begin_with_npx_where_npm_started_it(installed: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/0000_a.sql").write_text("create table a (id int);")
    environment = installed | {"PYTHONPATH": next(path for path in sys.path if path.endswith("site-packages"))}
    words = ("doctor", "--project", str(tmp_path))
    by_npm = launch(*words, environment=environment | {"npm_config_user_agent": "npm/11.19.1 node/v20.20.2"})
    alone = launch(*words, environment=environment)
    assert "npx drizzle-journal" in by_npm.stdout + by_npm.stderr
    assert "npx drizzle-journal" not in alone.stdout + alone.stderr


@pytest.mark.parametrize("code", [0, 1, 2, 3, 130])
def test_the_exit_code_is_passed_on(echo: dict[str, str], code: int) -> None:
    assert launch("exit", str(code), environment=echo).returncode == code


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_it_ends_by_the_signal_that_ended_the_program(echo: dict[str, str], name: str) -> None:
    assert launch("die", name, environment=echo).returncode == -signal.Signals[name]


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_is_passed_on_and_the_program_decides(echo: dict[str, str], name: str) -> None:
    with waiting(echo) as process:
        process.send_signal(signal.Signals[name])
        assert process.communicate(timeout=ENDING)[0] == f"{name}\n"
        assert process.returncode == 7


def test_control_c_on_a_terminal_reaches_the_program_once(echo: dict[str, str]) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.execve(node(), ["node", str(LAUNCHER), "wait"], echo)
    output = b""
    while b"ready" not in output:
        output += os.read(terminal, 1000)
    os.write(terminal, b"\x03")
    deadline = time.monotonic() + ENDING
    with suppress(OSError):  # Linux's way to say that the other end is closed
        while time.monotonic() < deadline and (part := os.read(terminal, 1000)):
            output += part
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert output.count(b"SIGINT") == 1


def test_without_python_it_says_what_to_install(tmp_path: Path) -> None:
    text = refusal({"PATH": str(tmp_path), "JOURNAL_CACHE_DIR": str(tmp_path / "cache")})
    assert text.startswith("error: drizzle-journal needs uv, pipx or Python 3.11 or later. None of them is in PATH.\n")
    assert "help: Install uv, pipx or Python 3.11 or later" in text


@pytest.mark.parametrize(
    ("script", "why"),
    [("echo 3.9", "is Python 3.9."), ("echo 3.12; exit 1", "is Python 3.12 without the modules venv and ensurepip.")],
)
def test_a_python_that_cannot_be_used_is_named(tmp_path: Path, script: str, why: str) -> None:
    python = tmp_path / "python3"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    assert f"{python} {why}" in refusal({"PATH": str(tmp_path), "JOURNAL_CACHE_DIR": str(tmp_path / "cache")})


def test_no_program_of_a_package_or_of_the_working_folder_is_started(tmp_path: Path) -> None:
    folder = tmp_path / "node_modules/.bin"
    folder.mkdir(parents=True)
    for name in ("uv", "python3", "pipx"):
        (folder / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
        (folder / name).chmod(0o755)
    relative = os.path.relpath(folder, "/")
    assert "None of them" in refusal({"PATH": f"{folder}:{relative}", "JOURNAL_CACHE_DIR": str(tmp_path / "cache")})
    assert not (tmp_path / "started").exists()


def test_a_cache_that_others_can_change_is_refused(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    (cache / "npm").mkdir(parents=True)
    (cache / "npm").chmod(0o777)
    text = refusal({"PATH": os.environ["PATH"], "JOURNAL_CACHE_DIR": str(cache)})
    assert f"error: {cache}/npm can be written to by other users" in text
    assert "help: Choose another folder: export JOURNAL_CACHE_DIR=DIR" in text


def test_a_link_in_place_of_the_cache_is_refused(tmp_path: Path) -> None:
    (tmp_path / "victim").mkdir()
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/npm").symlink_to(tmp_path / "victim")
    text = refusal({"PATH": os.environ["PATH"], "JOURNAL_CACHE_DIR": str(tmp_path / "cache")})
    assert f"error: {tmp_path}/cache/npm is a link" in text
    assert list((tmp_path / "victim").iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to another user")
def test_a_cache_of_another_user_is_refused(tmp_path: Path) -> None:
    (tmp_path / "npm").mkdir()
    os.chown(tmp_path / "npm", 65534, 65534)
    text = refusal({"PATH": os.environ["PATH"], "JOURNAL_CACHE_DIR": str(tmp_path)})
    assert "belongs to another user (uid 65534)" in text


def test_a_cache_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    text = refusal({"PATH": os.environ["PATH"], "JOURNAL_CACHE_DIR": str(tmp_path / "file")})
    assert f"error: The cache folder {tmp_path}/file/npm cannot be written to: {tmp_path}/file is not a folder." in text


def test_a_folder_of_wheels_that_is_not_there_is_named(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "JOURNAL_CACHE_DIR": str(tmp_path), "JOURNAL_WHEELS": "/no/such"}
    assert "JOURNAL_WHEELS names /no/such, which is not a folder." in refusal(environment)


def test_the_package_has_no_dependencies_and_no_install_scripts(tmp_path: Path) -> None:
    need_program("npm")
    subprocess.run([ROOT / "scripts/npm/pack", tmp_path], check=True, capture_output=True, timeout=60)
    listed = subprocess.run(
        ["tar", "-tzf", next(tmp_path.glob("*.tgz"))], check=True, capture_output=True, text=True, timeout=30
    )
    names = {f"package/lib/{path.name}" for path in (ROOT / "scripts/npm/lib").iterdir()}
    top = {f"package/{name}" for name in ("package.json", "README.md", "LICENSE", "bin/drizzle-journal.mjs")}
    assert set(listed.stdout.split()) == names | top
    package = json.loads((ROOT / "scripts/npm/package.json").read_text())
    assert not {"dependencies", "optionalDependencies", "peerDependencies", "scripts"} & package.keys()


full = pytest.mark.only_full  # makes more environments, from the registry


@full
def test_without_a_network_it_says_so(tmp_path: Path) -> None:
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(tmp_path), "PIP_CONFIG_FILE": os.devnull,
        "JOURNAL_CACHE_DIR": str(tmp_path), "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1",
    }  # fmt: skip
    done = launch("check", environment=environment, timeout=300)
    assert done.returncode == 2
    assert (
        f"drizzle-journal {version()} could not be downloaded: the package registry cannot be reached." in done.stderr
    )
    assert "JOURNAL_WHEELS=DIR" in done.stderr
    assert list((tmp_path / "npm").iterdir()) == []


@pytest.fixture(scope="module")
def all_wheels(wheels: Path) -> Path:
    """The same folder with the wheels of all dependencies."""
    wheel = next(wheels.glob("drizzle_journal-*.whl"))
    words = ["-m", "pip", "download", "--quiet", "--only-binary=:all:", "-d", wheels, f"{wheel}[embedded]"]
    subprocess.run([sys.executable, *words], check=True, capture_output=True, timeout=600)
    return wheels


@pytest.fixture(scope="module", params=["uv", "pipx", "Python"])
def installer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A folder that holds one of the programs that can install."""
    folder, name = tmp_path_factory.mktemp("installer"), request.param
    if name == "Python":
        (folder / "python3").symlink_to(sys.base_prefix + "/bin/python3")
        return name, folder
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True, timeout=120)
    install = [folder / "venv/bin/pip", "install", "--quiet", name]
    subprocess.run(install, check=True, capture_output=True, timeout=600)
    (folder / name).symlink_to(folder / "venv/bin" / name)
    return name, folder


@full
def test_each_installer_works_from_wheels_alone(all_wheels: Path, installer: tuple[str, Path], tmp_path: Path) -> None:
    name, folder = installer
    environment = {
        "PATH": f"{folder}:{Path(node()).parent}" if name != "Python" else str(folder), "HOME": str(tmp_path),
        "JOURNAL_CACHE_DIR": str(tmp_path / "cache"), "JOURNAL_WHEELS": str(all_wheels),
        "PIP_CONFIG_FILE": os.devnull, "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    if name == "uv":
        environment["UV_PYTHON_PREFERENCE"] = "only-system"
        environment["PATH"] += f":{sys.base_prefix}/bin"
    done = launch("rules", environment=environment, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "Installing drizzle-journal" in done.stderr
    if name != "pipx":  # whose folder may also hold a Python
        assert f"with {name}," in done.stderr
    assert launch("rules", environment=environment).stderr == ""


@pytest.fixture
def bare(wheels: Path, tmp_path: Path) -> dict[str, str]:
    """The environment variables with which an environment is made from the wheel of this checkout alone."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(tmp_path), "PIP_CONFIG_FILE": os.devnull,
        "JOURNAL_CACHE_DIR": str(tmp_path / "cache"), "JOURNAL_WHEELS": str(wheels), "PIP_NO_DEPS": "1",
        "PYTHONPATH": next(path for path in sys.path if path.endswith("site-packages")),
    }  # fmt: skip


def environments(bare: dict[str, str]) -> list[Path]:
    return [path for path in Path(bare["JOURNAL_CACHE_DIR"], "npm").iterdir() if path.is_dir()]


@full
def test_two_first_uses_at_once_leave_one_environment(bare: dict[str, str]) -> None:
    command = [node(), str(LAUNCHER), "--version"]
    both = [subprocess.Popen(command, env=bare, stderr=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(timeout=300) for process in both] == [0, 0]
    assert len(environments(bare)) == 1


@full
def test_an_environment_whose_python_was_removed_is_made_again(bare: dict[str, str]) -> None:
    assert launch("--version", environment=bare, timeout=300).returncode == 0
    for python in (environments(bare)[0] / "env/bin").glob("python*"):
        python.unlink()
    again = launch("--version", environment=bare, timeout=300)
    assert (again.returncode, again.stdout) == (0, f"drizzle-journal {version()}\n"), again.stderr
    assert "Installing" in again.stderr
    assert launch("--version", environment=bare).stderr == ""


@full
def test_an_interrupted_installation_leaves_nothing_behind(bare: dict[str, str]) -> None:
    with subprocess.Popen(
        [node(), str(LAUNCHER), "--version"], env=bare, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr is not None
        assert "Installing" in process.stderr.readline()
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == -signal.SIGTERM
    assert environments(bare) == []
