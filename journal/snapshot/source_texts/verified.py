"""Finds the texts that mean what the catalog has: the server returns the normal form of each."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from journal.catalog.queries import SETTINGS
from journal.catalog.quoting import quoted
from journal.catalog.values import Key, Schema
from journal.snapshot.source_texts.text_registry import TextRegistry
from journal.snapshot.source_texts.trials import TextTrial, needs_no_trial, trial_of

if TYPE_CHECKING:
    from psycopg import Connection

VerifiedTexts = dict[tuple[Key, str], str]
"""Texts by the object that they belong to and the facet, which `TextRegistry` lists."""


def verified(connection: "Connection[Any]", registry: TextRegistry, schema: Schema) -> VerifiedTexts:
    """Return the texts of the schema's objects that have the same meaning for the server. The database has the schema.

    One query tries all of them; everything is undone, settings too. A text that names an object that no longer exists,
    or whose meaning has changed since, is skipped.
    """
    found: VerifiedTexts = {(("table", *on), "row_security"): "enabled" for on in registry.enables_row_security}
    trials: dict[tuple[Key, str], TextTrial] = {}
    for key, item in schema.objects.items():
        for facet, text in registry.texts_of(key).items():
            if needs_no_trial(item, facet, text):
                found[key, facet] = text
            elif trial := trial_of(item, facet, text):
                trials[key, facet] = trial
    answers = _answers(connection, registry, list(dict.fromkeys(trials.values())))
    same = (place for place, trial in trials.items() if answers[trial] == trial.expected)
    return found | {(key, facet): registry.texts_of(key)[facet] for key, facet in same}


def _answers(
    connection: "Connection[Any]", registry: TextRegistry, trials: list[TextTrial]
) -> Mapping[TextTrial, str | None]:
    """Return the server's answer to each trial. One that cannot change is asked for once."""
    path, known = ", ".join(map(quoted, registry.path)), registry.answers
    new = [trial for trial in trials if (path, trial) not in known]
    found: dict[TextTrial, str | None] = {}
    if new:
        with connection.transaction(force_rollback=True):
            connection.execute(SETTINGS)
            with connection.pipeline():
                connection.execute(_FUNCTION)
                parameters = (path, [trial.make for trial in new], [trial.ask for trial in new])
                rows = connection.execute(_QUERY, parameters).fetchall()
        found = {trial: answer for trial, (answer,) in zip(new, rows, strict=True)}
    known.update({(path, trial): answer for trial, answer in found.items() if trial.lasting and answer is not None})
    return {trial: known.get((path, trial), found.get(trial)) for trial in trials}


_FUNCTION = """
CREATE FUNCTION pg_temp.journal_answer(path pg_catalog.text, make pg_catalog.text, ask pg_catalog.text)
RETURNS pg_catalog.text LANGUAGE plpgsql AS $$
DECLARE
  answer pg_catalog.text;
BEGIN
  BEGIN
    PERFORM pg_catalog.set_config('search_path', path, true);
    EXECUTE make;
    PERFORM pg_catalog.set_config('search_path', '', true);
    EXECUTE ask INTO answer;
    RAISE EXCEPTION USING ERRCODE = 'JRNL1';
  EXCEPTION
    WHEN SQLSTATE 'JRNL1' THEN RETURN answer;
    WHEN OTHERS THEN RETURN NULL;
  END;
END $$
"""
"""The answer is NULL for a text that the server refuses. The exception undoes what the block did."""

_QUERY = """
SELECT pg_temp.journal_answer(%s::text, make, ask)
  FROM ROWS FROM (pg_catalog.unnest(%s::text[]), pg_catalog.unnest(%s::text[])) WITH ORDINALITY
    AS tried (make, ask, place)
 ORDER BY place
"""
