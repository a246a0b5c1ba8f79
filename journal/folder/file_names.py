"""The meaning of a file's name: forward, baseline or down, its place in the order, and its `when`.

Only the name counts, never the clock or the file's date, so that every machine gets the same answer.
"""

import re
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from functools import cache
from pathlib import PurePosixPath

from journal.dataclass import dataclass

NUMBERED_FROM = datetime(2015, 1, 1, tzinfo=UTC)
"""Names that only count (`0007_add_users`) get this moment plus their number in seconds."""

_PREFIX = re.compile(r"(?:\d{4}[-_]\d{2}[-_]\d{2}(?:[-_tT]\d{6}|[-_tT]\d{4})?|\d{8}[tT_-]\d{6}|[vV]?\d+)(?=[^0-9]|$)")
_NUMBER = re.compile(r"[vV]?(\d+)(?=$|[^0-9])")
_DASHED_DATE = re.compile(r"(\d{4})[-_](\d{2})[-_](\d{2})(?:[-_tT](\d{6}|\d{4}))?(?=$|[^0-9])")
_DATE_AND_TIME = re.compile(r"(\d{8})[tT_-](\d{6})(?=$|[^0-9])")
_BASELINE_WORDS = {"baseline", "snapshot", "schema", "initial", "init", "dump", "prod", "production", "database", "db"}

_HIGHEST = 999_999_999  # a larger number would be a `when` after 2046
_LONGEST = 60
_LAST_UNIX = 1_900_000_000  # ten digits from there on are a date and an hour: 2019…
_DATE_SHAPES = {8: "%Y%m%d", 10: "%Y%m%d%H", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}


class Kind(StrEnum):
    """The kind of a file: the first state, a step forward, or the down file of one."""

    BASELINE = "baseline"
    FORWARD = "forward"
    DOWN = "down"


class Clue(IntEnum):
    """What a name is ordered by. The values are in the order in which such names sort."""

    NUMBER = 0
    MOMENT = 1
    NOTHING = 2


@dataclass(frozen=True, order=True)
class NameOrder:
    """The sort key of a forward file. `millis` is since 1970, UTC; 0 where the name has neither number nor date."""

    clue: Clue
    millis: int
    tag: str


def kind_of(tag: str, *, down: bool = False, baseline: str | None = None) -> Kind:
    """Return the kind of a file by its tag (its path below the folder, without `.sql`).

    `down`: it is a down file, as `down_tags` tells. `baseline`: the tag that the settings name; without it the name
    decides.
    """
    if down:
        return Kind.DOWN
    is_baseline = tag == baseline if baseline else looks_like_baseline(tag)
    return Kind.BASELINE if is_baseline else Kind.FORWARD


def split_tag(tag: str) -> tuple[str, str, str]:
    """Return the number or date that a tag's last part begins with, the separator after it, and the rest."""
    name = PurePosixPath(tag).name
    found = _PREFIX.match(name)
    end = found.end() if found else 0
    return name[:end], name[end : end + 1] if end else "", name[end + 1 :] if end else name


@cache
def looks_like_baseline(tag: str) -> bool:
    """Tell whether a name is `000000_anything`, or made of words such as `baseline_snapshot` alone."""
    name = PurePosixPath(tag).name.lower()
    if "baseline" not in name and "000000" not in name:
        return False
    words = [word for word in re.split(r"[^a-z]+", split_tag(name)[2]) if word]
    number = _NUMBER.match(name)
    if number and len(number[1]) >= 6 and not int(number[1]):
        return True
    return "baseline" in words and _BASELINE_WORDS.issuperset(words)


@cache
def order_of(tag: str) -> NameOrder:
    """Return the sort key of a file, by the number or the moment at the start of its name."""
    name = PurePosixPath(tag).name
    moment = _moment(name)
    if moment is not None:
        return NameOrder(Clue.MOMENT, moment, tag)
    number = _NUMBER.match(name)
    if number and int(number[1][:_LONGEST]) <= _HIGHEST:
        return NameOrder(Clue.NUMBER, _millis(NUMBERED_FROM) + int(number[1]) * 1000, tag)
    return NameOrder(Clue.NOTHING, 0, tag)


def looks_like_a_date(tag: str) -> bool:
    """Tell whether a name begins with 8 or 14 digits of this century; they need not be a date."""
    number = _NUMBER.match(PurePosixPath(tag).name)
    return number is not None and number[1].startswith("20") and len(number[1]) in (8, 14)


def _moment(name: str) -> int | None:
    """Return the moment that a name begins with, in milliseconds: a date, a date and time, or unix time."""
    for pattern in (_DASHED_DATE, _DATE_AND_TIME):
        found = pattern.match(name)
        if found:
            *date, time = found.groups()
            moment = _date("".join([*date, time or ""]))
            return _date("".join(date)) if moment is None else moment
    number = _NUMBER.match(name)
    if not number:
        return None
    digits = number[1]
    as_date = _date(digits)
    if as_date is not None and not (len(digits) == 10 and int(digits) < _LAST_UNIX):
        return as_date
    if digits[0] == "0" or len(digits) not in (10, 13):
        return None
    return int(digits) * (1000 if len(digits) == 10 else 1)  # unix time, in seconds or milliseconds


def _date(digits: str) -> int | None:
    shape = _DATE_SHAPES.get(len(digits))
    if shape is None or not digits.startswith(("199", "20")):
        return None
    try:
        return _millis(datetime.strptime(digits, shape).replace(tzinfo=UTC))
    except ValueError:
        return None


def _millis(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000
