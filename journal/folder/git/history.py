"""The commits that changed a file, and git's attributes of it. Nothing here writes."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from journal.folder.git.repository import Answer, Git, No, Unanswered, Yes
from journal.folder.git.tree import contents, is_name
from journal.folder.hashing import drizzle_hash

_MOST_COMMITS = 200
_COMMIT = re.compile(r"[0-9a-f]{4,64}")


def commit_of(git: Git, path: Path, recorded: str) -> str | None:
    """Return the newest commit, abbreviated, in which a file had the content with that hash, or None."""
    tried: set[str] = set()
    for commit, name in _versions(git, path):
        content = {} if name in tried else contents(git, [name])
        tried.add(name)
        if isinstance(content, Unanswered):
            return None
        if name in content and drizzle_hash(content[name]) == recorded:
            return commit
    return None


def _versions(git: Git, path: Path) -> Iterator[tuple[str, str]]:
    """Yield the commits that changed a file, newest first, each with git's name of the file's content."""
    inside = git.inside(path)
    if inside is None or "\n" in inside:
        return
    listed = git.ask("rev-list", "--abbrev-commit", f"-n{_MOST_COMMITS}", "HEAD", "--", inside)
    commits = _commits(listed)
    specs = "".join(f"{commit}:{inside}\n" for commit in commits).encode("utf-8", "surrogateescape")
    answer = git.ask("cat-file", "--batch-check", stdin=specs) if commits else No()
    lines = answer.output.splitlines() if isinstance(answer, Yes) else []
    for commit, line in zip(commits, lines, strict=False):
        name, kind = (*line.decode("utf-8", "replace").split(" "), "")[:2]
        if kind == "blob" and is_name(name):
            yield commit, name


def newest_commit(git: Git, commits: str, path: Path) -> str | No | Unanswered:
    """Return the newest commit of a range that changed a file, abbreviated."""
    inside = git.inside(path)
    answer = git.ask("rev-list", "--abbrev-commit", "-n1", commits, "--", inside) if inside else No()
    if not isinstance(answer, Yes):
        return answer
    return next(iter(_commits(answer)), No())


def _commits(answer: Answer) -> list[str]:
    """Return the names of commits in an answer, whole or abbreviated."""
    return [word for word in answer.text.split() if _COMMIT.fullmatch(word)] if isinstance(answer, Yes) else []


def ever_committed(git: Git, folder: Path) -> frozenset[str] | None:
    """Return the paths, relative to a folder, of all files in any commit of any branch; None where git cannot tell."""
    inside = git.inside(folder)
    if inside is None or not isinstance(git.ask("rev-parse", "--verify", "--quiet", "HEAD"), Yes):
        return None
    commits = git.ask("rev-list", "--full-history", "--all", "HEAD", "--", inside)
    if not isinstance(commits, Yes):
        return None
    words = ("-r", "-m", "--root", "-z", "--name-only", "--no-commit-id", "--no-renames", "--no-ext-diff")
    answer = git.ask("diff-tree", "--stdin", *words, "--", inside, stdin=commits.output)
    if not isinstance(answer, Yes):
        return None
    above = "" if inside == "." else f"{inside}/"
    return frozenset(name.removeprefix(above) for name in answer.output.decode("utf-8", "surrogateescape").split("\0"))


def filters(git: Git, paths: Sequence[Path]) -> dict[Path, str]:
    """Return the filter, such as `lfs`, of each file that has one: a checkout runs it."""
    found_attributes = attributes(git, ["filter"], paths) or {}
    named = {path: values.get("filter", "unset") for path, values in found_attributes.items()}
    return {path: name for path, name in named.items() if name not in ("unspecified", "unset", "set")}


def attributes(git: Git, names: Sequence[str], paths: Sequence[Path]) -> dict[Path, dict[str, str]] | None:
    """Return the attributes of files, such as {"text": "unset"}; None where git cannot tell."""
    inside = {inside_path: path for path in paths if (inside_path := git.inside(path))}
    stdin = b"".join(inside_path.encode("utf-8", "surrogateescape") + b"\0" for inside_path in inside)
    answer = git.ask("check-attr", "-z", "--stdin", *names, stdin=stdin) if inside else No()
    if not isinstance(answer, Yes):
        return None
    found: dict[Path, dict[str, str]] = {path: {} for path in inside.values()}
    words = iter(answer.output.decode("utf-8", "surrogateescape").split("\0"))
    for inside_path, name, value in zip(words, words, words, strict=False):
        if inside_path in inside:
            found[inside[inside_path]][name] = value
    return found
