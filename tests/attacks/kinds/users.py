"""Attacks by another local user: links, folders and files that are there before ours, and folders that all can write.

The caller is root, the attacker `nobody`, in processes of its own. The folder of runs is
`world.environment["JOURNAL_RUN_DIR"]`, the cache's `["JOURNAL_CACHE_DIR"]`; an attack sets both to folders in
`world.folder`, so that other tests go on with theirs. Callers who are not root are in tests/server/test_own_folder.py.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from another import NOBODY, RACE, access_list, as_user
from attacks.attack import Attack, Ended, Judge, World, reaching
from attacks.calls import Trait
from conftest import Said
from forked import COMMAND

from journal.server.embedded.binaries import find_binaries
from journal.server.embedded.identity import current_identity
from journal.server.embedded.template import build_key, template_cluster

RUNS = f"drizzle-journal-{os.geteuid()}"
_RUNS = reaching(Trait.REPLAYS)
_CACHE = reaching(Trait.REPLAYS, Trait.CACHE)


def shared(world: World, name: str, mode: int = 0o1777) -> Path:
    """A folder of root's that everybody can write to."""
    folder = world.folder / name
    folder.mkdir()
    folder.chmod(mode)
    return folder


def treasure(world: World) -> Path:
    """A folder of root's that looks like one of runs; nothing of it may go, and nothing may be added."""
    folder = world.folder / "treasure"
    for name in ("run-1", "making-1", "templates", "states"):
        (folder / name).mkdir(parents=True)
        (folder / name / "file").write_text("of root's")
    (folder / "file").write_text("of root's")
    return folder


def untouched(world: World) -> str | None:
    """What of the treasure is gone, new or changed."""
    folder = world.folder / "treasure"
    if not folder.exists():
        return None
    found = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    wanted = {"file", *(one + end for one in ("run-1", "making-1", "templates", "states") for end in ("", "/file"))}
    text = {path.read_text() for path in folder.rglob("file") if path.is_file()}
    return None if found == wanted and text == {"of root's"} else f"the treasure is {sorted(found)}, {text}"


def refusing(words: str) -> Judge:
    """The treasure is as it was, and the reason is said; a temporary server that a URL names needs no such folder."""

    def judge(world: World, ended: Ended) -> str | None:
        is_told = words in ended.text.replace("\\n", " ") or "JOURNAL_TEMP" in world.environment
        return untouched(world) or (None if is_told else f"{words!r} is not said")

    return judge


def quiet(world: World, ended: Ended) -> str | None:
    """The treasure is as it was."""
    return untouched(world)


def runs_in(world: World, base: Path) -> Path:
    """The folder of all runs will be there; nothing is kept elsewhere."""
    world.environment["JOURNAL_RUN_DIR"] = str(base)
    return base / RUNS


def cache_in(world: World, base: Path) -> Path:
    """What is kept will be there."""
    world.environment["JOURNAL_CACHE_DIR"] = str(base)
    return base


def planted_run(act: Callable[[Path, Path], object]) -> Callable[[World], object]:
    """`nobody` puts something where the folder of runs will be, in a folder such as /tmp."""

    def prepare(world: World) -> None:
        runs = runs_in(world, shared(world, "t"))
        found = treasure(world)
        as_user(NOBODY, lambda: act(runs, found))

    return prepare


def own_with_links(runs: Path, found: Path) -> None:
    """A folder of nobody's, in it links and FIFOs where ours has a lock and folders of runs."""
    runs.mkdir()
    os.mkfifo(runs / "gate")
    (runs / "run-1").symlink_to(found)
    (runs / "run-2").mkdir()
    os.mkfifo(runs / "run-2" / "owner")


