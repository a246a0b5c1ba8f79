"""Folders that a stranger may have: each is adopted by the rules of its tool, or refused with the way out."""

import json
from pathlib import Path

import pytest
from adopt.histories import MOMENTS, UPS
from adopt.test_adoption import OUT, contents, dbmate, items, recorded
from conftest import Journal, Project
from real import psql, rows

TABLE = "-- migrate:up\nCREATE TABLE {0} ();\n-- migrate:down\nDROP TABLE {0};\n"
FUNCTION = "CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $$\nBEGIN\n-- migrate:down\nRETURN 'x';\nEND $$;\n"


def test_sql_files_that_are_no_migration_of_the_tool_are_named(project: Project, journal: Journal) -> None:
    project.write("mixed/20240101000000_a.sql", TABLE.format("a"))
    project.write("mixed/V2__b.sql", "CREATE TABLE b ();\n")
    assert journal("adopt", "mixed", *OUT).code == 2
    done = journal("adopt", "mixed", "--tool", "dbmate", *OUT, "--yes", "--json")
    assert done.code == 0, done.out
    (found,) = [one for one in json.loads(done.out)["items"] if one["name"] == "passed-over"]
    assert (found["verdict"], found["details"]) == ("note", ["V2__b.sql"])


SAME = {
    "dbmate": ("20240101000000_a.sql", "20240101000000_b.sql", TABLE.format("a")),
    "flyway": ("V1__a.sql", "V1.0__b.sql", "CREATE TABLE a ();\n"),
    "goose": ("1_a.sql", "01_b.sql", "-- +goose Up\nCREATE TABLE a ();\n"),
}


@pytest.mark.parametrize("tool", SAME)
def test_two_files_of_one_version_are_a_no_go(project: Project, journal: Journal, tool: str) -> None:
    first, second, text = SAME[tool]
    project.write(f"old/{first}", text)
    project.write(f"old/{second}", text.replace(" a ", " b "))
    done = journal("adopt", "old", *OUT, "--yes", "--json")
    assert done.code == 1, done.out
    assert items(done.out)["same-version"][0] == "no-go"
    assert not (project.root / "drizzle").exists()


BROKEN = {
    "link": ("is a symbolic link out of", "ls -ld"),
    "nothing": ("No such file", "ls -ld"),
    "encoding": ("is not UTF-8", "Save it as UTF-8"),
    "marker": ("20240102000000_b.sql:2:54", "Correct it in the file of the other tool"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_cannot_be_adopted_is_named_with_the_way_out(project: Project, journal: Journal, kind: str) -> None:
    project.write("old/20240101000000_a.sql", TABLE.format("a"))
    path = project.root / "old/20240102000000_b.sql"
    if kind in ("link", "nothing"):
        path.symlink_to("/etc/passwd" if kind == "link" else "nowhere")
    else:
        path.write_bytes(TABLE.format("b").encode("latin-1") + b"-- \xe9\n")
    if kind == "marker":
        path.write_text(f"-- migrate:up\n{FUNCTION}")
    done = journal("adopt", "old", *OUT, "--yes")
    message, way = BROKEN[kind]
    assert done.code in (1, 2)
    assert (message in done.err, f"help: {way}" in done.err or way in done.err) == (True, True), done.err
    assert not (project.root / "drizzle").exists()


def test_a_byte_order_mark_is_named_in_the_file_of_the_tool(project: Project, journal: Journal) -> None:
    (project.root / "old").mkdir()
    (project.root / "old/V1__a.sql").write_bytes(b"\xef\xbb\xbfCREATE TABLE a ();\r\n")
    done = journal("adopt", "old", *OUT, "--yes")
    assert done.code == 1
    assert "V1__a.sql:1:1) [byte-order-mark]" in done.err
    assert "help: The file starts with a byte order mark. Save it as UTF-8 without BOM." in done.err
    assert "/out/" not in done.err


def test_names_and_line_ends_of_any_kind_become_tags_and_bytes(project: Project, journal: Journal) -> None:
    texts = {
        "20240101000000_My Table Ünïcode.sql": TABLE.format("a").replace("\n", "\r\n"),
        "20240102000000_日本.sql": TABLE.format("b"),
        "20240103000000_'q\"$(x).sql": "-- migrate:up\nCREATE TABLE c ()",
        "20240104000000_empty.sql": "-- migrate:up\n\n-- migrate:down\n",
        "1_old.sql": TABLE.format("d"),
    }
    for name, text in texts.items():
        (project.root / "old").mkdir(exist_ok=True)
        (project.root / "old" / name).write_bytes(text.encode())
    done = journal("adopt", "old", *OUT, "--yes")
    assert done.code == 0, done.out + done.err
    out = project.root / "drizzle"
    assert sorted(path.name for path in out.glob("*.sql") if ".down." not in path.name) == [
        "0000_old.sql", "0001_my_table_n_code.sql", "0002_migration.sql", "0003_q_x.sql", "0004_empty.sql",
    ]  # fmt: skip
    assert (out / "0001_my_table_n_code.sql").read_bytes() == b"CREATE TABLE a ();\r\n"
    assert (out / "0003_q_x.sql").read_bytes() == b"CREATE TABLE c ()"


def test_the_ledger_of_another_tool_than_the_files_is_named_and_no_difference(
    project: Project, journal: Journal, database: str
) -> None:
    dbmate(project)
    psql(database, UPS["users"] + "CREATE TABLE goose_db_version (id int, version_id bigint, is_applied boolean);")
    done = journal("adopt", *OUT, "--url", database, "--yes", "--json")
    assert done.code == 0, done.out
    (found,) = [one for one in json.loads(done.out)["items"] if one["name"] == "their-ledger"]
    assert (found["verdict"], "ledger of goose" in found["help"]) == ("note", True)
    assert "table:public.goose_db_version" in (project.root / "journal.toml").read_text()
    assert len(rows(database)) == 1


def test_undo_after_a_change_by_hand_restores_nothing(project: Project, journal: Journal) -> None:
    dbmate(project)
    assert journal("adopt", "db/migrations", *OUT, "--yes").code == 0
    path: Path = project.root / "drizzle/0000_users.sql"
    path.write_text(path.read_text() + "-- mine\n")
    before = contents(project.root / "drizzle")
    done = journal("adopt", *OUT, "--undo")
    assert (done.code, "0000_users.sql" in done.err, "help:" in done.err) == (2, True, True), done.err
    assert contents(project.root / "drizzle") == before


def test_a_ledger_with_fewer_rows_than_files_is_stamped_up_to_there_and_the_rest_stays_pending(
    project: Project, journal: Journal, database: str
) -> None:
    dbmate(project)
    psql(database, UPS["users"] + recorded(MOMENTS[0]))
    assert journal("adopt", *OUT, "--url", database, "--yes").code == 0
    assert len(rows(database)) == 1
    assert journal("run", "--journal", *OUT, "--url", database, "--yes").code == 0
    assert len(rows(database)) == 3
