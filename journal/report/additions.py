"""The parts of the reports of `bootstrap` and `scaffold`: entries to add, and files that the journal does not list."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from shlex import quote
from typing import Any

from journal.folder.read import Folder
from journal.folder.reconcile import AddedEntry, Reconciled
from journal.report.parts import counted, note_json, relative
from journal.rules.support.unlisted import UnlistedFile, UnlistedGroup, groups_of

_NEVER_LISTED = (UnlistedGroup.OTHER_DIALECT, UnlistedGroup.MANUAL)


def found_lines(plan: Reconciled) -> Iterator[str]:
    """Yield where the entries of a journal that was lost were found, one line for each source."""
    for source, many in Counter(one.reason for one in plan.added if one.found).items():
        yield f"recovered: {counted(many, 'entry')} {source}"


def invented_lines(folder: Folder, plan: Reconciled) -> Iterator[str]:
    """Yield the error on entries whose `when` would be invented although a journal was lost, and what to do."""
    if not plan.invented:
        return
    path, command = relative(folder.journal.path, folder.settings.root), folder.settings.command
    tags = ", ".join(one.entry.tag for one in plan.invented[:5]) + (" …" if len(plan.invented) > 5 else "")
    to_look = command(*(plan.next or ("bootstrap", "--url", "URL")))
    yield f"error: the journal was lost ({plan.used}), and the `when` of {tags} would be invented [invented-when]"
    yield "  A database that ran them has other values: the next migrate would skip entries, or run some again."
    yield f"  help: find the journal (git log --all -- {quote(path)}), or name a database that ran them: {to_look}"
    yield f"  help: if no database has run them: {command('bootstrap', '--add', 'all')}"


def undecided_files(folder: Folder, undecided: Sequence[UnlistedFile], *, verb: str) -> Iterator[str]:
    """Yield the lines on files that the journal does not list, by group, with the commands that decide about them."""
    root, command = folder.settings.root, folder.settings.command
    if undecided:
        yield f"warning: {counted(len(undecided), 'file')} not in the journal, which Drizzle never runs [not-listed]"
    for group, files in groups_of(undecided):
        for file in files:
            path = relative(file.migration.path, root)
            yield f"  {group}: {path}: {file.evidence}; once it is listed, the next migrate would {file.effect}"
        tags = [file.migration.tag for file in files]
        add = ["--add", "new"] if group is UnlistedGroup.NEW else [word for tag in tags for word in ("--add", tag)]
        if group is UnlistedGroup.LATE:
            in_place = command(verb, *add, "--in-place")
            yield f"    help: to list it in its place (a database that has later entries skips it): {in_place}"
        at_the_end = f"    help: to list it at the end: {command(verb, *add)}"
        if group not in (*_NEVER_LISTED, UnlistedGroup.CONTAINED):
            yield at_the_end
        endings = {PurePosixPath(tag).suffix for tag in tags}
        together = group is UnlistedGroup.OTHER_ENDING and len(endings) == 1
        patterns = [f"*{endings.pop()}.sql"] if together else [f"{tag}.sql" for tag in tags]
        ignore = [word for pattern in patterns for word in ("--ignore", pattern)]
        yield f"    help: if Drizzle must never run it: {command(verb, *ignore, '--reason', 'TEXT')}"
        if group is UnlistedGroup.CONTAINED:
            yield at_the_end
    if any(one.group not in _NEVER_LISTED for one in undecided):
        tag = undecided[0].migration.tag if len(undecided) == 1 else "TAG"
        stamp = command("stamp", "--to", tag, "--url", "URL")
        yield f"  help: if a database has run such a file, add it first. Then: {stamp}"


def in_place_lines(folder: Folder, added: Sequence[AddedEntry]) -> Iterator[str]:
    """Yield what happens to an entry that was put between others, on databases that have the later ones."""
    last = max((entry.when for entry in folder.journal.entries), default=0)
    for one in added:
        if one.entry.when < last:
            run = folder.settings.command("run", "--only", one.entry.tag, "--journal")
            yield f"note: a database that has later entries skips {one.entry.tag}. To run it there: {run}"


def undecided_json(undecided: Sequence[UnlistedFile]) -> list[dict[str, Any]]:
    """Return the files that are neither listed nor ignored as JSON."""
    return [
        {"tag": one.migration.tag, "group": one.group.value, "evidence": one.evidence, "migrate_would": one.effect}
        for one in undecided
    ]


def folder_json(folder: Folder, plan: Reconciled) -> dict[str, Any]:
    """Return the files on disk and the entries to add to the journal."""
    root = folder.settings.root
    return {
        "journal": relative(plan.journal.path, root),
        "migrations": relative(folder.settings.migrations, root),
        "added": [
            {"idx": one.entry.idx, "tag": one.entry.tag, "when": one.entry.when, "reason": one.reason}
            for one in plan.added
        ],
        "down_files": [migration.tag for migration in folder.downs],
        "ignored": [{"file": item.name, "reason": item.reason} for item in folder.ignored],
        "entries_without_file": [entry.tag for entry in folder.missing],
        "notes": [note_json(note, root) for note in folder.notes + plan.notes],
    }