def open_run(mode: int, group: int = 0, named: int | None = None) -> Callable[[World], object]:
    """The folder of runs is root's, and `nobody` can write to it: as anybody, by the group, by an access list."""

    def prepare(world: World) -> None:
        runs = runs_in(world, shared(world, "t"))
        found = treasure(world)
        runs.mkdir()
        os.chown(runs, 0, group)
        runs.chmod(mode)
        if named is not None:
            os.setxattr(runs, "system.posix_acl_access", access_list(named))
        as_user(NOBODY, lambda: [os.mkfifo(runs / "gate"), (runs / "run-1").symlink_to(found)])

    return prepare


def link_to_base(world: World) -> None:
    """JOURNAL_RUN_DIR is a link of nobody's to a folder where root may write."""
    base = shared(world, "t")
    found = treasure(world)
    as_user(NOBODY, lambda: (base / "m").symlink_to(found))
    runs_in(world, base / "m")


def open_parent(world: World) -> None:
    """A folder on the way can be written to by all, and is not sticky: they can exchange what is in it."""
    base = shared(world, "t", 0o777)
    treasure(world)
    (base / "m").mkdir()
    runs_in(world, base / "m")


def hostile_cluster(world: World, folder: Path) -> None:
    """A whole cluster with the name that ours would have; it runs a program when it boots."""
    identity, binaries = current_identity(), find_binaries()
    with template_cluster(binaries, identity) as own:
        cluster = folder / build_key(binaries, identity)
        shutil.copytree(own, cluster)
    (cluster / "recovery.signal").touch()
    with (cluster / "postgresql.auto.conf").open("a") as file:
        file.write(f"restore_command = 'touch {world.canary(str(folder.name))}; false'\n")
    cluster.chmod(0o700)


def give(folder: Path) -> None:
    """All of it to `nobody`."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def own_cache(world: World) -> None:
    """The cache that JOURNAL_CACHE_DIR names is nobody's, and full."""
    cache = cache_in(world, world.folder / "cache")
    (cache / "templates").mkdir(parents=True)
    hostile_cluster(world, cache / "templates")
    give(cache)


def cache_with(world: World, mode: int) -> None:
    """The cache is root's, and others can write to the folder of clusters."""
    cache = cache_in(world, world.folder / "cache")
    (cache / "templates").mkdir(parents=True)
    hostile_cluster(world, cache / "templates")
    (cache / "templates").chmod(mode)


def linked_cache(world: World) -> None:
    """The folder of clusters is a link to one of nobody's, in a cache that is sticky."""
    cache = cache_in(world, shared(world, "cache"))
    theirs = shared(world, "theirs")
    hostile_cluster(world, theirs)
    give(theirs)
    as_user(NOBODY, lambda: (cache / "templates").symlink_to(theirs))


def one_cluster_of_theirs(world: World) -> None:
    """The cache is ours; one cluster in it is nobody's, left from when they could write there."""
    cache = cache_in(world, world.folder / "cache")
    (cache / "templates").mkdir(parents=True)
    hostile_cluster(world, cache / "templates")
    for cluster in (cache / "templates").iterdir():
        give(cluster)
    (cache / "templates" / "making-1").symlink_to(treasure(world))


def link_in_place_of_a_cluster(world: World) -> None:
    """The cache is ours; in place of a cluster there is a link."""
    cache = cache_in(world, world.folder / "cache")
    (cache / "templates").mkdir(parents=True)
    theirs = shared(world, "theirs")
    hostile_cluster(world, theirs)
    give(theirs)
    cluster = next(theirs.iterdir())
    (cache / "templates" / cluster.name).symlink_to(cluster)


def locks_of_theirs(world: World) -> None:
    """The locks of our cache are links to a file of root's: what opens them would lock, or make, another file."""
    cache = cache_in(world, world.folder / "cache")
    found = treasure(world)
    for name in ("templates", "states"):
        (cache / name).mkdir(parents=True)
        (cache / name / "in-use").symlink_to(found / "made")
        (cache / name / "gate").symlink_to(found / "made")


