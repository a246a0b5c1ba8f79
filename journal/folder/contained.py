"""The migrations that a baseline contains, by `contains` in the settings: it was dumped after them."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from journal.errors import Note, Place
from journal.folder.file_names import Clue, order_of
from journal.project.settings import Settings


def baselines_of(settings: Settings, tags: Iterable[str], present: Collection[str]) -> dict[str, str]:
    """Return the baseline that contains each of these forward migrations, by tag; most are in none.

    Contained are those up to the named last one, in the order of their names. A baseline that is none of the `present`
    files contains nothing.
    """
    ends = {baseline: order_of(last) for baseline, last in settings.contains.items() if baseline in present}
    found: dict[str, str] = {}
    for tag in tags:
        for baseline, end in ends.items():
            if tag not in ends and (tag == end.tag or (end.clue is not Clue.NOTHING and order_of(tag) <= end)):
                found.setdefault(tag, baseline)
    return found


def contains_notes(settings: Settings, tags: Iterable[str], listed: Iterable[str]) -> Iterator[Note]:
    """Yield notes on a name in `contains` that has no file, and on each contained migration that the journal lists."""
    present, folder = frozenset(tags), settings.migrations
    for named in dict.fromkeys(name for pair in settings.contains.items() for name in pair):
        if named not in present:
            message = f"The settings name {named} in `contains`, and there is no {named}.sql."
            yield Note("idle-baseline", message, "Correct or remove it in the settings.")
    for tag, baseline in baselines_of(settings, listed, present).items():
        message = f"{baseline} contains {tag}, say the settings, but the journal lists it, so Drizzle runs it."
        help_ = "Correct `contains`, or remove the entry from the journal, if no database has recorded it."
        yield Note("ignored-but-listed", message, help_, Place(Path(folder / f"{tag}.sql")))
