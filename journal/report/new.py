"""What `journal new` tells."""

from collections.abc import Iterator
from typing import Any

from journal.authoring.derive.values import Fate
from journal.authoring.down import Derived
from journal.authoring.stepping import RoundTrip
from journal.escape import joined, statement_lines
from journal.report.drift import differences_json, differences_text
from journal.report.parts import counted, relative
from journal.verbs.new import NewFiles

_FATES = {Fate.GONE: "gone", Fate.STAYS: "stays", Fate.LOST: "lost by the down file"}


def new_text(made: NewFiles, *, dry_run: bool) -> str:
    """The files, what cannot be undone, what the proof came to, and one closing sentence."""
    root = made.folder.settings.root
    lines = []
    for one in made.files:
        name = relative(one.path, root)
        exists = one.path.exists() and dry_run
        lines.append(f"would write {name}" + (", which exists" if exists else "") if dry_run else f"wrote {name}")
        lines += [f"  {line}".rstrip() for line in statement_lines(one.text)] if dry_run else []
    if made.ignored:
        lines.append(
            f"{'would put' if dry_run else 'put'} it on the ignore list in {relative(made.ignored.path, root)}"
        )
    if made.to_ignore:
        lines.append(f"warning: put it on the ignore list of the settings: {made.to_ignore} [not-ignored]")
    if made.unpaired:
        lines.append(f"warning: {made.unpaired} [not-paired]")
    if made.derived:
        lines += _of_derived(made.derived)
        lines += _of_proof(made.derived, made.proof, made.unproved)
    return joined([*lines, _closing(made, dry_run=dry_run)])


def _of_derived(derived: Derived) -> Iterator[str]:
    for told in derived.whole.told:
        yield f"note: {_FATES[told.fate]}: {told.text}"
    for text in derived.whole.open:
        yield f"error: not derived: {text} [down-incomplete]"


def _of_proof(derived: Derived, proof: RoundTrip | None, unproved: str) -> Iterator[str]:
    if proof is None:
        yield f"not proved: {unproved}"
        return
    if proof.refused:
        text, refusal = proof.refused
        yield f"error: refused on the way down or up again: {refusal.message} [{refusal.sqlstate}] [down-refused]"
        yield f"  {text.splitlines()[0]}"
    if proof.differs:
        yield "after the down file, this is not as it was before:"
        yield from differences_text(proof.differs)
    if proof.again:
        yield "after the second run of the forward file, this is not as after the first:"
        yield from differences_text(proof.again)
    if proof.passed:
        but = "" if derived.complete else f", less {counted(len(derived.whole.open), 'place')} left open"
        yield f"proved: up, down, up gives the same schema{but}; without rows, on a temporary server."


def _closing(made: NewFiles, *, dry_run: bool) -> str:
    if dry_run:
        return "Dry run: nothing was written."
    command = made.folder.settings.command
    if made.derived is None:
        next_ = "" if made.ignored or made.to_ignore else f", then type: {command('bootstrap')}"
        first = made.files[0].path.name
        return f"Next: write {first}, type {command('new', '--down-of', first)} in place of the down file{next_}"
    if made.passed:
        return "The down file is complete."
    if not made.derived.complete:
        return "The down file is not complete: it stops where something has to be written by hand."
    return "The down file does not take back all of it."


def new_json(made: NewFiles, *, dry_run: bool) -> dict[str, Any]:
    """The same for a program."""
    root, proof, derived = made.folder.settings.root, made.proof, made.derived
    whole = derived.whole if derived else None
    return {
        "status": "ok",
        "dry_run": dry_run,
        "written": made.written,
        "files": [{"path": relative(one.path, root), "text": one.text} for one in made.files],
        "ignored": made.ignored is not None,
        "to_ignore": made.to_ignore or None,
        "not_paired": made.unpaired or None,
        "complete": derived.complete if derived else None,
        "told": [{"fate": one.fate.value, "text": one.text} for one in whole.told] if whole else [],
        "open": list(whole.open) if whole else [],
        "proved": proof.passed if proof else None,
        "not_proved": made.unproved or None,
        "refused": {"statement": proof.refused[0], "message": proof.refused[1].message,
                    "sqlstate": proof.refused[1].sqlstate} if proof and proof.refused else None,
        "differences": differences_json((*proof.differs, *proof.again)) if proof else [],
    }  # fmt: skip
