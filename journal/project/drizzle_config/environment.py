"""The variables that a drizzle.config sees, by where in the file it looks: the process's, .env, and those it loads.

Source: drizzle-kit loads .env before it reads the file; dotenv leaves alone what is set.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from journal.project.drizzle_config.dotenv import FILE_NAME
from journal.project.drizzle_config.evaluate import Evaluator
from journal.project.drizzle_config.javascript import Computed, NodeGlobal, truthy
from journal.project.drizzle_config.module import calls, package_name, string_of

if TYPE_CHECKING:
    from tree_sitter import Node

_LOADS = ("dotenv.config", "dotenv.configDotenv", "process.loadEnvFile")
_ON_IMPORT = "dotenv/config"


def load_environments(evaluator: Evaluator) -> None:
    """Add what each statement loads to the evaluator's environments, from the end of that statement on."""
    for statement in evaluator.module.root.named_children:
        for start, names, override in _loaded(evaluator, statement):
            environment = evaluator.environments[-1][1]
            evaluator.spend(1000 * len(names))  # each is read, and a copy made of all variables
            for name in names:
                environment = environment.with_file(evaluator.root, name, override=override)
            evaluator.environments.append((start, environment))


def _loaded(evaluator: Evaluator, statement: "Node") -> Iterator[tuple[int, list[str], bool]]:
    """Each load of a statement: from which offset on, which files, and whether they win over what is set."""
    if statement.type == "import_statement":
        if package_name(string_of(statement.child_by_field_name("source"))) == _ON_IMPORT:
            yield 0, [FILE_NAME], False  # imports run first, wherever they stand
        return
    if statement.type == "if_statement":
        condition = evaluator.value(statement.child_by_field_name("condition"))  # type: ignore[arg-type]
        taken = statement.child_by_field_name("consequence" if truthy(condition) else "alternative")
        if isinstance(condition, Computed) or taken is None:
            return
        statement = taken
    for call in calls(statement):
        yield from _load(evaluator, call)


def _load(evaluator: Evaluator, call: "Node") -> Iterator[tuple[int, list[str], bool]]:
    function, words = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    called = evaluator.value(function) if function is not None else None
    given = [evaluator.value(one) for one in words.named_children] if words is not None else []
    if called == NodeGlobal("require") and given == [_ON_IMPORT]:
        yield call.end_byte, [FILE_NAME], False
    if isinstance(called, NodeGlobal) and called.name in _LOADS:
        options = given[0] if given and isinstance(given[0], dict) else {}
        path = options["path"].value if "path" in options else given[0] if given else None
        yield call.end_byte, _files(path), "override" in options and options["override"].value is True


def _files(path: Any) -> list[str]:
    """The files that a call names; of several, the first that sets a variable wins."""
    if isinstance(path, list):
        return [one for one in path if isinstance(one, str)]
    return [path] if isinstance(path, str) else [] if isinstance(path, Computed) else [FILE_NAME]
