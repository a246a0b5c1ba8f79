"""Write the files of a baseline in one exchange of folders, beside them the lock and schema.ts; and undo it."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from journal.baseline.draft import refuse_begun
from journal.baseline.result import Baseline
from journal.dataclass import dataclass
from journal.errors import JournalChanged, JournalInvalid, Place
from journal.folder.hashing import drizzle_hash
from journal.folder.lock import read_lock
from journal.folder.rewrite.many import (
    BASELINE,
    BASELINE_OF_1,
    WrittenFiles,
    last_record,
    refuse_changed,
    staging,
    undo,
)
from journal.folder.rewrite.store import project_lock, replace_file
from journal.handback.new_lock import NewLock, complete_lock, restore_lock
from journal.project.files import FileKind, read_file
from journal.project.layout import SQL_OF_1
from journal.project.settings import Settings

_RECORD, _SCHEMA = "baseline.json", "schema.txt"


@dataclass(frozen=True)
class BaselineRecord:
    """What the record says beside the files: the path and the hash of schema.ts, and where the ledger has a row."""

    tag: str
    hash: str
    schema: str = ""
    schema_hash: str = ""
    database: str = ""


def publish(result: Baseline) -> None:
    """Write the files. Raises FolderUnreadable where the folder has begun since, and what writing raises."""
    settings = result.settings
    base = BASELINE_OF_1 if result.is_version_1 else BASELINE
    with project_lock(settings):
        refuse_begun(settings)
        lock = read_lock(settings)
        new_lock = NewLock(lock.path, lock.text, result.lock_text) if result.lock_text else None
        with staging(settings.migrations, base) as stage:
            for name, content in result.files.items():
                stage.put(name, content)
            record = stage.folder / stage.record
            record.mkdir(parents=True, exist_ok=True)
            (record / _RECORD).write_bytes(orjson.dumps(_value(result), option=orjson.OPT_INDENT_2))
            if new_lock:
                new_lock.write_to(record)
            if result.schema_file:
                (record / _SCHEMA).write_bytes(result.schema_text.encode())
            stage.close()
        _complete(settings, settings.migrations / stage.record)


def finish(settings: Settings) -> None:
    """Write the lock and schema.ts of a baseline that was killed after its folder. Raises FileUnwritable."""
    with project_lock(settings), suppress(JournalInvalid):  # `--undo` reports a record that cannot be read
        if found := written_record(settings):
            _complete(settings, found[0].folder)


def _complete(settings: Settings, record: Path) -> None:
    """Write what is beside the folder; of schema.ts the text is in the record until then."""
    complete_lock(settings, record)
    text, path = record / _SCHEMA, settings.root / _read(record / _RECORD).schema
    if text.exists():
        if not path.exists():
            replace_file(path, read_file(text, FileKind.SNAPSHOT), root=settings.root, is_new=True)
        text.unlink()


def _value(result: Baseline) -> dict[str, str]:
    file, root = result.schema_file, result.settings.root
    shown = str(file.relative_to(root)) if file and file.is_relative_to(root) else str(file or "")
    return {
        "tag": result.tag,
        "hash": drizzle_hash(result.sql.encode()),
        "schema": shown,
        "schema_hash": drizzle_hash(result.schema_text.encode()) if file else "",
        "database": result.target.shown if result.stamp else "",
    }


def written_record(settings: Settings) -> tuple[WrittenFiles, BaselineRecord, str] | None:
    """Return the files of the last baseline, what its record says, and the base of its name; None without one."""
    for base in (BASELINE, BASELINE_OF_1):
        if files := last_record(settings.migrations, base):
            return files, _read(files.folder / _RECORD), base
    return None


def _read(path: Path) -> BaselineRecord:
    try:
        value: Any = orjson.loads(read_file(path, FileKind.JOURNAL))
        return BaselineRecord(**{key: str(text) for key, text in value.items()})
    except (OSError, ValueError, TypeError, AttributeError):
        return BaselineRecord("", "")  # a person has edited it: the files are undone all the same


def refuse_later(settings: Settings, files: WrittenFiles) -> None:
    """Raise JournalChanged where a file that was written has changed, or a folder of 1.0 has later migrations."""
    refuse_changed(settings.migrations, files)
    ours = {name for name, _ in files.written}
    later = [
        path
        for path in sorted(settings.migrations.glob(f"*/{SQL_OF_1}"))
        if f"{path.parent.name}/{SQL_OF_1}" not in ours
    ]
    if later:
        raise JournalChanged(
            f"{later[0].parent.name} came after the baseline; nothing was undone.",
            hint="Remove it first, if no database has applied it.",
            place=Place(later[0].parent),
        )


def take_back(settings: Settings) -> tuple[WrittenFiles | None, tuple[Path, ...], tuple[Path, ...]]:
    """Undo the files of the last baseline; return them, and the other files that were removed or have changed.

    Raises JournalChanged where one has changed, such as the journal by a later generate.
    """
    with project_lock(settings):
        found = written_record(settings)
        if found is None:
            return None, (), ()
        files, record, base = found
        refuse_later(settings, files)
        restore_lock(settings, files.folder)
        removed, kept = list[Path](), list[Path]()
        if record.schema and (path := settings.root / record.schema).is_file():
            same = drizzle_hash(read_file(path, FileKind.SNAPSHOT)) == record.schema_hash
            (removed if same else kept).append(path)
        for path in removed:
            path.unlink()
        undo(settings.migrations, files, base)
    return files, tuple(removed), tuple(kept)
