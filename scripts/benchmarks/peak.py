"""A process of its own: runs the `journal` command line and writes, at its end, how much memory it had at the most.

Arguments: the file for the number of bytes, then the words of the command; without words nothing is run.
"""

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak() -> int:
    """The most bytes this process had in memory, without its children.

    On Linux ru_maxrss includes the parent's peak at the fork; VmHWM starts at exec.
    """
    if not _STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS: in bytes, and not inherited
    line = next(line for line in _STATUS.read_text("utf-8").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def write_peak(answer: Path) -> None:
    answer.write_text(str(peak()), "utf-8")


if __name__ == "__main__":
    _, answer, *words = sys.argv
    answer_file = Path(answer).resolve()
    try:
        if words:
            from journal.cli.main import main

            sys.argv[:] = ["journal", *words]
            main()
    finally:
        write_peak(answer_file)
