"""When a file had which content, who changed it, and what git does to its line ends. Nothing here writes."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from journal.folder.git.ask import Answer, Git, No, Unanswered, Yes
from journal.folder.git.tree import contents, is_name
from journal.folder.hashing import drizzle_hash

_MOST_COMMITS = 200
_COMMIT = re.compile(r"[0-9a-f]{4,64}")


def commit_of(git: Git, path: Path, recorded: str) -> str | None:
    """The newest commit, cut short, in which a file had the content with that hash; None where none is known."""
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
    """The commits that changed a file, newest first, each with git's name for the file's content then."""
    inside = git.inside(path)
    if inside is None or "\n" in inside:
        return
    listed = git.ask("rev-list", "--abbrev-commit", f"-n{_MOST_COMMITS}", "HEAD", "--", inside)
    commits = _commits(listed)
    specs = "".join(f"{commit}:{inside}\n" for commit in commits).encode("utf-8", "surrogateescape")
    said = git.ask("cat-file", "--batch-check", stdin=specs) if commits else No()
    lines = said.output.splitlines() if isinstance(said, Yes) else []
    for commit, line in zip(commits, lines, strict=False):
        name, kind = (*line.decode("utf-8", "replace").split(" "), "")[:2]
        if kind == "blob" and is_name(name):
            yield commit, name


def newest_commit(git: Git, commits: str, path: Path) -> str | No | Unanswered:
    """The newest of a range of commits that changed a file, cut short."""
    inside = git.inside(path)
    said = git.ask("rev-list", "--abbrev-commit", "-n1", commits, "--", inside) if inside else No()
    if not isinstance(said, Yes):
        return said
    return next(iter(_commits(said)), No())


def _commits(said: Answer) -> list[str]:
    """The names of commits, whole or cut short."""
    return [word for word in said.text.split() if _COMMIT.fullmatch(word)] if isinstance(said, Yes) else []


def ever_committed(git: Git, folder: Path) -> frozenset[str] | None:
    """The paths, relative to a folder, of all files that any commit of any branch has; None where git cannot tell."""
    inside = git.inside(folder)
    if inside is None or not isinstance(git.ask("rev-parse", "--verify", "--quiet", "HEAD"), Yes):
        return None
    commits = git.ask("rev-list", "--full-history", "--all", "HEAD", "--", inside)
    if not isinstance(commits, Yes):
        return None
    words = ("-r", "-m", "--root", "-z", "--name-only", "--no-commit-id", "--no-renames", "--no-ext-diff")
    said = git.ask("diff-tree", "--stdin", *words, "--", inside, stdin=commits.output)
    if not isinstance(said, Yes):
        return None
    above = "" if inside == "." else f"{inside}/"
    return frozenset(name.removeprefix(above) for name in said.output.decode("utf-8", "surrogateescape").split("\0"))


def filters(git: Git, paths: Sequence[Path]) -> dict[Path, str]:
    """The filter, such as `lfs`, that a checkout runs over each of the files that have one."""
    told = attributes(git, ["filter"], paths) or {}
    named = {path: values.get("filter", "unset") for path, values in told.items()}
    return {path: name for path, name in named.items() if name not in ("unspecified", "unset", "set")}


def attributes(git: Git, names: Sequence[str], paths: Sequence[Path]) -> dict[Path, dict[str, str]] | None:
    """What .gitattributes say of files, such as {"text": "unset"}; None where git cannot tell."""
    inside = {spelled: path for path in paths if (spelled := git.inside(path))}
    stdin = b"".join(spelled.encode("utf-8", "surrogateescape") + b"\0" for spelled in inside)
    said = git.ask("check-attr", "-z", "--stdin", *names, stdin=stdin) if inside else No()
    if not isinstance(said, Yes):
        return None
    found: dict[Path, dict[str, str]] = {path: {} for path in inside.values()}
    words = iter(said.output.decode("utf-8", "surrogateescape").split("\0"))
    for spelled, name, value in zip(words, words, words, strict=False):
        if spelled in inside:
            found[inside[spelled]][name] = value
    return found
