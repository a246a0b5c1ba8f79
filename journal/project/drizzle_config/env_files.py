"""The variables that a drizzle.config sees: those of the process, of .env, and of the files that it loads itself.

Source: drizzle-kit loads .env before it reads the file; dotenv keeps variables that are set.
"""

from typing import TYPE_CHECKING

from journal.project.drizzle_config.dotenv import FILE_NAME
from journal.project.drizzle_config.evaluate import Evaluator
from journal.project.drizzle_config.javascript import NodeGlobal
from journal.project.drizzle_config.module import line_of, package_of, walk

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = ("function_declaration", "arrow_function", "function_expression", "class_declaration", "method_definition")
_LOADS = ("dotenv.config", "dotenv.configDotenv", "process.loadEnvFile")
_STEPS_OF_A_FILE = 1000  # a file is read, and all variables are copied


def load_env_files(evaluator: Evaluator) -> None:
    """Add the files that each statement loads to the evaluator's environments, from the end of the call on."""
    for statement in evaluator.module.root.named_children:
        if statement.type == "import_statement" and package_of(statement) == "dotenv/config":
            _load(evaluator, 0, [FILE_NAME])  # imports run first, in whatever line they are
        always_runs = statement.type in ("expression_statement", "lexical_declaration", "variable_declaration")
        for call in (node for node in walk(statement, skip=_FUNCTIONS) if node.type == "call_expression"):
            _load_by_call(evaluator, call, always_runs=always_runs)


def _load_by_call(evaluator: Evaluator, call: "Node", *, always_runs: bool) -> None:
    function, arguments = evaluator.call(call)
    if function == NodeGlobal("require") and arguments == ["dotenv/config"]:
        _load(evaluator, call.end_byte, [FILE_NAME])
    if not isinstance(function, NodeGlobal) or function.name not in _LOADS:
        return
    path, override = arguments[0] if arguments else FILE_NAME, False
    if isinstance(path, dict):
        override = "override" in path and path["override"].value is not False
        path = path["path"].value if "path" in path else FILE_NAME
    names = path if isinstance(path, list) else [path]
    is_loaded_already = names == [FILE_NAME] and not override
    if is_loaded_already or (always_runs and all(isinstance(name, str) for name in names)):
        _load(evaluator, call.end_byte, names, override=override)
    else:
        evaluator.conditional_load = (line_of(call), override)


def _load(evaluator: Evaluator, start: int, names: list[str], *, override: bool = False) -> None:
    environment = evaluator.environments[-1][1]
    for name in names:
        evaluator.spend(_STEPS_OF_A_FILE)
        environment = environment.with_file(evaluator.root, name, override=override)
    evaluator.environments.append((start, environment))
