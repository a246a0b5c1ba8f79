"""`drizzle-journal check` as text: the findings file by file, the accepted ones, the verdict."""

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

from journal.diagnosis.next_step import step_after_check
from journal.errors import Severity
from journal.escape import cut, flat, one_line
from journal.escape import paint as in_colour
from journal.report.check.parts import Sources, accepted_of, counts, excerpt, findings_of, verdict, where
from journal.report.parts import counted
from journal.rules.support.acceptances import PROJECT
from journal.rules.support.subject import Finding
from journal.verbs.check import CheckResult

Paint = Callable[[str, str], str]


def check_text(checked: CheckResult, *, colours: bool, verbose: bool = False) -> str:
    """Return the findings with line and caret, every accepted one with its reason, and a closing sentence.

    Several notes of one rule that do not make the check fail are counted in one line.
    """

    paint = in_colour if colours else _plain
    root = checked.subject.settings.root
    sources = Sources(checked.subject)
    groups = _groups(checked)
    counted_rules = {group[0].rule for group in groups}
    listed = [one for one in findings_of(checked) if one.rule not in counted_rules]
    blocks = [
        "\n".join([paint(flat(path), "path"), *(line for one in group for line in _finding(one, sources, paint))])
        for path, group in groupby(listed, lambda one: where(one, root).path or PROJECT)
    ]
    blocks += ["\n".join(line for group in groups for line in _group(group, root, paint))] if groups else []
    accepted = [
        f"{paint(f'accepted[{one.finding.rule}]', 'accepted')} "
        f"{flat(one.finding.tag or where(one.finding, root).path or PROJECT)}: {flat(one.reason)}"
        for one in accepted_of(checked)
    ]
    blocks += ["\n".join(accepted)] if accepted else []
    first = f"{'Passed' if checked.passed else 'Failed'}: {verdict(checked)}" if checked.findings else verdict(checked)
    return "\n\n".join([*([first] if blocks else []), *blocks, _closing(checked, verbose)]) + "\n"


def _finding(finding: Finding, sources: Sources, paint: Paint) -> Iterator[str]:
    place, label = finding.place, finding.severity.value
    numbers = ":".join(str(number) for number in (place.line, place.column) if number) if place and place.line else ""
    message = one_line(cut(finding.message))
    yield " ".join(part for part in (paint(f"{label}[{finding.rule}]", label), numbers, message) if part)
    source = sources.line(place) if place and place.column else None
    if place and source is not None:
        line, caret = excerpt(source, place)
        yield f"  {line}"
        yield f"  {caret[:-1]}{paint('^', 'caret')}"
    if finding.help:
        yield f"  help: {one_line(cut(finding.help))}"


def _plain(text: str, what: str) -> str:
    return text


def _groups(checked: CheckResult) -> list[list[Finding]]:
    """Return the notes that do not count, by rule, of which there are several."""
    by_rule: dict[str, list[Finding]] = {}
    for one in findings_of(checked):
        by_rule.setdefault(one.rule, []).append(one)
    return [
        group
        for group in by_rule.values()
        if len(group) > 1 and not any(one.severity is not Severity.NOTE or counts(one, checked) for one in group)
    ]


def _group(group: list[Finding], root: Path, paint: Paint) -> Iterator[str]:
    """Yield the number of notes and the first one; the help, where it is ours and the same for all."""
    first = next((one for one in group if one.stands_for == 1), group[0])
    label = paint(f"note[{first.rule}]", "note")
    files = counted(len({one.place.path for one in group if one.place}), "file")
    at = ":".join(flat(str(part)) for part in where(first, root) if part is not None) or PROJECT
    yield f"{label} {sum(one.stands_for for one in group)} in {files}, first {at}: {one_line(cut(first.message))}"
    if first.help and {one.help for one in group} == {first.help} and not first.rule.startswith("squawk/"):
        yield f"  help: {one_line(cut(first.help))}"


def _closing(checked: CheckResult, verbose: bool) -> str:
    """Return the verdict, and what was not compared."""
    lines = [verdict(checked), *not_compared(checked, verbose=verbose)]
    if _groups(checked):
        lines.append(
            "Notes of the same rule are counted, not listed. To list each: --fail-on note (exit code 1), or --json."
        )
    if checked.findings:
        page = checked.subject.settings.page_of_rule("RULE-NAME")
        lines.append(f"drizzle-journal rules RULE-NAME explains a rule{f', as does {page}' if page else ''}.")
    if step := step_after_check(checked):
        lines.append(f"Next: {one_line(step)}")
    return "\n".join(lines)


def not_compared(checked: CheckResult, *, verbose: bool = False) -> Iterator[str]:
    """Yield what was not compared, so that a skipped check is not mistaken for a passed one."""
    base, subject = checked.subject.base, checked.subject
    if subject.snapshots:
        snapshot = flat(subject.settings.command("snapshot", "--dry-run"))
        yield f"Whether each snapshot has the schema after its entry, only a replay can tell: {snapshot}"
    if subject.raw.broken:
        what = "lock" if subject.folder.is_version_1 else "journal"
        yield f"Entries, their files and accepted findings were not compared: the {what} cannot be read."
    elif base and not base.items:
        yield f"Nothing was compared with {flat(base.at.ref)}: it has no journal at {subject.raw.path.name}."
    elif not base and (lacks := subject.without_hashes):
        bootstrap = flat(subject.settings.command("bootstrap"))
        unchecked = f"Edited migrations were not checked: {lacks}."
        yield f"{unchecked} Type: {bootstrap}; or pass --base origin/main."
    kit = subject.kit
    if kit and not kit.is_complete and (kit.is_installed or verbose):
        yield f"Conflicts between branches were not looked for: {flat(kit.reason)}."
    elif kit and kit.is_complete and verbose:
        yield f"drizzle-kit {kit.version} checked the snapshots of all folders; schema.ts was not loaded."
