"""drizzle-journal as a library: one function for each command, the project they work on, and the errors they raise.

    import journal

    project = journal.Project.find("path/to/project")
    journal.check(project).passed

Nothing is imported before its first use. `journal/api.py` documents the functions.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from journal.api import (
        accept,
        backup,
        bootstrap,
        cache,
        check,
        clear_cache,
        down,
        fix,
        handback,
        list_backups,
        locate,
        new,
        rehearse,
        repair,
        restore,
        rollback,
        rules,
        run,
        scaffold,
        snapshot,
        stamp,
        status,
        undo_handback,
        undo_snapshot,
        verify,
    )
    from journal.errors import JournalError
    from journal.project.project import Project, Result

__version__ = "0.1.0"
__all__ = [
    "JournalError", "Project", "Result", "accept", "backup", "bootstrap", "cache", "check", "clear_cache", "down",
    "fix", "handback", "list_backups", "locate", "new", "rehearse", "repair", "restore", "rollback", "rules", "run",
    "scaffold", "snapshot", "stamp", "status", "undo_handback", "undo_snapshot", "verify",
]  # fmt: skip
_ELSEWHERE = {
    "JournalError": "journal.errors",
    "Project": "journal.project.project",
    "Result": "journal.project.project",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_ELSEWHERE.get(name, "journal.api")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Library(ModuleType):
    """This module, whose functions stay what they are when a sub-package of the same name is imported.

    The import system makes every sub-package an attribute of its parent: `import journal.rules.support` would put the
    package in the place of the function `rules`. The package is found by `from journal.rules import …` anyway.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Library
