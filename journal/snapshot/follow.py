"""The snapshot after each migration, from what that one changed; what it left alone is the same value as before."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from journal.catalog.follow.follower import Follower, SchemaStep
from journal.catalog.read import read_roles
from journal.catalog.values import EMPTY, Key, MaterializedView, Schema
from journal.catalog.values import View as Plain
from journal.errors import Note
from journal.folder.migrations import Migration
from journal.project.settings import Ledger
from journal.snapshot.kit_deviations import Apart, apart, without_assumptions
from journal.snapshot.render import Since, snapshot_of
from journal.snapshot.source_texts import TextsSoFar
from journal.snapshot.source_texts.verified import verified
from journal.snapshot.values import Snapshot, View
from journal.snapshot.view_columns import Shown, shown_by, traced, with_columns
from journal.sql.parsed import ParsedPiece

if TYPE_CHECKING:
    from psycopg import Connection

_Value = TypeVar("_Value")
_MAY_UNDO = re.compile(r"rollback|track_counts", re.IGNORECASE)
"""What goes back to a savepoint of an earlier migration, or hides from PostgreSQL's counts what it removes."""
_VIEWS = ("view", "materialized view")
_PUBLIC: Key = ("schema", "public")


@dataclass
class Following:
    """The snapshot so far. `before`: what was there before the first migration, and is nobody's but the platform's.

    `actual_state`: it says what the database has also where drizzle-kit takes it to be otherwise, which `notes` tell.
    """

    ledger: Ledger
    before: Schema = EMPTY
    actual_state: bool = False
    snapshot: Snapshot = field(default_factory=Snapshot)
    follower: Follower = field(default_factory=Follower)
    texts: TextsSoFar = field(default_factory=TextsSoFar)
    named: set[str] = field(default_factory=set)
    shown: dict[str, Shown] = field(default_factory=dict)
    apart: Apart = field(default_factory=dict)
    copied: bool = False
    """Whether the last migration changed nothing that drizzle-kit knows: it makes such a one by `generate --custom`."""

    def after(self, connection: "Connection[Any]", migration: Migration, *, ended: bool) -> Snapshot:
        """The snapshot after this migration, which has just run on the connection; it leaves no trace there.

        `ended`: the file ended the transaction that runs them.
        """
        pieces = [ParsedPiece(piece) for piece in migration.pieces]
        self.texts.read(pieces)
        self.named |= set(_roles_made(pieces))
        undid = any(_MAY_UNDO.search(piece.piece.text) for piece in pieces)
        step = self.follower.step(connection, ended=ended, undid=undid)
        part = _without(step.part, self.before)
        said = verified(connection, self.texts, part, part.objects.keys())
        kept = {} if step.whole else {key: one for key, one in self.apart.items() if key not in step.gone}
        self.apart = {**kept, **apart(part, said)}
        said = without_assumptions(said) if self.actual_state else said
        roles = [one for one in read_roles(connection) if one.name in self.named] if self.named else []
        since = Since(self.snapshot, renamed=self.texts.renamed)
        found = snapshot_of(part, said, ledger=self.ledger, roles=roles, since=since)
        last = self.snapshot
        joined = _joined(Snapshot() if step.whole else last, found, step)
        self.snapshot = replace(joined, views=dict(self._views(joined, found, step)))
        self.copied = self.snapshot == last
        return self.snapshot

    @property
    def notes(self) -> tuple[Note, ...]:
        """Where drizzle-kit takes the database to be otherwise than it is after the last migration."""
        return tuple(note for notes in self.apart.values() for note in notes)

    def _views(self, joined: Snapshot, found: Snapshot, step: SchemaStep) -> Iterator[tuple[str, View]]:
        """The views; a column that one shows is what it is in its table now."""
        changed = {f"{key[1]}.{key[2]}" for key in step.part.objects if key[0] == "table"}
        views = (one for kind in _VIEWS for one in step.part.by_kind.get(kind, ()))
        read = {f"{one.schema}.{one.name}": one for one in views if isinstance(one, Plain | MaterializedView)}
        self.shown |= {name: shown_by(view, read[name]) for name, view in found.views.items()}
        self.shown |= {name: traced(self.shown[name], self.shown) for name in found.views}
        for name, view in joined.views.items():
            shown = self.shown[name]
            is_stale = name in found.views or shown.touches(changed)
            yield name, with_columns(view, shown, joined.tables) if is_stale else view


def _roles_made(pieces: Sequence[ParsedPiece]) -> Iterator[str]:
    """The roles that a migration makes: the server may have others, which are not the project's."""
    for piece in pieces:
        if "role" in piece.piece.text.lower():
            yield from (one.node.role for one in piece.statements if one.kind == "create_role_stmt")


def _without(schema: Schema, before: Schema) -> Schema:
    if before.objects == EMPTY.objects:
        return schema
    own = {key: one for key, one in schema.objects.items() if key == _PUBLIC or before.objects.get(key) != one}
    return replace(schema, objects=own)


def _joined(last: Snapshot, found: Snapshot, step: SchemaStep) -> Snapshot:
    """The last one, with what the step changed as it was found. drizzle-kit's own order is that of schema.ts."""
    renewed = [key for key in (*step.part.objects, *step.gone) if len(key) == 3]
    return replace(
        found,
        tables=_renewed(last.tables, found.tables, (key for key in renewed if key[0] == "table")),
        sequences=_renewed(last.sequences, found.sequences, (key for key in renewed if key[0] == "sequence")),
        views=_renewed(last.views, found.views, (key for key in renewed if key[0] in _VIEWS)),
    )


def _renewed(last: Mapping[str, _Value], found: Mapping[str, _Value], renewed: Iterable[Key]) -> dict[str, _Value]:
    gone = {f"{schema}.{name}" for _, schema, name in renewed}
    kept = {name: one for name, one in last.items() if name not in gone}
    return dict(sorted((kept | {**found}).items()))
