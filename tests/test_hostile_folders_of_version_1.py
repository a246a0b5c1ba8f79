"""Folders of drizzle 1.0 and locks as an enemy writes them: every call ends with 0, 1 or 2 and prints nothing raw."""

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from attacks.attack import MEGABYTES
from conftest import Project
from forked import CommandLine
from full import FULL

FIRST, SECOND = "20250101000000_first", "20250102000000_second"
MEGABYTE = 1024 * 1024
SECONDS = 60.0
SECRET = "root:x:0:0:"
# Control characters, those of the upper half and those that turn the direction of text; \n and \t are text.
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
COMMAND = re.compile(r"(?m)^::error file=x")  # that of EVIL; our own have a path of the project
EVIL = "\x1b[31mred\x1b]0;title\x07\r\n::error file=x::y\n\u202e\u2028<script>alert(1)</script>`id`$(id)'\""

CALLS = (
    ("check",), ("check", "--json"), ("check", "--format", "github"), ("check", "--format", "html"),
    ("check", "--format", "junit"), ("check", "--format", "sarif"), ("check", "--format", "gitlab"), ("doctor",),
    ("doctor", "--json"), ("bootstrap", "--dry-run"), ("bootstrap", "--dry-run", "--json"),
)  # fmt: skip
LIVE = (
    ("status",), ("status", "--json"), ("status", "--verbose"), ("doctor",), ("locate",), ("locate", "--json"),
    ("repair", "--dry-run"), ("stamp", "--to", SECOND, "--dry-run"), ("unstamp", FIRST, "--dry-run"), ("verify",),
    ("verify", "--format", "html"),
)  # fmt: skip

Plant = Callable[[Path], object]


def lock_of(root: Path, text: str | bytes) -> None:
    (root / "drizzle-journal.lock").write_bytes(text if isinstance(text, bytes) else text.encode())


def lock_with(root: Path, name: str, value: object = "0" * 64, folder: str = "migrations") -> None:
    lock_of(root, json.dumps({"version": 1, "folder": folder, "migrations": {name: value}}))


def large_lock(root: Path) -> None:
    with (root / "drizzle-journal.lock").open("wb") as file:
        file.truncate(100 * MEGABYTE)


def many_lines(root: Path) -> None:
    """A lock just below the limit, and in CI one of a tenth."""
    names = {f"20250101000000_{number:07}": "0" * 64 for number in range(80_000 if FULL else 8_000)}
    lock_of(root, json.dumps({"version": 1, "folder": "migrations", "migrations": names}))


def folder_of(root: Path, name: str, sql: str = "SELECT 1;\n") -> Path:
    path = root / "migrations" / name
    path.mkdir()
    (path / "migration.sql").write_text(sql)
    return path


def instead(root: Path, name: str = "migration.sql") -> Path:
    path = root / "migrations" / SECOND / name
    path.unlink(missing_ok=True)
    return path


def linked_folder(root: Path, target: str) -> None:
    shutil.rmtree(root / "migrations" / SECOND)
    (root / "migrations" / SECOND).symlink_to(target)


def outside(root: Path) -> Path:
    """A folder beside the project, with SQL that says a secret."""
    other = root.parent / "outside" / SECOND
    other.mkdir(parents=True)
    (other / "migration.sql").write_text(f"SELECT '{SECRET}' FROM;\n")
    return other


def migrations_linked_out(root: Path) -> None:
    outside(root)
    shutil.rmtree(root / "migrations")
    (root / "migrations").symlink_to(root.parent / "outside")


