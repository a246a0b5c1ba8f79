"""One small change of a database: its down file gives the same dump, or says what a person has to write."""

from pathlib import Path

import psycopg
from catalog.bed import Bed, on_each_major
from catalog.dumped import dumped, unlike
from catalog.generate.changes import CHANGES, STAGE, Change
from full import part

from journal.authoring.derive import derive
from journal.authoring.derive.values import Derived
from journal.authoring.round_trip import stepped
from journal.authoring.targets import parsed
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration

OPEN = {"not null no inherit", "not null not valid"}


def reverted(database: str, change: Change) -> Derived:
    """Run the change, and its down file."""
    text = f"SET search_path = stage, public;\n{change.sql}"
    migration = Migration("0001_change", Kind.FORWARD, Path("0001_change.sql"), text.encode())
    with psycopg.connect(database, autocommit=True) as connection:
        derived = derive(parsed(migration), stepped(connection, migration, parsed(migration)))
        for statement in derived.statements:
            connection.execute(statement)  # type: ignore[call-overload]
    return derived


@on_each_major("change", part(CHANGES, 2), spread=True)
def test_the_down_file_of_a_change_gives_the_same_dump(bed: Bed, change: Change) -> None:
    with bed.database(STAGE) as untouched, bed.database(STAGE) as changed:
        derived = reverted(changed, change)
        assert derived.complete or change.name in OPEN
        if derived.complete and not derived.whole.remarks:
            differences = unlike(dumped(untouched), dumped(changed))
            assert not differences, differences
