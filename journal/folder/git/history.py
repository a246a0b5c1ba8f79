"""The commits that changed a file, and git's attributes of it. Nothing here writes."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from journal.dataclass import dataclass
from journal.errors import JournalInvalid
from journal.folder.entries import Journal, parse_journal
from journal.folder.git.repository import Git, Unanswered
from journal.folder.git.tree import contents, decoded, encoded, is_name, is_pointer_to, lf, thing_at
from journal.folder.hashing import drizzle_hash
from journal.folder.migrations import Migration

_MOST_COMMITS = 200
_COMMIT = re.compile(r"[0-9a-f]{4,64}")


def commit_of(git: Git, path: Path, recorded: str) -> str | None:
    """Return the newest commit, abbreviated, in which a file had the content with that hash, or None."""
    tried: set[str] = set()
    with suppress(Unanswered):
        inside = git.inside(path)
        commits = _changing(git, f"-n{_MOST_COMMITS}", "HEAD", inside) if "\n" not in inside else []
        specs = encoded("".join(f"{commit}:{inside}\n" for commit in commits))
        lines = git.output("cat-file", "--batch-check", stdin=specs).splitlines() if commits else []
        for commit, line in zip(commits, lines, strict=False):
            name, kind = (*line.decode("utf-8", "replace").split(" "), "")[:2]
            if kind == "blob" and is_name(name) and name not in tried:
                tried.add(name)
                if drizzle_hash(contents(git, [name])[name]) == recorded:
                    return commit
    return None


@dataclass(frozen=True)
class FirstVersion:
    """The commit that added a file, abbreviated, and whether the file still has that content, but for line ends."""

    commit: str
    unchanged: bool


def first_versions(git: Git, folder: Path, migrations: Sequence[Migration]) -> dict[str, FirstVersion]:
    """Return the newest commit that added each file to the main line, by tag; a file that is not committed has none.

    A merge adds what its branch made, as it is when it is merged. Raises Unanswered, also for a clone without the whole
    history.
    """
    inside = git.inside(folder)
    if git.repository and git.repository.is_shallow:
        raise Unanswered("this clone lacks a part of the history", "Fetch it: git fetch --unshallow")
    added = _added_to(git, inside)
    known = {one.tag: added[place] for one in migrations if (place := git.inside(one.path)) in added}
    first = contents(git, sorted({name for _, name in known.values()})) if known else {}
    raw = {one.tag: one.raw for one in migrations}
    return {
        tag: FirstVersion(commit[:10], lf(first[name]) == lf(raw[tag]) or is_pointer_to(first[name], raw[tag]))
        for tag, (commit, name) in known.items()
    }


def _added_to(git: Git, inside: str) -> dict[str, tuple[str, str]]:
    """Return the commit that added each file of a folder, and git's name of its content; git is asked once."""
    if inside not in git.added:
        has_commits = git.ask("rev-parse", "--verify", "--quiet", "HEAD") is not None
        listed = git.output("rev-list", "--first-parent", "--parents", "HEAD", "--", inside) if has_commits else b""
        commits = b"".join(b" ".join(line.split()[:2]) + b"\n" for line in listed.splitlines())
        words = ("-r", "--root", "-z", "--no-renames", "--diff-filter=A", "--no-ext-diff")
        output = git.output("diff-tree", "--stdin", *words, "--", inside, stdin=commits) if commits else b""
        git.added[inside] = {}
        for commit, name, path in _added(decoded(output)):
            git.added[inside].setdefault(path, (commit, name))
    return git.added[inside]


def _added(output: str) -> Iterator[tuple[str, str, str]]:
    """Yield commit, name of the content and path of each added file, in the order of git's output."""
    commit, fields = "", iter(output.split("\0"))
    for field in fields:
        if field.startswith(":"):
            yield commit, field.split(" ")[3], next(fields, "")
        else:
            commit = field


