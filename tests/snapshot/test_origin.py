"""Tests that files of drizzle-kit are recognized, and edited or handwritten ones are not."""

from pathlib import Path

import pytest
from snapshot.histories import History, histories

from journal.snapshot.source_texts.origin import written_by_drizzle_kit
from journal.sql.statements import cut

CASES = [case for case in histories() if case.config.get("breakpoints", True)]


def is_by_kit(text: str) -> bool:
    return written_by_drizzle_kit([piece.text for piece in cut(text)])


def untouched(case: History) -> list[Path]:
    """Return the unedited files of a case that drizzle-kit wrote with markers."""
    touched = {step.stem for step in case.steps if step.suffix == ".sql"} | case.edits.keys()
    return [path for path in sorted(case.made.glob("*.sql")) if path.stem.rpartition("_")[2] not in touched]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_files_of_every_case_are_recognized(case: History) -> None:
    assert [path.name for path in untouched(case) if not is_by_kit(path.read_text())] == []


TABLE = 'CREATE TABLE "t" (\n\t"a" integer\n);\n'
COLUMN = 'ALTER TABLE "t" ADD COLUMN "b" timestamptz;'
MARK = "--> statement-breakpoint"


@pytest.mark.parametrize("text", [TABLE, COLUMN, f"{TABLE}{MARK}\n{COLUMN}", f"{COLUMN}{MARK}\n{COLUMN}"])
def test_a_file_of_drizzle_kit_is_recognized(text: str) -> None:
    assert is_by_kit(text)


@pytest.mark.parametrize(
    "text",
    [f"{COLUMN}\n", f"{COLUMN}\n{MARK}\n{COLUMN}", f"-- more\n{COLUMN}", COLUMN.lower(), COLUMN.replace('"', ""),
     f"{COLUMN}{MARK}{COLUMN}",
     COLUMN.removesuffix(";"), f"{TABLE}\n", TABLE.replace("\n", "\r\n"), ""],
)  # fmt: skip
def test_an_edited_or_handwritten_file_is_not_recognized(text: str) -> None:
    assert not is_by_kit(text)
