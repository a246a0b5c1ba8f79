"""The readers of each tool: up parts without markers, byte for byte; order; keys; and what is not SQL."""

from pathlib import Path

import pytest

from journal.adopt.detect import fitting
from journal.adopt.history import ForeignFolder, ForeignMigration, Found, NotSql, Recorded, Repeatable, list_folder
from journal.adopt.tools import TOOLS
from journal.adopt.tools.code import sent_sql
from journal.adopt.tools.typeorm import _CALLS


def listing(folder: Path, files: dict[str, str]) -> ForeignFolder:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return list_folder(folder, folder, folder)


def read(tool: str, folder: Path, files: dict[str, str]) -> list[Found]:
    return [*TOOLS[tool].read(listing(folder, files))]


def migrations(found: list[Found]) -> list[ForeignMigration]:
    return [one for one in found if isinstance(one, ForeignMigration)]


@pytest.mark.parametrize(
    ("tool", "text", "up", "down"),
    [
        ("dbmate", "-- migrate:up\nSELECT 1;\n\n-- migrate:down\nSELECT 2;\n", "SELECT 1;\n\n", "SELECT 2;\n"),
        ("dbmate", "-- migrate:up\r\nSELECT 1;\r\n-- migrate:down\r\n", "SELECT 1;\r\n", None),
        ("dbmate", "-- migrate:down\nSELECT 2;\n-- migrate:up\nSELECT '-- migrate:up x';\n",
         "SELECT '-- migrate:up x';\n", "SELECT 2;\n"),
        ("goose", "-- +goose Up\n-- +goose StatementBegin\nSELECT 1;\n-- +goose StatementEnd\n"
         "-- +goose Down\nSELECT 2;",
         "SELECT 1;\n", "SELECT 2;\n"),
        ("goose", "-- +goose NO TRANSACTION\n-- +goose Up\nSELECT 1;\n", "SELECT 1;\n", None),
        ("node-pg-migrate", "-- Up Migration\nSELECT 1;\n-- Down Migration\nSELECT 2;\n", "SELECT 1;\n", "SELECT 2;\n"),
        ("node-pg-migrate", "SELECT 1;\n", "SELECT 1;\n", None),
    ],
)  # fmt: skip
def test_the_up_part_has_no_marker_and_a_down_part_without_sql_is_none(
    tool: str, text: str, up: str, down: str | None, tmp_path: Path
) -> None:
    (one,) = migrations(read(tool, tmp_path, {"20240101120000_a.sql": text}))
    assert (one.up, one.down) == (up.encode(), down.encode() if down else None)


def test_bytes_that_are_not_utf8_stay_in_what_is_copied_whole(tmp_path: Path) -> None:
    (tmp_path / "V1__a.sql").write_bytes(b"SELECT 1;\r\n")
    (one,) = migrations([*TOOLS["flyway"].read(list_folder(tmp_path, tmp_path, tmp_path))])
    assert one.up == b"SELECT 1;\r\n"


def test_the_order_is_that_of_the_tool(tmp_path: Path) -> None:
    names = {f"V{version}__a.sql": "SELECT 1;" for version in ("1_10", "1.2", "2", "1")}
    assert [one.key for one in migrations(read("flyway", tmp_path, names))] == ["1", "1.2", "1.10", "2"]
    goose = tmp_path / "goose"
    names = {f"{number}_a.sql": "-- +goose Up\nSELECT 1;" for number in (10, 9)}
    assert [one.key for one in migrations(read("goose", goose, names))] == ["9", "10"]


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("20240101120000_a.sql", 1704110400000),
        ("20240101120000123_a.sql", 1704110400000),
        ("1704110400123_a.sql", 1704110400123),
    ],
)
def test_the_moment_is_that_of_the_name(name: str, moment: int, tmp_path: Path) -> None:
    (one,) = migrations(read("node-pg-migrate", tmp_path, {name: "SELECT 1;"}))
    assert one.moment == moment


def test_repeatable_files_and_placeholders_of_flyway_are_reported(tmp_path: Path) -> None:
    files = {"V1__a.sql": "SELECT ${x};", "R__v.sql": "SELECT 1;", "B2__b.sql": "SELECT 1;"}
    found = read("flyway", tmp_path, files)
    assert [type(one) for one in found] == [NotSql, NotSql, Repeatable]
    assert "the placeholder ${x}" in str(found[0])


@pytest.mark.parametrize(
    ("tool", "name", "text"),
    [
        ("knex", "1_a.js", "exports.up = (knex) => knex.schema.createTable('a', (t) => t.increments());"),
        ("knex", "1_a.js", "exports.up = async (knex) => { const n = 'a'; await knex.raw(`drop table ${n}`); };"),
        ("knex", "1_a.js", "exports.up = (knex) => knex.raw('select ?', [1]);"),
        ("sequelize", "1-a.js", "module.exports = { up: async (queryInterface) => queryInterface.dropTable('a') };"),
        ("typeorm", "1-a.ts", "class A { async up(queryRunner) { if (x) { await queryRunner.query('SELECT 1'); } } }"),
        ("typeorm", "1-a.ts", "class A { async up(queryRunner) { await queryRunner.query('SELECT ' + 1); } }"),
        ("node-pg-migrate", "1_a.js", "exports.up = (pgm) => { pgm.createTable('a', {}); };"),
        ("goose", "1_a.go", "package migrations"),
        ("goose", "1_a.sql", "-- +goose ENVSUB ON\n-- +goose Up\nSELECT '${X}';"),
        ("dbmate", "1_a.sql", "SELECT 1;\n-- migrate:up\nSELECT 2;"),
    ],
)
def test_what_is_not_sql_alone_is_named_and_not_guessed(tool: str, name: str, text: str, tmp_path: Path) -> None:
    found = read(tool, tmp_path, {name: text})
    assert [one.file for one in found if isinstance(one, NotSql)] == [name]


