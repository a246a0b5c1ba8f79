"""What is at a path of a commit. No attribute, filter or text conversion has a part in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from journal.folder.git.ask import Git, No, Unanswered, Yes
from journal.folder.git.process import MOST_BYTES

_NAME = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LINK = "120000"
_LEADS_NOWHERE = ("dangling", "loop", "symlink", "notdir")
_REFETCH = "Fetch all of it: git fetch --refetch --no-filter"


@dataclass(frozen=True)
class Thing:
    """A file (`blob`) or a folder (`tree`), by git's name for its content."""

    name: str
    kind: str


def is_name(text: str) -> bool:
    """Whether that is a whole name of git's for an object."""
    return _NAME.fullmatch(text) is not None


def thing_at(git: Git, commit: str, path: Path) -> Thing | No | Unanswered:
    """What is at a path, links of the commit's own tree followed; No where there is nothing."""
    inside = git.inside(path)
    if inside is None:
        return Unanswered(f"{path} is not in the repository that {git.folder} is in") if git.repository else git.absent
    spec = f"{commit}:{'' if inside == '.' else inside}"
    if "\n" in spec:
        return Unanswered(f"the name {inside!r} has a line break")
    stdin = f"{spec}\n".encode("utf-8", "surrogateescape")
    said = git.ask("cat-file", "--batch-check", "--follow-symlinks", stdin=stdin)
    if not isinstance(said, Yes):
        return _failed(said)
    first = said.output.split(b"\n", 1)[0].decode("utf-8", "surrogateescape")
    words = first.split(" ")
    if len(words) == 3 and is_name(words[0]) and words[1] in ("blob", "tree"):
        return Thing(words[0], words[1])
    if words[0] in _LEADS_NOWHERE:
        return Unanswered(f"{inside} is a link there that leads out of the repository or nowhere")
    return _absent(git, commit, inside)


def _absent(git: Git, commit: str, inside: str) -> No | Unanswered:
    """Nothing there, or something that this clone lacks: walking to it tells."""
    said = git.ask("ls-tree", "-z", "--full-tree", commit, "--", inside)
    if not isinstance(said, Yes):
        return _failed(said)
    if not said.output:
        return No()
    if said.output.startswith(b"160000 commit "):
        return Unanswered(f"{inside} is a submodule there", f"Type the command in {inside}.")
    return Unanswered(f"this clone lacks what {inside} was there", _REFETCH)


def files_below(git: Git, commit: str, folder: Path) -> Mapping[str, Thing] | No | Unanswered:
    """The SQL files at and below a path, by their path relative to it; No where there is no such folder."""
    found = thing_at(git, commit, folder)
    if not isinstance(found, Thing):
        return found
    said = git.ask("ls-tree", "-r", "-z", "--full-tree", found.name) if found.kind == "tree" else No()
    if not isinstance(said, Yes):
        return said if isinstance(said, No) else _failed(said)
    files: dict[str, Thing] = {}
    for mode, thing, path in _listed(said.output):
        linked = thing_at(git, commit, folder / path) if mode == _LINK else thing
        if isinstance(linked, Unanswered):
            return linked
        if isinstance(linked, Thing) and linked.kind == "blob":
            files[path] = linked
    return files


def _listed(listing: bytes) -> Iterator[tuple[str, Thing, str]]:
    for line in listing.decode("utf-8", "surrogateescape").split("\0"):
        about, _, path = line.partition("\t")
        words = about.split(" ")
        # A tree can be made by hand to hold a name that leads out of a folder.
        leads_out = {"..", ".", ""} & set(path.split("/"))
        if path.endswith(".sql") and not leads_out and len(words) == 3 and is_name(words[2]):
            yield words[0], Thing(words[2], words[1]), path


def contents(git: Git, names: Sequence[str], most: int = MOST_BYTES) -> Mapping[str, bytes] | Unanswered:
    """The bytes of blobs, by git's names. Unanswered where one is missing, or all are more than `most` bytes."""
    wanted = list(dict.fromkeys(names))
    said = git.ask("cat-file", "--batch", stdin="".join(f"{name}\n" for name in wanted).encode(), most=most)
    if not isinstance(said, Yes):
        return _failed(said)
    found, rest = {}, memoryview(said.output)
    for name in wanted:
        head = bytes(rest[:200]).split(b"\n", 1)[0]
        words = head.split(b" ")
        if len(words) != 3 or words[1] != b"blob" or not words[2].isdigit():
            return Unanswered(f"this clone lacks the object {name[:12]}", _REFETCH)
        start, size = len(head) + 1, int(words[2])
        found[name], rest = bytes(rest[start : start + size]), rest[start + size + 1 :]
        if len(found[name]) != size:
            return Unanswered("git cat-file broke off")
    return found


def is_pointer_to(stored: bytes, raw: bytes) -> bool:
    """Whether what is stored is git LFS's word for that content: it names the SHA-256.

    Source: docs/spec.md of git-lfs.
    """
    import hashlib  # noqa: PLC0415 - it loads OpenSSL, and hardly a file is stored like that

    return len(stored) < 1024 and f"\noid sha256:{hashlib.sha256(raw).hexdigest()}\n".encode() in stored


def lf(raw: bytes) -> bytes:
    """The bytes with the line ends that git stores."""
    return raw.replace(b"\r\n", b"\n")


def _failed(said: No | Unanswered) -> Unanswered:
    """What these commands never say no to was not answered."""
    if isinstance(said, No):
        return Unanswered("git gave no answer")
    # A partial clone would fetch it, and is kept from that.
    return Unanswered("this clone lacks an object", _REFETCH) if "promisor remote" in said.reason else said
