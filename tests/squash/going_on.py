"""What the real packages do with a folder before and after a squash, on databases at every place of its history."""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from conftest import HERE, NODE_PACKAGES, Journal, empty_database
from handback.projects import rows_of
from psycopg.conninfo import conninfo_to_dict
from verbs.test_status import execute

from journal.project.settings import load_settings
from journal.server.embedded.binaries import find_binaries
from journal.server.provider import Server

PACKAGES_OF_1 = HERE / "drizzle1"
MARKER = "--> statement-breakpoint"
GUARD = "has migrations from before"
_LEDGER = re.compile(r"^--\n-- Name: (?:drizzle|__drizzle_migrations\S*|__drizzle_migrations .*); ")


@dataclass(frozen=True)
class Folder:
    """A project whose migrations are in `out`, in the layout of 0.x or of 1.0."""

    root: Path

    @property
    def out(self) -> Path:
        return load_settings(self.root).migrations

    @property
    def is_of_1(self) -> bool:
        return not (self.out / "meta/_journal.json").exists()

    @property
    def entries(self) -> list[tuple[str, int]]:
        """Each tag with its `when`, in order; in the layout of 1.0 without."""
        if self.is_of_1:
            return [(path.parent.name, 0) for path in sorted(self.out.glob("*/migration.sql"))]
        return [(one["tag"], one["when"]) for one in _journal(self.out)["entries"]]

    @property
    def tags(self) -> list[str]:
        return [tag for tag, _ in self.entries]

    def sql(self, tag: str) -> Path:
        return self.out / (f"{tag}/migration.sql" if self.is_of_1 else f"{tag}.sql")

    def contents(self) -> dict[str, bytes]:
        """The bytes of every file of the project, without those of linked packages and of git."""
        found = (path for path in self.root.rglob("*") if path.is_file() and ".git" not in path.parts)
        return {str(path.relative_to(self.root)): path.read_bytes() for path in found}

    def first(self, count: int, place: Path) -> Path:
        """Copy the migrations as they were when there were so many."""
        shutil.copytree(self.out, place)
        for tag in self.tags[count:] if self.is_of_1 else []:
            shutil.rmtree(place / tag)
        if not self.is_of_1:
            value = _journal(place)
            value["entries"] = value["entries"][:count]
            (place / "meta/_journal.json").write_text(json.dumps(value))
        return place

    def generated(self, place: Path, *, up: bool = False) -> tuple[list[str], str]:
        """Run `generate`, and what comes before it with `up` of 1.0, in a copy; return its statements, and all output.

        The output has neither ids nor names of new files.
        """
        shutil.copytree(self.root, place, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        (place / "node_modules").unlink()
        (place / "node_modules").symlink_to((PACKAGES_OF_1 / "node_modules") if up or self.is_of_1 else NODE_PACKAGES)
        words = [("up",), ("check",)] if up else []
        said = [kit(place, *one) for one in (*words, ("generate", "--name=after"))]
        name = load_settings(place).migrations.name
        new = [*(place / name).rglob("*_after*/migration.sql"), *(place / name).glob("*_after.sql")]
        pieces = [piece.strip() for path in new for piece in path.read_text().split(MARKER)]
        shutil.rmtree(place)
        return pieces, re.sub(r"\d{4,14}_after|(?<=\[).\] .*(?=$)", "", "".join(said).replace(str(place), "."))


def _journal(out: Path) -> dict[str, list[dict[str, object]]]:
    return json.loads((out / "meta/_journal.json").read_text())  # type: ignore[no-any-return]


def kit(root: Path, *words: str) -> str:
    """Run the drizzle-kit of a project, and return all that it prints."""
    done = subprocess.run(
        ["node", "node_modules/drizzle-kit/bin.cjs", *words], cwd=root, stdin=subprocess.DEVNULL,
        env=os.environ | {"TZ": "UTC", "JITI_FS_CACHE": "false"}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)


def migrate(out: Path, url: str) -> str:
    """Run the real migrate() of the layout's generation; return its error, empty where it passed."""
    words = conninfo_to_dict(url)
    is_of_1 = not (out / "meta/_journal.json").exists()
    script = (PACKAGES_OF_1 if is_of_1 else HERE / "drizzle") / "migrate.cjs"
    first = str(PACKAGES_OF_1) if is_of_1 else "pg"
    done = subprocess.run(
        ["node", str(script), first, str(out), str(words["host"]), str(words["dbname"])], cwd=out.parent,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return "" if done.returncode == 0 else done.stdout + done.stderr


def recorded(url: str) -> list[tuple[object, ...]]:
    """The hash of each row of the ledger."""
    there = execute(url, "select to_regclass('drizzle.__drizzle_migrations')")[0][0]
    return execute(url, "select hash from drizzle.__drizzle_migrations order by id") if there else []


def schema_of(url: str) -> list[str]:
    """What `pg_dump -s` prints, by object and sorted, without Drizzle's ledger and without the database's own words."""
    program = find_binaries().postgres.with_name("pg_dump")
    command = [str(program), "-s", "--no-owner", "-N", "drizzle", "-T", "public._manual_migrations", "-d", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    text = re.sub(r"^\\(?:un)?restrict .*$", "", done.stdout, flags=re.MULTILINE)
    return sorted(block.strip() for block in text.split("\n\n\n"))


def state_of(url: str) -> tuple[object, ...]:
    """All that a failed migrate() must not change."""
    return schema_of(url), rows_of(url), recorded(url)


def counts(url: str) -> dict[str, int]:
    return {name: len(rows) for name, rows in rows_of(url).items() if rows}


@dataclass
class Life:
    """One squash of a project."""

    folder: Folder
    journal: Journal
    server: Server
    place: Path

    def squashed(self, tag: str, live: str, *words: str) -> str:
        """Squash up to a tag, and try all that follows; return what squash prints."""
        folder, number = self.folder, self.folder.tags.index(tag)
        files, tags = folder.contents(), folder.tags
        generated = folder.generated(self.place / "generated-before")
        upgraded = None if folder.is_of_1 else folder.generated(self.place / "up-before", up=True)
        counted = {"before": number, "at": number + 1, "after": min(number + 2, len(tags)), "old": len(tags)}
        with ExitStack() as stack:
            urls = {name: stack.enter_context(empty_database(self.server)) for name in (*counted, "new", "strange")}
            for name, count in counted.items():
                folded = folder.first(count, self.place / f"first-{name}")
                assert migrate(folded, urls[name]) == "", name
            self._make_strange(urls["strange"], urls["before"])
            states = {name: state_of(url) for name, url in urls.items()}
            kept = rows_of(live)
            verified = self.journal("verify", "--url", live).code
            said = self.journal("squash", "--to", tag, "--url", live, "--yes", *words)
            assert said.code == 0, said.out + said.err
            assert folder.tags == tags[number:]
            self._migrates(urls, states, len(tags), number)
            self._generates(generated, upgraded)
            self._stamps(live, said.out, verified)
            assert rows_of(live) == kept
        undone = self.journal("squash", "--undo")
        assert undone.code == 0, undone.out + undone.err
        now = folder.contents()
        assert [name for name in files.keys() | now.keys() if files.get(name) != now.get(name)] == []
        return said.out

    def _make_strange(self, url: str, before: str) -> None:
        """A database whose ledger has the rows of the first files, and nothing that they make."""
        rows = execute(before, "select hash, created_at from drizzle.__drizzle_migrations order by id")
        execute(url, "create schema drizzle")
        name = ", name text, applied_at timestamptz" if self.folder.is_of_1 else ""
        execute(url, f"create table drizzle.__drizzle_migrations (id serial, hash text, created_at bigint{name})")
        for hash_, when in rows:
            execute(url, f"insert into drizzle.__drizzle_migrations (hash, created_at) values ('{hash_}', {when})")
        if self.folder.is_of_1:
            names = execute(before, "select id, name from drizzle.__drizzle_migrations")
            for id_, one in names:
                execute(url, f"update drizzle.__drizzle_migrations set name = '{one}' where id = {id_}")

    def _migrates(self, urls: dict[str, str], states: dict[str, tuple[object, ...]], total: int, number: int) -> None:
        out = self.folder.out
        for name in ("before", "strange"):
            assert GUARD in migrate(out, urls[name]), name
            assert state_of(urls[name]) == states[name], name
        for name in ("at", "after", "old", "new"):
            for _ in range(2):
                assert migrate(out, urls[name]) == "", name
        found = {name: len(recorded(urls[name])) for name in ("at", "after", "old", "new")}
        assert found == {"at": total, "after": total, "old": total, "new": total - number}
        assert state_of(urls["old"]) == states["old"]
        for name in ("at", "after", "new"):
            assert schema_of(urls[name]) == schema_of(urls["old"]), name
            assert counts(urls[name]) == counts(urls["old"]), name

    def _generates(self, before: tuple[list[str], str], upgraded: tuple[list[str], str] | None) -> None:
        after = self.folder.generated(self.place / "generated-after")
        assert after[0] == before[0], different(before[0], after[0])
        if upgraded:
            after = self.folder.generated(self.place / "up-after", up=True)
            assert "Everything's fine" in after[1] or "Everything's fine" not in upgraded[1], after[1]
            assert sorted(after[0]) == sorted(upgraded[0]), different(upgraded[0], after[0])  # in an order of its own

    def _stamps(self, live: str, said: str, verified: int) -> None:
        folder = self.folder
        count = len(recorded(live))
        assert migrate(folder.out, live) == ""
        assert len(recorded(live)) == count
        commands = re.findall(r"is deployed: drizzle-journal (stamp .*)", said)
        assert commands
        for command in commands:
            done = self.journal(*shlex.split(command), "--yes")
            assert done.code == 0, done.out + done.err
        assert len(recorded(live)) == len(folder.tags)
        assert migrate(folder.out, live) == ""
        assert len(recorded(live)) == len(folder.tags)
        status = self.journal("status", "--url", live)
        assert status.code == 0, status.out + status.err
        again = self.journal("verify", "--url", live)
        assert again.code == verified, again.out + again.err


def different(before: Sequence[str], after: Sequence[str]) -> str:
    """What only one of two lists has."""
    gone, new = ([one for one in side if one not in other] for side, other in ((before, after), (after, before)))
    return f"only before: {gone}; only after: {new}; {[*before]} and {[*after]}"


def middle_and_last(tags: Sequence[str]) -> list[str]:
    """The tags up to which a test squashes: one in the middle, and the last."""
    return [*dict.fromkeys((tags[max(1, len(tags) // 2)], tags[-1]))]
