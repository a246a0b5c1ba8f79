"""Attacks by git: what a folder of migrations, a repository or the environment has git run.

A planted repository is what git takes for one without an entry `.git`: a folder with HEAD, config, objects and refs,
which every commit can hold. It has the history of the project, so that each question about it has an answer.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from attacks.attack import Attack, Ended, World, reaching
from attacks.calls import Trait
from repository import commit, git

Plant = Callable[[World, str], object]
"""Puts the attack of that name into a world."""


def touching(world: World, name: str, after: str = "false") -> Path:
    """A program that leaves the mark of an attack."""
    path = world.folder / "programs" / world.canary(name).name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\ntouch '{world.canary(name)}'\n{after}\n")
    path.chmod(0o755)
    return path


def planted(world: World, *settings: tuple[str, str], at: str = "migrations") -> Path:
    """A repository of that configuration among the files of the project."""
    folder = world.project / at
    shutil.copytree(world.project / ".git", folder, dirs_exist_ok=True)
    configure(folder / "config", ("core.bare", "false"), ("core.worktree", str(world.project)), *settings)
    return folder


def configure(file: Path, *settings: tuple[str, str]) -> None:
    """Write settings into a configuration."""
    for key, value in settings:
        subprocess.run(["git", "config", "--file", file, key, value], check=True, timeout=30, capture_output=True)


def without(git_dir: Path, *kinds: str) -> None:
    """As a partial clone is: what is of these kinds is to be fetched when it is asked for."""
    words = ["git", f"--git-dir={git_dir}", "cat-file", "--batch-all-objects", "--batch-check"]
    listed = subprocess.run(words, capture_output=True, text=True, check=True, timeout=30).stdout
    for name in (line.split()[0] for line in listed.splitlines() if line.split()[1] in kinds):
        (git_dir / "objects" / name[:2] / name[2:]).unlink()


def promisor(url: str, *more: tuple[str, str]) -> Sequence[tuple[str, str]]:
    """The remote that a partial clone fetches from; git trusts it from this version of its format on."""
    return (
        ("core.repositoryFormatVersion", "1"), ("extensions.partialClone", "evil"), ("remote.evil.promisor", "true"),
        ("remote.evil.partialCloneFilter", "blob:none"), ("remote.evil.url", url), *more,
    )  # fmt: skip


def edited(world: World) -> None:
    """What each attack is to hide: a merged migration has other SQL."""
    path = world.project / "migrations/0001_posts.sql"
    path.write_text(path.read_text() + "create table sneaked (id integer);\n")


def not_hidden(world: World, ended: Ended) -> str | None:
    """With --base the edit is found, or the call says that it could not compare."""
    if "--base" not in ended.verb.words or ended.said.code == 2 or "base-file-changed" in ended.text:
        return None
    return f"the edit is not found: exit {ended.said.code}"


def _attack(name: str, plant: Plant) -> Attack:
    def prepare(world: World) -> None:
        plant(world, name)
        edited(world)

    return Attack(name, reaching(Trait.GIT), prepare, not_hidden)


def _program(*keys: str) -> Plant:
    """A planted repository whose configuration names a program."""
    return lambda world, name: planted(world, *((key, str(touching(world, name))) for key in keys))


def _fetching(url: str, *keys: str, allow: str = "ext") -> Plant:
    """A planted partial clone that fetches what it lacks; `{}` in the URL is the program."""

    def plant(world: World, name: str) -> None:
        program = str(touching(world, name))
        settings = promisor(url.format(program), (f"protocol.{allow}.allow", "always"))
        without(planted(world, *settings, *((key, program) for key in keys)), "tree", "blob")

    return plant


def _attributed(attribute: str, *keys: str) -> Plant:
    """Committed attributes name a driver that the planted configuration has."""

    def plant(world: World, name: str) -> None:
        world.write("migrations/.gitattributes", f"* {attribute}\n")
        commit(world.project)
        folder = planted(world, *((key, str(touching(world, name, "cat"))) for key in keys))
        (folder / "info").mkdir(exist_ok=True)
        (folder / "info/attributes").write_text(f"* {attribute}\n")

    return plant


def _own(*keys: str) -> Plant:
    """The same in the configuration of the checkout itself."""
    return lambda world, name: configure(
        world.project / ".git/config", *((key, str(touching(world, name))) for key in keys)
    )


def _own_fetching(world: World, name: str) -> None:
    git_dir = world.project / ".git"
    without(git_dir, "blob")
    configure(git_dir / "config", *promisor(f"ext::{touching(world, name)}", ("protocol.ext.allow", "always")))


class _AsksWho(BaseHTTPRequestHandler):
    """A server that wants a name and a password."""

    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Say nothing."""


