"""Every attack on every verb that it can reach: nothing reaches the machine, and every call ends with a sentence.

CI tries each attack and each verb at least once, and of attacks that are many of a sort one in sixteen: the same
part every time. JOURNAL_FULL=1 tries all pairs, with the temporary server that is embedded and with one that a URL
names; half of the calls are for JSON. JOURNAL_ATTACKS_SEED=1 tries all attacks, each on other verbs than another seed
does. JOURNAL_ATTACKS_POSTGRES is the major version of the live server, 18 by default.
"""

import hashlib
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from attacks.attack import Attack, Ended, World, faults
from attacks.calls import VERBS, Trait, Verb, commands
from attacks.kinds import environments, files, git, output, secrets, sql, users
from attacks.world import Ground, contents, make_ground, new_world, plant, standing
from catalog import servers
from conftest import HERE, Said
from forked import CommandLine
from full import FULL, part

KINDS = {kind.__name__.rpartition(".")[2]: kind for kind in (sql, git, files, users, output, secrets, environments)}
NEWER = HERE / "drizzle1"
SEED = os.environ.get("JOURNAL_ATTACKS_SEED", "")
ATTACKS = [one for kind in KINDS.values() for one in kind.ATTACKS]


@dataclass(frozen=True)
class Trial:
    """One call in the world of some attacks. `existing`: the temporary databases are made on the server of a URL."""

    verb: Verb
    attacks: tuple[Attack, ...]
    existing: bool = False

    @property
    def group(self) -> str:
        return self.attacks[0].group

    @property
    def name(self) -> str:
        return f"{self.verb.name} | {self.group}{' on a server of a URL' if self.existing else ''}"

    @property
    def number(self) -> int:
        """A number that is the same in every run of a seed, and says nothing."""
        return number_of(self.name)

    @property
    def json(self) -> bool:
        return bool(self.number & 1)


def number_of(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{SEED}{name}".encode()).digest()[:4])


def all_trials() -> list[Trial]:
    """Every pair of a world and a verb that one of its attacks reaches, in every form."""
    groups: dict[str, list[Attack]] = {}
    for one in ATTACKS:
        groups.setdefault(one.group, []).append(one)
    return [
        Trial(verb, found, existing)
        for attacks in groups.values()
        for verb in VERBS
        if (found := tuple(one for one in attacks if one.reaches & verb.traits))
        for existing in ((False, True) if Trait.REPLAYS in verb.traits else (False,))
    ]


def part_of(trials: Sequence[Trial]) -> list[Trial]:
    """What CI tries: quick verbs first, until every attack has been tried that is not rare, and every verb."""
    chosen: list[Trial] = []
    seen: set[object] = set()
    usual = [trial for trial in trials if not trial.attacks[0].rare or SEED or number_of(trial.group) % 16 == 0]
    for trial in sorted(usual, key=lambda one: (one.verb.seconds, one.number)):
        often = any(one.often for one in trial.attacks) and not trial.verb.slow and trial.number % 10 < 1
        new = {
            *(one.name for one in trial.attacks),
            trial.verb,
            *((trial.group, trial.verb) for _ in range(often)),
        } - seen
        if new:
            chosen.append(trial)
            seen |= new
    return chosen


TRIALS = sorted(all_trials() if FULL else part_of(all_trials()), key=lambda one: one.name)


@pytest.fixture(scope="module")
def ground(loaded: CommandLine) -> Iterator[Ground]:
    with (
        servers.running(int(os.environ.get("JOURNAL_ATTACKS_POSTGRES", "18"))) as server,
        make_ground(server, loaded) as one,
    ):
        yield one


@pytest.mark.parametrize("trial", TRIALS, ids=lambda one: one.name)
def test_an_attack_reaches_nothing(ground: Ground, trial: Trial) -> None:
    live = bool({Trait.CONNECTS, Trait.CONNECTS_WRITING} & trial.verb.traits)
    with new_world(ground, live=live, existing=trial.existing) as world:
        if trial.verb.command.startswith("cache"):
            world.environment["JOURNAL_CACHE_DIR"] = str(world.folder / "cache")
        if trial.verb.before:
            world.sql(trial.verb.before)
        for attack in trial.attacks:
            attack.prepare(world)
        plant(world)
        trial.verb.journal(world.project / "migrations" / "meta" / "_journal.json")
        before = (standing(world), contents(world))
        ended = call(ground, world, trial)
        found = [*faults(world, ended, trial.attacks), *left(trial, world, before)]
    assert not found, f"{found}\n{ended.said.out[-2000:]}\n{ended.said.err[-2000:]}"


def call(ground: Ground, world: World, trial: Trial) -> Ended:
    """Run the verb, as one attack has it run or as the tests of all verbs do."""
    values = {"url": world.url, "owner": world.owner, "copy": world.copy, "base": world.base, "newer": NEWER}
    words = [*trial.verb.command.split(), *(word.format(**values) for word in trial.verb.words.split()), *world.words]
    words += ["--json"] * trial.json
    own = next((one.call for one in trial.attacks if one.call), None)
    started = time.monotonic()
    if own:
        said, megabytes = own(world, words), 0.0
    else:
        try:
            done = ground.loaded.run(words, world.project, world.environment, timeout=world.seconds)
        except subprocess.TimeoutExpired:
            pytest.fail(f"{trial.name}: no end after {world.seconds} s")
        said, megabytes = Said(done.returncode, done.stdout, done.stderr), done.megabytes
    return Ended(trial.verb, said, time.monotonic() - started, megabytes, trial.json)


def left(trial: Trial, world: World, before: tuple[set[object], dict[str, bytes]]) -> list[str]:
    """What is on the server, on this machine or in the project that was not there before, and may not be."""
    server = [f"left or changed: {one}" for one in standing(world) ^ before[0]]
    now = contents(world)
    if Trait.WRITES_FILES in trial.verb.traits:
        return server + [f"left: {name}" for name in now if name.endswith(".tmp") and name not in before[1]]
    changed = {name for name in now.keys() | before[1].keys() if now.get(name) != before[1].get(name)}
    return server + [f"changed: {name}" for name in sorted(changed)]


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    assert {verb.command for verb in VERBS} == commands()


@pytest.mark.parametrize("verb", part([verb for verb in VERBS if FULL or not verb.slow], 8), ids=lambda one: one.name)
def test_every_call_works_without_an_attack(ground: Ground, verb: Verb) -> None:
    trial = Trial(verb, (Attack("none", verb.traits, lambda world: None, codes=frozenset({verb.code})),))
    test_an_attack_reaches_nothing(ground, trial)


def test_every_attack_has_a_name_of_its_own() -> None:
    names = [one.name for one in ATTACKS]
    assert sorted(names) == sorted(set(names))


def test_ci_tries_every_attack_and_every_verb_that_one_reaches() -> None:
    chosen, every = part_of(all_trials()), all_trials()
    assert {one.name for trial in chosen for one in trial.attacks} >= {one.name for one in ATTACKS if not one.rare}
    assert {trial.verb for trial in chosen} == {trial.verb for trial in every}
