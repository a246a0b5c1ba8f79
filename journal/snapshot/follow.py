"""The snapshot after each migration, from what that migration changed. Everything else is the same value as before."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from journal.catalog.follow.follower import Follower, SchemaStep
from journal.catalog.read import read_roles
from journal.catalog.values import EMPTY, Key, MaterializedView, Schema
from journal.catalog.values import View as PlainView
from journal.dataclass import dataclass
from journal.errors import Note
from journal.folder.migrations import Migration
from journal.project.settings import Ledger
from journal.snapshot.kit_deviations import Deviations, deviations_of, without_kit_only_texts
from journal.snapshot.model import Snapshot
from journal.snapshot.render import Previous, snapshot_of
from journal.snapshot.render.views import ViewSources, sources_of, through_views, with_columns
from journal.snapshot.source_texts import TextRegistry, read_texts
from journal.snapshot.source_texts.verified import verified
from journal.sql.parsed import ParsedPiece

if TYPE_CHECKING:
    from psycopg import Connection

_Value = TypeVar("_Value")
_MAY_UNDO = re.compile(r"rollback|track_counts", re.IGNORECASE)
"""Statements that may roll back to a savepoint of an earlier migration, or that stop PostgreSQL's counts of rows."""
_VIEWS = ("view", "materialized view")
_PUBLIC: Key = ("schema", "public")


@dataclass
class Following:
    """The snapshot so far. `before`: what the platform has created before the first migration.

    `actual_state`: the snapshot has what the database has, also where drizzle-kit's model differs. `notes` list that.
    """

    ledger: Ledger
    before: Schema = EMPTY
    actual_state: bool = False
    snapshot: Snapshot = field(default_factory=Snapshot)
    follower: Follower = field(default_factory=Follower)
    texts: TextRegistry = field(default_factory=TextRegistry)
    roles: set[str] = field(default_factory=set)
    view_sources: dict[str, ViewSources] = field(default_factory=dict)
    deviations: Deviations = field(default_factory=dict)
    assumed: frozenset[Key] = frozenset()
    """What the platform has created and is still there, which the snapshot has only where a migration changed it."""
    is_unchanged: bool = False
    """Whether the last migration changed nothing that drizzle-kit knows: `generate --custom` makes such a one."""

    def after(self, connection: "Connection[Any]", migration: Migration, *, ended: bool) -> Snapshot:
        """Return the snapshot after this migration, which has just run on the connection. It changes nothing there.

        `ended`: the file ended the transaction of the migrations.
        """
        pieces = [ParsedPiece(piece) for piece in migration.pieces]
        read_texts(pieces, self.texts)
        # Other roles of the server are not the project's.
        creating = (one for parsed in pieces if "role" in parsed.piece.text.lower() for one in parsed.statements)
        self.roles |= {statement.node.role for statement in creating if statement.kind == "create_role_stmt"}
        undid = any(_MAY_UNDO.search(parsed.piece.text) for parsed in pieces)
        step = self.follower.step(connection, ended=ended, undid=undid)
        before = self.before.objects
        stayed = () if step.whole else self.assumed - step.gone
        self.assumed = frozenset((*stayed, *(before.keys() & step.part.objects.keys())))
        own = {key: item for key, item in step.part.objects.items() if key == _PUBLIC or before.get(key) != item}
        part = replace(step.part, objects=own)
        texts = verified(connection, self.texts, part)
        kept = {} if step.whole else {key: notes for key, notes in self.deviations.items() if key not in step.gone}
        self.deviations = {**kept, **deviations_of(part, texts)}
        texts = without_kit_only_texts(texts) if self.actual_state else texts
        roles = [role for role in read_roles(connection) if role.name in self.roles] if self.roles else []
        previous = Previous(self.snapshot, self.texts.renamed)
        found = snapshot_of(part, texts, ledger=self.ledger, roles=roles, previous=previous)
        last, self.snapshot = self.snapshot, self._merged(found, step)
        self.is_unchanged = self.snapshot == last
        return self.snapshot

    @property
    def notes(self) -> tuple[Note, ...]:
        """Where drizzle-kit's model differs from the database after the last migration."""
        return tuple(note for notes in self.deviations.values() for note in notes)

    def _merged(self, found: Snapshot, step: SchemaStep) -> Snapshot:
        """Return the last snapshot with what the step changed. drizzle-kit's order is that of schema.ts."""
        last = Snapshot() if step.whole else self.snapshot
        changed = [key for key in (*step.part.objects, *step.gone) if len(key) == 3]
        tables = _replaced(last.tables, found.tables, (key for key in changed if key[0] == "table"))
        sequences = _replaced(last.sequences, found.sequences, (key for key in changed if key[0] == "sequence"))
        views = _replaced(last.views, found.views, (key for key in changed if key[0] in _VIEWS))
        # A column that a view shows is as the table has it now.
        changed_tables = {f"{key[1]}.{key[2]}" for key in step.part.objects if key[0] == "table"}
        items = (item for kind in _VIEWS for item in step.part.by_kind.get(kind, ()))
        read = {f"{view.schema}.{view.name}": view for view in items if isinstance(view, PlainView | MaterializedView)}
        self.view_sources |= {name: sources_of(view, read[name]) for name, view in found.views.items()}
        self.view_sources |= {name: through_views(name, self.view_sources) for name in found.views}
        for name, view in views.items():
            sources = self.view_sources[name]
            is_stale = any(source and source[0] in changed_tables for source in sources.values())
            if is_stale or name in found.views:
                views[name] = with_columns(view, sources, tables)
        return replace(found, tables=tables, sequences=sequences, views=views)


def _replaced(last: Mapping[str, _Value], found: Mapping[str, _Value], changed: Iterable[Key]) -> dict[str, _Value]:
    gone = {f"{schema}.{name}" for _, schema, name in changed}
    kept = {name: item for name, item in last.items() if name not in gone}
    return dict(sorted((kept | {**found}).items()))
