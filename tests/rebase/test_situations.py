"""Each situation of a merge, by the real git and drizzle-kit: check is clean, generate content, migrate applies it."""

import json
import re
import shlex
import subprocess
from collections import Counter
from hashlib import sha256

import pytest
from conftest import HERE, NODE_PACKAGES, Journal, Project, empty_database
from rebase.merges import Step, Team, migrate
from rebase.situations import OF_1, SITUATIONS, How, Situation
from repository import commit, git
from verbs.test_status import execute

from journal.server.provider import Server

pytestmark = pytest.mark.drizzle


def digest(raw: bytes) -> str:
    return sha256(raw).hexdigest()


def hashes(url: str) -> Counter[str]:
    """How often each file is recorded."""
    if execute(url, "select to_regclass('drizzle.__drizzle_migrations')") == [(None,)]:
        return Counter()
    return Counter(str(one) for (one,) in execute(url, "select hash from drizzle.__drizzle_migrations"))


def files(team: Team, ref: str) -> dict[str, bytes]:
    """The files of the migrations at a ref, without our records."""
    names = git(team.root, "ls-tree", "-r", "--name-only", ref, "--", "migrations").splitlines()
    show = [subprocess.run(["git", "show", f"{ref}:{name}"], cwd=team.root, capture_output=True, timeout=30, check=True)
            for name in names]  # fmt: skip
    return {name: done.stdout for name, done in zip(names, show, strict=True)}


def entries(team: Team) -> list[dict[str, object]]:
    if team.is_of_1:
        folders = sorted(path.parent for path in team.migrations.glob("*/migration.sql"))
        return [{"tag": path.name, "when": int(path.name[:14]) * 1000} for path in folders]
    return list(json.loads((team.migrations / "meta/_journal.json").read_text())["entries"])


def apply(team: Team, steps: tuple[Step, ...]) -> None:
    for step in steps:
        step.change(team.model)
    team.write_schema()


def merged(team: Team, situation: Situation) -> None:
    """Bring main into the branch, with the schema.ts of both."""
    how = situation.how
    if how is How.DIFF3:
        git(team.root, "config", "merge.conflictStyle", "diff3")
    if how is How.REBASE:
        assert not team.merge("rebase", "main")
    elif how is How.PICK:
        team.switch("-q", "-c", "picked", "main")
        assert not team.merge("cherry-pick", "main..mine")
    elif how is not How.BEFORE:
        clean = team.merge("merge", "main")
        assert not clean or situation.prefix or team.is_of_1, situation.name
    has_both = not situation.says or bool(situation.prefix)  # SQL that does not apply may have no schema.ts of both
    if how is not How.BEFORE and has_both:
        team.model = json.loads(team.start)
        apply(
            team,
            (*situation.main, *situation.mine, *situation.also, *((situation.merged,) if situation.merged else ())),
        )
    git(team.root, "add", "schema.ts")
    if how is How.GENERATED:
        commit(team.root)
        team.kit("generate", "--name=after")
        commit(team.root)
    if how in (How.COMMITTED, How.DIFF3):
        commit(team.root)
    if how in (How.OURS, How.THEIRS, How.OWN_FIRST, How.OWN_LAST):
        decided(team, how)


def decided(team: Team, how: How) -> None:
    """Resolve the journal and the snapshots by hand, not well."""
    meta, side = team.migrations / "meta", "ours" if how is How.OURS else "theirs"
    unmerged = git(team.root, "diff", "--name-only", "--diff-filter=U").splitlines()
    if unmerged:
        git(team.root, "checkout", f"--{side}", "--", *unmerged)
    if how in (How.OWN_FIRST, How.OWN_LAST):
        both = [json.loads(git(team.root, "show", f"{ref}:migrations/meta/_journal.json")) for ref in ("mine", "main")]
        lists = [one["entries"] for one in (both if how is How.OWN_FIRST else both[::-1])]
        tags = {one["tag"] for one in lists[0]}
        joined = [*lists[0], *(one for one in lists[1] if one["tag"] not in tags)]
        (meta / "_journal.json").write_text(json.dumps({**both[0], "entries": joined}, indent=2))
    commit(team.root)


