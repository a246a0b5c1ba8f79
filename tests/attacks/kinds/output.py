"""Attacks on the output: text from outside that a terminal, or GitHub, would take for a command.

What holds for every call (no control character, no line that begins with `::`) is judged in attack.py; here, that no
text from outside begins a line, and that a flood is cut.
"""

import json
import os
from collections.abc import Callable

from attacks.attack import Attack, Ended, World, reaching
from attacks.calls import Trait
from repository import git

_T = Trait
_EVERY = reaching(_T.PRINTS)
_FOLDER = reaching(_T.READS_FILES)
_REPLAYS = reaching(_T.REPLAYS)
_LIVE = reaching(_T.CONNECTS, _T.CONNECTS_WRITING)
_LINE = "OWNED"
TEXT = f"a\x1b[2Jb\x9b31m\r\n::error::{_LINE}\n{_LINE}: all is well\n ##[add-mask]{_LINE}\n\u202ec\u200bd\u2066e\x7f"
_ESCAPED = "E'" + "".join(f"\\u{ord(char):04x}" if not char.isalnum() and char != " " else char for char in TEXT) + "'"
_TOO_MUCH = 2_000_000


def _no_line(world: World, ended: Ended) -> str | None:
    """What of the text begins a line, is a command of the runner's, or floods."""
    for line in ended.text.splitlines():
        if line.lstrip().startswith(("::", _LINE)) or "##[add-mask]" in line:
            return f"a line from outside: {line[:100]!r}"
    return f"{len(ended.text)} characters" if len(ended.text) > _TOO_MUCH else None


def _migration(sql: str) -> Callable[[World], object]:
    """A pending migration more."""

    def prepare(world: World) -> None:
        world.write("migrations/0004_hostile.sql", sql)

    return prepare


def _raised(how: str, using: str = "") -> str:
    return f"do $hostile$ begin raise {how} using message = {_ESCAPED}{using}; end $hostile$;\n"


def _journal(change: Callable[[dict[str, object]], object]) -> Callable[[World], object]:
    def prepare(world: World) -> None:
        path = next(world.project.rglob("_journal.json"))
        journal = json.loads(path.read_text())
        change(journal)
        path.write_text(json.dumps(journal))

    return prepare


def _file(name: bytes) -> Callable[[World], object]:
    def prepare(world: World) -> None:
        path = os.fsencode(world.project / "migrations") + b"/" + name
        with open(path, "wb") as file:  # noqa: PTH123 - the name is of bytes
            file.write(b"select 1;\n")

    return prepare


def _settings(text: str) -> Callable[[World], object]:
    """`text` has `%s` for a string of TOML."""
    return lambda world: world.write("journal.toml", text.replace("%s", json.dumps(TEXT.replace("\x7f", ""))))


def _live(sql: str, *, superuser: bool = False) -> Callable[[World], object]:
    return lambda world: world.sql(sql, superuser=superuser)


def _smoke(world: World) -> None:
    program = world.write("smoke.sh", "printf '%s' \"$1\"; printf '%s' \"$1\" >&2; exit 1\n")
    said = json.dumps(TEXT[:-1])
    world.write("journal.toml", f'[[smoke]]\nname = {said}\nrun = ["sh", "{program}", {said}]\n')


def _branch(world: World) -> None:
    world.base = "##OWNED-\u202e\u200b"  # what git takes for a name
    git(world.project, "branch", world.base)


def _package(world: World) -> None:
    """The project's drizzle-orm prints, and throws, the text."""
    modules = world.project / "node_modules"
    modules.unlink()
    said = json.dumps(TEXT)
    code = f"console.log({said}); console.error({said}); throw new Error({said});"
    for name, file in (("drizzle-orm", "index.js"), ("drizzle-orm", "migrator.js"), ("drizzle-kit", "bin.cjs")):
        package = {"name": name, "version": "0.44.5", "main": file, "bin": file}
        world.write(f"node_modules/{name}/package.json", json.dumps(package))
        world.write(f"node_modules/{name}/{file}", code)


def _accepted(world: World) -> None:
    world.write("journal-accepted.json", json.dumps({"accepted": [{"rule": TEXT, "tag": TEXT, "reason": TEXT}]}))


def _checks(world: World) -> None:
    world.write("checks/hostile.sql", f"-- journal: {TEXT}\nselect {TEXT};\n")


def _environment(name: str) -> Callable[[World], object]:
    return lambda world: world.environment.update({name: TEXT})


def _typed(word: str) -> Callable[[World], object]:
    return lambda world: world.words.extend([word, TEXT])


_QUOTED = '"' + TEXT.replace('"', '""') + '"'
_SHORT = '"' + TEXT[:40].replace('"', '""') + '"'

