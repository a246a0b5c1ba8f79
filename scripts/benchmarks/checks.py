"""`journal check` and `drizzle-kit check` on the same folder, in turn; both must find nothing."""

import json
import shutil
from pathlib import Path
from uuid import UUID

from benchmarks.alone import peak_of
from benchmarks.project import Project, make_project, make_project_1
from benchmarks.stage import JOURNAL, BenchFailed, Samples, run
from journal.project.files import FileKind

_TABLES = 10
_MEGABYTE = 1024 * 1024
_DATA_BYTES = 180 * _MEGABYTE
_CHECK = ("check", "--no-squawk")


def against_kit(folder: Path, rounds: int) -> Samples:
    """Seconds of both on 1,000 migrations."""
    project = checked_project(folder / "project-check", 1000)
    node = shutil.which("node") or "node"
    _ours(project)
    _kit(project, node)
    samples = Samples()
    for _ in range(rounds):
        samples.ours.append(_ours(project))
        samples.peer.append(_kit(project, node))
    return samples


def doctor(folder: Path, rounds: int) -> Samples:
    """Seconds of the doctor on 1,000 migrations and a database that drizzle.config names."""
    project = checked_project(folder / "project-doctor", 1000)
    words = {"dialect": "postgresql", "out": "./migrations", "dbCredentials": {"url": "postgresql://a:b@localhost/c"}}
    (project.root / "drizzle.config.json").write_text(json.dumps(words), "utf-8")
    _doctor(project)
    return Samples([_doctor(project) for _ in range(rounds)])


def against_less(folder: Path, rounds: int) -> Samples:
    """Seconds on 10,000 migrations; the peer is ourselves on 1,000."""
    large = checked_project(folder / "project-check-10000", 10_000)
    small = checked_project(folder / "project-check-less", 1000)
    _ours(large)
    _ours(small)
    samples = Samples()
    for _ in range(rounds):
        samples.ours.append(_ours(large))
        samples.peer.append(_ours(small))
    return samples


def against_0(folder: Path, rounds: int) -> Samples:
    """Seconds on 1,000 folders of drizzle 1.0; the peer is ourselves on the same migrations of 0.x, with hashes."""
    ours, peer = checked_project_1(folder / "project-check-1", 1000), checked_project(folder / "project-check-0", 1000)
    peer.write_hashes()
    _ours(ours)
    _ours(peer)
    samples = Samples()
    for _ in range(rounds):
        samples.ours.append(_ours(ours))
        samples.peer.append(_ours(peer))
    return samples


def memory(folder: Path, rounds: int) -> Samples:
    """Megabytes at the peak of our process, on 1,000 migrations."""
    project = checked_project(folder / "project-check-memory", 1000)
    return Samples([peak_of(project.root, *_CHECK) for _ in range(rounds)])


def data_memory(folder: Path, rounds: int) -> Samples:
    """Megabytes at the peak of our process, on one file of 180 MB of INSERTs; the peer is the file."""
    project = make_project(folder / "project-check-data", 1)
    path = next((project.root / "migrations").glob("*.sql"))
    row = b"INSERT INTO thing (id, name) VALUES (1, 'some text that a row has');\n"
    path.write_bytes(row * (_DATA_BYTES // len(row)))
    project.empty_journal()
    size = path.stat().st_size / _MEGABYTE
    return Samples([peak_of(project.root, *_CHECK) for _ in range(rounds)], [size] * rounds)


def journal_memory(folder: Path, rounds: int) -> Samples:
    """Megabytes at the peak of our process, on a journal of 100 MB, which is refused, and on the largest."""
    project = make_project(folder / "project-check-journal", 1)
    project.empty_journal()
    entry = json.loads(project.journal.read_text("utf-8"))["entries"][0]
    peaks = []
    for size in (100 * _MEGABYTE, FileKind.JOURNAL.value):
        many = max(size // (len(json.dumps(entry)) + 20), 1)
        entries = [{**entry, "idx": n, "when": entry["when"] + n, "tag": f"{n:07}_x"} for n in range(many)]
        project.journal.write_text(json.dumps({"version": "7", "dialect": "postgresql", "entries": entries}), "utf-8")
        peaks += [peak_of(project.root, *_CHECK, code=1) for _ in range(rounds)]
    return Samples([max(peaks)])


def checked_project(root: Path, count: int) -> Project:
    """A project as the others, with a snapshot for each migration: of ten tables, where a real one had hundreds."""
    project = make_project(root, count)
    project.empty_journal()
    entries = json.loads(project.journal.read_text("utf-8"))["entries"]
    for number, entry in enumerate(entries):
        path = project.journal.parent / f"{entry['tag'].split('_')[0]}_snapshot.json"
        path.write_text(json.dumps(_snapshot(number), indent=2), "utf-8")
    config = {"dialect": "postgresql", "out": "./migrations"}
    (project.root / "drizzle.config.json").write_text(json.dumps(config), "utf-8")
    return project


def checked_project_1(root: Path, count: int) -> Project:
    """The same in the layout of drizzle 1.0, with a snapshot of the same size in each folder."""
    project = make_project_1(root, count)
    for number, path in enumerate(sorted((root / "migrations").iterdir())):
        old = _snapshot(number)
        tables, parent = old.pop("tables"), old.pop("prevId")
        content = {"type": "diff", "deltas": [tables]} if number else {"type": "base", "ddl": [tables]}
        known = {"version": "9", "dialect": "postgres", "prevIds": [parent], "footprints": []}
        snapshot = {**old, **known, **content}
        (path / "snapshot.json").write_text(json.dumps(snapshot, indent=2), "utf-8")
    (root / "drizzle.config.json").write_text(json.dumps({"dialect": "postgresql", "out": "./migrations"}), "utf-8")
    return project


def _snapshot(number: int) -> dict[str, object]:
    """Version 7, with as many tables as there are, but no more than ten."""
    columns = {
        name: {"name": name, "type": kind, "primaryKey": name == "id", "notNull": name == "id"}
        for name, kind in (("id", "bigint"), ("previous_id", "bigint"), ("name", "text"))
    }
    parts = ("indexes", "foreignKeys", "compositePrimaryKeys", "uniqueConstraints", "policies", "checkConstraints")
    tables = {
        f"public.thing_{one}": {
            "name": f"thing_{one}", "schema": "", "columns": columns, **{part: {} for part in parts},
            "isRLSEnabled": False,
        }
        for one in range(min(number + 1, _TABLES))
    }  # fmt: skip
    return {
        "id": str(UUID(int=number + 1)),
        "prevId": str(UUID(int=number)),
        "version": "7",
        "dialect": "postgresql",
        "tables": tables,
        **{part: {} for part in ("enums", "schemas", "sequences", "roles", "policies", "views")},
        "_meta": {"columns": {}, "schemas": {}, "tables": {}},
    }


def _ours(project: Project) -> float:
    ended = run([JOURNAL, *_CHECK], project.root)
    ended.must_be_zero("journal check")
    if "No findings" not in ended.text:
        raise BenchFailed(f"journal check found something: {ended.text[:300]}")
    return ended.seconds


def _kit(project: Project, node: str) -> float:
    ended = run([node, "node_modules/drizzle-kit/bin.cjs", "check"], project.root)
    ended.must_be_zero("drizzle-kit check")
    if "Everything's fine" not in ended.text:
        raise BenchFailed(f"drizzle-kit check is not content: {ended.text[-300:]}")
    return ended.seconds


def _doctor(project: Project) -> float:
    ended = run([JOURNAL, "doctor"], project.root)
    ended.must_be_zero("drizzle-journal doctor")
    return ended.seconds