def forked(team: Team, situation: Situation, url: str, base: str) -> None:
    """Make both branches, and a database of each."""
    config = {"migrations": {"prefix": situation.prefix}} if situation.prefix else {}
    team.config = config
    if situation.lock:
        (team.root / ".gitattributes").write_text(f"drizzle-journal.lock {situation.lock}\n")
        team.has_lock = True
    team.begin(situation.first)
    team.start = json.dumps(team.model)
    team.switch("-c", "mine")
    team.work(situation.mine)
    if situation.more:
        situation.more(team)
    assert migrate(team, url) == ""
    own = team.model
    team.switch("main")
    team.model = json.loads(team.start)
    team.work(situation.main)
    if situation.there:
        situation.there(team)
    assert migrate(team, base) == ""
    team.switch("mine")
    team.model = own


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: one.name)
def test_after_a_rebase_drizzle_goes_on(
    situation: Situation, project: Project, journal: Journal, server: Server
) -> None:
    goes_on(situation, Team(project.root, NODE_PACKAGES), journal, server)


@pytest.mark.parametrize("situation", OF_1, ids=lambda one: one.name)
def test_after_a_rebase_drizzle_1_goes_on(
    situation: Situation, project: Project, journal: Journal, server: Server
) -> None:
    goes_on(situation, Team(project.root, HERE / "drizzle1" / "node_modules"), journal, server)


def goes_on(situation: Situation, team: Team, journal: Journal, server: Server) -> None:
    team.migrations.rmdir()

    def run(*words: str) -> tuple[int, str]:
        said = journal(*words)
        return said.code, said.out + said.err

    team.run = run
    with empty_database(server) as url, empty_database(server) as base:
        forked(team, situation, url, base)
        there, mine = files(team, "main"), files(team, "mine")
        merged(team, situation)
        said = journal("rebase", "--onto", "main", "--check")
        assert (said.code, "A rebase onto main is needed" in said.out) == (1, True), said
        before = {path: path.read_bytes() for path in team.migrations.rglob("*") if path.is_file()}
        words = ("rebase", "--onto", "main", "--url", url, "--yes")
        said = journal(*words)
        if situation.says:
            assert (said.code, situation.says in said.out, "Nothing was written" in said.out) == (1, True, True), said
            assert {path: path.read_bytes() for path in team.migrations.rglob("*") if path.is_file()} == before
            return
        assert said.code == 0, said.out + said.err
        if situation.how is How.BEFORE_AND_MERGE:
            git(team.root, "add", "migrations")
            commit(team.root)
            team.merge("merge", "main")
            said = journal(*words)
            assert said.code == 0, said.out + said.err
        own = {raw for name, raw in mine.items() if name.endswith(".sql")} - {
            raw for name, raw in there.items() if name.endswith(".sql")
        }
        assert_base_untouched(team, there)
        assert own <= {path.read_bytes() for path in team.migrations.rglob("*.sql")}
        is_unlocked = team.is_of_1 and not team.has_lock
        checked = journal("check", *(["--fail-on", "error"] if is_unlocked else []))
        assert checked.code == 0, checked.out
        cascade = " CASCADE" if team.is_of_1 else ""
        assert tuple(team.generated()) == tuple(one.replace(cascade, "") for one in situation.left)
        assert_migrates(team, journal, said.out, url, base)
        assert journal("rebase", "--onto", "main", "--check").code == 0


def assert_base_untouched(team: Team, there: dict[str, bytes]) -> None:
    """Each file of main is byte for byte as it is there, and its journal is the beginning of the new one."""
    for name, raw in there.items():
        present = (team.root / name).read_bytes()
        if name.endswith("_journal.json"):
            head = raw.decode().rpartition("}")[0].rpartition("}")[0]
            assert present.decode().startswith(head)
        else:
            assert present == raw, name
    whens = [one["when"] for one in entries(team)]
    assert whens == sorted(whens)
    assert len({int(str(one)) // 1000 for one in whens[-2:]}) == len(whens[-2:])


def assert_migrates(team: Team, journal: Journal, report: str, url: str, base: str) -> None:
    """The database of main gets exactly the moved entries; that of the branch what it lacks, and nothing twice."""
    wanted = Counter(digest(team.sql(str(one["tag"])).read_bytes()) for one in entries(team))
    for _ in range(2):
        assert migrate(team, base) == ""
        assert hashes(base) == wanted
    assert migrate(team, url) == ""
    if late := re.search(r"help: Afterwards: drizzle-journal (run .*--journal)\n", report):
        done = journal(*shlex.split(late[1]), "--yes")
        assert done.code == 0, done.out + done.err
    assert migrate(team, url) == ""
    assert hashes(url) == wanted
