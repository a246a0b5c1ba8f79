"""Which migrations a baseline contains, by the settings."""

import pytest
from conftest import Project

from journal.folder.file_names import Kind
from journal.folder.read import Folder, read_folder


def folder_with(project: Project, setting: str, *tags: str) -> Folder:
    project.write("journal.toml", f"contains = {{ {setting} }}")
    for tag in tags:
        project.migration(tag)
    return read_folder(project.settings())


@pytest.mark.parametrize(
    ("setting", "contained", "others"),
    [
        ('"0001-baseline" = "0003-b"', ["0002-a", "0003-b"], ["0001-baseline", "0004-c", "2026-03-01-d"]),
        ('"0001_dump.sql" = "0002_a.sql"', ["0002_a"], ["0001_dump", "0003_b"]),
        ('"0066_baseline" = "0065_x"', ["0001_init", "0065_x"], ["0066_baseline", "0067_y"]),
        ('"20260301_baseline" = "20260401_b"', ["20260201_a", "20260401_b"], ["20260301_baseline", "20260402_c"]),
        ('"baseline" = "V12__b"', ["V2__a", "V12__b"], ["V13__c", "baseline", "seed"]),
        ('"0001_baseline" = "1772323200_b"', ["0002_a", "1772323200_b"], ["0001_baseline", "1772323201_c"]),
        ('"00_BASELINE" = "02_B"', ["01_A", "02_B"], ["00_BASELINE", "03_C"]),
        ('"0001_baseline" = "0001_same"', ["0001_same"], ["0001_baseline", "0001_zz", "0002_a"]),
        ('"0001_baseline" = "seed"', ["seed"], ["0001_baseline", "0002_a"]),
        (
            '"0000_baseline" = "0002_b", "0005_baseline" = "0004_d"',
            ["0001_a", "0002_b", "0004_d"],
            ["0000_baseline", "0005_baseline", "0006_e"],
        ),
    ],
)
def test_all_up_to_the_named_one_are_in_the_baseline(
    project: Project, setting: str, contained: list[str], others: list[str]
) -> None:
    folder = folder_with(project, setting, *contained, *others)
    assert sorted(one.tag for inside in folder.contained.values() for one in inside) == sorted(contained)
    assert sorted(one.tag for one in folder.forwards) == sorted(others)
    assert {item.name for item in folder.ignored} == {f"{tag}.sql" for tag in contained}
    assert [note for note in folder.notes if note.code == "idle-baseline"] == []


def test_the_one_that_contains_others_is_a_baseline_by_any_name(project: Project) -> None:
    folder = folder_with(project, '"0001_start" = "0002_a"', "0001_start", "0002_a")
    assert folder.by_tag["0001_start"].kind is Kind.BASELINE


@pytest.mark.parametrize("setting", ['"0001_gone" = "0002_a"', '"0001_baseline" = "0009_gone"'])
def test_a_name_without_a_file_is_a_note(project: Project, setting: str) -> None:
    folder = folder_with(project, setting, "0001_baseline", "0002_a")
    (note,) = [note for note in folder.notes if note.code == "idle-baseline"]
    assert "_gone in `contains`, and there is no" in note.message


def test_what_the_journal_lists_stays_an_entry_with_an_error(project: Project) -> None:
    entry = '{"idx": 0, "version": "7", "when": 1, "tag": "0002_a", "breakpoints": true}'
    project.write("migrations/meta/_journal.json", f'{{"version": "7", "dialect": "postgresql", "entries": [{entry}]}}')
    folder = folder_with(project, '"0001_baseline" = "0003_b"', "0001_baseline", "0002_a", "0003_b")
    assert [one.tag for one in folder.contained["0001_baseline"]] == ["0003_b"]
    (note,) = [note for note in folder.notes if note.code == "ignored-but-listed"]
    assert note.message.startswith("0001_baseline contains 0002_a, say the settings, but the journal lists it")
