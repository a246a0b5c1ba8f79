"""The command line of `scripts/bench`: words to lines, lines to results, results to a table and an exit code."""

import argparse
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn

from benchmarks.lines import LINES, Line, Measured
from benchmarks.machine import load, machine
from benchmarks.stage import BenchFailed, say, stage
from benchmarks.table import document, text
from journal.errors import JournalError
from journal.server.container import engine_answers

REACHED, MISSED, COULD_NOT, INTERRUPTED = 0, 1, 2, 130


def main(description: str) -> int:
    signal.signal(signal.SIGTERM, _terminated)
    words = _words(description)
    try:
        before = load()
        results = _measure(words.only, words.rounds)
        head = machine() | {"load before": before, "load after": load()}
    except (BenchFailed, JournalError) as error:
        say(f"Could not measure: {error}")
        return COULD_NOT
    except KeyboardInterrupt:
        return INTERRUPTED
    sys.stdout.write(document(head, results) if words.json else text(head, results))
    return REACHED if all(one.reached for one in results) else MISSED


def _terminated(number: int, frame: FrameType | None) -> NoReturn:
    """SIGTERM ends us as Ctrl-C does: every `with` block cleans up behind itself."""
    raise KeyboardInterrupt


def _words(description: str) -> argparse.Namespace:
    names = [line.name for line in LINES]
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=names, metavar="NAME", help="this line; may be repeated")
    parser.add_argument("--rounds", type=_positive, metavar="N", help="as many for every line; else each has its own")
    parser.add_argument("--json", action="store_true", help="one JSON document, with every sample")
    return parser.parse_args()


def _positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _measure(only: list[str] | None, rounds: int | None) -> list[Measured]:
    chosen = [line for line in LINES if line.name in only] if only else list(_possible())
    with stage() as folder:
        return [_measured(line, folder, rounds or line.rounds) for line in chosen]


def _possible() -> Iterator[Line]:
    """All lines but those that this machine cannot have."""
    for line in LINES:
        if line.name == "docker" and not engine_answers():
            say("docker: skipped: no Docker engine answers")
        else:
            yield line


def _measured(line: Line, folder: Path, rounds: int) -> Measured:
    say(f"{line.name}: {rounds} rounds")
    return Measured(line, line.measure(folder, rounds))
