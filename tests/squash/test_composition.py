"""The statements of a squashed file, on a real server."""

import pytest
from conftest import Journal, Project
from repository import git

TABLE, VIEW = "create table t (id int);", "create materialized view v as select count(*) as n from t"
V, A = ('REFRESH MATERIALIZED VIEW "public"."' + name + '"' for name in "va")
CASES = {
    "filled later": ((TABLE, f"{VIEW} with no data;", "refresh materialized view v;"), [V]),
    "emptied later": ((TABLE, f"{VIEW};", "refresh materialized view v with no data;"), [f"{V} WITH NO DATA"]),
    "one of another, with rows": (
        (TABLE, f"{VIEW};", "create materialized view a as select n from v;", "insert into t values (1);"), [V, A],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES)
def test_materialized_views_are_filled_or_empty_as_the_old_files_leave_them(
    project: Project, journal: Journal, files: tuple[str, ...], expected: list[str]
) -> None:
    for number, text in enumerate(files):
        project.migration(f"000{number}_x", text)
    git(project.root, "init", "-q")
    assert journal("bootstrap").code == 0
    last = f"000{len(files) - 1}_x"
    said = journal("squash", "--to", last, "--yes")
    assert said.code == 0, said.out + said.err
    lines = (project.root / f"migrations/{last}.sql").read_text().splitlines()
    assert [line.rstrip(";") for line in lines if line.startswith("REFRESH")] == expected