ATTACKS: list[Attack] = [
    Attack(f"output: {name}", reaches, prepare, _no_line)
    for name, reaches, prepare in (
        ("a NOTICE", _REPLAYS, _migration(_raised("notice"))),
        ("an error's message", _REPLAYS, _migration(_raised("exception"))),
        ("an error's detail", _REPLAYS, _migration(_raised("exception", f", detail = {_ESCAPED}"))),
        ("an error's hint", _REPLAYS, _migration(_raised("exception", f", hint = {_ESCAPED}"))),
        ("an error's context", _REPLAYS, _migration(
            f"create function {_SHORT}() returns void language plpgsql as 'begin perform 1/0; end';\n"
            f"select {_SHORT}();\n")),
        ("a flood of NOTICEs", _REPLAYS, _migration(
            "do $$ begin for n in 1..30000 loop raise notice '% ', n; end loop; end $$;\n")),
        ("a NOTICE of 20 MB", _REPLAYS, _migration("do $$ begin raise notice '%', repeat('x', 20000000); end $$;\n")),
        ("a detail of 20 MB", _REPLAYS, _migration(
            "do $$ begin raise exception 'x' using detail = repeat('x', 20000000); end $$;\n")),
        ("a statement that fails", _FOLDER, _migration(f"select '{TEXT}' from nowhere;\n")),
        ("text that does not parse", _FOLDER, _migration(f"selec {TEXT};\n")),
        ("names in a migration", _FOLDER, _migration(
            f"create table {_SHORT} ({_SHORT} integer not null);\ncreate index {_SHORT} on {_SHORT} ({_SHORT});\n"
            f"alter table {_SHORT} drop column {_SHORT};\n")),
        ("a tag", _FOLDER, _journal(lambda journal: journal["entries"].append(  # type: ignore[attr-defined]
            {"idx": 9, "version": "7", "when": 1999999999999, "tag": TEXT, "breakpoints": True}))),
        ("a tag that is Unicode", _FOLDER, _journal(lambda journal: journal["entries"].append(  # type: ignore[attr-defined]
            {"idx": 9, "version": "7", "when": 1999999999999, "tag": "0009_\u202e\u200b", "breakpoints": True}))),
        ("a dialect", _FOLDER, _journal(lambda journal: journal.update(dialect=TEXT, version=TEXT))),
        ("a hash", _FOLDER, _journal(lambda journal: journal["entries"][0].update(hash=TEXT))),  # type: ignore[index]
        ("a file name with controls", _FOLDER, _file(b"0004_\x1b[2J\r::error::OWNED.sql")),
        ("a file name with a line break", _FOLDER, _file(b"0004_\n::error::OWNED.sql")),
        ("a file name that is not UTF-8", _FOLDER, _file(b"0004_\xff\x9b.sql")),
        ("a file name that turns", _FOLDER, _file("0004_\u202elqs.sql".encode())),
        ("the reason of an ignored file", _FOLDER, _settings(
            'ignore = [{ file = "0002_down_index.sql", reason = %s }]\n')),
        ("the name of an ignored file", _FOLDER, _settings("ignore = [{ file = %s, reason = %s }]\n")),
        ("an unknown setting", _FOLDER, _settings("%s = 1\nmigrations = %s\n")),
        ("a setting's value", _FOLDER, _settings("migrations = %s\n")),
        ("the ledger's name", _FOLDER, _settings("[ledger]\nschema = %s\ntable = %s\n")),
        ("what drift leaves out", _FOLDER, _settings("[[verify.ignore]]\npattern = %s\nreason = %s\n")),
        ("TOML that does not parse", _FOLDER, lambda world: world.write("journal.toml", f"a = {TEXT}\n")),
        ("a smoke command", _FOLDER, _smoke),
        ("plan checks", _FOLDER, _checks),
        ("accepted findings", _FOLDER, _accepted),
        ("a drizzle.config", _FOLDER, lambda world: world.write(
            "drizzle.config.json", json.dumps({"dialect": TEXT, "out": TEXT, "schema": TEXT}))),
        ("a .env", _FOLDER, lambda world: world.write(".env", f"DATABASE_URL='{TEXT}'\n{TEXT}={TEXT}\n")),
        ("the project's packages", reaching(_T.NODE), _package),
        ("a branch", reaching(_T.GIT), _branch),
        ("rows of Drizzle's ledger", _LIVE, _live(
            f"insert into drizzle.__drizzle_migrations (hash, created_at) values ({_ESCAPED}, 1), ({_ESCAPED}, null)")),
        ("hashes of Drizzle's ledger", _LIVE, _live(f"update drizzle.__drizzle_migrations set hash = {_ESCAPED}")),
        ("names of the other ledger", _LIVE, _live(
            f"insert into _manual_migrations (filename) select {_ESCAPED}")),
        ("names in the live database", _LIVE, _live(
            f"create schema {_SHORT}; create table {_SHORT}.{_SHORT} ({_SHORT} integer check ({_SHORT} > 0)); "
            f"create type {_SHORT}.t as enum (E'\\x1b[2J\\n::OWNED'); alter table users add column {_SHORT} text "
            f"default {_ESCAPED}; "
            f"create index {_SHORT} on users ({_SHORT}); comment on table users is {_ESCAPED}")),
        ("the comment of a backup", _LIVE, lambda world: world.sql(
            f"comment on table {world.copy} is {_ESCAPED}", superuser=True)),
        ("a trigger that speaks", reaching(_T.CONNECTS_WRITING), _live(
            f"create function speak() returns trigger language plpgsql as $$ begin raise exception using "
            f"message = {_ESCAPED}, detail = {_ESCAPED}, hint = {_ESCAPED}; end $$; "
            "create trigger speak before insert or update or delete on users for each row execute function speak()")),
        ("PGAPPNAME", _LIVE, _environment("PGAPPNAME")),
        ("JOURNAL_CONFIG", _FOLDER, _environment("JOURNAL_CONFIG")),
        ("JOURNAL_META", _FOLDER, _environment("JOURNAL_META")),
        ("an option that is not there", _EVERY, _typed("--no-such-option")),
        ("a project that is not there", _FOLDER, _typed("--project")),
    )
]  # fmt: skip
