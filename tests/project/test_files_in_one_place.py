"""Every file of the user is read by journal/project/files.py: no other module opens one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent.parent / "journal"
MODULES = sorted(PACKAGE.rglob("*.py"))
READS = {"read_bytes", "read_text", "readlink", "FileIO", "copy", "copy2", "copyfile", "copytree"}

# What these modules open instead, by the words of the call.
OWN = {
    "project/files.py": {"os.open": "the one place", "shutil.copytree": "with copy_file, which reads by read_file"},
    "folder/rewrite/temporary.py": {"os.open": "a folder beside the project's, to lock it or to put it on the disk"},
    "folder/rewrite/store.py": {"os.open": "a folder, to lock it"},
    "folder/rewrite/many.py": {
        "shutil.copytree": "hard links to the files beside, which are not opened",
        "shutil.copy2": "where the file system has no hard links",
    },
    "handback/publish.py": {"shutil.copytree": "a meta/ that moves, kept for undo; its files are not parsed"},
    "verbs/backup_dump.py": {"os.open": "a new file, to be written"},
    "cli/output.py": {"os.open": "/dev/null", "open": "the standard streams"},
    "drizzle/node.py": {"open": "the first bytes of a program on PATH"},
    "drizzle/packages.py": {"link.readlink": "where a package leads"},
    "server/own_folder.py": {"os.open": "a folder of ours", "entry.readlink": "a link in it, which is not followed"},
    "playbook/categories.py": {"read_text": "a file of the package itself"},
    "playbook/providers.py": {"read_text": "a file of the package itself"},
    "server/seed.py": {"read_text": "a platform's file of the package itself"},
    "verbs/docs.py": {"read_text": "a page of the package itself"},
    "server/extensions.py": {"own.read_text": "a control file of the server"},
    "server/container.py": {"read_text": "/proc of the container's process"},
    "server/npm_environments.py": {"read_bytes": "/proc of each process", "read_text": "a name in our cache"},
    "server/runs.py": {"os.open": "the folder of a run of ours, or its lock", "os.fdopen": "the same"},
}
OWN_PACKAGES = ("server/embedded/",)
"""The embedded server's own clusters, binaries and templates."""


def calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and the words of each call that may read a file."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        words = ast.unparse(node.func)
        name = words.rpartition(".")[2]
        opens = name == "open" and not is_for_writing(node) and not words.startswith(("self.", "tarfile."))
        reads = name in READS and not (name == "copy" and not words.startswith("shutil."))
        if opens or reads:
            yield node.lineno, words


def is_for_writing(call: ast.Call) -> bool:
    modes = [
        one.value for one in [*call.args, *(word.value for word in call.keywords)] if isinstance(one, ast.Constant)
    ]
    return any(isinstance(mode, str) and set(mode) <= set("wxab") and mode for mode in modes)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_other_module_opens_a_file_of_the_users(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    if name.startswith(OWN_PACKAGES):
        return
    own = OWN.get(name, {})
    found = [(line, words) for line, words in calls(ast.parse(path.read_text())) if not known(words, own)]
    assert not found, f"{name}: use read_file of journal/project/files.py instead of {found}"


def known(words: str, own: dict[str, str]) -> bool:
    return any(words == one or words.endswith(f".{one}") for one in own)


def test_the_look_finds_each_way_to_open_a_file() -> None:
    source = "open(p); p.open('rb'); p.read_text(); io.FileIO(p); os.open(p, 0); shutil.copyfile(p, q); p.open('wb')"
    found = [words for _, words in calls(ast.parse(source))]
    assert found == ["open", "p.open", "p.read_text", "io.FileIO", "os.open", "shutil.copyfile"]
