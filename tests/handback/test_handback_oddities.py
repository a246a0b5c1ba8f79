"""Unusual input of a handback: no file is lost, no claim is wrong, and every suggested command works."""

import os
import shutil
import stat
import time
from dataclasses import replace
from pathlib import Path

import orjson
import psycopg
import pytest
from conftest import NODE_PACKAGES, Journal, Project
from handback.exporting import kit
from repository import commit, git

from journal.connect.target import target_of
from journal.drizzle.kit import DEADLINE_SECONDS, KitOutput
from journal.drizzle.packages import shadow_project
from journal.errors import EngineFailed, FileUnwritable, FolderUnreadable, JournalChanged, JournalError, JournalInvalid
from journal.folder.read import read_folder
from journal.folder.rewrite import many
from journal.handback.checklist import ItemVerdict
from journal.handback.config import kit_items, out_items
from journal.handback.copy import copy_project
from journal.handback.publication import Publication
from journal.handback.publish import publish, state_of, take_back
from journal.handback.request import Database, HandbackRequest, HandedBack
from journal.handback.run import hand_back
from journal.handback.upgrade import newer_kit
from journal.project.settings import load_settings
from journal.rebuild.database import Recipe
from journal.report.handback import handback_text
from journal.server.embedded.provider import EmbeddedProvider
from journal.verbs.locate import read_live

CONFIG = 'export default {{ dialect: "postgresql", schema: "./schema.ts", out: "{}" }};\n'
SCHEMA = """import { pgTable, serial } from "drizzle-orm/pg-core";
export const t = pgTable("t", { id: serial().primaryKey() });
"""
JOURNAL = '{"version": "7", "dialect": "postgresql", "entries": []}'


@pytest.fixture
def odd(project: Project) -> Project:
    """One migration with its down file, a config and a schema.ts; no drizzle-kit, which is what takes long."""
    project.write("drizzle.config.ts", CONFIG.format("./migrations"))
    project.write("schema.ts", SCHEMA)
    project.migration("20240101_t", "create table t (id serial primary key);\r\n")
    project.migration("20240101_down_t", "drop table t;\n")
    return project


def handed(project: Project, **asked: object) -> HandedBack:
    """The verb, on the embedded server, with all new tags, and written without a proof."""
    asked = {"renumber": True, "unproved": True} | asked
    request = HandbackRequest(recipe=Recipe(worth_seconds=None), **asked)  # type: ignore[arg-type]
    return hand_back(load_settings(project.root), EmbeddedProvider(), request)


