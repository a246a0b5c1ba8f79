"""Odd environments: closed streams, encodings, folders that are gone, limits, signals. Each starts the real command."""

import shlex
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from attacks.attack import Attack, Call, World, reaching
from attacks.calls import Trait
from conftest import Said
from forked import COMMAND

_EVERY = reaching(Trait.PRINTS)
_SERVERS = reaching(Trait.REPLAYS)
_LIVE = reaching(Trait.CONNECTS, Trait.CONNECTS_WRITING)
_ENDED = frozenset({0, 1, 2, 130, 129, 141, 143})  # of bash and timeout where a signal came before we could see it
_UNWRITABLE = "{}\n"  # what is judged as the document where none can be written

Change = Callable[[World], Mapping[str, str | None]]


def _call(shell: str, change: Change, *, blind: bool) -> Call:
    """Start the command after some words of bash. `blind`: it cannot write its result, so none is judged."""

    def call(world: World, words: Sequence[str]) -> Said:
        changed = change(world)
        environment = {**world.environment, **{key: text for key, text in changed.items() if text is not None}}
        for key in (key for key, text in changed.items() if text is None):
            environment.pop(key, None)
        typed = shlex.join([COMMAND, *words])
        script = shell.replace("EXEC", f"exec {typed}").replace("COMMAND", typed)
        done = subprocess.run(
            ["/bin/bash", "-c", script], cwd=world.project, env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        encoding = environment.get("PYTHONIOENCODING", "utf-8").partition(":")[0]
        out, err = (text.decode(encoding, "backslashreplace") for text in (done.stdout, done.stderr))
        return Said(done.returncode, out or (_UNWRITABLE if blind else ""), err or ("error: -" if blind else ""))

    return call


@dataclass(frozen=True)
class After:
    """How such a call may end. `blind`: what cannot be written is not judged."""

    blind: bool = False
    codes: frozenset[int] = frozenset({0, 1, 2})


_SEEING, _BLIND, _AFTER = After(), After(blind=True), After(True, _ENDED)


def _environment(
    name: str,
    shell: str = "EXEC",
    change: Change = lambda world: {},
    reaches: frozenset[Trait] = _EVERY,
    after: After = _SEEING,
) -> Attack:
    call = _call(shell, change, blind=after.blind)
    return Attack(f"environment: {name}", reaches, lambda world: None, call=call, codes=after.codes)


def _set(**variables: str | None) -> Change:
    return lambda world: variables


def _own_folders(**variables: str | None) -> Change:
    """Without the folders that the tests name, so that TMPDIR, HOME and the like count; these are in the world."""

    def change(world: World) -> Mapping[str, str | None]:
        (world.folder / "tmp").mkdir(exist_ok=True)
        own = {"HOME": str(world.folder), "TMPDIR": str(world.folder / "tmp"), "JOURNAL_CACHE_DIR": None}
        return {**own, **{key: text and text.format(folder=world.folder) for key, text in variables.items()}}

    return change


_STREAMS = (
    _environment("stdin is closed", "exec <&-; EXEC"),
    _environment("stdout is closed", "exec >&-; EXEC", after=_BLIND),
    _environment("stderr is closed", "exec 2>&-; EXEC", after=_BLIND),
    _environment("no stream is open", "exec <&- >&- 2>&-; EXEC", after=_BLIND),
    _environment("stdout is full", "exec >/dev/full; EXEC", after=_BLIND),
    _environment("stderr is full", "exec 2>/dev/full; EXEC", after=_BLIND),
    _environment("both are full", "exec >/dev/full 2>&1; EXEC", after=_BLIND),
    _environment("nobody reads", "exec > >(exec true); sleep 0.1; EXEC", after=_AFTER),
    _environment(
        "nobody reads, and SIGPIPE is ignored", "trap '' PIPE; exec > >(exec true); sleep 0.1; EXEC", after=_BLIND
    ),
    _environment("nobody reads stderr", "exec 2> >(exec true); sleep 0.1; EXEC", after=_BLIND),
    _environment("stdout can only be read", "exec 1</dev/null; EXEC", after=_BLIND),
)
_ENCODINGS = (
    _environment("ASCII streams", change=_set(PYTHONIOENCODING="ascii")),
    _environment("Latin-1 streams", change=_set(PYTHONIOENCODING="latin-1")),
    _environment("strict streams", change=_set(PYTHONIOENCODING="ascii:strict")),
    _environment("UTF-16 streams", change=_set(PYTHONIOENCODING="utf-16")),
    _environment(
        "the C locale without UTF-8",
        change=_set(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING=None),
    ),
    _environment("the C locale", change=_set(LC_ALL="C", LANG="C")),
    _environment("a Turkish locale", change=_set(LANG="tr_TR.UTF-8", LC_ALL="tr_TR.UTF-8")),
    _environment("a locale that is not there", change=_set(LC_ALL="xx_YY.UTF-99")),
)
_PLACES = (
    _environment("the working folder is gone", "mkdir ../gone && cd ../gone && rmdir ../gone; EXEC"),
    _environment(
        "a very long path",
        'p=$PWD; d=$(printf "%0200d" 0); cd ..; for i in $(seq 18); do mkdir -p "$d"; cd "$d"; done; '
        'cp -a "$p/." . && EXEC',
    ),
    _environment("a line break in the path", "cp -a . $'../a\\n::error::b' && cd $'../a\\n::error::b' && EXEC"),
    _environment("a path that is not UTF-8", "cp -a . $'../a\\xff' && cd $'../a\\xff' && EXEC"),
    _environment("a control character in the path", "cp -a . $'../a\\e[2Jb' && cd $'../a\\e[2Jb' && EXEC"),
    _environment("umask 777", "umask 777; EXEC"),
    _environment("umask 000", "umask 000; EXEC"),
    _environment("no HOME", change=_own_folders(HOME=None)),
    _environment("HOME is a file", change=_own_folders(HOME="/etc/passwd")),
    _environment("HOME is not there", change=_own_folders(HOME="{folder}/absent")),
    _environment(
        "TMPDIR is not there", change=_own_folders(TMPDIR="{folder}/absent", JOURNAL_RUN_DIR=None), reaches=_SERVERS
    ),
    _environment("TMPDIR is a file", change=_own_folders(TMPDIR="/etc/passwd"), reaches=_SERVERS),
    _environment("TMPDIR takes no file", change=_own_folders(TMPDIR="/proc/self"), reaches=_SERVERS),
    _environment("XDG_CACHE_HOME is a device", change=_own_folders(XDG_CACHE_HOME="/dev/null"), reaches=_SERVERS),
    _environment("XDG_CACHE_HOME is relative", change=_own_folders(XDG_CACHE_HOME="x"), reaches=_SERVERS),
    _environment("JOURNAL_RUN_DIR is a file", change=_set(JOURNAL_RUN_DIR="/etc/passwd"), reaches=_SERVERS),
    _environment("JOURNAL_RUN_DIR is too long", change=_set(JOURNAL_RUN_DIR="/tmp/" + 200 * "x"), reaches=_SERVERS),
    _environment("JOURNAL_CACHE_DIR is a file", change=_set(JOURNAL_CACHE_DIR="/etc/passwd")),
    _environment("JOURNAL_MIGRATIONS is odd", change=_set(JOURNAL_MIGRATIONS="\x1b[2J\n::error::x")),
    _environment("no PATH", change=_set(PATH="")),
)
_TERMINALS = (
    *(_environment(f"COLUMNS is {text}", change=_set(COLUMNS=text)) for text in ("0", "1", "-5", "abc")),
    _environment("TERM is empty", change=_set(TERM="", FORCE_COLOR="1")),
    _environment("TERM is dumb", change=_set(TERM="dumb", NO_COLOR="")),
    _environment("a step summary that is a folder", change=_set(GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY="/")),
    _environment("a step summary that is full", change=_set(GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY="/dev/full")),
    _environment("a step summary that is a FIFO", "mkfifo ../fifo; export GITHUB_STEP_SUMMARY=../fifo; EXEC",
                 _set(GITHUB_ACTIONS="true")),
    _environment("an odd workspace", change=_set(GITHUB_ACTIONS="true", GITHUB_WORKSPACE="\x1b[2J", CI="\x1b")),
)  # fmt: skip
_PYTHONS = (
    _environment("Python without assertions and docstrings", change=_set(PYTHONOPTIMIZE="2")),
    _environment("warnings are errors", change=_set(PYTHONWARNINGS="error")),
    _environment("Python in its development mode", change=_set(PYTHONDEVMODE="1")),
    _environment("a safe path", change=_set(PYTHONSAFEPATH="1")),
    _environment("an odd time zone", change=_set(TZ="../../\x1b[2J")),
    _environment("odd options of node", change=_set(NODE_OPTIONS="--no-such-option"), reaches=reaching(Trait.NODE)),
)
_LIMITS = (
    _environment("20 open files", "ulimit -n 20; EXEC"),
    _environment("600 MB of addresses", "ulimit -v 600000; EXEC"),
    _environment("no byte in a file", "trap '' XFSZ; ulimit -f 0; EXEC", reaches=reaching(Trait.READS_FILES)),
    _environment("no core and a small stack", "ulimit -c 0 -s 256; EXEC"),
    _environment("the lowest priority", "exec nice -n 19 COMMAND"),
)
_LIBPQ = (
    _environment("odd PGOPTIONS", change=_set(PGOPTIONS="-c no.such=\x1b[2J --nonsense")),
    _environment("a service that is not there", change=_set(PGSERVICE="none", PGSERVICEFILE="/etc/passwd")),
    _environment("PGSYSCONFDIR is a file", change=_set(PGSYSCONFDIR="/etc/passwd", PGSERVICE="none")),
    _environment("an odd client encoding", change=_set(PGCLIENTENCODING="nonsense")),
    _environment("a server that is not there", change=_set(DATABASE_URL=None, PGHOST="/proc/absent", PGPORT="0")),
    _environment("an empty DATABASE_URL", change=_set(DATABASE_URL="", POSTGRES_URL=" "), reaches=_LIVE),
    _environment("junk in DATABASE_URL", change=_set(DATABASE_URL="\x1b[2J\n::error::x"), reaches=_LIVE),
    _environment("junk in JOURNAL_TEMP", change=_set(JOURNAL_TEMP="\x1b[2J\n::error::x"), reaches=_SERVERS),
)
_SIGNALS = tuple(
    _environment(
        f"{name} after {seconds} s", f"exec timeout -s {name} --preserve-status {seconds} COMMAND", after=_AFTER
    )
    for name, seconds in (("TERM", 0.1), ("HUP", 0.1), ("INT", 0.5), ("TERM", 0.5), ("HUP", 0.5), ("INT", 2.0))
)

ATTACKS: list[Attack] = [
    *_STREAMS, *_ENCODINGS, *_PLACES, *_TERMINALS, *_PYTHONS, *_LIMITS, *_LIBPQ, *_SIGNALS,
]  # fmt: skip
