"""Which texts mean what the catalog has: the server is asked for the normal form of each. It keeps nothing of it."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from journal.catalog.queries import SETTINGS
from journal.catalog.values import Key, Schema
from journal.snapshot.source_texts import TextsSoFar
from journal.snapshot.source_texts.trials import TextTrial, trials_of, untried

if TYPE_CHECKING:
    from psycopg import Connection

Texts = Mapping[tuple[Key, str], str]
"""Texts by the object they belong to and the facet, as in `TextsSoFar.of`."""


def verified(
    connection: "Connection[Any]", texts: TextsSoFar, schema: Schema, changed: Collection[Key]
) -> dict[tuple[Key, str], str]:
    """The texts of these objects that the server, on the database that has the schema, takes for the same.

    One question for all of them; everything is undone, settings too. Normal forms are compared as `catalog.read` has
    them. A text that names what is no longer there, or meant something else when it was written, is left out.
    """
    found: dict[tuple[Key, str], str] = {}
    tried: dict[tuple[Key, str], TextTrial] = {}
    for key in changed:
        one = schema.objects.get(key)
        if one and (said := texts.all_of(key)):
            found |= {(key, facet): said[facet] for facet in untried(one, said)}
            tried |= {(key, facet): trial for facet, trial in trials_of(one, said).items()}
    answers = _answers(connection, texts, list(tried.values()))
    same = [place for place, trial in tried.items() if answers.get(trial) == trial.expected]
    return found | {(key, facet): texts.all_of(key)[facet] for key, facet in same}


def _answers(
    connection: "Connection[Any]", texts: TextsSoFar, trials: list[TextTrial]
) -> Mapping[TextTrial, str | None]:
    """What the server says to each, of what was never asked before."""
    known = texts.answers
    path = ", ".join('"' + one.replace('"', '""') + '"' for one in texts.search_path)
    new = [trial for trial in dict.fromkeys(trials) if (path, trial) not in known]
    found = dict(zip(new, _ask(connection, path, new), strict=True)) if new else {}
    known.update({(path, trial): said for trial, said in found.items() if trial.lasting and said is not None})
    return {trial: known.get((path, trial), found.get(trial)) for trial in trials}


def _ask(connection: "Connection[Any]", path: str, trials: list[TextTrial]) -> list[str | None]:
    with connection.transaction(force_rollback=True):
        connection.execute(SETTINGS)
        with connection.pipeline():
            connection.execute(_FUNCTION)
            rows = connection.execute(_QUESTION, (path, [one.make for one in trials], [one.ask for one in trials]))
            return [said for (said,) in rows.fetchall()]


_FUNCTION = """
CREATE FUNCTION pg_temp.journal_said(path pg_catalog.text, make pg_catalog.text, ask pg_catalog.text)
RETURNS pg_catalog.text LANGUAGE plpgsql AS $$
DECLARE
  said pg_catalog.text;
BEGIN
  BEGIN
    PERFORM pg_catalog.set_config('search_path', path, true);
    EXECUTE make;
    PERFORM pg_catalog.set_config('search_path', '', true);
    EXECUTE ask INTO said;
    RAISE EXCEPTION USING ERRCODE = 'JRNL1';
  EXCEPTION
    WHEN SQLSTATE 'JRNL1' THEN RETURN said;
    WHEN OTHERS THEN RETURN NULL;
  END;
END $$
"""
"""A text that the server refuses leaves NULL, and neither leaves anything else: a block that fails is undone."""

_QUESTION = """
SELECT pg_temp.journal_said(%s::text, make, ask)
  FROM ROWS FROM (pg_catalog.unnest(%s::text[]), pg_catalog.unnest(%s::text[])) WITH ORDINALITY
    AS tried (make, ask, place)
 ORDER BY place
"""
