"""The formats of a result, the same for all commands that have several: --format, --output and GitHub's runner."""

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import field
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

from typer import Option

from journal.cli.colour import painted
from journal.cli.documents import enveloped, file_bytes
from journal.cli.output import (
    ExitCode,
    Output,
    add_to_step_summary,
    exit_code,
    on_github,
)
from journal.dataclass import dataclass
from journal.errors import Place, SettingsInvalid
from journal.folder.rewrite.store import replace_file
from journal.project.project import Result

OutputFile = Annotated[
    Path | None,
    Option(
        help="Write the output to this file. Standard output then gets the text.", metavar="FILE", show_default=False
    ),
]
FORMAT = Option(
    "--format",
    help="The output format. Default: text. If GITHUB_ACTIONS is set, the default is github: text with annotations.",
)
Content = str | Mapping[str, Any]


@dataclass(frozen=True)
class Views:
    """What a command can write, each by a function.

    `text` takes whether it has colours; `annotations` and `summary` are for GitHub; `others`: by the word of --format.
    `more`: keys of the JSON document beside those of the result.
    """

    text: Callable[[bool], str]
    annotations: Callable[[], str]
    summary: Callable[[], str]
    others: Mapping[str, Callable[[], Content]]
    more: Mapping[str, Any] = field(default_factory=dict)


def report(name: str, *arguments: Any, **options: Any) -> Callable[[], Any]:
    """Return a function of journal.report with its arguments; its module is imported where it is called."""

    def written() -> Any:
        module, _, function = name.rpartition(".")
        return getattr(import_module(f"journal.report.{module}"), function)(*arguments, **options)

    return written


def annotated(name: str, *arguments: Any) -> Callable[[], str]:
    """Return a function that writes the issues of a function of journal.report as GitHub's annotations."""
    issues = report(name, *arguments)
    return lambda: str(report("issues.annotations", issues())())


def workspace() -> Path | None:
    """Return the folder that the CI system takes paths to be relative to."""
    found = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR")
    return Path(found) if found else None


def is_for_a_program(form: str | None, output: Path | None) -> bool:
    """Tell whether stdout is for a program, so that there is no progress on stderr."""
    return not output and form not in (None, "text", "github")


def refuse_missing_folder(option: str, path: Path | None) -> None:
    """Raise SettingsInvalid, before the work, where the folder of a file to write is missing."""
    if path and not path.parent.is_dir():
        raise SettingsInvalid(
            f"{option} {path}: there is no folder {path.parent}.", hint=f"Create it: mkdir -p {path.parent}"
        )


def present(
    result: Result,
    views: Views,
    form: str | None,
    output: Path | None,
    root: Path,
    code: ExitCode | None = None,
) -> ExitCode:
    """Write a result in a format, to stdout or to a file, and return its exit code. `root`: the project's folder."""
    code = exit_code(result) if code is None else code
    if output:
        write_file(output, file_bytes(_content(result, views, form or "text", code)), root)
        form = None
    chosen = form or ("github" if on_github() else "text")
    out = Output(json=chosen == "json")
    if chosen == "text":
        text = views.text(out.colours)
        out.painted(painted(text) if out.colours else text)
    elif chosen == "github":
        _on_github(out, views)
    else:
        out.whole(_content(result, views, chosen, code))
    return code


def _content(result: Result, views: Views, form: str, code: ExitCode) -> Content:
    if form in ("text", "github"):
        return views.text(False)
    if form == "json":
        return enveloped({**result.to_json(), **views.more}, code)
    return views.others[form]()


def _on_github(out: Output, views: Views) -> None:
    """Write the text, fenced, so that no line of it is a command to the runner, then the annotations."""
    from secrets import token_hex  # loads OpenSSL

    from journal.report.step_summary import fenced

    out.commands(fenced(views.text(False), token_hex(16)))
    out.commands(views.annotations())
    add_to_step_summary(views.summary)


def write_file(path: Path, content: bytes, root: Path) -> None:
    """Write a file that the command line names: whole or not at all, and never through a link out of the project.

    A pipe or a device is written as it is.
    """
    try:
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            path.write_bytes(content)
            return
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise SettingsInvalid(message, hint="Name another file.", place=Place(path)) from None
    replace_file(path, content, root=root)
