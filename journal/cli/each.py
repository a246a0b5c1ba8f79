"""Run one command on several databases or projects: one failure does not stop the rest, and one table is at the end."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import field
from io import StringIO
from pathlib import Path
from shlex import join
from typing import Any

import orjson

from journal.cli.documents import RUNNING, enveloped
from journal.cli.output import ExitCode, Output, talk
from journal.cli.verb import explained
from journal.connect.secrets import names_database
from journal.dataclass import dataclass
from journal.diagnosis.health import DoctorFinding
from journal.errors import DatabaseUnreachable, JournalError, Place, SettingsInvalid
from journal.escape import joined, one_line
from journal.project.discovery import FoundProject
from journal.project.files import FileKind, read_file

_MOST = 1000
_OF_ONE = ("sql", "report_", "accept", "output")
_NO = {"database": "differs", "project": "findings"}
_STATUS = {ExitCode.YES: "ok", ExitCode.NO: "no", ExitCode.COULD_NOT: "unknown"}


@dataclass(frozen=True)
class OneOfSeveral:
    """One call: its label, without a password, and the words that it has of its own."""

    label: str
    words: Mapping[str, Any] = field(repr=False)


def run_each(
    calls: Sequence[OneOfSeveral],
    run: Callable[..., int],
    words: Mapping[str, Any],
    *,
    noun: str,
    shared: Sequence[DoctorFinding] = (),
) -> int:
    """Run each call with the words that all have, and return the worst exit code.

    `noun`: what differs, such as `database`. `shared`: what was found about all of them; it counts as a finding.
    Raises SettingsInvalid for an option that only one call can have.
    """
    form = str(words.get("format_") or "text")
    refused = [f"--{name.strip('_')}" for name in _OF_ONE if words.get(name)]
    refused += [] if form in ("text", "json") else [f"--format {form}"]
    if refused:
        hint = f"Type the command once for each {noun}."
        raise SettingsInvalid(f"{refused[0]} is for one {noun}, and there are {len(calls)}.", hint=hint)
    json = bool(words.get("json")) or form == "json"
    ended = [(one.label, *_ended(one, run, words, json=json)) for one in calls]
    code = max([ExitCode.NO if shared else ExitCode.YES, *(ExitCode(code) for _, code, _ in ended)])
    if json:
        Output(json=True).answer(
            {
                "status": _STATUS.get(code, "unknown"),
                f"{noun}s": [
                    {noun: label, "exit_code": int(own), "result": document} for label, own, document in ended
                ],
                "shared_ledgers": [one.message for one in shared],
            },
            code,
        )
    else:
        Output().report(joined(_table([(label, code) for label, code, _ in ended], _NO[noun], shared)))
    return code


def _ended(one: OneOfSeveral, run: Callable[..., int], words: Mapping[str, Any], *, json: bool) -> tuple[int, Any]:
    """Run one call, and return its exit code and its document. What it raises is its own failure."""
    from journal.report.failure import failure_json, failure_text

    printed = StringIO()
    try:
        if json:
            with redirect_stdout(printed):
                code = run(**{**words, **one.words})
            return code, orjson.loads(printed.getvalue())
        Output().text(f"==> {one_line(one.label)} <==\n")
        code = run(**{**words, **one.words})
    except Exception as error:
        failure = error if isinstance(error, JournalError) else explained(error)
        if failure is None:
            raise
        failure.name_option({name: f"--{name.replace('_', '-')}" for name in words})
        if json:
            document = failure_json(failure, Path.cwd(), RUNNING.pages)
            return failure.exit_code, enveloped(document, failure.exit_code)
        talk(failure_text(failure, Path.cwd(), RUNNING.pages))
        code = failure.exit_code
    Output().text("\n")
    return code, None


def _table(ended: Sequence[tuple[str, int]], no: str, shared: Sequence[DoctorFinding]) -> Iterator[str]:
    width = max(len(one_line(label)) for label, _ in ended)
    for label, code in ended:
        yield f"{one_line(label):<{width}}  {('ok', no, 'not checked')[code]}"
    for one in shared:
        from journal.report.doctor import trouble_lines

        yield from trouble_lines(one)


def several_databases(words: Mapping[str, Any]) -> list[OneOfSeveral]:
    """Return a call for each database that --url, --env-var and the file of --targets name; none where it is one.

    Raises SettingsInvalid for a file that cannot be read, or names none.
    """
    texts = [("url", text) for text in words["url"] or ()] + [("env_var", name) for name in words["env_var"] or ()]
    targets = words.get("targets")
    texts += [("url" if names_database(text) else "env_var", text) for text in _lines(targets)] if targets else []
    if len(texts) < 2 and not targets:
        return []
    own = {"url": None, "env_var": None, "targets": None}
    return [
        OneOfSeveral(_label(kind, text, number), {**own, kind: text}) for number, (kind, text) in enumerate(texts, 1)
    ]


def _label(kind: str, text: str, number: int) -> str:
    from journal.connect.target import target_of

    if kind == "env_var":
        return text if text.isidentifier() else f"database {number}"
    try:
        return target_of(text, "--url").shown
    except DatabaseUnreachable:
        return f"database {number}"


def _lines(path: Path) -> list[str]:
    """Return the lines of a file that are neither empty nor comments."""
    try:
        text = read_file(path, FileKind.SETTINGS).decode()
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise SettingsInvalid(f"--targets {path} cannot be read: {why}.", place=Place(path)) from None
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not lines or len(lines) > _MOST:
        message = f"--targets {path} names {len(lines) or 'no'} databases."
        hint = f"Write one URL, or one name of a variable, on each line; at most {_MOST}."
        raise SettingsInvalid(message, hint=hint, place=Place(path))
    return lines


def several_calls(found: Sequence[FoundProject], start: Path) -> list[OneOfSeveral]:
    """Return a call for each project."""
    return [
        OneOfSeveral(
            join(one.flags(start)).removeprefix("--project ") or ".",
            {"path": one.root, **{name: one.options.get(name) for name in ("migrations", "meta", "config")}},
        )
        for one in found
    ]
