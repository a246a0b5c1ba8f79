"""Smoke commands: how they end, what is kept of what they say, and that nothing of them is left."""

import os
import time
from pathlib import Path

import pytest
from conftest import lives

from journal.project.verification import Smoke
from journal.verification import smoke
from journal.verification.smoke import KEPT_BYTES, Smoked, run_smoke


def smoked(folder: Path, script: str, seconds: float = 10.0) -> Smoked:
    command = Smoke("a", ("sh", "-c", script), seconds)
    return run_smoke(command, folder, {"PATH": os.environ["PATH"]}, lambda text: text.replace("secret", "****"))


def test_a_command_that_ends_with_0_passes_in_the_projects_folder(tmp_path: Path) -> None:
    one = smoked(tmp_path, "pwd; cat; echo done >&2")
    assert (one.passed, one.code, one.output) == (True, 0, f"{tmp_path}\ndone\n")


def test_an_exit_code_and_a_signal_are_reported(tmp_path: Path) -> None:
    assert (smoked(tmp_path, "exit 7").passed, smoked(tmp_path, "exit 7").code) == (False, 7)
    assert smoked(tmp_path, "kill -9 $$").code == -9


def test_a_command_over_its_limit_is_killed_with_its_children(tmp_path: Path) -> None:
    started = time.monotonic()
    one = smoked(tmp_path, "trap '' TERM; sleep 60 & echo $!; wait; sleep 60", 0.3)
    assert (one.passed, one.in_time) == (False, False)
    assert not lives(int(one.output))
    assert time.monotonic() - started < 6


def test_a_background_child_is_killed_and_not_waited_for(tmp_path: Path) -> None:
    one = smoked(tmp_path, "sleep 60 & echo $!")
    assert (one.passed, one.seconds < 5) == (True, True)
    assert not lives(int(one.output))


def test_a_child_that_left_the_group_with_the_output_is_not_waited_for(tmp_path: Path) -> None:
    one = smoked(tmp_path, "setsid sleep 8 & echo started")
    assert (one.passed, one.output, one.seconds < 5) == (True, "started\n", True)


def test_the_end_of_much_output_is_kept_without_secrets(tmp_path: Path) -> None:
    one = smoked(tmp_path, f"yes line secret | head -n {KEPT_BYTES}; echo last")
    assert one.output.endswith("line ****\nlast\n")
    assert len(one.output) <= KEPT_BYTES
    assert "secret" not in one.output


def test_a_missing_program_leaves_the_check_open(tmp_path: Path) -> None:
    one = run_smoke(Smoke("a", ("no-such-program",)), tmp_path, {})
    assert (one.passed, one.code, one.why_not) == (False, None, "there is no program no-such-program")


def test_an_interrupt_before_its_output_is_read_leaves_nothing_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = tmp_path / "pid"

    def interrupted(_: object) -> None:
        while not (pid.exists() and pid.read_text().strip()):
            time.sleep(0.01)
        raise KeyboardInterrupt

    monkeypatch.setattr(smoke._OutputEnd, "__enter__", interrupted)
    with pytest.raises(KeyboardInterrupt):
        smoked(tmp_path, "sleep 60 & echo $! > pid; wait")
    assert not lives(int(pid.read_text()))
