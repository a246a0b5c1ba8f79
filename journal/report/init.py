"""Text and JSON of `drizzle-journal init`."""

from collections.abc import Iterator
from typing import Any

from journal.authoring.setup_file import SetupFile
from journal.escape import joined
from journal.report.parts import counted, journal_diff, relative
from journal.verbs.init import Initialized


def init_text(done: Initialized) -> str:
    """Return what was written, or with `dry_run` the difference, what was left as it is, and what is to do by hand."""
    return joined(_lines(done))


def _lines(done: Initialized) -> Iterator[str]:
    for file in done.files:
        path = relative(file.path, done.settings.root)
        if done.dry_run:
            yield from journal_diff(file.before, file.after, path).splitlines()
        else:
            yield f"{'changed' if file.before else 'wrote'} {path}"
    for file in done.refused:
        yield f"error: {relative(file.path, done.settings.root)} exists, and was left as it is. [exists]"
        yield "  help: --dry-run --overwrite shows the difference, --overwrite writes it."
    yield from done.by_hand
    if done.refused:
        yield f"{counted(len(done.refused), 'file')} left as found."
    elif done.dry_run:
        yield f"Would write {counted(len(done.files), 'file')}." if done.files else "Nothing to write."
    elif done.files:
        yield "Next: " + done.settings.command("doctor")
    elif not done.by_hand:
        yield "Nothing to write: all of it is there."


def init_json(done: Initialized) -> dict[str, Any]:
    """Return the JSON document."""
    return {
        "status": "ok" if done.passed else "no",
        "dry_run": done.dry_run,
        "files": [_file_json(one, done) for one in done.files],
        "left": [_file_json(one, done) for one in done.refused],
        "by_hand": list(done.by_hand),
    }


def _file_json(file: SetupFile, done: Initialized) -> dict[str, Any]:
    return {"path": relative(file.path, done.settings.root), "is_new": not file.before, "text": file.after}
