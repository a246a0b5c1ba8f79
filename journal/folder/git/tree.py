"""The files at a path of a commit, without any attribute, filter or text conversion."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from journal.folder.git.process import MOST_BYTES
from journal.folder.git.repository import Git, No, Unanswered, Yes

_NAME = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LINK = "120000"
_LEADS_NOWHERE = ("dangling", "loop", "symlink", "notdir")
_REFETCH = "Fetch all of it: git fetch --refetch --no-filter"


@dataclass(frozen=True)
class Thing:
    """A file (`blob`) or a folder (`tree`); `name` is git's name of its content."""

    name: str
    kind: str


def is_name(text: str) -> bool:
    """Tell whether a text is the whole name of a git object."""
    return _NAME.fullmatch(text) is not None


def thing_at(git: Git, commit: str, path: Path) -> Thing | No | Unanswered:
    """Return the file or folder at a path of a commit, or No. Links of the commit's own tree are followed."""
    inside = git.inside(path)
    if inside is None:
        return Unanswered(f"{path} is not in the repository that {git.folder} is in") if git.repository else git.absent
    spec = f"{commit}:{'' if inside == '.' else inside}"
    if "\n" in spec:
        return Unanswered(f"the name {inside!r} has a line break")
    stdin = f"{spec}\n".encode("utf-8", "surrogateescape")
    answer = git.ask("cat-file", "--batch-check", "--follow-symlinks", stdin=stdin)
    if not isinstance(answer, Yes):
        return _unanswered(answer)
    first = answer.output.split(b"\n", 1)[0].decode("utf-8", "surrogateescape")
    words = first.split(" ")
    if len(words) == 3 and is_name(words[0]) and words[1] in ("blob", "tree"):
        return Thing(words[0], words[1])
    if words[0] in _LEADS_NOWHERE:
        return Unanswered(f"{inside} is a link there that leads out of the repository or nowhere")
    return _absent(git, commit, inside)


def _absent(git: Git, commit: str, inside: str) -> No | Unanswered:
    """Return No for a path that does not exist, and Unanswered for an object that this clone lacks."""
    answer = git.ask("ls-tree", "-z", "--full-tree", commit, "--", inside)
    if not isinstance(answer, Yes):
        return _unanswered(answer)
    if not answer.output:
        return No()
    if answer.output.startswith(b"160000 commit "):
        return Unanswered(f"{inside} is a submodule there", f"Type the command in {inside}.")
    return Unanswered(f"this clone lacks what {inside} was there", _REFETCH)


def files_below(git: Git, commit: str, folder: Path) -> Mapping[str, Thing] | No | Unanswered:
    """Return the SQL files below a folder, by their path relative to it, or No where the folder does not exist."""
    found = thing_at(git, commit, folder)
    if not isinstance(found, Thing):
        return found
    answer = git.ask("ls-tree", "-r", "-z", "--full-tree", found.name) if found.kind == "tree" else No()
    if not isinstance(answer, Yes):
        return answer if isinstance(answer, No) else _unanswered(answer)
    files: dict[str, Thing] = {}
    for mode, thing, path in _listed(answer.output):
        linked = thing_at(git, commit, folder / path) if mode == _LINK else thing
        if isinstance(linked, Unanswered):
            return linked
        if isinstance(linked, Thing) and linked.kind == "blob":
            files[path] = linked
    return files


def _listed(listing: bytes) -> Iterator[tuple[str, Thing, str]]:
    for line in listing.decode("utf-8", "surrogateescape").split("\0"):
        fields, _, path = line.partition("\t")
        words = fields.split(" ")
        # A crafted tree can have a name that leads out of a folder.
        leads_out = {"..", ".", ""} & set(path.split("/"))
        if path.endswith(".sql") and not leads_out and len(words) == 3 and is_name(words[2]):
            yield words[0], Thing(words[2], words[1]), path


def contents(git: Git, names: Sequence[str], most: int = MOST_BYTES) -> Mapping[str, bytes] | Unanswered:
    """Return the bytes of blobs by name. Unanswered where one is missing, or all have more than `most` bytes."""
    wanted = list(dict.fromkeys(names))
    answer = git.ask("cat-file", "--batch", stdin="".join(f"{name}\n" for name in wanted).encode(), most=most)
    if not isinstance(answer, Yes):
        return _unanswered(answer)
    found, rest = {}, memoryview(answer.output)
    for name in wanted:
        head = bytes(rest[:200]).split(b"\n", 1)[0]
        words = head.split(b" ")
        if len(words) != 3 or words[1] != b"blob" or not words[2].isdigit():
            return Unanswered(f"this clone lacks the object {name[:12]}", _REFETCH)
        start, size = len(head) + 1, int(words[2])
        found[name], rest = bytes(rest[start : start + size]), rest[start + size + 1 :]
        if len(found[name]) != size:
            return Unanswered("git cat-file stopped early")
    return found


def is_pointer_to(stored: bytes, raw: bytes) -> bool:
    """Tell whether a stored text is the git LFS pointer to a content: it has the SHA-256 of it.

    Source: docs/spec.md of git-lfs.
    """
    import hashlib  # it loads OpenSSL, and hardly a file is stored like that

    return len(stored) < 1024 and f"\noid sha256:{hashlib.sha256(raw).hexdigest()}\n".encode() in stored


def lf(raw: bytes) -> bytes:
    """Return the bytes with the line ends that git stores."""
    return raw.replace(b"\r\n", b"\n")


def _unanswered(answer: No | Unanswered) -> Unanswered:
    """Return the reason why a command failed that never answers No."""
    if isinstance(answer, No):
        return Unanswered("git gave no answer")
    # A partial clone would fetch it, which is not allowed here.
    return Unanswered("this clone lacks an object", _REFETCH) if "promisor remote" in answer.reason else answer
