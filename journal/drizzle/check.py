"""Run `check` of the project's drizzle-kit 1.0 on the folder, without the project's config, schema and environment.

It is confined by node's permission model: it reads the packages and the migrations, and writes nothing. drizzle-kit
compares `schema.ts` only where it is given one, which would run code of the project; so it is not given.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

from journal.drizzle.node import Answer, NodeProgram, answer, bare_environment, find_node, node_at, started
from journal.drizzle.packages import DRIZZLE, installed_package, packages_of
from journal.errors import JournalError
from journal.escape import unicode
from journal.folder.version_1_snapshots import GraphSnapshot
from journal.project.settings import Settings
from journal.project.system import IS_POSIX
from journal.rules.support.kit_check import BranchChange, KitCheck

SECONDS = 120.0
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_SOURCE = re.compile(r"\(([^()]+)\)\Z")
_DEFAULT_SCHEMA = "public"
_LONGEST = 300
_NATIVE = "native"  # `Engine.NATIVE`, whose module loads the replay


def check_by_kit(settings: Settings, graph: Sequence[GraphSnapshot]) -> KitCheck:
    """Return the answer of `drizzle-kit check`, or why there is none. Writes nothing to the project."""
    package, version = installed_package(settings.root, "drizzle-kit") or (None, "")
    node = find_node()
    if why_not := _reason_not_to_run(settings, graph, version, node):
        return KitCheck(version, why_not=why_not, is_installed=bool(version) and not version.startswith("0."))
    assert package and node  # noqa: S101 - else there is a reason
    try:
        program = node_at(node)
        if not program.permissions:
            return KitCheck(version, why_not=f"{program.name} cannot confine it; node 20.7 and later can")
        return _run(settings, program, package.resolve(), version)
    except JournalError as error:
        return KitCheck(version, failure=error.message.rstrip("."))


def _reason_not_to_run(settings: Settings, graph: Sequence[GraphSnapshot], version: str, node: str | None) -> str:
    """Return the first reason; empty where it can run. It would follow links, and wait for pipes, as no other rule."""
    unread = next((one for one in graph if one.problem), None)
    folder = str(settings.migrations.resolve())
    reasons = {
        "drizzle-kit is not installed": not version,
        f"drizzle-kit {version} reads no folders, 1.0 does": version.startswith("0."),
        "the engine is native, which runs no package": settings.engine == _NATIVE,
        f"the snapshot of {unread.folder} {unread.problem}" if unread else "": unread is not None,
        "no migration has a snapshot.json": all(one.is_missing for one in graph),
        "packages are not run on Windows": not IS_POSIX,
        "node is not installed": node is None,
        "the path of the folder is not UTF-8": unicode(folder) != folder,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _run(settings: Settings, program: NodeProgram, package: Path, version: str) -> KitCheck:
    from journal.server.runs import run_folder  # a folder without drizzle-kit needs none

    folder = settings.migrations.resolve()
    readable = [folder, *packages_of(settings.root.resolve(), DRIZZLE)]
    words = ["check", "--dialect=postgresql", f"--out={folder}", "--output=json"]
    with run_folder() as home:
        command = [*program.confined(readable), str(package / "bin.cjs"), *words]
        environment = {**bare_environment(home), "NO_COLOR": "1"}
        with started(command, cwd=home, environment=environment) as process:
            try:
                return _read(answer(process, SECONDS), version)
            except TimeoutError:
                return KitCheck(version, failure=f"it did not end in {SECONDS:g} s")


def _read(output: Answer, version: str) -> KitCheck:
    """Return the answer as values. Source: `errorToEnvelope`, `conflictError` and `CheckCliError` of rc.5."""
    failure = output.gist if output.complaints else "it printed no answer"
    try:
        value = output.value
        if isinstance(value, dict) and value["status"] == "ok":
            return KitCheck(version)
        error = value["error"]  # type: ignore[index]
        if error["code"] != "check_error":
            code, message = str(error["code"]), str(error.get("message") or failure)
            return KitCheck(version, failure=f"{code}: {message[:_LONGEST]}")
        if error["kind"] == "conflicts":
            return KitCheck(version, tuple(_conflict(one["branches"]) for one in error["details"]))
        return _refused(version, error, output.complaints.decode("utf-8", "replace"))
    except (ValueError, KeyError, TypeError, AttributeError):
        return KitCheck(version, failure=failure)


def _refused(version: str, error: Mapping[str, object], said: str) -> KitCheck:
    """Return its first sentence: the next one says to delete migrations."""
    path = PurePath(str(error["snapshot"]))
    sentence = _COLOURS.sub("", said).replace(f"{path.parent.parent}/", "").strip().partition(". ")[0]
    parent = PurePath(str(error["parentSnapshot"])).parent.name if error["kind"] == "order" else ""
    refusal = (sentence or str(error["kind"]))[:_LONGEST].rstrip(".")
    return KitCheck(version, refused=path.parent.name, refusal=refusal, late_parent=parent)


def _conflict(branches: Sequence[dict[str, object]]) -> tuple[BranchChange, BranchChange]:
    first, second = (_change(one) for one in branches)
    return first, second


def _change(branch: dict[str, object]) -> BranchChange:
    leaf = PurePath(str(branch["leafPath"])).name
    source = _SOURCE.search(str(branch["statementDescription"]))  # the folder is in no field of its own
    return BranchChange(source[1] if source else leaf, leaf, str(branch["action"]), _name(branch["target"]))


def _name(target: object) -> str:
    if not isinstance(target, dict):
        raise TypeError
    schema = "" if target.get("schema") == _DEFAULT_SCHEMA else target.get("schema")
    names = [str(name) for name in (schema, target.get("table"), target["name"]) if name]
    return f"{target['kind']} {'.'.join(names)}"
