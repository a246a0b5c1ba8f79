"""What each rule on the journal, the snapshots and the files finds, and what it leaves alone."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from conftest import Project
from repository import git

from journal.errors import Severity
from journal.folder.hashing import drizzle_hash
from journal.rules.support.rule import rules, run_rules
from journal.rules.support.subject import Finding, read_subject

NOW = datetime(2026, 1, 1, tzinfo=UTC)
WHEN = 1_755_216_000_000
SQL = "create table t (id int);\n"
ZERO = "00000000-0000-0000-0000-000000000000"


def entry(idx: int, tag: str, **more: Any) -> dict[str, Any]:
    return {"idx": idx, "version": "7", "when": WHEN + idx * 60_000, "tag": tag, "breakpoints": True, **more}


def healthy(project: Project, *tags: str) -> list[dict[str, Any]]:
    """Files, snapshots and entries as drizzle-kit makes them; the caller breaks them and writes the journal."""
    parent = ZERO
    for idx, tag in enumerate(tags):
        project.migration(tag, SQL)
        snapshot = {"id": f"id-{idx}", "prevId": parent, "version": "7", "dialect": "postgresql"}
        project.write(f"meta/{tag.split('_')[0]}_snapshot.json", json.dumps(snapshot, indent=2))
        parent = f"id-{idx}"
    return [entry(idx, tag) for idx, tag in enumerate(tags)]


def journal(project: Project, entries: list[Any], **more: Any) -> None:
    value = {"version": "7", "dialect": "postgresql", "entries": entries, **more}
    project.write("meta/_journal.json", json.dumps(value, indent=2))


def found(project: Project, name: str) -> list[Finding]:
    subject = read_subject(project.settings(), NOW)
    return list(run_rules(subject, rules(name), []))


def where(finding: Finding) -> str:
    place = finding.place
    name = place.path.name.replace("_journal.json", "journal") if place else ""
    return f"{name}:{place.line}:{place.column}" if place else ""


Break = Callable[[Project, list[dict[str, Any]]], None]


def breaks(change: Callable[[list[dict[str, Any]]], object], **more: Any) -> Break:
    """A mutation of the journal's entries."""

    def apply(project: Project, entries: list[dict[str, Any]]) -> None:
        change(entries)
        journal(project, entries, **more)

    return apply


def file(name: str, content: str | None) -> Break:
    """A file written, or removed; the journal is healthy."""

    def apply(project: Project, entries: list[dict[str, Any]]) -> None:
        journal(project, entries)
        if content is None:
            (project.root / name).unlink()
        else:
            project.write(name, content)

    return apply


def snapshot(number: int, **more: Any) -> Break:
    """A snapshot with other members; None removes one."""

    def apply(project: Project, entries: list[dict[str, Any]]) -> None:
        journal(project, entries)
        path = project.root / "meta" / f"{number:04d}_snapshot.json"
        value = json.loads(path.read_text()) | more
        path.write_text(json.dumps({key: one for key, one in value.items() if one is not None}))

    return apply


def text(content: str) -> Break:
    """The journal's whole text."""
    return lambda project, entries: project.write("meta/_journal.json", content) and None


def both(*steps: Break) -> Break:
    """One after the other."""

    def apply(project: Project, entries: list[dict[str, Any]]) -> None:
        for step in steps:
            step(project, entries)

    return apply


GOOD_HASH = drizzle_hash(SQL.encode())
LINE = {"idx": 6, "when": 8, "tag": 9, "second": 7}