def _asking_for_credentials(world: World, name: str) -> None:
    server = HTTPServer(("127.0.0.1", 0), _AsksWho)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/x"
    settings = promisor(url, ("protocol.http.allow", "always"), ("credential.helper", str(touching(world, name))))
    without(planted(world, *settings), "tree", "blob")


def _from_a_folder(world: World, name: str) -> None:
    """The other end of a fetch from this machine is a program, too."""
    settings = promisor(str(world.project), ("protocol.file.allow", "always"))
    upload = ("remote.evil.uploadpack", str(touching(world, name)))
    without(planted(world, *settings, upload), "tree", "blob")


def _helper_of_a_remote(world: World, name: str) -> None:
    settings = promisor(str(touching(world, name)), ("protocol.ext.allow", "always"), ("remote.evil.vcs", "ext"))
    without(planted(world, *settings), "tree", "blob")


def _included(world: World, name: str) -> None:
    configure(world.write("more.inc", ""), ("core.fsmonitor", str(touching(world, name))))
    planted(world, ("include.path", str(world.project / "more.inc")))


def _of_a_worktree(world: World, name: str) -> None:
    folder = planted(world, ("core.repositoryFormatVersion", "1"), ("extensions.worktreeConfig", "true"))
    configure(folder / "config.worktree", ("core.fsmonitor", str(touching(world, name))))


def _elsewhere(world: World, name: str) -> None:
    """HEAD and a file that leads to the rest."""
    planted(world, ("core.fsmonitor", str(touching(world, name))), at="vendor/rest")
    world.write("migrations/HEAD", (world.project / ".git/HEAD").read_bytes())
    world.write("migrations/commondir", "../vendor/rest\n")


def _borrowed_objects(world: World, name: str) -> None:
    folder = planted(world, ("core.alternateRefsCommand", str(touching(world, name))), *promisor(str(world.project)))
    without(folder, "tree", "blob")
    (folder / "objects/info/alternates").write_text(f"{world.project}/.git/objects\n")


def _hooks(world: World, name: str) -> None:
    folder = planted(world, ("core.hooksPath", str(world.project / "hooks")))
    for hook in ("post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc", "fsmonitor-watchman"):
        for place in (world.project / "hooks", folder / "hooks"):
            place.mkdir(exist_ok=True)
            shutil.copy(touching(world, name), place / hook)


def _signed(world: World, name: str) -> None:
    """A commit that says that it is signed; a program is to tell whether that is so."""
    edited(world)
    commit(world.project)
    folder = planted(world, ("log.showSignature", "true"), ("gpg.program", str(touching(world, name))))
    words = ["git", f"--git-dir={folder}"]
    text = subprocess.run([*words, "cat-file", "commit", "HEAD"], capture_output=True, check=True).stdout
    head, _, rest = text.partition(b"\n\n")
    signed = head + b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n" + rest
    made = subprocess.run(
        [*words, "hash-object", "-t", "commit", "-w", "--stdin"], input=signed, capture_output=True, check=True
    )
    git(folder, f"--git-dir={folder}", "update-ref", "HEAD", made.stdout.decode().strip())


def _pointer(target: str) -> Plant:
    """A file `.git`, as a worktree has one; no commit can hold it, but an archive can."""

    def plant(world: World, name: str) -> None:
        planted(world, ("core.fsmonitor", str(touching(world, name))), at="vendor/rest")
        world.write("migrations/.git", f"gitdir: {target.format(world.project)}\n")

    return plant


def _nested(world: World, name: str) -> None:
    planted(world, ("core.fsmonitor", str(touching(world, name))), at="migrations/.git")


