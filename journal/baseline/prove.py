"""Replay the baseline, and compare it with its source: by the catalog, and by pg_dump of both."""

from dataclasses import replace
from pathlib import Path

from journal.baseline.dump_text import DumpEntry, dump_differences
from journal.baseline.dumper import DumpScope, dumper_of_server
from journal.baseline.exclusion import kept_entries
from journal.baseline.result import BaselineProof
from journal.baseline.source import Comparable, DatabaseContents
from journal.catalog.compare import compare
from journal.catalog.exclusions import without_assumed
from journal.catalog.read import read_schema
from journal.connect.temporary import connect
from journal.rebuild.schemas import Replays


def prove(replays: Replays, source: DatabaseContents, scope: DumpScope, folder: Path) -> BaselineProof:
    """Return how the replay differs from the source. Raises what a replay and pg_dump raise."""
    comparable = Comparable(replays.folder.settings.ledger, scope)
    before = replays.before()
    with replays.running(replays.folder.journal.entries) as replayed:
        server = replayed.server
        with connect(server.conninfo) as connection:
            catalog = read_schema(connection)
        dumper = dumper_of_server(server, source.client, scope)
        schema, rows = kept_entries(dumper.schema(folder), scope, catalog), dumper.data(folder)
    sides = without_assumed(before, comparable.of(catalog), comparable.of(source.catalog))
    proof = BaselineProof(server.version, server.origin, source.client.version)
    return replace(
        proof,
        differences=compare(*sides),
        dump=dump_differences(source.schema, schema),
        rows=dump_differences(*(tuple(map(_sorted, side)) for side in (source.rows, rows))),
    )


def _sorted(entry: DumpEntry) -> DumpEntry:
    """Return rows in an order of their own: a dump has them in that of the disk."""
    return replace(entry, text="\n".join(sorted(line.rstrip(",;") for line in entry.text.splitlines())))
