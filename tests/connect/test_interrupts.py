"""An interrupt between a message and its answer: it stays an interrupt, and nothing half is written."""

import pytest
from ledger.writes import VERBS, Place, place, state
from psycopg import generators

import journal as library

__all__ = ["place"]
CALLS = {
    "stamp": lambda found, url: library.stamp(found, to="0003_d", unproved=True, url=url),
    "unstamp": lambda found, url: library.unstamp(found, tags=["0003_d"], unproved=True, url=url),
    "repair": lambda found, url: library.repair(found, url=url),
    "run": lambda found, url: library.run(found, journal=True, url=url),
    "down": lambda found, url: library.down(found, "0003_d", url=url),
}


@pytest.mark.parametrize("name", CALLS)
def test_it_is_not_taken_for_an_error_of_the_server(name: str, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    old = place.prepare(VERBS[name])
    count, whole = 0, generators.execute
    with place.copy() as url:
        CALLS[name](library.Project.find(place.project.root), url)
        new = state(url)[0]

    def interrupted(pgconn: object) -> object:
        nonlocal count
        count -= 1
        if count == 0:
            raise KeyboardInterrupt
        return whole(pgconn)  # type: ignore[arg-type]

    monkeypatch.setattr(generators, "execute", interrupted)
    for at in range(1, 200):
        count = at
        with place.copy() as url:
            try:
                CALLS[name](library.Project.find(place.project.root), url)
            except KeyboardInterrupt:
                pass
            else:
                assert state(url)[0] == new
                break
            finally:
                count = 0
            place.finish(VERBS[name], url, old, new)
    assert at > 3, "no message was interrupted"