def with_drizzle(project: Project) -> Project:
    (project.root / "node_modules").symlink_to(NODE_PACKAGES)
    return project


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Everything below, folders, modes and hidden files included."""
    paths = [path for path in folder.rglob("*") if "node_modules" not in path.parts]
    contents = {path: path.read_bytes() if path.is_file() else b"" for path in paths}
    return {
        str(path.relative_to(folder)): (stat.S_IMODE(path.stat().st_mode), content)
        for path, content in contents.items()
    }


def test_modes_folders_and_other_files_survive_a_handback_and_its_undo(odd: Project) -> None:
    migrations = odd.root / "migrations"
    for name in ("empty", "private"):
        (migrations / name).mkdir()
    (migrations / "private").chmod(0o700)
    odd.write("migrations/.gitattributes", "*.sql text eol=lf\n")
    odd.write("migrations/notes.txt", b"\x00\xff" * 100_000)
    (migrations / "20240101_t.sql").chmod(0o755)
    (migrations / "20240101_down_t.sql").chmod(0o600)
    before = tree(odd.root)
    assert handed(odd).written
    after = tree(odd.root)
    kept = ("migrations/empty", "migrations/private", "migrations/.gitattributes", "migrations/notes.txt")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert after["migrations/0000_t.sql"] == before["migrations/20240101_t.sql"]
    assert after["migrations/0000_down_t.sql"] == before["migrations/20240101_down_t.sql"]
    assert take_back(load_settings(odd.root))
    assert tree(odd.root) == before


def test_a_second_apply_writes_nothing(odd: Project) -> None:
    with_drizzle(odd)
    assert handed(odd).written
    before = tree(odd.root)
    again = handed(odd, bridge=True, ignore=("public.audit_*",))
    assert (again.written, tree(odd.root)) == (False, before)
    assert handback_text(again).endswith("Go: there is nothing to write; drizzle-kit can go on from here.\n")
    said = {one.name: one.message for one in again.items if one.verdict is ItemVerdict.NOTE}
    assert said["ignore"] == "No object matches these patterns: public.audit_*"
    assert said["bridge"] == "No object differs only by name, so no bridge was written."


def test_undo_is_refused_where_a_file_would_be_lost(odd: Project) -> None:
    handed(odd)
    odd.migration("20240101_t", "-- somebody's\n")
    before = tree(odd.root)
    with pytest.raises(JournalChanged, match=r"20240101_t\.sql exists again; nothing was undone"):
        take_back(load_settings(odd.root))
    assert tree(odd.root) == before
    (odd.root / "migrations" / "20240101_t.sql").unlink()
    (odd.root / "migrations" / "0000_t.sql").unlink()
    with pytest.raises(JournalChanged, match=r"0000_t\.sql no longer exists") as refused:
        take_back(load_settings(odd.root))
    assert "Undo later changes first, such as a later generate." in refused.value.hint


def test_a_meta_folder_of_any_name_moves_and_undo_restores_its_place(odd: Project) -> None:
    odd.write("db/history/_journal.json", JOURNAL)
    odd.write("journal.toml", 'meta = "db/history"\n')
    before = tree(odd.root)
    result = handed(odd, move_meta=True)
    assert not (odd.root / "db" / "history").exists()
    (said,) = [one for one in result.items if one.name == "meta"]
    assert f"meta = {odd.root}/db/history, remove it afterwards" in said.help
    assert take_back(load_settings(odd.root))
    assert tree(odd.root) == before


def test_a_moved_meta_stays_where_it_is_when_the_undo_is_refused(odd: Project) -> None:
    odd.write("meta/_journal.json", JOURNAL)
    handed(odd, move_meta=True)
    odd.write("migrations/0000_t.sql", "-- edited\n")
    before = tree(odd.root)
    with pytest.raises(JournalChanged):
        take_back(load_settings(odd.root))
    assert tree(odd.root) == before


@pytest.mark.parametrize("name", ["migrations/20240102_u.sql", "meta/_journal.json"])
def test_a_file_written_meanwhile_is_not_lost(odd: Project, name: str) -> None:
    odd.write("meta/_journal.json", JOURNAL)
    settings = load_settings(odd.root)
    since = state_of(settings)
    with copy_project(settings, JOURNAL) as copy:
        odd.write(name, "somebody's, and longer than what was there before it came, if there was anything at all")
        before = tree(odd.root)
        with pytest.raises(JournalChanged):
            publish(Publication(copy), since)
    assert tree(odd.root) == before


def test_a_file_written_at_the_last_moment_is_not_lost(odd: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, really = odd.root / "migrations", many.exchange

    def exchange(one: Path, other: Path) -> None:
        late = folder / "late.sql"
        if not late.exists() and not list(odd.root.glob(".migrations.*/late.sql")):
            late.write_text("-- late\n")
        really(one, other)

    monkeypatch.setattr(many, "exchange", exchange)
    with pytest.raises(JournalChanged), many.staging(folder, many.HANDBACK) as stage:
        stage.put("meta/_journal.json", b"{}")
        stage.close()
    assert sorted(path.name for path in folder.iterdir()) == ["20240101_down_t.sql", "20240101_t.sql", "late.sql"]
    assert [path.name for path in odd.root.iterdir() if path.name.startswith(".")] == []


def test_a_read_only_folder_is_examined_and_not_changed(odd: Project) -> None:
    folder = odd.root / "migrations"
    folder.chmod(0o555)
    try:
        with copy_project(load_settings(odd.root), JOURNAL) as copy:
            assert stat.S_IMODE(copy.out.stat().st_mode) == 0o700
        before = tree(odd.root)
        if os.getuid():  # nobody keeps root from writing
            with pytest.raises(JournalInvalid, match="cannot be written: Permission denied"):
                handed(odd)
            assert tree(odd.root) == before
    finally:
        folder.chmod(0o755)


def test_a_broken_link_and_a_read_only_folder_are_kept(odd: Project) -> None:
    folder = odd.root / "migrations"
    (folder / "gone.txt").symlink_to("nowhere")
    (folder / "closed").mkdir()
    (folder / "closed" / "notes.txt").write_text("x")
    (folder / "closed").chmod(0o555)
    assert handed(odd).written
    assert (folder / "gone.txt").readlink() == Path("nowhere")
    assert stat.S_IMODE((folder / "closed").stat().st_mode) == 0o555
    assert [path.name for path in odd.root.iterdir() if path.name.startswith(".")] == []
    (folder / "closed").chmod(0o755)


def test_the_project_folder_as_migrations_folder_is_refused(odd: Project) -> None:
    odd.write("drizzle.config.ts", CONFIG.format("./"))
    with pytest.raises(FolderUnreadable, match="the project's own folder, which cannot be replaced at once"):
        handed(odd, dry_run=True)


def test_an_absolute_or_other_out_is_no_go(odd: Project) -> None:
    assert list(out_items(load_settings(odd.root))) == []
    odd.write("drizzle.config.ts", CONFIG.format(odd.root / "migrations"))
    (absolute,) = out_items(load_settings(odd.root))
    assert (absolute.verdict, absolute.help) == (ItemVerdict.NO_GO, "Write out: './migrations'")
    odd.write("drizzle.config.ts", CONFIG.format("./migrations"))
    (odd.root / "sql").mkdir()
    (elsewhere,) = out_items(load_settings(odd.root, migrations=Path("sql")))
    assert elsewhere.message == f"drizzle-kit works in ./migrations, but the migrations are in {odd.root / 'sql'}."
    odd.write("drizzle.config.ts", 'export default { dialect: "postgresql", schema: "./schema.ts" };\n')
    (unsaid,) = out_items(load_settings(odd.root))
    assert unsaid.message.startswith("drizzle-kit works in drizzle, because drizzle.config.ts has no `out`")
    odd.write("drizzle.config.ts", 'export default { dialect: "postgresql", out: pick() };\n')
    (unread,) = out_items(load_settings(odd.root, migrations=Path("migrations")))
    assert (unread.verdict, unread.help) == (ItemVerdict.NOTE, "Check that `out` is ./migrations, a relative path.")


def test_the_real_drizzle_kit_fails_with_an_absolute_out(odd: Project) -> None:
    with_drizzle(odd)
    assert handed(odd).written
    odd.write("drizzle.config.ts", CONFIG.format(odd.root / "migrations"))
    assert "ENOENT" in kit(odd.root, "check")
    (wrong,) = [one for one in handed(odd, dry_run=True).items if one.verdict is ItemVerdict.NO_GO]
    assert wrong.name == "out"


def test_a_config_with_another_name_or_dialect_is_reported(odd: Project) -> None:
    config = odd.root / "drizzle.config.ts"
    config.write_text(config.read_text().replace("postgresql", "mysql"))
    (mysql,) = kit_items(load_settings(odd.root), None)
    assert (mysql.verdict, "drizzle.config.ts is not for PostgreSQL" in mysql.message) == (ItemVerdict.UNKNOWN, True)
    config.rename(odd.root / "drizzle.config.mjs")
    (unfound,) = kit_items(load_settings(odd.root), None)
    assert unfound.help == f"Name it: drizzle-journal handback --project {odd.root} --config drizzle.config.mjs"


def test_a_missing_node_is_reported(odd: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(with_drizzle(odd).root)
    monkeypatch.setenv("PATH", str(odd.root))
    (missing,) = kit_items(settings, None)
    assert missing.message == "There is no node on the PATH, so nothing is proved by drizzle-kit."


def test_a_command_repeats_the_options_without_the_password(odd: Project) -> None:
    target = target_of("postgresql://me:SeCret@db.example/app", "--url")
    request = HandbackRequest(renumber=True, ignore=("public.a_*",), words=("--superuser",))
    settings = replace(load_settings(odd.root), typed=target.typed)
    said = request.command(settings, "--bridge")
    words = "--renumber --ignore 'public.a_*' --superuser --bridge"
    database = "--url 'user=me dbname=app host=db.example'"
    assert said == f"drizzle-journal handback --project {odd.root} {database} {words}"
    assert settings.command("locate") == f"drizzle-journal locate --project {odd.root} {database}"


def test_a_when_in_the_future_is_reported(odd: Project) -> None:
    entry = '{"idx": 0, "version": "7", "when": 4102358400000, "tag": "20240101_t", "breakpoints": true}'
    odd.write("migrations/meta/_journal.json", JOURNAL.replace("[]", f"[{entry}]"))
    (said,) = [one for one in handed(odd, dry_run=True).items if one.name == "when-in-the-future"]
    assert (
        "The last `when` is in the future: 4102358400000. A database that has this entry silently skips" in said.message
    )


def test_a_ledger_that_cannot_be_locked_leaves_the_files(odd: Project, journal: Journal, database: str) -> None:
    assert journal("run", "--url", database).code == 0
    settings, target = load_settings(odd.root), target_of(database, "--url")
    live, before = read_live(target, settings), tree(odd.root)
    with psycopg.connect(database) as other:

        def meanwhile(result: HandedBack) -> None:
            assert result.due
            other.execute("create schema drizzle")

        holder = Database(target, live, EmbeddedProvider(), 0.2)
        request = HandbackRequest(renumber=True, unproved=True, recipe=Recipe(worth_seconds=None))
        with pytest.raises(JournalError, match="locked"):
            hand_back(
                replace(settings, typed=target.typed), EmbeddedProvider(), request, databases=[holder], agree=meanwhile
            )
    assert tree(odd.root) == before


def test_a_row_newer_than_all_entries_is_no_go(odd: Project, journal: Journal, database: str) -> None:
    assert journal("run", "--url", database).code == 0
    assert journal("handback", "--renumber", "--unproved", "--yes", "--url", database).code == 0
    with psycopg.connect(database) as connection:
        connection.execute("insert into drizzle.__drizzle_migrations (hash, created_at) values ('ff', 1999999999999)")
    said = journal("handback", "--dry-run", "--unproved", "--url", database)
    assert (said.code, "has rows that are newer than all entries: row 2." in said.out) == (1, True)
    (help_,) = [line for line in said.out.splitlines() if "Otherwise remove them: drizzle-journal repair" in line]
    assert database.partition("@/")[2].partition("?")[0] in help_


def test_a_renamed_baseline_of_the_settings_is_written_with_the_files(odd: Project) -> None:
    odd.write("journal.toml", 'baseline = "20240101_t"\n')
    (said,) = [one for one in handed(odd, dry_run=True).items if one.name == "settings"]
    assert (said.verdict, said.message) == (ItemVerdict.NOTE, "journal.toml gets the new names: baseline.")
    assert (odd.root / "journal.toml").read_text() == 'baseline = "20240101_t"\n'
    handed(odd)
    assert (odd.root / "journal.toml").read_text() == 'baseline = "0000_t"\n'


def test_what_a_renamed_baseline_contains_is_not_missed(odd: Project) -> None:
    odd.migration("20240102_contained", "create table t (id int);")
    odd.write("journal.toml", 'contains = { "20240101_t" = "20240102_contained" }\n')
    items = handed(odd).items
    assert (odd.root / "journal.toml").read_text() == 'contains = {0000_t = "20240102_contained"}\n'
    assert [one for one in items if "20240102_contained" in one.message] == []
    assert [*read_folder(load_settings(odd.root)).contained] == ["0000_t"]


def test_settings_that_cannot_be_written_leave_the_files_as_they_are(
    odd: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd.write("journal.toml", 'baseline = "20240101_t"\n')
    before = tree(odd.root)
    access = os.access
    monkeypatch.setattr(os, "access", lambda place, mode: Path(place).name != "journal.toml" and access(place, mode))
    with pytest.raises(FileUnwritable, match=r"journal\.toml cannot be written"):
        handed(odd)
    assert tree(odd.root) == before


def test_messages_have_no_path_of_the_private_copy(odd: Project) -> None:
    handed(odd)
    odd.write("migrations/meta/0000_snapshot.json", "{")
    broken = {one.name: one.help for one in handed(odd, dry_run=True).items}["snapshot-unreadable"]
    assert "git checkout HEAD -- migrations/meta/0000_snapshot.json" in broken
    with copy_project(load_settings(odd.root), JOURNAL) as copy:
        path = os.path.relpath(copy.folder / "checked" / "meta" / "0000_snapshot.json", odd.root)
        assert copy.in_project_paths(f"{path} is malformed") == "migrations/meta/0000_snapshot.json is malformed"


def test_a_heading_of_drizzle_kit_is_shown_with_its_first_line() -> None:
    said = "Reading config file 'x'\nError: Transform failed with 1 error:\nschema.ts:1:13: ERROR: Unexpected =\n"
    assert KitOutput(said).gist == "Error: Transform failed with 1 error: schema.ts:1:13: ERROR: Unexpected ="


def test_a_schema_that_keeps_node_alive_does_not_block(odd: Project) -> None:
    with_drizzle(odd)
    odd.write("schema.ts", f"{SCHEMA}setInterval(() => {{}}, 1000);\n")
    started = time.monotonic()
    result = handed(odd, dry_run=True)
    assert {one.name: one.verdict for one in result.items}["generate"] is ItemVerdict.GO
    assert time.monotonic() - started < DEADLINE_SECONDS / 2


def test_the_hint_never_installs_1_0_in_the_project(odd: Project) -> None:
    settings = load_settings(with_drizzle(odd).root)
    with copy_project(settings, JOURNAL) as copy, pytest.raises(EngineFailed) as refused:
        newer_kit(copy, odd.root)
    assert (
        refused.value.hint
        == "Install both in a separate folder: npm install --prefix DIR drizzle-kit@rc drizzle-orm@rc"
    )


def test_a_config_outside_the_project_stops_the_rehearsal(odd: Project) -> None:
    inner = odd.root / "package"
    inner.mkdir()
    shutil.move(odd.root / "migrations", inner)
    settings = load_settings(inner, config=Path("../drizzle.config.ts"))
    with (
        copy_project(settings, JOURNAL) as copy,
        pytest.raises(EngineFailed, match="which is copied for the rehearsal"),
    ):
        newer_kit(copy, NODE_PACKAGES.parent.parent / "drizzle1")


def test_a_broken_link_among_the_sources_is_skipped(odd: Project, tmp_path: Path) -> None:
    (odd.root / "gone.json").symlink_to("nowhere.json")
    copy = shadow_project(odd.root, NODE_PACKAGES.parent, tmp_path / "shadow")
    assert (copy / "schema.ts").exists()
    assert not (copy / "gone.json").exists()


def test_json_is_one_document_also_when_it_fails(odd: Project, journal: Journal) -> None:
    odd.write("migrations/meta/_journal.json", "<<<<<<< HEAD\n")
    said = journal("handback", "--dry-run", "--json")
    assert (said.code, orjson.loads(said.out)["error"]["code"]) == (2, "journal-invalid")


def test_a_file_that_was_edited_after_its_first_commit_is_named(odd: Project) -> None:
    lists = '{"idx": 0, "version": "7", "when": 1704067200000, "tag": "20240101_t", "breakpoints": true}'
    odd.write("migrations/meta/_journal.json", JOURNAL.replace("[]", f"[{lists}]"))
    git(odd.root, "init", "-q")
    commit(odd.root)
    odd.migration("20240101_t", "create table t (id bigserial primary key);\n")
    (item,) = [one for one in handed(odd, renumber=False, dry_run=True).items if one.name == "journal"]
    assert item.verdict is ItemVerdict.GO
    assert item.details[0].startswith("20240101_t: Commit ")
    assert item.details[0].endswith(", which added the file, had another content.")
