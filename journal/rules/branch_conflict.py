"""branch-conflict (error): two branches of migrations change the same object, and neither knows of the other.

Why: each was generated from the state before both. What a database has afterwards depends on the order in which it ran
them, and the second may fail. `generate` of drizzle-kit 1.0 refuses to go on. Its own way out, `--fix-conflicts`,
deletes the migrations of both branches: every database that has applied one of them then has to be reset.
Instead: where no shared database has applied one of the two, delete that one and generate it again: it then follows
the other one, which stays. Where both are applied, keep both, and let each snapshot name the one before it, in the
order of the names, as its parent: in `prevIds`. No SQL and no hash changes. Whether they run in that order,
`drizzle-journal bootstrap --dry-run` tells.

This is found by `drizzle-kit check`, where drizzle-kit 1.0 and node are installed; `--no-kit` skips it. It names one
object for every two branches.
"""

from collections.abc import Mapping
from itertools import pairwise
from shlex import quote

from journal.errors import Place
from journal.folder.version_1 import by_locale
from journal.folder.version_1_snapshots import GraphSnapshot
from journal.rules.support.kit_check import BranchChange
from journal.rules.support.subject import Finding, Findings, Subject

_MOST_EDITS = 5


def check(subject: Subject) -> Findings:
    conflicts = subject.kit.conflicts if subject.kit else ()
    if not conflicts:
        return
    graph = {one.folder: one for one in subject.graph if one.id}
    histories = {change.leaf: _history(graph, change.leaf) for pair in conflicts for change in pair}
    for pair in conflicts:
        kept, again = _in_order(subject, *pair)
        branches = histories[kept.leaf] ^ histories[again.leaf]
        help_ = f"{_generate_again(subject, graph, again.folder)} {_keep_both(subject, graph, histories, branches)}"
        place = graph[again.folder].path if again.folder in graph else subject.settings.migrations
        yield Finding(_message(kept, again), help_, Place(place), again.folder)


def _message(first: BranchChange, second: BranchChange) -> str:
    if first.target == second.target:
        actions = ", ".join(dict.fromkeys((first.action, second.action)))
        what = f"both change {first.target} ({actions})"
    else:
        what = f"conflict: {first.action} of {first.target}, and {second.action} of {second.target}"
    return f"{first.folder} and {second.folder} {what}, and neither follows the other."


def _in_order(subject: Subject, *pair: BranchChange) -> list[BranchChange]:
    """Return the one to keep, and the one to generate again: one that the base ref lacks, else the later one."""
    merged = subject.base.blobs if subject.base else {}
    return sorted(pair, key=lambda one: (one.folder not in merged, by_locale(one.folder)))


def _generate_again(subject: Subject, graph: Mapping[str, GraphSnapshot], folder: str) -> str:
    """Return the way for a migration that no shared database has: it goes, with those that follow it."""
    gone = {folder}
    for name in sorted(graph, key=by_locale):  # a parent sorts before its children
        if any(graph[one].id in graph[name].parents for one in gone if one in graph):
            gone.add(name)
    paths = " ".join(quote(str(subject.settings.migrations / name)) for name in sorted(gone, key=by_locale))
    generate = subject.settings.drizzle_kit("generate")
    return f"If no shared database has applied {folder}: rm -r {paths} && {generate}; SQL written by hand is lost."


def _keep_both(
    subject: Subject, graph: Mapping[str, GraphSnapshot], histories: Mapping[str, set[str]], branches: set[str]
) -> str:
    """Return the way for two that are applied: each follows the one before it, in the order of the names."""
    common = set.intersection(*histories.values())
    chain = sorted(set.union(*histories.values()) - common, key=by_locale)
    edits = [
        f'"prevIds": ["{graph[before].id}"] in {name}/{graph[name].path.name}'
        for before, name in pairwise(chain)
        if name in branches and graph[name].parents != (graph[before].id,)
    ]
    ways = ", ".join(edits) if len(edits) <= _MOST_EDITS else "in prevIds of each the id of the one before it"
    test = subject.settings.command("bootstrap", "--dry-run")
    return f"If both are applied, let each follow the one before it: write {ways}; and test that order: {test}"


def _history(graph: Mapping[str, GraphSnapshot], leaf: str) -> set[str]:
    """Return a migration with all that it follows."""
    by_id, found, next_ = {one.id: one for one in graph.values()}, set[str](), [leaf]
    while next_:
        name = next_.pop()
        if name in graph and name not in found:
            found.add(name)
            next_ += [by_id[parent].folder for parent in graph[name].parents if parent in by_id]
    return found
