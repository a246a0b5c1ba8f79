"""Frozen classes behave as those of the standard library, and no module makes them in the slow way."""

import copy
import dataclasses
import pickle
import re
from dataclasses import FrozenInstanceError, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from journal.dataclass import dataclass

PACKAGE = Path(__file__).parent.parent / "journal"


def pair(**words: Any) -> list[type]:
    """Make one class by both."""
    made = []
    for decorator in (dataclass, dataclasses.dataclass):

        class Pair:
            """Two fields that count, one that does not."""

            a: int
            b: list[int] = field(default_factory=list, repr=False)
            c: str = field(default="c", compare=False)

        Pair.__qualname__ = "Pair"
        made.append(decorator(**words)(Pair))
    return made


@dataclass(frozen=True)
class Base:
    a: int

    @cached_property
    def double(self) -> int:
        return self.a * 2


@dataclass(frozen=True)
class Longer(Base):
    b: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.a < 0:
            raise ValueError(self.a)


@dataclass(frozen=True)
class Own:
    a: int

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "own"


@dataclass(frozen=True, slots=True)
class Slotted:
    a: int
    b: int = 2


@pytest.mark.parametrize(
    "words", [{"frozen": True}, {"frozen": True, "kw_only": True}, {"frozen": True, "slots": True}]
)
def test_a_class_behaves_as_that_of_the_standard_library(words: dict[str, bool]) -> None:
    ours, standard = pair(**words)
    for cls in (ours, standard):
        one = cls(a=1, b=[2])
        assert one == cls(a=1, b=[2], c="d") != cls(a=2, b=[2])
        assert (repr(one), one.c, cls(a=1).b) == ("Pair(a=1, c='c')", "c", [])
        assert dataclasses.replace(one, a=5) == cls(a=5, b=[2])
        assert dataclasses.asdict(one) == {"a": 1, "b": [2], "c": "c"}
        assert one != standard(a=1, b=[2]) or cls is standard
        assert hasattr(one, "__dict__") is not words.get("slots", False)
        assert cls.__match_args__ == (() if words.get("kw_only") else ("a", "b", "c"))
        for missing in ({}, {"a": 1, "d": 2}):
            with pytest.raises(TypeError):
                cls(**missing)
    assert ours(a=1).b is not ours(a=1).b


def test_an_instance_refuses_changes_and_keeps_what_it_computed() -> None:
    one = Longer(3, (1,))
    for change in (lambda: setattr(one, "a", 4), lambda: setattr(one, "new", 4), lambda: delattr(one, "a")):
        with pytest.raises(FrozenInstanceError):
            change()
    assert (one.double, one.__dict__["double"], repr(one)) == (6, 6, "Longer(a=3, b=(1,))")
    assert {one, Longer(3, (1,))} == {one}
    assert hash(one) != hash(Longer(3, (2,)))
    assert Longer(3) != Base(3)
    assert copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == one


def test_methods_of_a_class_win() -> None:
    assert (repr(Own(1)), Own(1) == 5, hash(Own(1))) == ("own", True, 7)
    with pytest.raises(ValueError, match="-1"):
        Longer(-1)
    assert {Slotted(1), Slotted(1, 2)} == {Slotted(1)}


def test_no_module_makes_a_class_in_the_slow_way() -> None:
    slow = re.compile(r"^\s*from dataclasses import .*\bdataclass\b", re.MULTILINE)
    found = [path.name for path in PACKAGE.rglob("*.py") if slow.search(path.read_text())]
    assert found == ["dataclass.py"]
