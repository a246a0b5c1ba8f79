"""What some tests need besides Python: without it they are skipped with a sentence, and in CI they fail."""

import os
import shutil

import pytest


def need(present: object, sentence: str) -> None:
    """Skip the test if something is missing on this machine; in CI, where all of it is installed, fail."""
    if not present:
        if os.environ.get("CI"):
            pytest.fail(f"missing in CI: {sentence}", pytrace=False)
        pytest.skip(sentence)


def need_program(name: str) -> None:
    """Skip the test if a program is not on the PATH; in CI, fail."""
    need(shutil.which(name), f"needs {name}, which is not installed here")
