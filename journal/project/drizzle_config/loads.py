"""The env files that a drizzle.config loads by itself: with dotenv, with `@next/env`, or in a module that it imports.

A statement that may load one makes the variables that it may set unknown: a config that cannot be evaluated is not
guessed. A module that is not read (a package, an alias) may set the variables that are not set; that it changes one
that is set is not assumed.
"""

import os.path
from collections.abc import Iterator
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journal.dataclass import dataclass
from journal.errors import SettingsInvalid
from journal.project.drizzle_config.dotenv import FILE_NAME, own_file
from journal.project.drizzle_config.evaluate import EvaluationTooLarge, Evaluator
from journal.project.drizzle_config.module import (
    REST,
    Absent,
    NodeGlobal,
    is_truthy,
    line_of,
    package_of,
    parse_module,
    walk,
)
from journal.project.files import FileKind, boundary, read_file

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = ("function_declaration", "arrow_function", "function_expression", "class_declaration", "method_definition")
_IMPORTS = ("import_statement", "export_statement")
_STATEMENTS = ("expression_statement", "lexical_declaration", "variable_declaration")
_DOTENV = ("dotenv.config", "dotenv.configDotenv", "process.loadEnvFile")
_NEXT = "@next/env.loadEnvConfig"
_HARMLESS = frozenset((
    "@next/env", "assert", "child_process", "crypto", "dotenv", "dotenv-expand", "drizzle-kit", "drizzle-orm", "fs",
    "module", "os", "path", "pg", "postgres", "process", "url", "util",
))  # fmt: skip
"""Packages that set no variable when they are imported, unless a function of theirs is called."""
_ENDINGS = ("", ".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", "/index.ts", "/index.js")
_MOST_MODULES = 20
_STEPS_OF_A_FILE = 1000  # a file is read, and all variables are copied


@dataclass
class _ModuleLoads:
    """What the modules of one config share: those that were read, and whether `@next/env` has loaded its files."""

    read: set[Path] = field(default_factory=set)
    next_loaded: bool = False


def load_env_files(evaluator: Evaluator) -> None:
    """Add the files that each statement loads to the evaluator's environments, from the end of the call on."""
    _load_all(evaluator, _ModuleLoads({evaluator.path}))


def _load_all(evaluator: Evaluator, run: _ModuleLoads) -> None:
    statements = evaluator.module.root.named_children
    for statement in statements:
        is_type = any(child.type == "type" for child in statement.children)
        if statement.type in _IMPORTS and statement.child_by_field_name("source") and not is_type:
            _import(evaluator, run, package_of(statement), line_of(statement), 0)  # imports run first
    for call, always_runs in (found for statement in statements for found in _calls(statement)):
        called = call.child_by_field_name("function")
        if called is not None and called.type == "import":
            evaluator.may_load(line_of(call))
        function = evaluator.value(called)
        if isinstance(function, NodeGlobal) and function.name in ("require", _NEXT, *_DOTENV):
            _call(evaluator, run, call, function.name, always_runs=always_runs)


def _call(evaluator: Evaluator, run: _ModuleLoads, call: "Node", name: str, *, always_runs: bool) -> None:
    """Add the files of one call of `require`, dotenv or `@next/env`."""
    arguments, line = evaluator.call(call)[1], line_of(call)
    if name in _DOTENV:
        _dotenv(evaluator, call, arguments[0] if arguments else FILE_NAME, always_runs=always_runs)
    elif name == _NEXT and not run.next_loaded:
        names = _next_files(evaluator, arguments) if always_runs else None
        run.next_loaded = names is not None
        if names is not None:
            _add(evaluator, names, call.end_byte, line, override=False)
        else:
            evaluator.may_load(line)
    elif name == "require" and len(arguments) == 1 and isinstance(arguments[0], str):
        package = arguments[0].removeprefix("node:")
        if always_runs:
            _import(evaluator, run, package, line, call.end_byte)
        elif not _is_harmless(package):
            evaluator.may_load(line)


def _calls(statement: "Node") -> Iterator[tuple["Node", bool]]:
    """Yield every call of a statement, and whether it surely runs: none in a function or in a block does."""
    always_runs = {node.id for node in walk(statement, skip=_FUNCTIONS)} if statement.type in _STATEMENTS else set()
    yield from ((node, node.id in always_runs) for node in walk(statement) if node.type == "call_expression")


