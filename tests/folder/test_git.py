"""check --base in every kind of repository: compared, or exit 2 with the reason; and never an answer without a look."""

import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from conftest import Journal, Project, Said
from full import FULL
from repository import commit, git
from rules.test_folder_rules import SQL, healthy
from rules.test_folder_rules import journal as write_journal

from journal.errors import JournalError
from journal.folder.git import repository as git_module
from journal.folder.git.process import Ended, GitOutputTooLarge, clean_environment, run_git
from journal.folder.git.ref import GitRef, folder_at
from journal.folder.git.repository import Git, GitFailed, Unanswered
from journal.project.project import Project as Found
from journal.verbs.check import CheckRequest, lint
from journal.verbs.fix import fix

EDIT = "select 2;\n"


def filled(root: Path, *options: str) -> Project:
    """A repository with three migrations, of which `main` has all."""
    project = Project(root)
    write_journal(project, healthy(project, "0000_a", "0001_b", "0002_c"))
    git(root, "init", "-q", "-b", "main", *options)
    commit(root)
    return project


def checked(journal: Journal, project: Project, base: str = "main", **environment: str) -> Said:
    return journal("check", "--project", str(project.root), "--base", base, "--no-squawk", **environment)


def finds_the_edit(journal: Journal, project: Project, base: str = "main") -> bool:
    """Nothing is found before an edit, and the edit is found after it."""
    before = checked(journal, project, base)
    assert before.code == 0, before
    project.migration("0001_b", EDIT)
    after = checked(journal, project, base)
    return after.code == 1 and "error[base-file-changed]" in after.out


def could_not(said: Said, *words: str) -> bool:
    """Exit 2, and the reason in these words."""
    assert all(word in said.err for word in words), said
    return said.code == 2 and not said.out


@pytest.fixture
def merged(project: Project) -> Project:
    return filled(project.root)


def plain(root: Path) -> Project:
    return filled(root / "here")


def sha256(root: Path) -> Project:
    return filled(root / "here", "--object-format=sha256")


def worktree(root: Path) -> Project:
    filled(root / "main")
    git(root / "main", "worktree", "add", "-q", "-b", "work", "../work")
    return Project(root / "work")


def worktree_of_a_bare_repository(root: Path) -> Project:
    filled(root / "main")
    git(root, "clone", "-q", "--bare", "main", "all/.bare")
    (root / "all/.git").write_text("gitdir: ./.bare\n")
    git(root / "all/.bare", "worktree", "add", "-q", "-b", "work", "../work")
    return Project(root / "all/work")


def submodule(root: Path) -> Project:
    filled(root / "inner")
    git(root, "init", "-q", "outer")
    git(root / "outer", "-c", "protocol.file.allow=always", "submodule", "add", "-q", "../inner", "db")
    return Project(root / "outer/db")


def folder_of_git_elsewhere(root: Path) -> Project:
    return filled(root / "here", "--separate-git-dir", str(root / "there"))


def detached(root: Path) -> Project:
    project = filled(root / "here")
    git(project.root, "checkout", "-q", "--detach")
    return project


def below_the_top(root: Path) -> Project:
    filled(root / "packages/db")
    shutil.move(root / "packages/db/.git", root / ".git")
    git(root, "rm", "-rq", "--cached", ".")
    commit(root)
    return Project(root / "packages/db")


def behind_a_link(root: Path) -> Project:
    filled(root / "here")
    (root / "link").symlink_to("here")
    return Project(root / "link")


def linked_migrations(root: Path) -> Project:
    project = filled(root / "here")
    git(project.root, "mv", "migrations", "real")
    (project.root / "migrations").symlink_to("real")
    commit(project.root)
    return project


def packed(root: Path) -> Project:
    project = filled(root / "here")
    git(project.root, "gc", "-q")
    return project


