"""One kind of fault at many points: after each, what is recorded is what is there, and the next run completes."""

import random
from collections import Counter
from dataclasses import dataclass, field

from faults.kinds import KINDS, Ended, Point
from faults.place import Place, communicate
from faults.state import State, look, untrue, wrong

HEAD = f"{'kind':<9} {'ledger':<6} {'points':>6} {'in time':>7} {'recorded':>8} {'half':>5} {'tried':>5} {'wrong':>5}"
_ALLOWED = (0, 1, 2, -9, 130)
# 53100, and 55P03; a connection that the server could not even begin has no SQLSTATE.
_MUST_SAY = {"disk": ("[53100]", "No space left on device"), "lock": ("[55P03]",), "sigterm": ("Interrupted",)}


@dataclass
class Tally:
    """What the points came to. `half`: a file had a position; `tried`: and a statement of it was on its way."""

    recorded: list[int] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def line(self, kind: str, place: Place) -> str:
        span = f"{min(self.recorded)}-{max(self.recorded)}"
        numbers = f"{self.counts['half']:>5} {self.counts['tried']:>5} {len(self.wrong):>5}"
        ledger = "both" if place.with_ledger else "one"
        return f"{kind:<9} {ledger:<6} {len(self.recorded):>6} {self.counts['in time']:>7} {span:>8} {numbers}"


def sweep(kind: str, place: Place, points: int, chance: random.Random) -> Tally:
    """Try a kind at so many points, spread over a run; each somewhere in its part of it."""
    steps, size = _measure(place)
    tally = Tally()
    for number in range(points):
        point = Point((number + chance.random()) / points, steps, size, chance)
        place.fresh()
        ended = KINDS[kind](place, point)
        place.until_alone()
        state = look(place.url)
        _count(tally, ended, state)
        found = _said_wrong(kind, ended, state) or wrong(state, with_ledger=place.with_ledger) or _complete(place)
        if found:
            tally.wrong.append(f"{kind} at {point.at:.4f}: {found}")
    return tally


def _measure(place: Place) -> tuple[int, int]:
    """Steps and bytes of a run that nothing disturbs. Raises RuntimeError where that is wrong already."""
    place.fresh()
    free = place.server.free() if place.server.disk else 0
    said = _complete(place)
    if said:
        raise RuntimeError(said)
    return place.progress(), free - place.server.free() if place.server.disk else 0


def _count(tally: Tally, ended: Ended, state: State) -> None:
    tally.recorded.append(len(state.recorded))
    tally.counts["in time"] += any(code != 0 for code, _ in ended)
    tally.counts["half"] += bool(state.positions)
    tally.counts["tried"] += any(trying for _, trying in state.positions.values())


def _said_wrong(kind: str, ended: Ended, state: State) -> str:
    """What the runs said that they may not say. Where several ran, only the last one's words are about the end."""
    for code, said in ended:
        if code not in _ALLOWED or "Traceback" in said:
            return f"ended with {code}: {said[-800:]}"
        if code > 0 and not any(words in said for words in _MUST_SAY.get(kind, ("",))):
            return f"ended with {code} for another reason: {said[-800:]}"
        if code > 0 and len(ended) > 1 and "Another run holds the lock" not in said:
            return f"a loser gave another reason: {said[-800:]}"
    if len(ended) > 1 and all(code == 0 for code, _ in ended) and not state.complete:
        return f"all said it is done, and {len(state.recorded)} files are recorded"
    return untrue(ended[0][1], state) if len(ended) == 1 else ""


def _complete(place: Place) -> str:
    """Run to the end. Returns what was wrong with that; empty where nothing was."""
    [(code, said)] = communicate([place.begin()])
    if code != 0:
        return f"the run after it ended with {code}: {said[-800:]}"
    state = look(place.url)
    found = wrong(state, with_ledger=place.with_ledger)
    return found or ("" if state.complete else f"the run after it left {state.positions}")