def _dotenv(evaluator: Evaluator, call: "Node", options: Any, *, always_runs: bool) -> None:
    """Load what `dotenv.config(options)` or `process.loadEnvFile(path)` loads, or note that it may be loaded."""
    path, override = options, False
    if isinstance(options, dict):
        given = {key: held.value for key, held in options.items()}
        if "processEnv" in given:
            return  # it fills an object of its own, not the variables
        path, override = given.get("path", FILE_NAME), is_truthy(given.get("override", False))
        path = None if REST in given or "DOTENV_KEY" in given else path
    names = path if isinstance(path, list) else [FILE_NAME if isinstance(path, Absent) else path]
    is_loaded_already = names == [FILE_NAME] == [own_file()[0]] and not override
    if is_loaded_already or (always_runs and all(isinstance(name, str) for name in names)):
        _add(evaluator, names, call.end_byte, line_of(call), override=override)
    else:
        evaluator.may_load(line_of(call), override=override or path is None)


def _next_files(evaluator: Evaluator, arguments: list[Any]) -> list[str] | None:
    """Return the files of `loadEnvConfig(folder, dev)`, the first first; None where only a run would tell.

    Source: `@next/env` 15, `packages/next-env/index.ts`. As in dotenv, no file overrides what is set.
    """
    folder, dev = [*arguments, *[Absent()] * 2][:2]
    if not isinstance(folder, str) or not isinstance(dev, bool | Absent) or len(arguments) > 3:
        return None
    is_test = evaluator.environments[-1][1].values.get("NODE_ENV") == "test"
    mode = "test" if is_test else "development" if dev is True else "production"
    names = [f".env.{mode}.local", *([] if is_test else [".env.local"]), f".env.{mode}", FILE_NAME]
    inside = os.path.relpath(evaluator.root / folder, evaluator.root)
    return [os.path.normpath(f"{inside}/{name}") for name in names]


def _add(evaluator: Evaluator, names: list[str], start: int, line: int, *, override: bool) -> None:
    """Add files from an offset on. One that is there and that this tool does not read may set variables."""
    environment = evaluator.environments[-1][1]
    for name in names:
        evaluator.spend(_STEPS_OF_A_FILE)
        try:
            environment = environment.with_file(evaluator.root, name, override=override, strict=True)
        except SettingsInvalid:
            evaluator.may_load(line, override=override)
    evaluator.environments.append((start, environment))


def _import(evaluator: Evaluator, run: _ModuleLoads, package: str, line: int, start: int) -> None:
    """Add the files that the import of a package or of a module of the project loads."""
    if package == "dotenv/config":
        name, override = own_file()
        _add(evaluator, [name], start, line, override=override)
    elif package.startswith("."):
        _import_module(evaluator, run, evaluator.path.parent / package, line, start)
    elif not _is_harmless(package):
        evaluator.may_load(line)
    elif package.startswith("dotenv-expand/"):  # `dotenv-expand/config` loads .env and expands it
        evaluator.expands = True


def _is_harmless(package: str) -> bool:
    return "/".join(package.split("/")[: 2 if package.startswith("@") else 1]) in _HARMLESS


def _import_module(evaluator: Evaluator, run: _ModuleLoads, path: Path, line: int, start: int) -> None:
    """Add the files that a module of the project loads, and those of its own imports; each module runs once."""
    bare = path.with_suffix("") if path.suffix in (".js", ".mjs") else path  # TypeScript spells x.ts as x.js
    files = (Path(os.path.normpath(f"{stem}{ending}")) for stem in (path, bare) for ending in _ENDINGS)
    file = next((file for file in files if os.path.isfile(file)), None)  # noqa: PTH113 - never raises
    if file is not None and (file.suffix == ".json" or file in run.read):
        return
    inner = _loaded(evaluator, run, file) if file is not None else None
    if inner is None:
        evaluator.may_load(line)
        return
    evaluator.environments.append((start, inner.environments[-1][1]))
    evaluator.expands |= inner.expands
    if inner.conditional_load[0]:
        evaluator.may_load(line, override=inner.conditional_load[1])
    written = (name for name in inner.module.assigned if name.startswith("process.env"))
    evaluator.module.assigned.update(dict.fromkeys(written, line))


def _loaded(evaluator: Evaluator, run: _ModuleLoads, file: Path) -> Evaluator | None:
    """Return the evaluator of a module of the project after its loads; None where it is not read."""
    run.read.add(file)
    try:
        module = parse_module(read_file(file, FileKind.SETTINGS, within=boundary(evaluator.root)))
        if module.too_large or module.error_line or len(run.read) > _MOST_MODULES:
            return None
        inner = Evaluator(module, evaluator.root, file, evaluator.environments[-1][1])
        _load_all(inner, run)
    except (OSError, EvaluationTooLarge):
        return None
    return inner