def _no_repository_but(plant: Plant) -> Plant:
    """The checkout has no `.git`, as in an image, so that the planted one is the only one."""

    def alone(world: World, name: str) -> None:
        plant(world, name)
        shutil.copytree(world.project / "migrations", world.project, dirs_exist_ok=True)
        shutil.rmtree(world.project / ".git")

    return alone


def _variable(key: str, value: str) -> Plant:
    """A variable of git's, left behind by a hook or a shell; `{}` in it is the program."""

    def plant(world: World, name: str) -> None:
        world.environment[key] = value.format(touching(world, name))

    return plant


def _configured_by_variables(world: World, name: str) -> None:
    settings = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor"}
    world.environment |= settings | {"GIT_CONFIG_VALUE_0": str(touching(world, name))}


def _named_by_a_variable(world: World, name: str) -> None:
    folder = planted(world, ("core.fsmonitor", str(touching(world, name))), at="vendor/rest")
    world.environment |= {"GIT_DIR": str(folder), "GIT_WORK_TREE": str(world.project)}


def _another_git(folder: str) -> Plant:
    """A program that is called git, in a folder on PATH."""

    def plant(world: World, name: str) -> None:
        program = world.project / "tools/git"
        program.parent.mkdir()
        shutil.copy(touching(world, name), program)
        shutil.copy(program, world.project / "git")
        world.environment["PATH"] = f"{folder.format(world.project)}{os.pathsep}{os.environ['PATH']}"

    return plant


PLANTS: dict[str, Plant] = {
    "git: a monitor of files": _program("core.fsmonitor"),
    "git: a pager": _program("core.pager", "pager.log", "pager.show", "pager.ls-tree", "pager.cat-file"),
    "git: a way to compare": _program("diff.external", "diff.guitool", "difftool.x.cmd"),
    "git: an editor and an alias": _program("core.editor", "alias.rev-parse", "alias.log", "alias.cat-file"),
    "git: a text conversion": _attributed("diff=evil", "diff.evil.textconv", "diff.evil.command"),
    "git: a filter": _attributed("filter=evil", "filter.evil.smudge", "filter.evil.clean", "filter.evil.process"),
    "git: a merge driver": _attributed("merge=evil", "merge.evil.driver"),
    "git: a format of archives": _program("tar.tar.command", "tar.tgz.command"),
    "git: a fetch by a program": _fetching("ext::{}"),
    "git: a fetch by SSH": _fetching("ssh://127.0.0.1/x", "core.sshCommand", allow="ssh"),
    "git: a fetch by a proxy": _fetching("git://127.0.0.1/x", "core.gitProxy", allow="git"),
    "git: a fetch from a folder": _from_a_folder,
    "git: a fetch that asks for a password": _asking_for_credentials,
    "git: a helper of a remote": _helper_of_a_remote,
    "git: borrowed objects": _borrowed_objects,
    "git: an included configuration": _included,
    "git: the configuration of a worktree": _of_a_worktree,
    "git: a repository in two places": _elsewhere,
    "git: hooks": _hooks,
    "git: a signature": _signed,
    "git: a pointer into the folder": _pointer("{}/migrations/rest"),
    "git: a pointer beside the folder": _pointer("../vendor/rest"),
    "git: a repository in the folder": _nested,
    "git: no repository but the planted one": _no_repository_but(_program("core.fsmonitor")),
    "git: no repository but one that fetches": _no_repository_but(_fetching("ext::{}")),
    "git: a monitor of its own": _own("core.fsmonitor", "core.pager", "core.hooksPath", "gpg.program"),
    "git: a fetch of its own": _own_fetching,
    "git: another repository by GIT_DIR": _named_by_a_variable,
    "git: a configuration by variables": _configured_by_variables,
    "git: another way to compare by a variable": _variable("GIT_EXTERNAL_DIFF", "{}"),
    "git: settings by a variable": _variable("GIT_CONFIG_PARAMETERS", "'core.fsmonitor'='{}'"),
    "git: another git in the project": _another_git("{}/tools"),
    "git: another git by a relative path": _another_git("."),
    "git: another git by an empty path": _another_git(""),
}  # fmt: skip

ATTACKS: list[Attack] = [_attack(name, plant) for name, plant in PLANTS.items()]
