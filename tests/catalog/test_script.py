"""Our own script builds the same database again, by our comparison and by pg_dump."""

from catalog.bed import Bed, run
from catalog.dumped import dumped, unlike
from catalog.test_reading import corpus as corpus  # noqa: PLC0414 - the fixture
from catalog.test_reading import read

from journal.catalog.compare import compare
from journal.catalog.script import script


def test_the_script_from_nothing_builds_the_same_database(bed: Bed, corpus: str) -> None:
    with bed.database(corpus) as full, bed.database() as empty:
        wanted = read(full)
        run(empty, script(compare(wanted, read(empty))))
        assert compare(wanted, read(empty)) == ()
        assert read(empty) == wanted
        assert not (told := unlike(dumped(full), dumped(empty))), told
