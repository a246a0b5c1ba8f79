"""New tags `0000_name`: the files and the entries that change with them."""

from conftest import Project

from journal.folder.read import read_folder
from journal.handback.renumber import plan_renumbering


def renamed(project: Project, *tags: str) -> dict[str, str]:
    listed = ", ".join(f'{{"idx": 7, "when": {1_700_000_000_000 + n * 1000}, "tag": "{tag}", "version": "7"}}'
                       for n, tag in enumerate(tags))  # fmt: skip
    project.write(
        "migrations/meta/_journal.json", f'{{"version": "7", "dialect": "postgresql", "entries": [{listed}]}}'
    )
    for tag in tags:
        project.migration(tag)
    plan = plan_renumbering(read_folder(project.settings()))
    return dict(plan.files) if plan else {}


def test_tags_get_numbers_and_down_files_follow(project: Project) -> None:
    project.migration("20240102_down_b")
    assert renamed(project, "20240101_a", "20240102_b", "20240102_c_d", "v4-plain") == {
        "20240101_a.sql": "0000_a.sql",
        "20240102_b.sql": "0001_b.sql",
        "20240102_down_b.sql": "0001_down_b.sql",
        "20240102_c_d.sql": "0002_c_d.sql",
        "v4-plain.sql": "0003_plain.sql",
        "meta/20240101_snapshot.json": "meta/0000_snapshot.json",
        "meta/20240102_snapshot.json": "meta/0002_snapshot.json",
        "meta/v4-plain_snapshot.json": "meta/0003_snapshot.json",
    }


def test_tags_with_numbers_do_not_change(project: Project) -> None:
    assert renamed(project, "0000_a", "0001_b") == {}


def test_only_tags_and_idx_of_the_journal_change(project: Project) -> None:
    renamed(project, "20240101_a")
    before = (project.root / "migrations" / "meta" / "_journal.json").read_text()
    plan = plan_renumbering(read_folder(project.settings()))
    assert plan is not None
    assert plan.journal.text == before.replace("20240101_a", "0000_a").replace('"idx": 7', '"idx": 0')