PLANTS: dict[str, Plant] = {
    "a lock of 100 MB": large_lock,
    "a lock of very many names": many_lines,
    "a lock that is a device": lambda root: (root / "drizzle-journal.lock").symlink_to("/dev/zero"),
    "a lock that is a pipe": lambda root: os.mkfifo(root / "drizzle-journal.lock"),
    "a lock that is the password file": lambda root: (root / "drizzle-journal.lock").symlink_to("/etc/passwd"),
    "a lock that is a folder": lambda root: (root / "drizzle-journal.lock").mkdir(),
    "a lock that is a link to itself": lambda root: (root / "drizzle-journal.lock").symlink_to("drizzle-journal.lock"),
    "brackets in the lock": lambda root: lock_of(root, "[" * 100_000),
    "a deep lock": lambda root: lock_of(root, '{"a":' * 100_000 + "1" + "}" * 100_000),
    "a deep value": lambda root: lock_of(
        root, '{"version": 1, "folder": "migrations", "migrations": {"a": ' + "[" * 900 + "]" * 900 + "}}"
    ),
    "no JSON": lambda root: lock_of(root, b"\xff\xfe\x00"),
    "lone surrogates": lambda root: lock_of(root, '{"version": 1, "folder": "\\ud800", "migrations": {"\\udfff": 1}}'),
    "an evil name in the lock": lambda root: lock_with(root, EVIL),
    "an evil name without a hash": lambda root: lock_with(root, EVIL, {"a": EVIL}),
    "an evil hash": lambda root: lock_with(root, FIRST, EVIL),
    "an evil reason": lambda root: lock_with(root, FIRST, {"hash": EVIL, "reason": EVIL}),
    "an evil folder in the lock": lambda root: lock_with(root, FIRST, folder=EVIL),
    "a folder in the lock that is no text": lambda root: lock_of(root, '{"version": 1, "folder": {"a": ["\x7f"]}}'),
    "a version that is no number": lambda root: lock_of(root, '{"version": true, "folder": "migrations"}'),
    "a name in the lock that leads out": lambda root: lock_with(root, "../../../etc/passwd"),
    "a name in the lock of a megabyte": lambda root: lock_with(root, "x" * MEGABYTE),
    "an evil folder": lambda root: folder_of(root, "20250103000000_" + EVIL.replace("/", "")),
    "an evil folder without a moment": lambda root: folder_of(root, EVIL.replace("/", "")),
    "an evil folder with evil SQL": lambda root: folder_of(
        root, "20250103000000_" + EVIL.replace("/", ""), f"x {EVIL}"
    ),
    "a folder with the name of an option": lambda root: folder_of(root, "20250103000000_-rf --help"),
    "a folder that begins with a dash": lambda root: folder_of(root, "--help"),
    "a folder that is not UTF-8": lambda root: folder_of(root, "20250103000000_\udce9"),
    "a folder without SQL that is not UTF-8": lambda root: (root / "migrations" / "20250103_\udce9").mkdir(),
    "an evil snapshot": lambda root: instead(root, "snapshot.json").write_text(
        json.dumps({"version": "9", "id": EVIL, "prevIds": [EVIL]})
    ),
    "a snapshot of an evil version": lambda root: instead(root, "snapshot.json").write_text(
        json.dumps({"version": EVIL, "id": EVIL, "prevIds": [EVIL]})
    ),
    "a deep snapshot": lambda root: instead(root, "snapshot.json").write_text("[" * 100_000),
    "a snapshot that is a device": lambda root: instead(root, "snapshot.json").symlink_to("/dev/zero"),
    "a snapshot that is the password file": lambda root: instead(root, "snapshot.json").symlink_to("/etc/passwd"),
    "a snapshot that is a pipe": lambda root: os.mkfifo(instead(root, "snapshot.json")),
    "SQL that is a device": lambda root: instead(root).symlink_to("/dev/zero"),
    "SQL that is a terminal": lambda root: instead(root).symlink_to("/dev/tty"),
    "SQL that is a pipe": lambda root: os.mkfifo(instead(root)),
    "SQL that is the password file": lambda root: instead(root).symlink_to("/etc/passwd"),
    "SQL that is a link to itself": lambda root: instead(root).symlink_to("migration.sql"),
    "SQL that is a link to nothing": lambda root: instead(root).symlink_to("nowhere.sql"),
    "SQL that is a folder": lambda root: instead(root).mkdir(),
    "SQL of ten gigabytes": lambda root: os.truncate(root / "migrations" / SECOND / "migration.sql", 10_240 * MEGABYTE),
    "a folder that is a link out": lambda root: linked_folder(root, str(outside(root))),
    "a folder that is the whole disk": lambda root: linked_folder(root, "/"),
    "a folder that is the one above": lambda root: linked_folder(root, ".."),
    "a folder that is a link to itself": lambda root: linked_folder(root, SECOND),
    "all migrations are a link out": migrations_linked_out,
    "down.sql is the password file": lambda root: instead(root, "down.sql").symlink_to("/etc/passwd"),
    "down.sql is a pipe": lambda root: os.mkfifo(instead(root, "down.sql")),
}


def made(project: Project) -> Path:
    for name in (FIRST, SECOND):
        project.write(f"migrations/{name}/migration.sql", f"CREATE TABLE {name[15:]} (id int);\n")
        project.write(f"migrations/{name}/snapshot.json", json.dumps({"version": "9", "id": name, "prevIds": []}))
    return project.root


def wrong(loaded: CommandLine, project: Project, words: tuple[str, ...]) -> str:
    """What is wrong with the end of a call; empty where nothing is."""
    clean = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "POSTGRES_URL")}
    done = loaded.run(words, project.root, clean | {"GITHUB_ACTIONS": "true"}, timeout=SECONDS)
    text = done.stdout + done.stderr
    if done.returncode not in (0, 1, 2):
        return f"{words}: exit {done.returncode}: {text[-1500:]}"
    raw = RAW.search(text) or COMMAND.search(text) or re.search(re.escape(SECRET), text)
    if raw or "Traceback" in text:
        return f"{words}: {raw}: {text[max(0, raw.start() - 100) if raw else 0 :][:300]!r}"
    if "--json" in words:
        json.loads(done.stdout)
    if done.returncode and not text.strip():
        return f"{words}: nothing is said"
    return f"{words}: {done.megabytes:.0f} MB" if done.megabytes > MEGABYTES else ""


@pytest.mark.parametrize("plant", PLANTS)
def test_a_hostile_folder_has_a_clean_answer(plant: str, project: Project, loaded: CommandLine, database: str) -> None:
    PLANTS[plant](made(project))
    live = [(*words, "--url", database) for words in LIVE]
    faults = [fault for words in (*CALLS, *live) if (fault := wrong(loaded, project, words))]
    assert not faults, "\n".join(faults)
