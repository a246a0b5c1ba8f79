"""Each error that a script can act on has one code, one class and one exit code."""

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterator

import journal
from journal.errors import JournalError


def classes(of: type[JournalError]) -> Iterator[type[JournalError]]:
    for one in of.__subclasses__():
        yield one
        yield from classes(one)


def test_a_code_belongs_to_one_class_or_to_a_class_and_its_own_subclasses_with_one_exit_code() -> None:
    for module in pkgutil.walk_packages(journal.__path__, "journal."):
        importlib.import_module(module.name)
    by_code = defaultdict[str, list[type[JournalError]]](list)
    for one in set(classes(JournalError)):
        by_code[one.code].append(one)
    assert len(by_code) > 30
    for code, several in by_code.items():
        assert len({one.exit_code for one in several}) == 1, (code, several)
        assert len([one for one in several if "code" in one.__dict__]) <= 1, (code, several)
