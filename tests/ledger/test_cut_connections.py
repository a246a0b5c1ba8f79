"""A connection that is cut at any message of a verb that writes: nothing half, and the message says what is known."""

import pytest
from cut import Cut, proxy_before
from full import FULL
from ledger.test_notes import execute
from ledger.writes import BY_HAND, TABLES_THERE, VERBS, Place, Verb, place, state

__all__ = ["place"]
CUTS = (Cut.LOST, Cut.UNANSWERED, Cut.HALF_ANSWERED, Cut.ENDED)
UNKNOWN = "ot known whether"


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: cut.name.lower())
@pytest.mark.parametrize("name", VERBS)
def test_a_cut_connection_leaves_nothing_half_and_the_next_call_ends_right(name: str, cut: Cut, place: Place) -> None:
    verb = VERBS[name]
    old = place.prepare(verb)
    with place.copy() as url, proxy_before(url) as proxy:
        said = place.call(verb, proxy.url)
        assert said.code == 0, said.err
        new, steps = state(url)[0], proxy.steps
    commits = _commits(verb, steps)
    some = {
        *range(4 * CUTS.index(cut), commits[0], 16),
        *range(commits[0] - 1, commits[0] + 2),
        *commits,
        len(steps) - 1,
    }
    for at in range(len(steps)) if FULL else sorted(some):
        with place.copy() as url, proxy_before(url, cut, at) as proxy:
            said = place.call(verb, proxy.url)
            found, text = state(url)[0], f"at {at}, {steps[at]}: {said.out}{said.err}"
            assert (said.code, found) == (0, new) or said.code == 2, text
            assert (UNKNOWN in said.err) == (at in commits), text
            assert "See which: drizzle-journal status" in said.err or at not in commits, text
            assert found == old or said.code == 0 or at in commits or verb.by_file, text
            assert not any(words in said.err for words in ("Traceback", "ignored in rollback", "GRANT", "drds")), text
            place.finish(verb, url, old, new)


def _commits(verb: Verb, steps: list[str]) -> list[int]:
    """The numbers of the messages that commit what is written: of `run`, one for each file."""
    numbers = [number for number, step in enumerate(steps) if step.endswith("COMMIT")]
    return [number for number in numbers if steps[number] != "COMMIT"] if verb.by_file else numbers[-1:]


def test_of_a_file_with_its_own_transactions_it_says_which_statements_are_in(place: Place) -> None:
    steps = (
        "BEGIN;\ncreate table t_0001 (id int);\nCOMMIT;\nBEGIN;\ncreate table t_0002 (id int);\nCOMMIT;\nSELECT 1;\n"
    )
    place.project.migration("0001_steps", steps)
    verb = Verb(("run",), lambda *_: None, by_file=True)
    with place.copy() as url, proxy_before(url) as proxy:
        assert place.call(verb, proxy.url).code == 0
        at = [number for number, step in enumerate(proxy.steps) if step.endswith("COMMIT")][-2]
    with place.copy() as url, proxy_before(url, Cut.UNANSWERED, at) as proxy:
        said = place.call(verb, proxy.url)
        assert (said.code, state(url)[0][TABLES_THERE]) == (2, [("t_0001",), ("t_0002",)])
        known = "statements 1 to 3 of this file are in the database; it is not known whether the COMMIT arrived"
        assert known in said.err, said.err
        assert (place.call(verb, url).code, len(state(url)[0][BY_HAND])) == (0, 1)


def test_a_copy_of_a_table_whose_commit_is_not_answered_may_be_there(place: Place) -> None:
    execute(place.url, "create table users (id int primary key); insert into users values (1)")
    words = ("backup", "users", "--yes", "--url")
    with place.copy() as url, proxy_before(url) as proxy:
        assert place.journal(*words, proxy.url).code == 0
        at = max(number for number, step in enumerate(proxy.steps) if step == "COMMIT")
    with place.copy() as url, proxy_before(url, Cut.UNANSWERED, at) as proxy:
        said = place.journal(*words, proxy.url)
        assert (said.code, UNKNOWN in said.err, "Nothing was written" in said.err) == (2, True, False), said.err
