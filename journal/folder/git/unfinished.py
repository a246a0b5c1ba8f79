"""What git keeps of a merge, a rebase or a cherry-pick that has stopped at conflicts. Nothing here writes."""

from collections.abc import Mapping
from pathlib import Path

from journal.dataclass import dataclass
from journal.folder.git.history import filters
from journal.folder.git.repository import Git, Unanswered
from journal.folder.git.tree import contents, decoded, is_name

_OTHER_HEADS = ("MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD")
_OURS, _THEIRS = "2", "3"


@dataclass(frozen=True)
class Unmerged:
    """The paths in conflict, each with git's names of what both sides have; None for a side that has no such file.

    `other`: the commit that is merged, or picked; empty where git does not say which.
    """

    paths: Mapping[Path, tuple[str | None, str | None]]
    other: str = ""

    def read(self, git: Git, paths: Mapping[Path, Path]) -> Mapping[Path, tuple[bytes | None, bytes | None]]:
        """Return the content of both sides of these paths. Raises Unanswered, also where git stores another content.

        `paths`: as they are named here, by their real path.
        """
        wanted = {paths[real]: blobs for real, blobs in self.paths.items() if real in paths}
        if through := filters(git, list(wanted)):
            path, name = next(iter(through.items()))
            raise Unanswered(f"{path.name} is stored through the filter {name}, which is not run")
        found = contents(git, [name for blobs in wanted.values() for name in blobs if name]) if wanted else {}
        return {
            path: (found[ours] if ours else None, found[theirs] if theirs else None)
            for path, (ours, theirs) in wanted.items()
        }


def unmerged(git: Git) -> Unmerged:
    """Return what is in conflict, by real paths; nothing outside of a repository. Raises Unanswered."""
    if git.repository is None:
        return Unmerged({})
    found: dict[Path, dict[str, str]] = {}
    for line in decoded(git.output("ls-files", "--unmerged", "-z", "--full-name")).split("\0"):
        fields, _, path = line.partition("\t")
        words = fields.split(" ")
        if path and len(words) == 3 and is_name(words[1]):
            found.setdefault(git.repository.top / path, {})[words[2]] = words[1]
    paths = {path: (stages.get(_OURS), stages.get(_THEIRS)) for path, stages in found.items()}
    return Unmerged(paths, _other_head(git) if paths else "")


def _other_head(git: Git) -> str:
    for name in _OTHER_HEADS:
        answer = git.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if answer and is_name(commit := decoded(answer).strip()):
            return commit
    return ""
