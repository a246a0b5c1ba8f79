"""The files at a path of a commit, without any attribute, filter or text conversion."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from journal.dataclass import dataclass
from journal.folder.git.process import MOST_BYTES
from journal.folder.git.repository import REFETCH, Git, Unanswered

_NAME = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LINK = "120000"
_LEADS_NOWHERE = ("dangling", "loop", "symlink", "notdir")


@dataclass(frozen=True)
class Thing:
    """A file (`blob`) or a folder (`tree`); `name` is git's name of its content."""

    name: str
    kind: str


def is_name(text: str) -> bool:
    """Tell whether a text is the whole name of a git object."""
    return _NAME.fullmatch(text) is not None


def decoded(output: bytes) -> str:
    """Return an output of git as text; the bytes of a name that are not UTF-8 are kept."""
    return output.decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    """Return the bytes of a text that `decoded` may have made."""
    return text.encode("utf-8", "surrogateescape")


def thing_at(git: Git, commit: str, path: Path) -> Thing | None:
    """Return the file or folder at a path of a commit, or None. Links of the commit's own tree are followed.

    Raises Unanswered, also for an object that this clone lacks.
    """
    inside = git.inside(path)
    if "\n" in inside:
        raise Unanswered(f"the name {inside!r} has a line break")
    spec = encoded(f"{commit}:{'' if inside == '.' else inside}\n")
    words = decoded(git.output("cat-file", "--batch-check", "--follow-symlinks", stdin=spec).split(b"\n", 1)[0]).split(
        " "
    )
    if len(words) == 3 and is_name(words[0]) and words[1] in ("blob", "tree"):
        return Thing(words[0], words[1])
    if words[0] in _LEADS_NOWHERE:
        raise Unanswered(f"{inside} is a link there that leads out of the repository or nowhere")
    listing = git.output("ls-tree", "-z", "--full-tree", commit, "--", inside)
    if listing.startswith(b"160000 commit "):
        raise Unanswered(f"{inside} is a submodule there", f"Type the command in {inside}.")
    if listing:
        raise Unanswered(f"this clone lacks what {inside} was there", REFETCH)
    return None


def files_below(git: Git, commit: str, folder: Path, ending: str = ".sql") -> Mapping[str, Thing]:
    """Return the SQL files below a folder, by their path relative to it; none where the folder does not exist.

    `ending`: that of other files. Raises Unanswered.
    """
    found = thing_at(git, commit, folder)
    files: dict[str, Thing] = {}
    if found is None or found.kind != "tree":
        return files
    for mode, thing, path in _listed(git.ask("ls-tree", "-r", "-z", "--full-tree", found.name) or b"", ending):
        linked = thing_at(git, commit, folder / path) if mode == _LINK else thing
        if linked and linked.kind == "blob":
            files[path] = linked
    return files


def _listed(listing: bytes, ending: str) -> Iterator[tuple[str, Thing, str]]:
    for line in decoded(listing).split("\0"):
        fields, _, path = line.partition("\t")
        words = fields.split(" ")
        # A crafted tree can have a name that leads out of a folder.
        leads_out = {"..", ".", ""} & set(path.split("/"))
        if path.endswith(ending) and not leads_out and len(words) == 3 and is_name(words[2]):
            yield words[0], Thing(words[2], words[1]), path


def contents(git: Git, names: Sequence[str]) -> Mapping[str, bytes]:
    """Return the bytes of blobs by name. Raises Unanswered where one is missing, or all are too large together."""
    wanted = list(dict.fromkeys(names))
    output = git.output("cat-file", "--batch", stdin="".join(f"{name}\n" for name in wanted).encode(), most=MOST_BYTES)
    found, rest = {}, memoryview(output)
    for name in wanted:
        head = bytes(rest[:200]).split(b"\n", 1)[0]
        words = head.split(b" ")
        if len(words) != 3 or words[1] != b"blob" or not words[2].isdigit():
            raise Unanswered(f"this clone lacks the object {name[:12]}", REFETCH)
        start, size = len(head) + 1, int(words[2])
        found[name], rest = bytes(rest[start : start + size]), rest[start + size + 1 :]
        if len(found[name]) != size:
            raise Unanswered("git cat-file stopped early")
    return found


def is_pointer_to(stored: bytes, raw: bytes) -> bool:
    """Tell whether a stored text is the git LFS pointer to a content: it has the SHA-256 of it.

    Source: docs/spec.md of git-lfs.
    """
    import hashlib  # it loads OpenSSL, and hardly a file is stored like that

    return len(stored) < 1024 and f"\noid sha256:{hashlib.sha256(raw).hexdigest()}\n".encode() in stored


def is_pointer(raw: bytes) -> bool:
    """Tell whether a content is a git LFS pointer, which stands for a file that was not fetched."""
    return len(raw) < 1024 and raw.startswith(b"version https://git-lfs.github.com/spec/")


def lf(raw: bytes) -> bytes:
    """Return the bytes with the line ends that git stores."""
    return raw.replace(b"\r\n", b"\n")
