"""Every verb that writes to a ledger: eight at once, a ledger that another session holds, and Ctrl-C in its COMMIT."""

import signal
import subprocess
import threading
import time
from typing import cast

import psycopg
import pytest
from conftest import Said
from cut import Cut, proxy_before
from forked import COMMAND
from full import part
from ledger.writes import VERBS, Place, place, state
from real import LEDGER

from journal.connect.pins import LIVE

__all__ = ["place"]
AT_ONCE = 8


@pytest.mark.parametrize("name", VERBS)
def test_eight_at_once_write_once(name: str, place: Place) -> None:
    verb, said = VERBS[name], list[Said]()
    old = place.prepare(verb)
    with place.copy() as url:
        assert place.call(verb, url).code == 0
        new = state(url)[0]
    with place.copy() as url:

        def call() -> None:
            said.append(place.call(verb, url, "--ledger-lock-timeout", "100"))

        threads = [threading.Thread(target=call) for _ in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        codes = sorted(one.code for one in said)
        assert codes == [0, *[verb.again] * (AT_ONCE - 1)], [one.out + one.err for one in said]
        place.finish(verb, url, old, new)


@pytest.mark.parametrize("mode", ["ACCESS EXCLUSIVE", "SHARE"])
@pytest.mark.parametrize("name", [name for name in VERBS if name not in ("stamp", "run --record-only")])
def test_a_ledger_that_another_session_holds_stays_as_it_is(name: str, mode: str, place: Place) -> None:
    verb = VERBS[name]
    old = place.prepare(verb)
    waits = ("--ledger-lock-timeout", "0.2", *(("--lock-timeout", "0.2") if name in ("run", "down") else ()))
    with psycopg.connect(place.url) as other:
        other.execute(f"LOCK TABLE {LEDGER} IN {mode} MODE".encode())
        said = place.call(verb, place.url, *waits)
        other.rollback()
    assert (said.code in (1, 2), "lock" in said.err, "Traceback" in said.err) == (True, True, False), said.err
    assert state(place.url) == (old, []), said.err


def test_the_wait_for_the_ledger_is_longer_than_the_statement_timeout_of_the_session(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = place.prepare(VERBS["repair"])
    monkeypatch.setitem(cast("dict[str, str]", LIVE), "statement_timeout", "300ms")
    with psycopg.connect(place.url) as other:
        other.execute(f"LOCK TABLE {LEDGER} IN SHARE MODE".encode())
        said = place.call(VERBS["repair"], place.url, "--ledger-lock-timeout", "1")
        other.rollback()
    assert said.code == 2, said.err
    assert "locked by another session" in said.err
    assert "--ledger-lock-timeout SECONDS" in said.err
    assert state(place.url) == (old, [])


@pytest.mark.parametrize("name", part(list(VERBS), 5))
def test_ctrl_c_twice_in_the_commit_says_what_is_not_known(name: str, place: Place) -> None:
    verb = VERBS[name]
    old = place.prepare(verb)
    with place.copy() as url, proxy_before(url) as proxy:
        assert place.call(verb, proxy.url).code == 0
        new, steps = state(url)[0], proxy.steps
    at = max(number for number, step in enumerate(steps) if step.endswith("COMMIT"))
    with place.copy() as url, proxy_before(url, Cut.SILENT, at) as proxy:
        process = subprocess.Popen(
            [COMMAND, *verb.words, "--url", proxy.url], cwd=place.project.root, stderr=subprocess.PIPE, text=True
        )
        assert proxy.reached.wait(60)
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            time.sleep(0.3)
        said = process.communicate(timeout=60)[1]
        assert (process.returncode, said.splitlines()[-1], "Traceback" in said) == (130, "Interrupted.", False), said
        assert "It is not known whether the COMMIT arrived" in said
        place.finish(verb, url, old, new)
