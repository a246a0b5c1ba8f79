"""Rule: a module of `journal/rules` as a value. The first line of its docstring is `NAME (SEVERITY): SUMMARY`.

Its function `check` finds the cases. A module without one is for a case that is noted when the folder is read: MESSAGE
and HELP are its texts, with `{name}` for the file's name; without them the finding has those of the note.
"""

from ast import get_docstring, parse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property, partial
from importlib import import_module
from inspect import cleandoc, getsource
from typing import Any

from journal.dataclass import dataclass
from journal.errors import Severity
from journal.rules.support.subject import Finding, Findings, ParsedMigration, Subject
from journal.sql.parser import LARGEST_FILE

_LONGEST = 2000
"""Characters of a message: PostgreSQL quotes the rest of the file after an open quote."""


@dataclass(frozen=True)
class Rule:
    """`name` is in kebab-case, `page` the documentation in plain text.

    `check` takes a Subject, a ParsedMigration for the rules on SQL, or the Sorted exceptions for the rules on those.
    """

    name: str
    severity: Severity
    page: str
    check: Callable[[Any], Iterator[Finding]]

    @property
    def summary(self) -> str:
        """Return what the rule finds, in one line."""
        return self.page.splitlines()[0].partition(": ")[2]

    def run(self, subject: object) -> Findings:
        """Yield what the rule finds, with its name and severity; a finding may be a note where the rule is stricter."""
        for finding in self.check(subject):
            message, more = finding.message[:_LONGEST], len(finding.message) - _LONGEST
            message += f" … ({more:,} more characters)" if more > 0 else ""
            severity = Severity.NOTE if finding.severity is Severity.NOTE else self.severity
            yield replace(finding, message=message, rule=self.name, severity=severity)


@dataclass(frozen=True)
class Rules:
    """The rules of these names, in this order. Their modules are imported when they are first iterated."""

    names: tuple[str, ...]

    @cached_property
    def _loaded(self) -> tuple[Rule, ...]:
        return tuple(map(_load, self.names))

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._loaded)

    def __len__(self) -> int:
        return len(self.names)

    def __add__(self, others: "Rules") -> "Rules":
        return Rules(self.names + others.names)


def rules(*names: str) -> Rules:
    """Return the rules of these names; several may stand in one text, with blanks between them."""
    return Rules(tuple(" ".join(names).split()))


def _load(name: str) -> Rule:
    module = import_module(f"journal.rules.{name.replace('-', '_')}")
    # Python that was started with -OO has no docstrings, but the source has.
    docstring = cleandoc(module.__doc__ or get_docstring(parse(getsource(module))) or "")
    label, _, page = docstring.partition(": ")
    severity = Severity(label.removeprefix(f"{name} (").removesuffix(")"))
    from_notes = partial(noted, name, getattr(module, "MESSAGE", ""), getattr(module, "HELP", ""))
    return Rule(name, severity, f"{name}: {page}", getattr(module, "check", from_notes))


def noted(code: str, message: str, help: str, subject: Subject) -> Findings:
    """Yield a finding for every note of this code, with these texts, or with those of the note if they are empty."""
    for note in subject.folder.notes:
        if note.code == code:
            tag, name = (subject.tags.get(note.place.path), note.place.path.name) if note.place else (None, "")
            has_texts = bool(message and name)
            texts = (message.format(name=name), help.format(name=name)) if has_texts else (note.message, note.help)
            yield Finding(*texts, note.place, tag)


def run_rules(subject: Subject, on_folder: Iterable[Rule], on_sql: Iterable[Rule]) -> Findings:
    """Yield all findings: rule by rule for the folder, then migration by migration for SQL."""
    for rule in on_folder:
        yield from rule.run(subject)
    for migration in subject.folder.forwards if on_sql else ():
        script = ParsedMigration(subject, migration)
        for rule in on_sql:
            if len(migration.raw) <= LARGEST_FILE or rule.name == "sql-not-checked":
                yield from rule.run(script)
