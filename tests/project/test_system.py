"""Without what Windows lacks, every module is imported, what reads works, and what writes or starts servers says so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Project
from repository import commit, git

from journal.project import system

WITHOUT = """
import asyncio, ctypes.util, getpass, logging.handlers, multiprocessing, os, select, selectors, shutil, signal, socket
import ssl, subprocess, sys, tempfile, types, uuid, webbrowser

LACKING = {
    os: '''getuid geteuid getgid getegid getgroups getpgid getpgrp getsid setsid setuid setgid seteuid setegid setgroups
           setpgid killpg fork forkpty chown fchown lchown fchmod chroot mkfifo mknod statvfs fstatvfs pread pwrite wait
           wait3 wait4 WNOHANG O_CLOEXEC O_NONBLOCK O_NOCTTY O_NOFOLLOW O_DIRECTORY O_SYNC fwalk getxattr listxattr
           ST_RDONLY ST_NOEXEC openpty ttyname tcgetpgrp uname getloadavg nice memfd_create posix_spawn pidfd_open''',
    signal: '''SIGHUP SIGQUIT SIGKILL SIGALRM SIGUSR1 SIGUSR2 SIGPIPE SIGCHLD SIGTSTP SIGCONT SIGWINCH SIGTTIN SIGTTOU
               alarm setitimer pause pthread_sigmask sigwait''',
    socket: "AF_UNIX",
    select: "poll epoll",
}
reduced = {id(module) for module in LACKING}
for module in list(sys.modules.values()):  # Python itself keeps what it has
    for name, value in list(vars(module).items()):
        if id(value) in reduced:
            copy = types.ModuleType(value.__name__)
            vars(copy).update(vars(value))
            setattr(module, name, copy)
for module, names in LACKING.items():
    for name in names.split():
        vars(module).pop(name, None)
for name in ("fcntl", "pty", "tty", "termios", "resource", "pwd", "grp", "posix", "syslog"):
    sys.modules[name] = None
"""

ALL = """
import importlib, pkgutil, journal
for found in pkgutil.walk_packages(journal.__path__, "journal."):
    importlib.import_module(found.name)
print("imported")
"""

MAIN = "from journal.cli.main import main; main()"


def python(script: str, *words: str, folder: Path = Path("/")) -> tuple[int, str, str]:
    command = [sys.executable, "-c", script, *words]
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_every_module_is_imported_without_what_windows_lacks() -> None:
    assert python(WITHOUT + ALL) == (0, "imported\n", "")


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("rules",), ("status", "--help")], ids=" ".join)
def test_what_reads_prints_the_same(words: tuple[str, ...]) -> None:
    assert python(WITHOUT + MAIN, *words) == python(MAIN, *words)


def test_check_finds_the_same(project: Project) -> None:
    project.migration("0000_users", "CREATE TABLE users (id int);\r\n")
    project.migration("0001_odd", "BEGIN; ALTER TABLE users ADD name text; COMMIT;\n")
    project.write("migrations/meta/_journal.json", '{"version": "7", "dialect": "postgresql", "entries": []}')
    git(project.root, "init", "-q")
    commit(project.root)
    code, out, err = python(MAIN, "check", folder=project.root)
    assert code == 1
    assert python(WITHOUT + MAIN, "check", folder=project.root)[:2] == (code, out)
    assert "Traceback" not in err


@pytest.mark.parametrize("verb", ["bootstrap", "scaffold"])
def test_what_writes_or_starts_a_server_says_that_it_needs_linux_or_macos(project: Project, verb: str) -> None:
    project.migration("0000_users", "CREATE TABLE users (id int);\n")
    code, _, err = python(WITHOUT + MAIN, verb, folder=project.root)
    assert code == 2
    assert "needs Linux or macOS; on Windows, commands that only read work, such as check and status." in err
    assert "help: Use the Windows Subsystem for Linux (WSL), or the container image." in err
    assert not (project.root / "migrations/meta").exists()


def test_a_file_is_opened_byte_by_byte_where_the_system_would_change_line_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    assert system.open_flags("O_RDONLY", "O_CLOEXEC") == os.O_RDONLY | os.O_CLOEXEC
    monkeypatch.setattr(os, "O_BINARY", 0x8000, raising=False)
    monkeypatch.delattr(os, "O_CLOEXEC")
    assert system.open_flags("O_RDONLY", "O_CLOEXEC") == os.O_RDONLY | 0x8000