def newest_journal(git: Git, path: Path) -> tuple[str, Journal] | None:
    """Return the newest version of a journal in the history of HEAD that has entries, after its commit; else None."""
    with suppress(Unanswered):
        for commit in _changing(git, f"-n{_MOST_COMMITS}", "HEAD", git.inside(path)):
            there = thing_at(git, commit, path)
            with suppress(JournalInvalid):
                if there and (journal := parse_journal(path, contents(git, [there.name])[there.name])[0]).entries:
                    return commit, journal
    return None


def newest_commit(git: Git, commits: str, path: Path) -> str | None:
    """Return the newest commit of a range that changed a file, abbreviated, or None. Raises Unanswered."""
    return next(iter(_changing(git, "-n1", commits, git.inside(path))), None)


def _changing(git: Git, most: str, commits: str, inside: str) -> list[str]:
    words = (git.ask("rev-list", "--abbrev-commit", most, commits, "--", inside) or b"").decode("utf-8", "replace")
    return [word for word in words.split() if _COMMIT.fullmatch(word)]


def ever_committed(git: Git, folder: Path) -> frozenset[str] | None:
    """Return the paths, relative to a folder, of all files in any commit of any branch; None where git cannot tell."""
    words = ("-r", "-m", "--root", "-z", "--name-only", "--no-commit-id", "--no-renames", "--no-ext-diff")
    try:
        inside = git.inside(folder)
        git.output("rev-parse", "--verify", "--quiet", "HEAD")
        commits = git.output("rev-list", "--full-history", "--all", "HEAD", "--", inside)
        changed = git.output("diff-tree", "--stdin", *words, "--", inside, stdin=commits)
    except Unanswered:
        return None
    above = "" if inside == "." else f"{inside}/"
    return frozenset(name.removeprefix(above) for name in decoded(changed).split("\0"))


def past_hashes(git: Git, folder: Path) -> dict[str, list[str]]:
    """Return the names, relative to the repository, that files of a folder had in the history of HEAD, by their hash.

    Only .sql files count; those of another branch are not gone. Raises Unanswered.
    """
    inside = git.inside(folder)
    words = ("-r", "-m", "--root", "-z", "--no-renames", "--diff-filter=AM", "--no-ext-diff")
    commits = git.output("rev-list", "--full-history", "HEAD", "--", inside)
    output = decoded(git.output("diff-tree", "--stdin", *words, "--", inside, stdin=commits)) if commits else ""
    places = {(name, path) for _, name, path in _added(output) if path.endswith(".sql") and is_name(name)}
    raw = contents(git, sorted({name for name, _ in places})) if places else {}
    found: dict[str, list[str]] = {}
    for name, path in sorted(places):
        found.setdefault(drizzle_hash(raw[name]), []).append(path)
    return found


def ignored(git: Git, folder: Path) -> frozenset[str]:
    """Return the paths, relative to a folder, of the files that git ignores and never shows. Raises Unanswered."""
    inside = git.inside(folder)
    output = git.output("ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--", inside)
    above = "" if inside == "." else f"{inside}/"
    return frozenset(name.removeprefix(above) for name in decoded(output).split("\0"))


def filters(git: Git, paths: Sequence[Path]) -> dict[Path, str]:
    """Return the filter, such as `lfs`, of each file that has one: a checkout runs it."""
    found = attributes(git, ["filter"], paths) or {}
    named = {path: values.get("filter", "unset") for path, values in found.items()}
    return {path: name for path, name in named.items() if name not in ("unspecified", "unset", "set")}


def attributes(git: Git, names: Sequence[str], paths: Sequence[Path]) -> dict[Path, dict[str, str]] | None:
    """Return the attributes of files, such as {"text": "unset"}; None without a file, or where git cannot tell."""
    try:
        inside = {git.inside(path): path for path in paths}
        stdin = b"".join(encoded(name) + b"\0" for name in inside)
        output = git.output("check-attr", "-z", "--stdin", *names, stdin=stdin) if inside else None
    except Unanswered:
        output = None
    if output is None:
        return None
    found: dict[Path, dict[str, str]] = {path: {} for path in inside.values()}
    words = iter(decoded(output).split("\0"))
    for name, attribute, value in zip(words, words, words, strict=False):
        if name in inside:
            found[inside[name]][attribute] = value
    return found