# What breaks it; then for each finding where it stands and a part of what it says.
CONFIG = "export default {{ dialect: 'postgresql', out: '{}', dbCredentials: {{ url: {} }}, {} }};"
CASES: dict[str, tuple[str, Break, list[tuple[str, str]]]] = {
    "no journal": ("journal-missing", lambda project, entries: None, [("", "runs none of the files")]),
    "broken json": ("journal-unreadable", text('{"entries": [,]}'), [("journal:1:14", "is not valid JSON")]),
    "a list": ("journal-unreadable", text("[]"), [("journal:0:0", 'has no list of "entries"')]),
    "a BOM": ("journal-unreadable", text("\ufeff{}"), [("journal:1:1", "byte order mark")]),
    "merge markers": ("merge-conflict", text("{\n<<<<<<< HEAD\n"), [("journal:2:1", "merge conflict markers")]),
    "folders of 1.0": (
        "mixed-layouts",
        both(*(file(f"migrations/2025081500{at:02}00_{name}/migration.sql", SQL) for at, name in enumerate("abc"))),
        [("journal:1:1", "3 folders of drizzle 1.0 lie beside the journal, 20250815000000_a first.")],
    ),
    "one folder of 1.0": (
        "mixed-layouts",
        file("migrations/20250815000000_a/migration.sql", SQL),
        [("journal:1:1", "0001_b, 0002_c of the journal has no folder")],
    ),
    "version 6": (
        "unknown-version",
        breaks(list, version="6"),
        [("journal:2:3", 'The journal\'s version is "6"')],
    ),
    "a wrong dialect": ("unknown-dialect", breaks(list, dialect="mysql"), [("journal:3:3", '"mysql"')]),
    "a number as entry": ("entry-malformed", breaks(lambda e: e.append(3)), [("journal:26:5", "Entry 3")]),
    "no tag": ("entry-malformed", breaks(lambda e: e[1].pop("tag")), [("journal:12:5", "Entry 1 has no tag")]),
    "a tag that leads out": (
        "unsafe-tag",
        breaks(lambda e: e[0].update(tag="../x")),
        [("journal:9:7", "'../x'")],
    ),
    "a tag twice": (
        "duplicate-tag",
        breaks(lambda e: e[2].update(tag="0000_a")),
        [("journal:23:7", "lists 0000_a twice")],
    ),
    "an idx twice": (
        "duplicate-idx",
        breaks(lambda e: e[2].update(idx=1)),
        [("journal:20:7", "0002_c has the `idx` 1, and so has 0001_b.")],
    ),
    "no idx": ("duplicate-idx", breaks(lambda e: e[0].pop("idx")), [("journal:5:5", "0000_a has no `idx`.")]),
    "an idx in quotes": ("duplicate-idx", breaks(lambda e: e[0].update(idx="0")), [("journal:6:7", '"0"')]),
    "a gap": (
        "gapped-idx",
        breaks(lambda e: e[2].update(idx=5)),
        [("journal:20:7", "0002_c is entry 2 of the list and has the `idx` 5.")],
    ),
    "an ISO date": (
        "when-not-an-integer",
        breaks(lambda e: e[0].update(when="2025-08-15")),
        [("journal:8:7", "")],
    ),
    "no when": ("when-not-an-integer", breaks(lambda e: e[0].pop("when")), [("journal:5:5", "no `when`")]),
    "a when in quotes": (
        "quoted-when",
        breaks(lambda e: e[0].update(when=str(WHEN))),
        [("journal:8:7", "plain")],
    ),
    "seconds": (
        "when-in-seconds",
        breaks(lambda e: e[0].update(when=WHEN // 1000)),
        [("journal:8:7", "seconds")],
    ),
    "two days ahead": (
        "when-in-the-future",
        breaks(lambda e: e[2].update(when=1_767_400_000_000)),
        [("journal:22:7", "2026-01-03 00:26 UTC")],
    ),
    "an earlier when": (
        "when-does-not-rise",
        breaks(lambda e: e[2].update(when=WHEN + 1)),
        [("journal:22:7", f"below the {WHEN + 60_000} of 0001_b before it: a database that has 0001_b skips")],
    ),
    "the same when": (
        "when-does-not-rise",
        breaks(lambda e: e[1].update(when=WHEN)),
        [("journal:15:7", "the same as 0000_a before it")],
    ),
    "one second": (
        "when-in-the-same-second",
        breaks(lambda e: e[1].update(when=WHEN + 1)),
        [("journal:15:7", "0001_b and 0000_a are in the same second")],
    ),
    "no underscore": (
        "tag-without-underscore",
        breaks(lambda e: e[0].update(tag="init")),
        [("journal:9:7", "The tag init has no underscore")],
    ),
    "one prefix twice": (
        "shared-prefix",
        breaks(lambda e: e[2].update(tag="0001_c")),
        [("journal:23:7", "0001_c and 0001_b share the prefix '0001'")],
    ),
    "a file that is gone": (
        "entry-without-file",
        file("migrations/0001_b.sql", None),
        [("journal:16:7", "0001_b.sql is missing")],
    ),
    "a file too many": (
        "file-without-entry",
        file("migrations/0003_d.sql", SQL),
        [("0003_d.sql:0:0", "0003_d.sql is not in the journal")],
    ),
    "a down file": (
        "down-file-in-journal",
        both(file("migrations/0001_b_down.sql", SQL), breaks(lambda e: e.append(entry(3, "0001_b_down")))),
        [("journal:30:7", "0001_b_down, a down migration by its name")],
    ),
    "a hash too few": (
        "hash-missing",
        breaks(lambda e: [e[2].update(hash=GOOD_HASH), e[1].update(hash=None)]),
        [("journal:5:5", "0000_a has no hash, though"), ("journal:18:7", "0001_b has no hash, though")],
    ),
    "hashes of the first only": (
        "hash-not-recorded",
        breaks(lambda e: [e[0].update(hash=GOOD_HASH), e[1].update(hash=None)]),
        [("journal:19:7", "0001_b has no hash yet."), ("journal:21:5", "0002_c has no hash yet.")],
    ),
    "no hash recorded": (
        "hash-not-recorded",
        breaks(lambda e: [one.update(hash=None) for one in e]),
        [(f"journal:{line}:7", "has no hash yet.") for line in (11, 19, 27)],
    ),
    "a short hash": ("hash-malformed", breaks(lambda e: e[0].update(hash="abc")), [("journal:11:7", "'abc'")]),
    "a hash in capitals": (
        "hash-malformed",
        breaks(lambda e: e[0].update(hash=GOOD_HASH.upper())),
        [("journal:11:7", "lower-case hexadecimal")],
    ),
    "a number as hash": ("hash-malformed", breaks(lambda e: e[0].update(hash=1)), [("journal:11:7", "Entry 0")]),
    "an edited file": (
        "hash-differs",
        breaks(lambda e: e[0].update(hash="0" * 64)),
        [("journal:11:7", "0000_a.sql was edited since its hash was recorded: the content differs.")],
    ),
    "line ends": (
        "hash-differs",
        breaks(lambda e: e[0].update(hash=drizzle_hash(SQL.replace("\n", "\r\n").encode()))),
        [("journal:11:7", "only its line ending differs")],
    ),
    "a final newline": (
        "hash-differs",
        breaks(lambda e: e[0].update(hash=drizzle_hash(SQL.rstrip().encode()))),
        [("journal:11:7", "only its final newline differs")],
    ),
    "a key of the journal": ("unknown-key", breaks(list, note="x"), [("journal:27:3", "the key 'note'")]),
    "a misspelt key": ("unknown-key", breaks(lambda e: e[0].update(hsh="x")), [("journal:11:7", "'hsh'")]),
    "a broken snapshot": (
        "snapshot-unreadable",
        file("meta/0001_snapshot.json", "{"),
        [("0001_snapshot.json:0:0", "is not valid JSON")],
    ),
    "the last snapshot is gone": (
        "snapshot-missing",
        file("meta/0002_snapshot.json", None),
        [
            (
                "journal:23:7",
                "0002_c has no snapshot 0002_snapshot.json: `drizzle-kit generate` compares",
            )
        ],
    ),
    "no snapshot at all": (
        "no-snapshots",
        both(breaks(list), *(file(f"meta/000{number}_snapshot.json", None) for number in range(3))),
        [("meta:0:0", "would write the whole schema again")],
    ),
    "an earlier one is gone": (
        "snapshot-missing",
        file("meta/0001_snapshot.json", None),
        [("journal:16:7", "0001_b has no snapshot 0001_snapshot.json")],
    ),
    "one too many": (
        "snapshot-without-entry",
        file("meta/0009_snapshot.json", "{}"),
        [("0009_snapshot.json:0:0", "belongs to no entry")],
    ),
    "an unknown parent": ("snapshot-chain", snapshot(2, prevId="x"), [("0002_snapshot.json:0:0", "has the parent x")]),
    "no parent": ("snapshot-chain", snapshot(2, prevId=None), [("0002_snapshot.json:0:0", "has no `prevId`.")]),
    "a second root": ("snapshot-chain", snapshot(2, prevId=ZERO), [("0002_snapshot.json:0:0", "it is not the first")]),
    "two children of a pulled snapshot": (
        "snapshot-shared-parent",
        both(snapshot(0, id=ZERO, prevId=""), snapshot(1, prevId=ZERO), snapshot(2, prevId=ZERO)),
        [("0002_snapshot.json:0:0", "0002_snapshot.json and 0001_snapshot.json have the same parent")],
    ),
    "its own parent": ("snapshot-chain", snapshot(2, prevId="id-2"), [("0002_snapshot.json:0:0", "its own parent")]),
    "one parent, two children": (
        "snapshot-shared-parent",
        snapshot(2, prevId="id-0"),
        [("0002_snapshot.json:0:0", "0002_snapshot.json and 0001_snapshot.json have the same parent")],
    ),
    "one id twice": (
        "snapshot-duplicate-id",
        snapshot(2, id="id-1"),
        [("0002_snapshot.json:0:0", "the same `id` as 0001_snapshot.json")],
    ),
    "an old snapshot": ("snapshot-old-version", snapshot(0, version="5"), [("0000_snapshot.json:0:0", "version '5'")]),
    "another database's": (
        "snapshot-old-version",
        snapshot(0, dialect="mysql"),
        [("0000_snapshot.json:0:0", "'mysql'")],
    ),
    "names that sort otherwise": (
        "snapshot-order",
        breaks(lambda e: e.reverse()),
        [
            (
                "0002_snapshot.json:0:0",
                "compares with 0002_snapshot.json, the last snapshot by name, and not",
            )
        ],
    ),
    "a date among counts": (
        "mixed-prefixes",
        breaks(lambda e: e[1].update(tag="20250815120000_b")),
        [("journal:16:7", "The prefix of 20250815120000_b is a date and time, and that of 0000_a is a count.")],
    ),
    "a stray file in meta": ("stray-meta-file", file("meta/notes.txt", ""), [("notes.txt:0:0", "is not a snapshot")]),
    "a folder named .sql": ("not-a-file", file("migrations/x.sql/y.txt", ""), [("x.sql:0:0", "is not a regular file")]),
    "capitals": (
        "upper-case-ending",
        file("migrations/0003_d.SQL", SQL),
        [("0003_d.SQL:0:0", "does not end with .sql")],
    ),
    "a sub-folder": ("sub-folder", file("migrations/old/0003_d.sql", SQL), [("0003_d.sql:0:0", "in a sub-folder")]),
    "a backslash": ("unsafe-name", file("migrations/a\\b.sql", SQL), [("a\\b.sql:0:0", "cannot be a tag")]),
    "another journal": (
        "second-journal",
        file("migrations/meta/_journal.json", "{}"),
        [("journal:0:0", "There is another journal")],
    ),
    "a baseline that is not there": (
        "idle-baseline",
        file("journal.toml", 'baseline = "000000_gone"'),
        [("", "name 000000_gone as the baseline")],
    ),
    "an ignore list for nothing": (
        "idle-ignore",
        file("journal.toml", '[[ignore]]\nfile = "seed.sql"\nreason = "x"'),
        [("", "names seed.sql, and no file matches it")],
    ),
    "ignored and listed": (
        "ignored-but-listed",
        file("journal.toml", '[[ignore]]\nfile = "0001_b.sql"\nreason = "x"'),
        [("0001_b.sql:0:0", "is on the ignore list, but the journal lists it")],
    ),
    "out of drizzle-kit's sight": (
        "not-where-drizzle-looks",
        file("drizzle.config.ts", ""),
        [("", "drizzle-kit looks for the journal at")],
    ),
    "a config of another database": (
        "config-of-other-dialect",
        file("drizzle.config.ts", "export default { dialect: 'mysql', out: 'mine' };"),
        [("drizzle.config.ts:1:0", "is for mysql, not for PostgreSQL; it is skipped")],
    ),
    "a config that a script names": (
        "config-of-script",
        both(
            file("package.json", '{"scripts": {"a": "drizzle-kit check --config=db/d.ts"}}'),
            file("db/d.ts", "export default { out: 'migrations' };"),
        ),
        [("d.ts", "the scripts of package.json name it to drizzle-kit")],
    ),
    "two configs with one ledger": (
        "shared-ledger",
        both(
            file("drizzle.config.ts", CONFIG.format("migrations", "process.env.SHARED_URL!", "")),
            file("drizzle.auth.config.ts", CONFIG.format("auth", "process.env.SHARED_URL!", "")),
            file("drizzle.same.config.ts", CONFIG.format("./migrations", "process.env.SHARED_URL!", "")),
            file("drizzle.own.config.ts", CONFIG.format("own", "process.env.SHARED_URL!", "migrations: {table: 'o'}")),
            file("drizzle.other.config.ts", CONFIG.format("o", "process.env.OTHER_URL!", "")),
        ),
        [("drizzle.auth.config.ts:0:0", "record in one ledger, drizzle.__drizzle_migrations, of the same database")],
    ),
    "a changed baseline": (
        "baseline-changed",
        both(
            file("migrations/000000_baseline.sql", "create table b (id int);\n"),
            breaks(lambda e: e.insert(0, entry(0, "000000_baseline", when=WHEN - 1000, hash="0" * 64))),
        ),
        [("journal:11:7", "000000_baseline.sql was edited since its hash was recorded")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_finds_what_breaks_it(project: Project, case: str) -> None:
    name, break_it, expected = CASES[case]
    entries = healthy(project, "0000_a", "0001_b", "0002_c")
    break_it(project, entries)
    findings = found(project, name)
    expected = [(place.removesuffix(":0:0"), words) for place, words in expected]
    assert [where(one).removesuffix(":0:0") for one in findings if one.place or expected[0][0]] == [
        place for place, _ in expected if place
    ]
    assert len(findings) == len(expected)
    for finding, (_, words) in zip(findings, expected, strict=True):
        assert words in finding.message
        assert finding.rule == name


@pytest.mark.parametrize("name", sorted({name for name, _, _ in CASES.values()} - {"not-where-drizzle-looks"}))
def test_a_healthy_folder_breaks_no_rule(project: Project, name: str) -> None:
    journal(project, healthy(project, "0000_a", "0001_count_down_timer", "0002_c"))
    assert found(project, name) == []


def test_every_rule_on_the_folder_is_in_a_case() -> None:
    from journal.rules import ON_FOLDER

    elsewhere = {"base-entry-changed", "base-file-changed", "unprintable-name", "no-down-file"}
    elsewhere |= {"enum-value-used-at-once", "enum-value-used-in-one-batch"}
    elsewhere |= {"lock-missing", "lock-unreadable", "not-locked", "locked-removed", "late-entry", "hash-contradicted"}
    noted = {"byte-order-mark", "crlf-line-endings", "not-utf8", "empty-migration", "commented-baseline"}
    assert {rule.name for rule in ON_FOLDER} - elsewhere - noted == {name for name, _, _ in CASES.values()}


def test_a_rule_has_the_name_of_its_file_and_a_page_that_says_why_and_what_instead() -> None:
    from journal.rules import ALL

    for rule in ALL:
        if not isinstance(rule.check, partial):  # a rule on what was noted when the folder was read
            assert rule.check.__module__ == f"journal.rules.{rule.name.replace('-', '_')}"
        assert rule.summary.endswith(".")
        assert "\nWhy: " in rule.page, rule.name
        assert "\nInstead: " in rule.page, rule.name
    assert len({rule.name for rule in ALL}) == len(ALL)


def test_history_is_named_for_a_lost_snapshot_only_where_there_is_one(project: Project) -> None:
    journal(project, healthy(project, "0000_a", "0001_b"))
    lost = project.root / "meta" / "0001_snapshot.json"
    lost.unlink()
    write = f"Write it from the migrations: {project.settings().command('snapshot')}"
    assert [finding.help for finding in found(project, "snapshot-missing")] == [write]
    git(project.root, "init", "-q")
    (finding,) = found(project, "snapshot-missing")
    assert finding.help == f"{write}; or look for it in history: git log --all -- {lost}"


OF_DRIZZLE_KIT = 'CREATE TABLE "t" (\n\t"id" serial PRIMARY KEY NOT NULL\n);\n'


@pytest.mark.parametrize(
    ("sql", "config", "severity"),
    [
        (OF_DRIZZLE_KIT, True, Severity.WARNING),
        (OF_DRIZZLE_KIT, False, Severity.NOTE),
        (OF_DRIZZLE_KIT.replace("\t", "  "), True, Severity.NOTE),
        (SQL, True, Severity.NOTE),
    ],
)
def test_that_no_entry_has_a_snapshot_is_a_warning_where_drizzle_kit_generated_one(
    project: Project, sql: str, config: bool, severity: Severity
) -> None:
    project.migration("0000_a", sql)
    journal(project, [entry(0, "0000_a")])
    if config:
        project.write("drizzle.config.json", '{"dialect": "postgresql", "out": "./migrations"}')
    assert [finding.severity for finding in found(project, "no-snapshots")] == [severity]


def test_the_next_number_is_named_for_a_number_that_two_migrations_have(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.root)
    entries = healthy(project, "0000_a", "0001_b", "0001_c")
    journal(project, entries)
    (finding,) = found(project, "shared-prefix")
    renamed = "give it the next number: mv migrations/0001_c.sql migrations/0002_c.sql, write 0002_c as its tag in the"
    assert f"{renamed} journal, then drizzle-journal snapshot --replace; the hash does not change." in finding.help
    journal(project, [*entries, entry(3, "init_d")])
    (finding,) = found(project, "shared-prefix")
    assert finding.help.endswith("Otherwise give one of them another number; the hash does not change.")


def test_a_folder_that_drizzle_config_does_not_name_is_not_where_drizzle_kit_looks(project: Project) -> None:
    project.migration("0000_a", SQL)
    value = {"version": "7", "dialect": "postgresql", "entries": [entry(0, "0000_a")]}
    project.write("migrations/meta/_journal.json", json.dumps(value))
    project.write("journal.toml", 'migrations = "migrations"\n')
    config = project.write("drizzle.config.json", '{"dialect": "postgresql", "out": "./db"}')
    (finding,) = found(project, "not-where-drizzle-looks")
    assert finding.help == 'Write out: "./migrations" in drizzle.config.json, so that drizzle-kit finds it.'
    project.write("db/meta/_journal.json", json.dumps(value))  # that one is another project
    assert found(project, "not-where-drizzle-looks") == []
    shutil.rmtree(project.root / "db")
    config.write_text('{"dialect": "postgresql", "out": "./migrations/"}')
    assert found(project, "not-where-drizzle-looks") == []
