"""A run's folder is gone at its end, also where an interrupt comes while it is being removed."""

import os
import signal
from pathlib import Path

import pytest

from journal.server import runs


def test_an_interrupt_during_the_removal_waits_for_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o700)
    removed = runs.remove_folder

    def interrupted(folder: Path) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        removed(folder)

    monkeypatch.setattr(runs, "remove_folder", interrupted)
    with pytest.raises(KeyboardInterrupt), runs.run_folder(tmp_path) as folder:
        (folder / "data").mkdir()
    assert not folder.exists()