KINDS = (
    plain, sha256, worktree, worktree_of_a_bare_repository, submodule, folder_of_git_elsewhere, detached,
    below_the_top, behind_a_link, linked_migrations, packed,
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_is_found_in_every_kind_of_repository(
    tmp_path: Path, journal: Journal, kind: Callable[[Path], Project]
) -> None:
    assert finds_the_edit(journal, kind(tmp_path))


@pytest.mark.parametrize("name", ["migrations", "meta"])
def test_a_repository_inside_the_folder_does_not_hide_an_edit(merged: Project, journal: Journal, name: str) -> None:
    git(merged.root / name, "init", "-q", "-b", "main")
    commit(merged.root / name)
    assert finds_the_edit(journal, merged)


def test_a_folder_that_became_a_link_does_not_hide_an_edit(merged: Project, journal: Journal) -> None:
    (merged.root / "migrations").rename(merged.root / "other")
    (merged.root / "migrations").symlink_to("other")
    commit(merged.root)
    assert finds_the_edit(journal, merged, "HEAD^")


@pytest.mark.parametrize("attributes", ["* text eol=crlf", "* -text", "*.sql working-tree-encoding=UTF-16"])
def test_line_ends_that_a_checkout_changed_are_no_edit(merged: Project, journal: Journal, attributes: str) -> None:
    merged.write(".gitattributes", attributes)
    for path in merged.root.glob("migrations/*.sql"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    said = checked(journal, merged)
    assert "base-file-changed" not in said.out
    assert said.code in (0, 1)


POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n"


def stored_by_lfs(project: Project, text: str) -> None:
    """0001_b is a pointer in git, and the file here."""
    content = text.encode()
    project.migration("0001_b", POINTER.format(hashlib.sha256(content).hexdigest(), len(content)))
    commit(project.root)
    project.write(".git/info/attributes", "*.sql filter=lfs\n")
    project.migration("0001_b", content)


def test_a_file_of_git_lfs_is_compared_by_the_hash_in_its_pointer(merged: Project, journal: Journal) -> None:
    stored_by_lfs(merged, SQL)
    assert finds_the_edit(journal, merged)


def test_a_file_that_a_filter_made_cannot_be_compared(merged: Project, journal: Journal) -> None:
    merged.write(".git/info/attributes", "*.sql filter=git-crypt\n")
    assert checked(journal, merged).code == 0
    merged.migration("0001_b", EDIT)
    assert could_not(checked(journal, merged), "0001_b.sql is stored through the filter git-crypt")


def test_the_folder_at_a_ref_has_the_files_of_git_lfs_that_are_here(merged: Project, tmp_path: Path) -> None:
    stored_by_lfs(merged, SQL)
    folder = folder_at(GitRef(merged.settings(), "main", "--from"), tmp_path / "there")
    assert folder
    assert folder.by_tag["0001_b"].raw == SQL.encode()
    merged.migration("0001_b", EDIT)
    with pytest.raises(GitFailed, match="through the filter lfs, which is not run"):
        folder_at(GitRef(merged.settings(), "main", "--from"), tmp_path / "again")


def test_the_folder_at_a_ref_has_the_line_ends_of_the_same_file_here(merged: Project, tmp_path: Path) -> None:
    merged.migration("0001_b", SQL.replace("\n", "\r\n"))
    merged.migration("0002_c", EDIT.replace("\n", "\r\n"))
    folder = folder_at(GitRef(merged.settings(), "main", "--from"), tmp_path / "there")
    assert folder
    assert [folder.by_tag[tag].raw for tag in ("0001_b", "0002_c")] == [b"create table t (id int);\r\n", SQL.encode()]


def made_by_hand(project: Project, *lines: str) -> str:
    """A commit whose folder of migrations is a tree with these lines, which git itself would never write."""
    run = partial(subprocess.run, cwd=project.root, capture_output=True, check=True, timeout=30)
    blob = run(["git", "rev-parse", "HEAD:migrations/0000_a.sql"]).stdout.decode().strip()
    raw = b"".join(f"{line}\0".encode("utf-8", "surrogateescape") + bytes.fromhex(blob) for line in lines)
    tree = run(["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"], input=raw).stdout.decode().strip()
    listing = run(["git", "ls-tree", "HEAD"]).stdout.decode().splitlines()
    listing = [line for line in listing if not line.endswith("\tmigrations")] + [f"040000 tree {tree}\tmigrations"]
    top = run(["git", "mktree"], input="\n".join(listing).encode() + b"\n").stdout.decode().strip()
    words = ["git", "-c", "user.name=t", "-c", "user.email=t@localhost", "commit-tree", "-p", "HEAD", "-m", "x", top]
    return str(run(words).stdout.decode().strip())


@pytest.mark.parametrize(
    "lines",
    [
        ("100644 ../../../escaped.sql",),
        ("100644 ..",),
        ("100644 /tmp/escaped.sql",),
        ("100644 a\nb.sql", "100644 \x1b[31m.sql", "100644 \udcff.sql"),
        ("100644 0000_a.sql", "100644 0000_a.sql"),
        ("100644 x.sql", "100644 x.sql/y.sql"),
        (f"100644 {'x' * 5000}.sql",),
        ("120000 linked.sql",),
        ("160000 module.sql",),
        ("100644 .git/config.sql",),
    ],
)
def test_names_that_git_would_not_write_are_skipped(
    merged: Project, journal: Journal, tmp_path: Path, lines: tuple[str, ...]
) -> None:
    ref = made_by_hand(merged, *lines)
    with suppress(JournalError):
        folder_at(GitRef(merged.settings(), ref, "--from"), tmp_path / "a/b/c/there")
    outside = {path for path in tmp_path.rglob("*escaped*") if not path.is_relative_to(tmp_path / "a/b/c/there")}
    assert (outside, Path("/tmp/escaped.sql").exists()) == (set(), False)
    git(merged.root, "update-ref", "HEAD", ref)
    assert checked(journal, merged, ref).code in (0, 1, 2)


# What cannot be compared is exit 2.


def test_without_git_the_base_is_unanswered(merged: Project, journal: Journal, tmp_path: Path) -> None:
    assert could_not(checked(journal, merged, PATH=str(tmp_path)), "git is not installed", "help: Install git")


def test_outside_of_a_repository_the_base_is_unanswered(merged: Project, journal: Journal) -> None:
    shutil.rmtree(merged.root / ".git")
    assert could_not(checked(journal, merged), "is in no git repository")


def test_a_folder_inside_a_bare_repository_is_in_no_repository(merged: Project, journal: Journal) -> None:
    (merged.root / ".git/config").write_text("[core]\nbare = true\n")
    for path in (merged.root / ".git").iterdir():
        path.rename(merged.root / path.name)
    (merged.root / ".git").rmdir()
    assert could_not(checked(journal, merged), "is in no git repository")


@pytest.mark.parametrize("ref", ["", " "])
@pytest.mark.parametrize("is_repository", [True, False])
def test_an_empty_ref_is_called_empty(merged: Project, journal: Journal, ref: str, *, is_repository: bool) -> None:
    if not is_repository:
        (merged.root / ".git").rename(merged.root / "git")
    said = journal("check", "--no-squawk", "--base", ref)
    assert (said.code, said.err.splitlines()[0]) == (2, "error: --base is empty: it names no commit.")


@pytest.mark.parametrize("ref", ["nope", "--help", "HEAD:migrations", "0" * 40, "main..HEAD", "a\nb"])
def test_an_unknown_ref_has_no_answer(merged: Project, journal: Journal, ref: str) -> None:
    said = checked(journal, merged, ref)
    assert (said.code, "git knows no such commit" in said.err) == (2, True), said


def test_a_repository_without_commits_has_no_answer(project: Project, journal: Journal) -> None:
    write_journal(project, healthy(project, "0000_a"))
    git(project.root, "init", "-q", "-b", "main")
    assert could_not(checked(journal, project, "HEAD"), "git knows no such commit")


def test_an_unrelated_history_has_no_answer(merged: Project, journal: Journal) -> None:
    git(merged.root, "checkout", "-q", "--orphan", "work")
    merged.migration("0003_d")
    commit(merged.root)
    assert could_not(checked(journal, merged), "it has no commit in common with HEAD")


@pytest.mark.parametrize("ref", ["origin/main", "origin/main~1"])
def test_the_hint_for_a_shallow_clone_fetches_the_history(tmp_path: Path, journal: Journal, ref: str) -> None:
    project = filled(tmp_path / "main")
    project.migration("0003_d")
    git(project.root, "checkout", "-qb", "work")
    commit(project.root)
    git(tmp_path, "clone", "-q", "--depth=1", "--no-single-branch", "--branch=work", f"file://{project.root}", "clone")
    said = checked(journal, Project(tmp_path / "clone"), ref)
    assert could_not(said, "This clone is shallow.", "git fetch --unshallow", "fetch-depth: 0")


def partial_clone(tmp_path: Path) -> Project:
    """A clone whose older contents are to be fetched when they are asked for."""
    project = filled(tmp_path / "main")
    for text in ("select 1, 2;\n", "select 3, 4;\n"):
        project.migration("0001_b", text)
        commit(project.root)
    git(project.root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{project.root}", "clone")
    return Project(tmp_path / "clone")


def test_an_object_that_a_partial_clone_lacks_is_not_fetched(tmp_path: Path, journal: Journal) -> None:
    project = partial_clone(tmp_path)
    before = sorted((project.root / ".git/objects").rglob("*"))
    git(project.root, "checkout", "-q", "-b", "work")
    git(project.root, "branch", "-q", "old", "HEAD~1")
    said = checked(journal, project, "old")
    assert could_not(said, "this clone lacks ", "git fetch --refetch --no-filter")
    assert sorted((project.root / ".git/objects").rglob("*")) == before


def test_an_equal_file_needs_no_contents(tmp_path: Path, journal: Journal) -> None:
    project = partial_clone(tmp_path)
    assert checked(journal, project, "HEAD").code == 0


@pytest.mark.parametrize("kind", ["blob", "tree", "commit"])
def test_a_missing_object_has_no_answer(merged: Project, journal: Journal, kind: str) -> None:
    spec = {"blob": "HEAD:meta/_journal.json", "tree": "HEAD:migrations", "commit": "HEAD"}[kind]
    name = subprocess.run(["git", "rev-parse", spec], cwd=merged.root, capture_output=True, text=True, check=True)
    found = merged.root / ".git/objects" / name.stdout[:2] / name.stdout.strip()[2:]
    found.unlink()
    said = checked(journal, merged)
    assert (said.code, said.out) == (2, "")
    found.write_bytes(b"x")
    said = checked(journal, merged)
    assert (said.code, said.out) == (2, "")


@pytest.mark.parametrize("broken", ["HEAD", "config", "refs", "objects"])
def test_a_broken_repository_has_no_answer(merged: Project, journal: Journal, broken: str) -> None:
    path = merged.root / ".git" / broken
    shutil.rmtree(path) if path.is_dir() else path.write_text("\0")
    said = checked(journal, merged)
    assert (said.code, said.out) == (2, ""), said
    assert journal("check", "--no-squawk").code in (0, 1)


@pytest.mark.parametrize("text", ["", "nonsense", "gitdir:", "gitdir: /nowhere", "gitdir: migrations", "gitdir: \0"])
def test_an_invalid_git_file_has_no_answer(merged: Project, journal: Journal, text: str) -> None:
    shutil.rmtree(merged.root / ".git")
    (merged.root / ".git").write_text(text)
    said = checked(journal, merged)
    assert (said.code, said.out) == (2, ""), said


@pytest.mark.parametrize("text", ["{", "[]", '{"entries": 1}', '{"entries": [1]}', "\ufeff{}", "<<<<<<< HEAD"])
def test_a_broken_journal_at_the_base_has_no_answer(merged: Project, journal: Journal, text: str) -> None:
    good = merged.journal.read_text()
    merged.journal.write_text(text)
    commit(merged.root)
    merged.journal.write_text(good)
    assert could_not(checked(journal, merged, "HEAD"), "nothing could be compared, because the journal there")


def test_a_new_journal_is_compared_with_nothing(project: Project, journal: Journal) -> None:
    git(project.root, "init", "-q", "-b", "main")
    commit(project.root)
    write_journal(project, healthy(project, "0000_a"))
    said = checked(journal, project)
    assert (said.code, "Nothing was compared with main: it has no journal" in said.out) == (0, True)


@pytest.mark.parametrize("moved", ["meta", "migrations", "both"])
def test_a_moved_folder_cannot_be_compared(merged: Project, journal: Journal, moved: str) -> None:
    names = ("meta", "migrations") if moved == "both" else (moved,)
    for name in names:
        (merged.root / name).rename(merged.root / f"new-{name}")
    merged.write("journal.toml", "".join(f'{name} = "new-{name}"\n' for name in names))
    said = checked(journal, merged)
    assert could_not(said, "nothing could be compared, because", "A moved folder cannot be compared")


def test_another_project_of_the_repository_is_no_move(merged: Project, journal: Journal) -> None:
    other = Project(merged.root / "other")
    write_journal(other, healthy(other, "0000_x"))
    assert checked(journal, other).code == 0


def test_a_repository_of_another_user_needs_safe_directory(merged: Project, journal: Journal, tmp_path: Path) -> None:
    if os.getuid():
        pytest.skip("only root can give a folder away")
    os.chown(merged.root, 4242, 4242)
    os.chown(merged.root / ".git", 4242, 4242)
    assert could_not(checked(journal, merged), "belongs to another user", "git config --global --add safe.directory")
    safe = tmp_path / "config"
    for value in (str(merged.root), "*"):
        safe.write_text(f"[safe]\n\tdirectory = {value}\n")
        assert checked(journal, merged, GIT_CONFIG_GLOBAL=str(safe)).code == 0
    safe.write_text(f"[safe]\n\tdirectory = *\n\tdirectory =\n\tdirectory = {merged.root}x\n")
    assert checked(journal, merged, GIT_CONFIG_GLOBAL=str(safe)).code == 2


def test_a_git_command_that_does_not_end_is_stopped(
    merged: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "git").write_text("#!/bin/sh\nsleep 60 &\nsleep 60\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        run_git(("x",), outside=None, seconds=0.3)
    monkeypatch.setattr(git_module, "run_git", lambda *words, **more: run_git(*words, **more, seconds=0.3))
    repository = Git(merged.root)
    for word in ("a", "b"):
        with pytest.raises(Unanswered, match=r"^git a did not answer within 20 seconds$"):
            repository.ask(word)
    assert time.monotonic() - started < 5


def test_too_much_output_is_no_answer(merged: Project) -> None:
    merged.write("large", b"x" * 300_000)
    commit(merged.root)
    with pytest.raises(GitOutputTooLarge):
        run_git((f"--git-dir={merged.root}/.git", "cat-file", "blob", "HEAD:large"), outside=None, most=100_000)
    with pytest.raises(Unanswered, match=r"^git cat-file printed more than 100,000 bytes$"):
        Git(merged.root).ask("cat-file", "blob", "HEAD:large", most=100_000)


def test_a_no_differs_from_no_answer(merged: Project) -> None:
    repository = Git(merged.root)
    assert repository.ask("rev-parse", "--verify", "--quiet", "HEAD")
    assert repository.ask("rev-parse", "--verify", "--quiet", "nope") is None
    with pytest.raises(Unanswered, match=r"^git rev-parse failed: Needed a single revision$"):
        repository.ask("rev-parse", "--nonsense", "--verify")


def test_only_variables_of_the_users_configuration_reach_git() -> None:
    given = {"GIT_DIR": "x", "GIT_CONFIG_COUNT": "1", "GIT_TRACE2": "/x", "GIT_CONFIG_GLOBAL": "g", "HOME": "h"}
    passed = clean_environment(given)
    assert {key: passed[key] for key in ("GIT_CONFIG_GLOBAL", "HOME")} == {"GIT_CONFIG_GLOBAL": "g", "HOME": "h"}
    assert not {"GIT_DIR", "GIT_CONFIG_COUNT", "GIT_TRACE2"} & passed.keys()
    assert passed["GIT_ALLOW_PROTOCOL"] == ""


def test_git_is_started_in_one_place() -> None:
    package = Path(git_module.__file__).parents[2]
    named = [path for path in package.rglob("*.py") if '"git"' in path.read_text() or "'git'" in path.read_text()]
    assert [path.relative_to(package).as_posix() for path in named] == ["folder/git/process.py"]


def mutated(random: Random, output: bytes) -> bytes:
    """Output as a broken git, or a program that only is called so, may print it."""
    at = random.randrange(len(output) + 1)
    other = bytes(random.randrange(256) for _ in range(random.randrange(60)))
    choices = (output[:at], b"", output[:at] + b"\xff" + output[at + 1 :], output * 2, other)
    return random.choice((*choices, output.replace(b" ", b"\n"), output.replace(b"\0", b"\n"), output))


@pytest.mark.parametrize("seed", range(500 if FULL else 20))
def test_any_output_of_git_gives_a_result_or_an_error(
    merged: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    edited = json.loads(merged.journal.read_text())
    edited["entries"][0]["hash"] = "a" * 64
    merged.journal.write_text(json.dumps(edited))
    merged.migration("0001_b", EDIT.replace("\n", "\r\n"))

    def odd(words: Sequence[str], **more: Any) -> Ended:
        ended = run_git(words, **more)
        if random.random() < 0.6:
            return ended
        return replace(ended, output=mutated(random, ended.output), code=random.choice((0, 0, 0, 1, 128)))

    monkeypatch.setattr(git_module, "run_git", odd)
    for call in (
        lambda: lint(merged.settings(), CheckRequest(base="main")),
        lambda: fix(Found(merged.settings()), base="main", dry_run=True),
        lambda: folder_at(GitRef(merged.settings(), "main", "--from"), tmp_path / "there"),
    ):
        with suppress(JournalError):
            call()


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("nope", "git knows no such commit"),
        ("HEAD~1", "the folder there is broken"),
        ("HEAD~2", "its journal there is old/"),
    ],
)
def test_rehearse_reports_a_ref_it_cannot_start_from(merged: Project, journal: Journal, ref: str, words: str) -> None:
    good = merged.journal.read_text()
    git(merged.root, "mv", "meta", "old")
    commit(merged.root)
    git(merged.root, "mv", "old", "meta")
    merged.journal.write_text("{")
    commit(merged.root)
    merged.journal.write_text(good)
    commit(merged.root)
    said = journal("rehearse", "--only", "upgrade", "--from", ref)
    assert (said.code, words in said.err) == (2, True), said
