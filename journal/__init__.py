"""drizzle-journal as a library: one function for each command, the project they work on, and the errors they raise.

    import journal

    project = journal.Project.find("path/to/project")
    journal.check(project).passed

Every function takes a `Project` first (`rules`, `docs`, `skill`, `cache` and `clear_cache` need none) and returns a
frozen value with `to_json()`, the keys of the document that the command prints with `--json`. What it answers with
exit code 0 or 1 is `passed`, where there is a verdict; what it answers with 2 is a JournalError, and so is an
argument with an unknown word. An argument of another type is a TypeError. Timeouts are in seconds, sizes in GB, and
0 is no limit.

`url` and `env_var` name the live database as `--url` and `--env-var` do; without them, `DATABASE_URL`, `.env` and
drizzle.config are read. `watcher` receives the progress. `agree` is called with the plan before anything is written to
a live database, and may raise; the default is to proceed.

Nothing is imported before its first use. The function of a command is in the file of its name in `journal/verbs/`;
`adopt`, `baseline`, `doctor`, `handback`, `rebase`, `rollback`, `squash` and `verify` are in the packages `adopt/`,
`baseline/`, `diagnosis/`, `handback/`, `rebase/`, `playbook/`, `squash/` and `verification/`.
"""

import sys
from importlib import import_module
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from journal.adopt.run import adopt
    from journal.adopt.undo import undo_adopt
    from journal.baseline.run import baseline
    from journal.baseline.undo import undo_baseline
    from journal.diagnosis.doctor import doctor
    from journal.errors import JournalError
    from journal.handback.run import handback
    from journal.handback.undo import undo_handback
    from journal.playbook.rollback import rollback
    from journal.project.project import Project, Result
    from journal.rebase.run import rebase
    from journal.rebase.undo import undo_rebase
    from journal.squash.run import squash
    from journal.squash.undo import undo_squash
    from journal.verbs.backup import backup, list_backups
    from journal.verbs.bootstrap import bootstrap
    from journal.verbs.cache import cache, clear_cache
    from journal.verbs.check import accept, check
    from journal.verbs.docs import docs
    from journal.verbs.down import down
    from journal.verbs.fix import fix
    from journal.verbs.init import init
    from journal.verbs.locate import locate
    from journal.verbs.new import new
    from journal.verbs.rehearse import rehearse
    from journal.verbs.repair import repair
    from journal.verbs.restore import restore
    from journal.verbs.rules import rules
    from journal.verbs.run import run
    from journal.verbs.scaffold import scaffold
    from journal.verbs.schema import schema
    from journal.verbs.skill import skill
    from journal.verbs.snapshot import snapshot, undo_snapshot
    from journal.verbs.stamp import stamp
    from journal.verbs.status import status
    from journal.verbs.unstamp import unstamp
    from journal.verification.verify import verify

__version__ = "0.1.0"
__all__ = [
    "JournalError", "Project", "Result", "accept", "adopt", "backup", "baseline", "bootstrap", "cache", "check",
    "clear_cache", "docs", "doctor", "down", "fix", "handback", "init", "list_backups", "locate", "new", "rebase",
    "rehearse", "repair", "restore", "rollback", "rules", "run", "scaffold", "schema", "skill", "snapshot", "squash",
    "stamp", "status", "undo_adopt", "undo_baseline", "undo_handback", "undo_rebase", "undo_snapshot", "undo_squash",
    "unstamp", "verify",
]  # fmt: skip
_ELSEWHERE = {
    "JournalError": "journal.errors", "Project": "journal.project.project", "Result": "journal.project.project",
    "accept": "journal.verbs.check", "adopt": "journal.adopt.run", "undo_adopt": "journal.adopt.undo",
    "baseline": "journal.baseline.run", "undo_baseline": "journal.baseline.undo",
    "list_backups": "journal.verbs.backup", "clear_cache": "journal.verbs.cache",
    "doctor": "journal.diagnosis.doctor", "undo_snapshot": "journal.verbs.snapshot", "handback": "journal.handback.run",
    "undo_handback": "journal.handback.undo", "rebase": "journal.rebase.run", "undo_rebase": "journal.rebase.undo",
    "squash": "journal.squash.run", "undo_squash": "journal.squash.undo",
    "rollback": "journal.playbook.rollback",
    "verify": "journal.verification.verify",
}  # fmt: skip
"""Where the names are that have no file of their own in `verbs/`."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_ELSEWHERE.get(name, f"journal.verbs.{name}")), name)
    if isinstance(value, FunctionType):
        from journal.project.checked import checked

        value = checked(value)
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
