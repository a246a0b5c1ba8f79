"""The command line of `scripts/kill-sweep-run`: words to sweeps, sweeps to a table and an exit code."""

import argparse
import random
import tempfile
from pathlib import Path

from forked import command_line

from faults.kinds import KINDS
from faults.place import Place, prepare
from faults.server import postgres, small_disks_work
from faults.sweep import HEAD, sweep


def main(description: str) -> int:
    words = _words(description)
    print(HEAD, flush=True)
    return max([_kind(kind, words.kills, words.seed) for kind in words.only or KINDS])


def _words(description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50, metavar="N", help="points for each kind, with each ledger")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", choices=list(KINDS))
    return parser.parse_args()


def _kind(kind: str, points: int, seed: int) -> int:
    if kind == "disk" and not small_disks_work():
        print(f"{kind:<9} no file system of a fixed size can be mounted here", flush=True)
        return 2
    good = True
    small = kind == "disk"
    with tempfile.TemporaryDirectory() as folder, postgres(small_disk=small) as server, command_line() as journal:
        prepare(server, Path(folder))
        for with_ledger in (False, True):
            place = Place(server, Path(folder), journal, with_ledger)
            tally = sweep(kind, place, points, random.Random(f"{kind} {with_ledger} {seed}"))
            print(tally.line(kind, place), *tally.wrong, sep="\n  ", flush=True)
            good = good and not tally.wrong
    return 0 if good else 1
