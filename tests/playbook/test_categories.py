"""rollback: the six categories, judged on the sample's files and on small ones."""

from pathlib import Path

import pytest

from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.playbook.categories import Category, marks_of
from journal.runner.losses.effects_in_sql import effects_of

SAMPLE = Path(__file__).parents[2] / "migrations"
ADDED, FILLED, ENUM, TRANSFORM, _, DESTRUCTIVE = Category


def categories_of(text: str) -> list[Category]:
    found = marks_of(effects_of(Migration("m", Kind.FORWARD, Path("m.sql"), text.encode())))
    return [one.category for one in found]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("20250815_add_byte_award_idempotency", [FILLED]),
        ("20250901_add_storage_tier", [FILLED]),
        ("20250908_extend_award_reasons", [FILLED, ENUM]),
        ("20250918_add_rollup_provenance", [ADDED, TRANSFORM]),
        ("20250918_backfill_daily_rollups", [TRANSFORM]),
        ("20251009_drop_legacy_upload_tokens", [TRANSFORM, DESTRUCTIVE]),
        ("20251021_drop_users_legacy_quota", [TRANSFORM, DESTRUCTIVE]),
        ("20251112_feature_flag_rules", [FILLED]),
    ],
)
def test_the_samples_files_have_their_categories(tag: str, expected: list[Category]) -> None:
    assert categories_of((SAMPLE / f"{tag}.sql").read_text()) == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("create table a (id int); insert into a values (1);", [FILLED]),
        ("create table a (id int); drop table a;", [ADDED]),
        ("create index i on a (x);", [ADDED]),
        ("alter table a alter column x type text;", [TRANSFORM]),
        ("alter table a add column y int; update b set y = 1;", [ADDED, TRANSFORM]),
        ("alter table a add column y int; update a set y = 1, x = 2;", [ADDED, TRANSFORM]),
        ("alter type t rename value 'a' to 'b';", [ADDED]),
        ("do $$ begin -- drop table a\n execute 'truncate table s.b'; end $$;", [DESTRUCTIVE]),
        ("", []),
    ],
)
def test_small_files_have_their_categories(sql: str, expected: list[Category]) -> None:
    assert categories_of(sql) == expected
