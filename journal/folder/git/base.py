"""The folder as it is at a git ref: what has been merged is frozen, and compared with what is here."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

import orjson

from journal.errors import SettingsInvalid
from journal.folder.config import Settings
from journal.folder.entries import FILE_NAME
from journal.folder.git.history import git


@dataclass(frozen=True)
class Base:
    """The folder where this branch left `ref`, at the commit `fork`.

    `items` are the journal's entries there, as JSON has them; `blobs` the git names of its SQL files, by tag.
    """

    ref: str
    fork: str
    migrations: Path
    items: tuple[dict[str, Any], ...]
    blobs: Mapping[str, str]

    def is_changed(self, tag: str, raw: bytes) -> bool:
        """Whether a file that is at the base has other content here; line ends are git's to turn."""
        blob = self.blobs[tag]
        if _name_of(raw, blob) == blob:
            return False
        there = git(self.migrations, "cat-file", "blob", blob)
        return there is None or _lf(there) != _lf(raw)

    def changed_by(self, path: Path) -> str:
        """Who changed a file since: a commit, or nobody yet."""
        said = git(self.migrations, "log", "-1", "--format=%h", f"{self.fork}..HEAD", "--", str(path))
        commit = (said or b"").decode().strip()
        return f"commit {commit}" if commit else "a change that is not committed"


def read_base(settings: Settings, ref: str) -> Base:
    """Read it from git. Raises SettingsInvalid when git does not know the ref."""
    commit_at(settings.root, ref, "--base")
    # What came to the base after this branch left it is not missing here: the branch is only behind.
    said = git(settings.root, "merge-base", ref, "HEAD")
    fork = said.decode().strip() if said else ref
    return Base(ref, fork, settings.migrations, _items(settings.meta, fork), _blobs(settings.migrations, fork))


def commit_at(root: Path, ref: str, option: str) -> str:
    """The commit's whole name. Raises SettingsInvalid without a repository, or when git does not know the ref.

    `option` is the one that names it.
    """
    if git(root, "rev-parse", "--git-dir") is None:
        raise SettingsInvalid(f"{option} {ref}: {root} is in no git repository.", hint=f"Leave out {option}.")
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    commit = git(root, *words) if ref else None
    if commit is None:
        raise SettingsInvalid(
            f"{option} {ref}: git knows no such commit in {root}.",
            hint=f"Fetch it: git fetch origin {quote(ref.removeprefix('origin/'))}. In CI, a shallow clone lacks it: "
            "fetch the whole history.",
        )
    return commit.decode().strip()


def _items(meta: Path, ref: str) -> tuple[dict[str, Any], ...]:
    said = git(meta, "show", f"{ref}:./{FILE_NAME}") if meta.is_dir() else None
    try:
        value = orjson.loads(said or b"{}")
    except orjson.JSONDecodeError:
        return ()
    items = value.get("entries") if isinstance(value, dict) else None
    return tuple(item for item in items if isinstance(item, dict)) if isinstance(items, list) else ()


def _blobs(migrations: Path, ref: str) -> dict[str, str]:
    said = git(migrations, "ls-tree", "-r", "-z", ref, "--", ".") or b""
    found = {}
    for line in said.decode("utf-8", "surrogateescape").split("\0"):
        about, _, name = line.partition("\t")
        if name.endswith(".sql"):
            found[name.removesuffix(".sql")] = about.split()[2]
    return found


def _name_of(raw: bytes, like: str) -> str:
    """What git calls that content; a repository names by SHA-1 or SHA-256."""
    import hashlib  # noqa: PLC0415 - it loads OpenSSL, and most runs have no base

    content = b"blob %d\0" % len(raw) + raw
    return (hashlib.sha256(content) if len(like) == 64 else hashlib.sha1(content, usedforsecurity=False)).hexdigest()


def _lf(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n")
