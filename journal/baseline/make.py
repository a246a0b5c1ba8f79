"""From a source to a proved baseline: order, replay, compare, and the files. Writes nothing to the project."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journal.baseline.draft import BaselineDraft, complete_draft
from journal.baseline.dump_text import baseline_text, has_password, statements_in
from journal.baseline.dumper import DumpScope
from journal.baseline.order import ordered
from journal.baseline.prove import prove
from journal.baseline.result import Baseline
from journal.baseline.source import Comparable, DatabaseContents
from journal.catalog.compare import compare
from journal.catalog.difference import Difference
from journal.catalog.read import read_schema
from journal.connect.session import snapshot
from journal.dataclass import dataclass
from journal.errors import SettingsInvalid
from journal.folder.entries import Entry
from journal.folder.read import Folder
from journal.project.settings import Settings
from journal.rebuild.database import Recipe
from journal.rebuild.schemas import Prove, Replays
from journal.replay.watcher import Watcher
from journal.server.provider import Provider
from journal.verbs.schema import schema_path

if TYPE_CHECKING:
    from psycopg import Connection


_OPTIONS = "Options, schemaFilter and ignore_objects leave objects out."


@dataclass(frozen=True)
class MadeBaseline:
    """The result, and the folder as it will be."""

    result: Baseline
    folder: Folder


@dataclass(frozen=True)
class BaselineWork:
    """The private folder, and how it is replayed."""

    draft: BaselineDraft
    recipe: Recipe
    provider: Provider
    watcher: Watcher
    scope: DumpScope

    def made(self, source: DatabaseContents, shown: str, schema_place: tuple[Path | None, str]) -> MadeBaseline:
        """Return the baseline of a source with its proof. Raises what its steps raise.

        `schema_place`: where schema.ts goes, or why it goes nowhere.
        """
        draft, settings = self.draft, self.draft.copy.original
        statements = statements_in(source.entries, source.populated)
        if not statements:
            look = "psql URL -c '\\d *.*'" if source.database else "pg_dump --schema-only URL > dump.sql"
            raise SettingsInvalid(
                f"{shown} has nothing that a baseline could have.", hint=f"Look at the database: {look}. {_OPTIONS}"
            )
        head = f"Baseline: what pg_dump {source.client.version} says of the database, by drizzle-journal baseline"
        folder = draft.write(baseline_text(statements, head))
        order = ordered(statements, folder.forwards[0], self.provider, self.recipe)
        sql = baseline_text(order.statements, head)
        draft.write(sql)
        files = complete_draft(draft, self.provider, self.recipe, self.watcher)
        replays = Replays(files.folder, self.recipe, self.provider, self.watcher)
        proof = prove(replays, source, self.scope, draft.copy.folder)
        file, why = schema_place
        result = Baseline(
            settings, draft.tag, shown, source.version, self.scope, sql, files.files,
            Counter(one.type for one in statements), proof, order.moved, order.unchecked,
            (*(str(one) for one in source.entries if has_password(one)), *source.left_out),
            draft.is_version_1, files.lock_text, files.schema_text, file, why, files.notes, database=source.database,
        )  # fmt: skip
        return MadeBaseline(result, files.folder)

    def unchanged(self, source: DatabaseContents) -> Prove:
        """Return what compares the live schema with the source as it was read, which the replay equals."""
        comparable = Comparable(self.draft.settings.ledger, self.scope)

        def prove_again(connection: "Connection[Any]", _: Sequence[Entry]) -> tuple[Difference, ...]:
            with snapshot(connection):
                return compare(comparable.of(source.catalog), comparable.of(read_schema(connection)))

        return prove_again


def place_of_schema(settings: Settings, named: str | Path | None) -> tuple[Path | None, str]:
    """Return where schema.ts goes, or why it goes nowhere: a file that exists is never overwritten."""
    try:
        path = schema_path(settings, named)
    except SettingsInvalid as error:
        return None, f"{error.message} To write it: --schema-file FILE"
    if path.exists():
        if named is not None:
            raise SettingsInvalid(f"--schema-file {named} exists already.", hint="Name a new file.")
        return (
            None,
            f"{path.name} exists and was left as it is. To compare: drizzle-journal schema --dry-run --overwrite",
        )
    return path, ""
