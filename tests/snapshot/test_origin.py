"""Whether drizzle-kit wrote a file: all that it wrote is known as such, and what somebody touched is not."""

from pathlib import Path

import pytest
from snapshot.histories import History, histories

from journal.snapshot.source_texts.origin import written_by_drizzle_kit
from journal.sql.statements import cut

CASES = [case for case in histories() if case.config.get("breakpoints", True)]


def is_drizzles(text: str) -> bool:
    return written_by_drizzle_kit([piece.text for piece in cut(text)])


def untouched(case: History) -> list[Path]:
    """The files of a case that drizzle-kit wrote, with its markers."""
    touched = {step.stem for step in case.steps if step.suffix == ".sql"} | case.edits.keys()
    return [path for path in sorted(case.made.glob("*.sql")) if path.stem.rpartition("_")[2] not in touched]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_drizzle_kit_wrote_is_known_as_such(case: History) -> None:
    assert [path.name for path in untouched(case) if not is_drizzles(path.read_text())] == []


TABLE = 'CREATE TABLE "t" (\n\t"a" integer\n);\n'
COLUMN = 'ALTER TABLE "t" ADD COLUMN "b" timestamptz;'
MARK = "--> statement-breakpoint"


@pytest.mark.parametrize("text", [TABLE, COLUMN, f"{TABLE}{MARK}\n{COLUMN}", f"{COLUMN}{MARK}\n{COLUMN}"])
def test_a_file_of_drizzle_kit_is_known(text: str) -> None:
    assert is_drizzles(text)


@pytest.mark.parametrize(
    "text",
    [f"{COLUMN}\n", f"{COLUMN}\n{MARK}\n{COLUMN}", f"-- more\n{COLUMN}", COLUMN.lower(), COLUMN.replace('"', ""),
     f"{COLUMN}{MARK}{COLUMN}",
     COLUMN.removesuffix(";"), f"{TABLE}\n", TABLE.replace("\n", "\r\n"), ""],
)  # fmt: skip
def test_a_file_that_somebody_wrote_or_touched_is_not(text: str) -> None:
    assert not is_drizzles(text)
