"""An attack, the world it is tried in, and how a call has to end whatever the attack."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson
import psycopg
from attacks.calls import Trait, Verb
from conftest import Said

DEADLINE = 60.0
MEGABYTES = 1024.0


@dataclass
class World:
    """A prepared project and its live database: `prepare` of an attack puts into it what it likes.

    The project is a git repository with a journal, snapshots, a drizzle.config and node_modules; `base` is a commit of
    it. `url` is the live database for a superuser, `owner` for the role that owns it, `mallory`, which is none; both
    ledgers and a backup table, `copy`, are in it. `temp` is what JOURNAL_TEMP says. A canary is a file in `canaries`.

    What a call is given: `words`, to come after those of the verb, and `environment`. What is planted when all attacks
    of this world are prepared: `live`, SQL for the live database as its owner, and `live_as_superuser`; `migrations`,
    SQL for new entries of the journal. A text that several attacks need is there once (see `once`).
    """

    project: Path
    folder: Path
    canaries: Path
    environment: dict[str, str]
    url: str
    owner: str
    admin: str
    copy: str
    base: str
    words: list[str] = field(default_factory=list)
    seconds: float = DEADLINE
    live: list[str] = field(default_factory=list)
    live_as_superuser: list[str] = field(default_factory=list)
    migrations: dict[str, list[str]] = field(default_factory=dict)

    def write(self, name: str, content: str | bytes) -> Path:
        """A file of the project."""
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def canary(self, name: str) -> Path:
        """Where the program of an attack leaves its mark; its name is that of the attack."""
        return self.canaries / re.sub(r"[^A-Za-z0-9]+", "-", name)

    def sql(self, *texts: str, superuser: bool = False) -> None:
        """Run them in the live database, as its owner."""
        with psycopg.connect(self.admin_here if superuser else self.owner, autocommit=True) as connection:
            for text in texts:
                connection.execute(text.encode())

    def migration(self, tag: str) -> list[str]:
        """The texts of a new entry of the journal, to add to."""
        return self.migrations.setdefault(tag, [])

    @property
    def admin_here(self) -> str:
        """The live database for a superuser, whatever an attack made of `url`."""
        return psycopg.conninfo.make_conninfo(self.admin, dbname=self.database)

    @property
    def database(self) -> str:
        """The name of the live database."""
        return str(psycopg.conninfo.conninfo_to_dict(self.owner)["dbname"])


@dataclass(frozen=True)
class Ended:
    """How a call ended. `seconds` and `megabytes`: what it took, its children's memory included."""

    verb: Verb
    said: Said
    seconds: float
    megabytes: float
    json: bool

    @property
    def text(self) -> str:
        """All that it printed."""
        return self.said.out + self.said.err


Judge = Callable[[World, Ended], str | None]
Call = Callable[[World, Sequence[str]], Said]


@dataclass(frozen=True)
class Attack:
    """One way to reach what may not be reached, or to make a call crash.

    `reaches`: it is tried on the verbs that have one of these traits. `prepare` plants it. `judge`: what is wrong with
    the end of a call, besides what holds for all of them (see `faults`); None where it is right.

    `together`: attacks with this name stand in one world, so that one call tries them all; each has a canary of its
    own. `often`: CI tries that world on a tenth of the verbs that are not slow. `rare`: there are many of its sort, of
    which CI tries one in sixteen. `call`: how a call is made, where that is the attack. `codes`: how a call may end.
    """

    name: str
    reaches: frozenset[Trait]
    prepare: Callable[[World], object]
    judge: Judge | None = None
    together: str = ""
    often: bool = False
    rare: bool = False
    call: Call | None = None
    codes: frozenset[int] = frozenset({0, 1, 2})

    @property
    def group(self) -> str:
        """The name of the world it stands in."""
        return self.together or self.name


def once(texts: list[str], text: str) -> None:
    """Add a text that several attacks of a world need."""
    if text not in texts:
        texts.append(text)


def reaching(*traits: Trait) -> frozenset[Trait]:
    """What an attack reaches, written shortly."""
    return frozenset(traits)


_SENTENCE = re.compile(r"(?im)^error:? .")
# Control characters, those of the upper half and those that turn the direction of text; \n and \t are text.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


_TOKEN = "[0-9a-f]{32}"
_ANNOTATION = re.compile(rf"::(stop-commands::{_TOKEN}|{_TOKEN}::|(error|warning|notice) (file|title)=.*)")


def faults(world: World, ended: Ended, attacks: Sequence[Attack]) -> list[str]:
    """What is wrong with the end of a call, whatever the attack; empty where nothing is."""
    codes = frozenset.intersection(*(one.codes for one in attacks))
    own = (one.judge(world, ended) for one in attacks if one.judge)
    return [fault for fault in (*_of_all(world, ended, codes), *own) if fault]


def _of_all(world: World, ended: Ended, codes: frozenset[int]) -> list[str | None]:
    return [
        *(f"reached: {path.name}" for path in world.canaries.iterdir()),
        None if ended.said.code in codes else f"exit {ended.said.code}",
        "a traceback" if "Traceback (most recent call last)" in ended.text else None,
        _without_sentence(ended),
        _injected(ended),
        f"took {ended.megabytes:.0f} MB" if ended.megabytes > MEGABYTES else None,
    ]


def _without_sentence(ended: Ended) -> str | None:
    """Why a failure is not explained; with --json it is exactly one document."""
    if ended.json:
        try:
            document = orjson.loads(ended.said.out)
        except orjson.JSONDecodeError:
            return f"no single document: {ended.said.out[:200]!r}"
        return None if isinstance(document, Mapping) else "the document is no object"
    if ended.said.code == 2:
        return None if ended.said.out.strip() or _SENTENCE.search(ended.said.err) else "exit 2 without a sentence"
    return "nothing is said" if ended.said.code == 1 and not ended.text.strip() else None


def _injected(ended: Ended) -> str | None:
    """What reached the terminal or GitHub's parser as more than text; `check` annotates where GitHub runs it."""
    annotates = ended.verb.command == "check"
    for stream in (ended.said.out, ended.said.err):
        found = _CONTROL.search(stream)
        if found:
            return f"control character {found[0]!r} in {stream[max(0, found.start() - 80) : found.end() + 20]!r}"
        commands = [line for line in stream.splitlines() if line.startswith("::")]
        line = next((one for one in commands if not (annotates and _ANNOTATION.fullmatch(one))), None)
        if line:
            return f"a line of GitHub's: {line[:100]}"
    return None
