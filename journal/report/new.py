"""The result of `drizzle-journal new`, as text and as JSON."""

from collections.abc import Iterator
from typing import Any

from journal.authoring.derive.values import Derived, Fate
from journal.authoring.round_trip import RoundTrip
from journal.escape import joined, statement_lines
from journal.report.drift import differences_json, differences_text
from journal.report.parts import counted, relative, verdict_first
from journal.verbs.new import NewFiles

_FATES = {Fate.GONE: "gone", Fate.STAYS: "stays", Fate.LOST: "lost by the down file"}


def new_text(made: NewFiles) -> str:
    """Return the files, what cannot be undone, the proof, and the next step."""
    root = made.folder.settings.root
    lines = []
    for file in made.files:
        exists = ", which exists" if file.path.exists() else ""
        lines.append(
            f"would write {relative(file.path, root)}{exists}" if made.dry_run else f"wrote {relative(file.path, root)}"
        )
        lines += [f"  {line}".rstrip() for line in statement_lines(file.text)] if made.dry_run else []
    if made.ignored:
        lines.append(
            f"{'would add' if made.dry_run else 'added'} it to the ignore list in {relative(made.ignored.path, root)}"
        )
    if made.to_ignore:
        lines.append(f"warning: add it to the ignore list of the settings: {made.to_ignore} [not-ignored]")
    if made.unpaired:
        lines.append(f"warning: {made.unpaired} [not-paired]")
    if made.begins:
        lines.append(f"note: {made.begins} [first-migration]")
    if made.without_snapshot:
        lines.append(f"warning: no snapshot.json was written: {made.without_snapshot}. [no-snapshot]")
    if made.derived:
        lines += [f"note: {_FATES[remark.fate]}: {remark.text}" for remark in made.derived.whole.remarks]
        lines += [f"error: not derived: {text} [down-incomplete]" for text in made.derived.whole.todo]
        lines += _proof_lines(made.derived, made.proof, made.unproved)
    if made.derived is None:
        return joined([*lines, _closing(made)])
    return verdict_first(_closing(made), joined(lines), _completeness(made))


def _proof_lines(derived: Derived, proof: RoundTrip | None, unproved: str) -> Iterator[str]:
    if proof is None:
        yield f"not proved: {unproved}"
        return
    if proof.refused:
        text, refusal = proof.refused
        yield f"error: failed on the way down or up again: {refusal.message} [{refusal.sqlstate}] [down-refused]"
        yield f"  {text.splitlines()[0]}"
    if proof.differs:
        yield "after the down file, this is not as it was before:"
        yield from differences_text(proof.differs)
    if proof.again:
        yield "after the second run of the forward file, this is not as after the first:"
        yield from differences_text(proof.again)
    if proof.passed:
        except_ = "" if derived.complete else f", except for {counted(len(derived.whole.todo), 'open place')}"
        yield f"proved: up, down, up gives the same schema{except_}; without rows, on a temporary server."


def _closing(made: NewFiles) -> str:
    if made.dry_run:
        return "Dry run: nothing was written."
    command = made.folder.settings.command
    if made.derived is None:
        path = made.files[0].path
        first = f"{path.parent.name}/{path.name}" if made.folder.is_version_1 else path.name
        listed = made.folder.journal.entries and not made.folder.is_version_1
        words = ("bootstrap", *(("--add", path.stem) if listed else ()))
        bootstrap = "" if made.ignored or made.to_ignore else f", then type: {command(*words)}"
        return f"Next: write {first}, replace the down file with {command('new', '--down-of', first)}{bootstrap}"
    return _completeness(made)


def _completeness(made: NewFiles) -> str:
    """Return whether the derived down file reverts all of it."""
    if made.passed:
        return "The down file is complete."
    if made.derived and not made.derived.complete:
        return "The down file is not complete: it stops where a person has to write something."
    return "The down file does not revert all of it."


def new_json(made: NewFiles) -> dict[str, Any]:
    """Return the same for a program."""
    root, proof, derived = made.folder.settings.root, made.proof, made.derived
    whole = derived.whole if derived else None
    return {
        "status": "ok",
        "dry_run": made.dry_run,
        "written": made.written,
        "files": [{"path": relative(file.path, root), "text": file.text} for file in made.files],
        "ignored": made.ignored is not None,
        "to_ignore": made.to_ignore or None,
        "not_paired": made.unpaired or None,
        "no_snapshot": made.without_snapshot or None,
        "begins": made.begins or None,
        "complete": derived.complete if derived else None,
        "told": [{"fate": remark.fate.value, "text": remark.text} for remark in whole.remarks] if whole else [],
        "open": list(whole.todo) if whole else [],
        "proved": proof.passed if proof else None,
        "not_proved": made.unproved or None,
        "refused": {"statement": proof.refused[0], "message": proof.refused[1].message,
                    "sqlstate": proof.refused[1].sqlstate} if proof and proof.refused else None,
        "differences": differences_json((*proof.differs, *proof.again)) if proof else [],
    }  # fmt: skip
