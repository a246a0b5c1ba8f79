"""Every call of the command line that the attacks are tried on, and what each call does that an attack can reach.

A command may have several rows, one for each call that does something else. A command without a row fails a test.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from commands import all_commands


class Trait(StrEnum):
    """What a call does that an attack can reach."""

    REPLAYS = "replays"  # runs the SQL of the migrations on a temporary server
    CONNECTS = "connects"  # opens a session in the live database
    CONNECTS_WRITING = "connects, writing"  # writes there; such a call connects, too
    GIT = "git"  # starts git
    NODE = "node"  # starts node with the project's packages
    READS_FILES = "reads files"  # of the project
    PRINTS = "prints"  # what comes from the project or a server
    WRITES_FILES = "writes files"  # into the project
    CACHE = "cache"  # works on what is kept between runs


_T = Trait
_FOLDER = {_T.READS_FILES, _T.PRINTS}
_REPLAY = {_T.REPLAYS, *_FOLDER}
_LIVE = {_T.CONNECTS, *_FOLDER}
_LIVE_WRITING = {_T.CONNECTS_WRITING, *_LIVE}


@dataclass(frozen=True)
class Verb:
    """One call. `words` may name `{url}` of the live database, for a superuser, and `{owner}`, for its owner;
    `{copy}`, a backup in it; `{base}`, a git ref; and `{newer}`, a folder with the packages of drizzle 1.0.

    `before`: SQL that its owner runs there, so that the call has something to do; `journal`: what changes the journal
    for that. `code`: how it ends without an attack. `seconds`: how long it takes, where that is long, so that CI tries
    it rarely.
    """

    command: str
    words: str
    traits: frozenset[Trait]
    before: str = ""
    journal: Callable[[Path], None] = lambda journal: None
    code: int = 0
    seconds: int = 0

    @property
    def slow(self) -> bool:
        """Whether CI tries it only where nothing else is left to try."""
        return self.seconds > 2

    @property
    def name(self) -> str:
        """The command and its words, for the report of a test."""
        return f"{self.command} {self.words}".strip()


def _verb(command: str, words: str, traits: set[Trait], before: str = "", **more: Any) -> Verb:
    return Verb(command, words, frozenset(traits), before, **more)


_UNSTAMPED = "delete from drizzle.__drizzle_migrations where id = 3"
_SQUASHED = (  # its id is 4
    f"{_UNSTAMPED}; insert into drizzle.__drizzle_migrations (hash, created_at) values ('gone', 5);"
    "update drizzle.__drizzle_migrations set id = 4 where hash = 'gone'"
)
_NOT_RUN = "drop index users_email"
_BROKEN = "update drizzle.__drizzle_migrations set created_at = null where id = 2"
_OWN = b"create table own_one (id integer);\n"
_OWN_RECORDED = f"insert into drizzle.__drizzle_migrations (hash, created_at) values ('{sha256(_OWN).hexdigest()}', 1)"
_ROW_LOST = "delete from users where id = 1; update users set email = 'c'"


def _without_hashes(journal: Path) -> None:
    """Then both ledgers and git are asked about the files, of which one is not listed any more."""
    read = json.loads(journal.read_text())
    entries = [entry | {"hash": None} for entry in read["entries"] if entry["tag"] != "0003_notes"]
    journal.write_text(json.dumps(read | {"entries": entries}))


def _of_1(journal: Path) -> None:
    """Then the folder has the layout of drizzle 1.0."""
    folder = journal.parents[1]
    for entry in json.loads(journal.read_text())["entries"]:
        moment = datetime.fromtimestamp(entry["when"] // 1000, UTC)
        place = folder / f"{moment:%Y%m%d%H%M%S}_{entry['tag'].partition('_')[2]}"
        place.mkdir(parents=True, exist_ok=True)
        source = folder / f"{entry['tag']}.sql"
        if source.exists():
            source.rename(place / "migration.sql")
    shutil.rmtree(journal.parent)


def _own_in_between(journal: Path) -> None:
    """Then the branch has an entry with a number of the base, and its `when` falls."""
    read = json.loads(journal.read_text())
    own = read["entries"][-1] | {"idx": 3, "tag": "0003_own", "when": 1, "hash": sha256(_OWN).hexdigest()}
    journal.write_text(json.dumps(read | {"entries": [*read["entries"], own]}))
    (journal.parents[1] / "0003_own.sql").write_bytes(_OWN)


def _without_pending(journal: Path) -> None:
    """Then the database has run every migration."""
    read = json.loads(journal.read_text())
    entries = [entry for entry in read["entries"] if entry["tag"] != "0003_notes"]
    journal.write_text(json.dumps(read | {"entries": entries}))
    for path in journal.parents[1].glob("0003_notes*"):
        path.unlink()


def _lost(journal: Path) -> None:
    """Then git has it."""
    journal.unlink()


def _never_committed(journal: Path) -> None:
    """Then only the ledger has its entries."""
    journal.unlink()
    shutil.rmtree(journal.parents[2] / ".git")


def _workspace(journal: Path) -> None:
    """Then there is a second application, and both are looked at."""
    root, other = journal.parents[2], journal.parents[2] / "apps" / "other"
    (root / "journal.toml").unlink()
    (root / "turbo.json").write_text("{}")
    other.mkdir(parents=True)
    (other / "drizzle.config.json").write_text('{"dialect": "postgresql", "out": "./migrations"}')
    shutil.copytree(root / "migrations", other / "migrations", symlinks=True)


def _legacy(journal: Path) -> None:
    """Then there is a history of dbmate."""
    folder = journal.parents[2] / "legacy"
    folder.mkdir()
    (folder / "20240101000000_legacy.sql").write_text("-- migrate:up\nCREATE TABLE legacy (id integer);\n")


def _hotfix(journal: Path) -> None:
    """Then there is a script that ran by hand."""
    (journal.parents[2] / "hotfix.sql").write_text("CREATE TABLE hotfix (id integer);\n")


VERBS = (
    _verb("doctor", "", {*_FOLDER, _T.GIT}),
    _verb("doctor", "--url {url}", {*_LIVE, _T.GIT}),
    _verb("init", "--ci github --hook --script", {*_FOLDER, _T.WRITES_FILES}),
    _verb("check", "", {*_FOLDER, _T.GIT}),
    _verb("check", "", {*_FOLDER, _T.GIT}, journal=_workspace, code=1),
    _verb("check", "--format html", {*_FOLDER, _T.GIT}),
    _verb("check", "--format gitlab", {*_FOLDER, _T.GIT}),
    _verb("check", "--base {base}", {*_FOLDER, _T.GIT}),
    _verb("check", "--fix", {*_FOLDER, _T.GIT, _T.WRITES_FILES}),
    _verb("check", "--fix --dry-run", {*_LIVE, _T.GIT}, journal=_without_hashes, code=1),
    _verb("check", "--accept unguarded-statement --tag 0000_users --reason known", {*_FOLDER, _T.WRITES_FILES, _T.GIT}),
    _verb("rules", "", {_T.PRINTS}),
    _verb("docs", "", {_T.PRINTS}),
    _verb("docs", "troubleshooting", {_T.PRINTS}),
    _verb("skill", "", {_T.PRINTS}),
    _verb("scaffold", "", {*_FOLDER, _T.WRITES_FILES}),
    _verb("scaffold", "--dry-run", {*_FOLDER, _T.GIT}, journal=_lost),
    _verb("scaffold", "--dry-run --add new", _LIVE, journal=_never_committed),
    _verb("bootstrap", "", {*_REPLAY, _T.NODE, _T.WRITES_FILES}),
    _verb("bootstrap", "--dry-run", {*_REPLAY, *_LIVE, _T.GIT, _T.NODE}, journal=_without_hashes, code=1),
    _verb(
        "baseline", "--from-url {owner} --migrations first --yes",
        {*_REPLAY, *_LIVE, _T.NODE, _T.WRITES_FILES}, seconds=4,
    ),
    _verb("snapshot", "--replace-all", {*_REPLAY, _T.NODE, _T.WRITES_FILES}),
    _verb("schema", "--names database", _REPLAY),
    _verb("schema", "--relations --file schema.ts", {*_REPLAY, _T.WRITES_FILES}),
    _verb("snapshot", "--undo", {*_FOLDER, _T.WRITES_FILES}),
    _verb("handback", "--dry-run", {*_REPLAY, _T.NODE}, seconds=4),
    _verb(
        "handback", "--url {url} --replace-all --yes", {*_REPLAY, *_LIVE_WRITING, _T.NODE, _T.WRITES_FILES},
        _UNSTAMPED, seconds=4,
    ),
    _verb(
        "handback", "--to 1.0 --v1 {newer} --url {url} --yes",
        {*_REPLAY, *_LIVE_WRITING, _T.NODE, _T.WRITES_FILES}, seconds=9,
    ),
    _verb(
        "handback", "--to 0.x --unproved --yes", {*_REPLAY, _T.NODE, _T.WRITES_FILES}, journal=_of_1, seconds=9,
    ),
    _verb("handback", "--undo", {*_FOLDER, _T.WRITES_FILES}, code=1),
    _verb("adopt", "legacy --migrations adopted --dry-run", _REPLAY, journal=_legacy, seconds=3),
    _verb("adopt", "legacy --migrations adopted --yes", {*_REPLAY, _T.WRITES_FILES}, journal=_legacy, seconds=3),
    _verb(
        "adopt", "legacy --migrations adopted --url {url} --dry-run", {*_REPLAY, *_LIVE}, journal=_legacy, code=1,
        seconds=3,
    ),
    _verb("adopt", "--undo", {*_FOLDER, _T.WRITES_FILES}, code=1),
    _verb("adopt", "--script hotfix.sql --dry-run", _REPLAY, journal=_hotfix, seconds=3),
    _verb(
        "adopt", "--from-drift drift --url {url} --yes", {*_REPLAY, *_LIVE_WRITING, _T.WRITES_FILES},
        "create table drift (id integer)", journal=_without_pending, seconds=3,
    ),
    _verb("rebase", "--onto {base} --check", {*_FOLDER, _T.GIT}),
    _verb(
        "rebase", "--onto {base} --url {url} --yes", {*_REPLAY, *_LIVE_WRITING, _T.GIT, _T.NODE, _T.WRITES_FILES},
        _OWN_RECORDED, journal=_own_in_between, seconds=4,
    ),
    _verb("rebase", "--undo", {*_FOLDER, _T.WRITES_FILES}, code=1),
    _verb("squash", "--url {url} --dry-run", {*_REPLAY, *_LIVE, _T.GIT, _T.NODE}, seconds=5),
    _verb("squash", "--to 0001_posts --yes", {*_REPLAY, _T.GIT, _T.NODE, _T.WRITES_FILES}, seconds=5),
    _verb("squash", "--undo", {*_FOLDER, _T.WRITES_FILES}, code=1),
    _verb("verify", "", {*_REPLAY, _T.NODE}),
    _verb("verify", "--format html --url {owner}", {*_REPLAY, *_LIVE, _T.NODE}),
    _verb("verify", "--url {url}", {*_REPLAY, *_LIVE, _T.NODE}, code=2),  # no check by a superuser
    _verb("verify", "--url {owner}", {*_REPLAY, *_LIVE, _T.NODE}),
    _verb("status", "", _LIVE),
    _verb("status", "--url {url} --url {owner}", _LIVE),
    _verb("locate", "", {*_REPLAY, *_LIVE}),
    _verb("stamp", "--to 0002_index --dry-run", {*_REPLAY, *_LIVE}, _UNSTAMPED),
    _verb("stamp", "--to 0002_index --unproved --yes", _LIVE_WRITING, _UNSTAMPED),
    _verb("stamp", "--to 0002_index --replaces history --dry-run", {*_LIVE, _T.GIT}, _SQUASHED, code=1),
    _verb("stamp", "--to 0002_index --replaces 4 --unproved --yes", _LIVE_WRITING, _SQUASHED),
    _verb("unstamp", "0002_index --dry-run", {*_REPLAY, *_LIVE}, _NOT_RUN),
    _verb("unstamp", "0002_index --unproved --yes", _LIVE_WRITING, _NOT_RUN),
    _verb("repair", "--dry-run", _LIVE, _BROKEN),
    _verb("repair", "--yes", _LIVE_WRITING, _BROKEN),
    _verb("run", "--dry-run", _LIVE),
    _verb("run", "--journal --yes", _LIVE_WRITING),
    _verb("run", "--record-only 0003_notes --dry-run", {*_REPLAY, *_LIVE}, code=1),
    _verb("down", "0002_index --dry-run", _LIVE),
    _verb("down", "0002_index --backup --yes", _LIVE_WRITING),
    _verb("rehearse", "", _REPLAY, code=1, seconds=2),
    _verb("rehearse", "--from {base}", {*_REPLAY, _T.GIT}, code=1, seconds=2),
    _verb("new", "more", {*_FOLDER, _T.WRITES_FILES}),
    _verb("new", "--down-of 0003_notes.sql", {*_REPLAY, _T.WRITES_FILES}),
    _verb("new", "drop_posts --drop-table posts", {*_REPLAY, _T.WRITES_FILES}),
    _verb("rollback", "", {*_REPLAY, *_LIVE}, seconds=2),
    _verb("rollback", "--no-rehearse", _LIVE),
    _verb("backup make", "users --yes", _LIVE_WRITING),
    _verb("backup make", "users --file users.dump --yes", {*_LIVE, _T.WRITES_FILES}),
    _verb("backup list", "", _LIVE),
    _verb("backup restore", "{copy} --dry-run", _LIVE, _ROW_LOST, code=1),
    _verb("backup restore", "{copy} --overwrite --yes", _LIVE_WRITING, _ROW_LOST),
    _verb("cache show", "", {_T.PRINTS, _T.CACHE}),
    _verb("cache clear", "", {_T.PRINTS, _T.CACHE}),
)  # fmt: skip


def commands() -> set[str]:
    """Every command that the command line has: `status`, `backup list`."""
    return set(all_commands())