def test_literals_have_the_value_that_javascript_gives_them() -> None:
    text = r"""
    class A { /* up( */ async up(queryRunner) {
        await queryRunner.query('a\'b\n\u0041\x42 // no comment');
        // await queryRunner.query("not this one");
        await queryRunner.query(`c\`d } \${e}`);
    }
    async down(queryRunner) { await queryRunner.dropTable("a"); } }"""
    sent = sent_sql(text, _CALLS)
    assert sent is not None
    assert sent.up == ("a'b\nAB // no comment", "c`d } ${e}")
    assert sent.down is None


def test_several_queries_become_statements_with_the_marker_between_them(tmp_path: Path) -> None:
    calls = "".join(f"await queryRunner.query('SELECT {one}');" for one in ("1", "2 --x"))
    text = f"class A1 {{ async up(queryRunner) {{ {calls} }} }}"
    (one,) = migrations(read("typeorm", tmp_path, {"1-A.ts": text}))
    assert one.up == b"SELECT 1;\n--> statement-breakpoint\nSELECT 2 --x\n;\n"
    assert one.key == "A1"


MARKS = {
    "prisma": {"1_a/migration.sql": "SELECT 1;", "migration_lock.toml": ""},
    "dbmate": {"1_a.sql": "-- migrate:up\n"},
    "goose": {"1_a.sql": "-- +goose Up\n"},
    "flyway": {"V1__a.sql": ""},
    "node-pg-migrate": {"1_a.sql": "-- Up Migration\n"},
    "knex": {"1_a.js": "exports.up = (knex) => knex.raw('');"},
    "sequelize": {"1-a.js": "module.exports = { up: (queryInterface) => 1 };"},
    "typeorm": {"1-a.ts": "class A implements MigrationInterface {}"},
}


@pytest.mark.parametrize("tool", MARKS)
def test_a_tool_is_told_by_its_marks(tool: str, tmp_path: Path) -> None:
    assert [one.name for one in fitting(listing(tmp_path, MARKS[tool]))] == [tool]


def test_files_without_marks_are_of_the_tool_whose_package_the_project_has(tmp_path: Path) -> None:
    files = {"1_a.sql": "SELECT 1;"}
    assert fitting(listing(tmp_path, files)) == []
    package = {"package.json": '{"devDependencies": {"knex": "3"}}'}
    assert [one.name for one in fitting(listing(tmp_path, files | package))] == ["knex"]


ROW: dict[str, str | None] = {"rolled_back_at": None, "finished_at": "x", "started_at": "x", "checksum": "y"}


def test_rows_of_prisma_that_are_rolled_back_do_not_count_and_failed_ones_are_wrong() -> None:
    rows = [
        {**ROW, "migration_name": "a", "finished_at": None, "rolled_back_at": "x"}, {**ROW, "migration_name": "a"},
        {**ROW, "migration_name": "b", "finished_at": None}, {**ROW, "migration_name": "c", "rolled_back_at": "x"},
    ]  # fmt: skip
    assert TOOLS["prisma"].ledger.applied(rows) == Recorded(
        ("a",), ("b has failed",), undone=("c",), checksums={"a": "y"}
    )  # fmt: skip


def test_the_last_row_of_a_version_of_goose_counts() -> None:
    rows: list[dict[str, str | None]] = [
        {"id": str(number), "version_id": version, "is_applied": is_applied}
        for number, (version, is_applied) in enumerate([("0", "true"), ("1", "true"), ("2", "true"), ("2", "false")])
    ]
    assert TOOLS["goose"].ledger.applied(rows).keys == ("1",)


def test_a_baseline_of_flyway_stands_for_what_is_before_it_and_an_undone_version_does_not_count() -> None:
    words = [("1.0", "BASELINE"), ("2", "SQL"), ("3", "SQL"), ("3", "UNDO_SQL"), (None, "SQL")]
    rows: list[dict[str, str | None]] = [
        {"installed_rank": "1", "version": version, "type": kind, "script": "s", "success": "true", "checksum": "7"}
        for version, kind in words
    ]
    assert TOOLS["flyway"].ledger.applied(rows) == Recorded(("2",), (), "1", ("3",), {"2": "7"})
    rows[1]["success"] = "false"
    assert TOOLS["flyway"].ledger.applied(rows).failed == ("s has failed",)


@pytest.mark.parametrize("content", [b"12345\r\n6789\n", b"\xef\xbb\xbf12345\n6789", b"123456789"])
def test_the_checksum_of_flyway_has_no_line_ends(content: bytes) -> None:
    """The check value of CRC-32 is that of the text 123456789."""
    checksums = TOOLS["flyway"].checksums
    assert checksums
    assert checksums(content) == {str(0xCBF43926 - 2**32)}


def test_the_checksum_of_prisma_is_that_of_any_line_ends_also_without_leading_zeros() -> None:
    checksums = TOOLS["prisma"].checksums
    assert checksums
    found = checksums(b"abc")
    assert "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" in found
    assert "ba7816bf8f1cfea414140de5dae2223b0361a396177a9cb410ff61f2015ad" in found
    assert checksums(b"a\nb\n") == checksums(b"a\r\nb\r\n")