def home_of_theirs(world: World) -> None:
    """`sudo` without -H: HOME is of another user, who has put a cluster into the cache there."""
    home = world.folder / "home"
    templates = home / ".cache" / "drizzle-journal" / "templates"
    templates.mkdir(parents=True)
    hostile_cluster(world, templates)
    give(home)
    private = world.folder / "private"
    private.mkdir(mode=0o700)
    world.environment |= {"HOME": str(home), "TMPDIR": str(private)}
    world.environment.pop("JOURNAL_CACHE_DIR", None)
    world.environment.pop("XDG_CACHE_HOME", None)


def racing(world: World, words: Sequence[str]) -> Said:
    """While the command runs, `nobody` puts one thing after the other where the folder of runs will be."""
    place = str(Path(world.environment["JOURNAL_RUN_DIR"]) / RUNS)
    race = ["/usr/bin/python3", "-c", RACE, place, str(world.folder / "treasure")]
    racer = subprocess.Popen(race, user=NOBODY, group=NOBODY, extra_groups=[])
    try:
        done = subprocess.run(
            [COMMAND, *words], cwd=world.project, env=world.environment, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=world.seconds, check=False,
        )  # fmt: skip
    finally:
        racer.kill()
        racer.wait()
    return Said(done.returncode, done.stdout, done.stderr)


def raced(world: World) -> None:
    """A folder such as /tmp, and a treasure."""
    runs_in(world, shared(world, "t"))
    treasure(world)


_THEIRS = "belongs to another user (nobody)"
_WRITABLE = "Other users can write to"
ATTACKS: list[Attack] = [
    Attack(
        "the folder of runs is a link to a folder of ours",
        _RUNS,
        planted_run(lambda runs, found: runs.symlink_to(found)),
        refusing("is a link"),
    ),
    Attack(
        "the folder of runs is a link to nothing",
        _RUNS,
        planted_run(lambda runs, found: runs.symlink_to(found / "made")),
        refusing("is a link"),
    ),
    Attack(
        "the folder of runs is another's, with links",
        _RUNS,
        planted_run(own_with_links),
        refusing(_THEIRS),
    ),
    Attack(
        "the folder of runs is a file",
        _RUNS,
        planted_run(lambda runs, _: runs.touch()),
        refusing("is not a folder"),
    ),
    Attack(
        "the folder of runs is a FIFO",
        _RUNS,
        planted_run(lambda runs, _: os.mkfifo(runs)),
        refusing("is not a folder"),
    ),
    Attack("the folder of runs is open to all", _RUNS, open_run(0o777), refusing(_WRITABLE)),
    Attack("the folder of runs is open and sticky", _RUNS, open_run(0o1777), refusing(_WRITABLE)),
    Attack("the folder of runs is open to a group", _RUNS, open_run(0o771, NOBODY), refusing(_WRITABLE)),
    Attack(
        "the folder of runs is open by an access list",
        _RUNS,
        open_run(0o711, named=NOBODY),
        refusing(_WRITABLE),
    ),
    Attack("the chosen folder is a link of theirs", _RUNS, link_to_base, refusing("another user made")),
    Attack("a folder on the way is open", _RUNS, open_parent, refusing(_WRITABLE)),
    Attack("a race for the folder of runs", _RUNS, raced, quiet, call=racing),
    Attack("a cache of theirs", _CACHE, own_cache, refusing(_THEIRS)),
    Attack("clusters that all can change", _CACHE, partial(cache_with, mode=0o777), refusing(_WRITABLE)),
    Attack("clusters in a sticky folder", _CACHE, partial(cache_with, mode=0o1777), refusing(_WRITABLE)),
    Attack("clusters behind a link of theirs", _CACHE, linked_cache, refusing("is a link")),
    Attack("one cluster of theirs in our cache", _CACHE, one_cluster_of_theirs, quiet),
    Attack("a link in place of a cluster", _CACHE, link_in_place_of_a_cluster, quiet),
    Attack("locks that are links", _CACHE, locks_of_theirs, quiet),
    Attack("a home of theirs", _CACHE, home_of_theirs, refusing(_THEIRS)),
]
