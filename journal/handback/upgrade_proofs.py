"""The proofs of the upgrade: `up`, `check`, `generate` and `migrate` of drizzle-kit 1.0, judged by their effect.

What `generate` writes after `up` is run after the entries: statements that change nothing in the end are a fault of 1.0
alone. Others have to lead to `schema.ts`, where that differs from the entries.
"""

import re
import shutil
from dataclasses import replace
from pathlib import Path

from journal.catalog.compare import compare
from journal.catalog.difference import Weight
from journal.catalog.read import read_schema
from journal.connect.session import server_message
from journal.connect.temporary import connect, connect_as_user
from journal.dataclass import dataclass
from journal.drizzle.kit import FINE, NO_CHANGES, Kit, KitOutput
from journal.drizzle.migrate import Address
from journal.handback.checklist import Item, counted_words, go, no_go, note
from journal.handback.compare import Scope, differences_between
from journal.handback.complete import CompletedCopy
from journal.ledger.columns import LedgerRow
from journal.ledger.read import read_ledger
from journal.project.files import FileKind, read_file
from journal.project.settings import Settings
from journal.sql.statements import MARKER

_DECISION = re.compile(r"^\d+\.\s+(\S.*?)\s+—\s+(\S.*?)\s+(\S+)$", re.MULTILINE)
"""A question of `generate`, which needs an answer in --hints: what it is, the kind and the name of the object."""


@dataclass(frozen=True)
class Upgraded:
    """The result of 1.0 in a folder: migration folders, the output of each command, generated statements."""

    out: Path
    folders: tuple[str, ...]
    up: KitOutput
    check: KitOutput
    generate: KitOutput
    statements: tuple[str, ...]


def upgrade(kit: Kit, out: Path) -> Upgraded:
    """Run `up`, `check` and `generate`, and remove what `generate` wrote: `migrate` is to run what was there."""
    up = kit.run("up", out)
    folders = tuple(sorted(path.parent.name for path in out.glob("*/snapshot.json")))
    check = kit.run("check", out)
    generate = kit.run("generate", out, "--name=after_handback") if folders else KitOutput("")
    written = sorted(out.glob("*_after_handback/migration.sql"))
    texts = [read_file(path, FileKind.SQL).decode("utf-8", "replace") for path in written]
    for path in out.glob("*_after_handback"):
        shutil.rmtree(path)
    statements = tuple(piece.strip() for text in texts for piece in text.split(MARKER))
    return Upgraded(out, folders, up, check, generate, statements)


def generate_item(version: str, ours: Upgraded, settings: Settings, completed: CompletedCopy, scope: Scope) -> Item:
    """Tell what `generate` of 1.0 makes of schema.ts: nothing, or the difference between the entries and it."""
    name, kit = "v1-generate", f"drizzle-kit {version}"
    if ours.statements:
        effect = _effect_of(ours.statements, completed, scope)
        if effect.wrong:
            message = f"After up, {kit} generate writes what changes the database:"
            way = _repair(ours, settings, completed)
            return no_go(name, message, way, *effect.refused, *effect.wrong, *ours.statements)
        differs = "the difference between the entries and schema.ts"
        what = differs if effect.changes else "statements that change nothing in the end"
        message = f"After up, {kit} generate writes {what}"
        result = "as in schema.ts" if effect.changes else "the same"
        if effect.refused:
            message += f", of which PostgreSQL refuses {len(effect.refused)}:"
            what, rest = ("statement", "it") if len(effect.refused) == 1 else ("statements", "them")
            way = f"After up, run generate once, and remove the refused {what} from its migration.sql before migrate."
            way = f"{way} The schema is {result} without {rest}."
        else:
            message += ":"
            way = f"The schema is {result} after them, but a statement may rewrite a table."
        return note(name, message, way, *effect.refused, *ours.statements)
    if NO_CHANGES not in ours.generate.text:
        decisions = [f"{what}: {kind} {of}" for what, kind, of in _DECISION.findall(ours.generate.text)]
        said = f"asks {counted_words(len(decisions), 'question', 'questions')}:" if decisions else ours.generate.gist
        message = f"After up, {kit} generate does not end with “{NO_CHANGES}”, but {said}"
        return no_go(name, message, _repair(ours, settings, completed), *decisions)
    if FINE not in ours.check.text:
        message = f"After up, {kit} check: {ours.check.gist}"
        return no_go(name, message, _repair(ours, settings, completed))
    return go(name, f"After up, {kit} check: {FINE.lower()}; generate: {NO_CHANGES}.")


@dataclass(frozen=True)
class _Effect:
    """PostgreSQL's errors; whether the schema changes; and sentences on what should not differ in the end."""

    refused: list[str]
    changes: bool
    wrong: list[str]


def _effect_of(statements: tuple[str, ...], completed: CompletedCopy, scope: Scope) -> _Effect:
    """Run the statements after the entries, and compare the schema then with `schema.ts`, or with the one before."""
    from psycopg import Error

    refused = []
    replays = replace(completed.replays, recipe=replace(completed.replays.recipe, worth_seconds=None))
    with (
        replays.running(completed.folder.journal.entries) as database,
        connect_as_user(database.server.conninfo, replays.recipe.limits.options()) as connection,
    ):
        before = read_schema(connection)
        for statement in statements:
            try:
                connection.execute(statement.encode())
            except Error as error:
                text = " ".join(statement.split())[:200]
                refused.append(f"this fails after the entries, {server_message(error)}: {text}")
        after = read_schema(connection)
    changes = [f"it changes {one.kind} {one.name} {one.facet}".strip() for one in compare(after, before)]
    comparison = completed.comparison
    if comparison is None or not comparison.differences:
        return _Effect(refused, bool(changes), changes)
    ours = scope.applied(after, comparison.expected)[0]
    judged = comparison.replayed.objects.keys() | ours.objects.keys()
    left = [
        one for one in differences_between(ours, comparison.wanted) if one.weight is not Weight.NAME
    ]  # 1.0 has others
    beyond = {key for key, _ in before.objects.items() ^ after.objects.items()} - judged
    found = [f"after it, {one.kind} {one.name} {one.facet}".rstrip() + " still differs from schema.ts" for one in left]
    found += [f"it changes {key[0]} {'.'.join(key[1:])}" for key in sorted(beyond)]
    return _Effect(refused, bool(changes), found)


def _repair(ours: Upgraded, settings: Settings, completed: CompletedCopy) -> str:
    """Return what to change, by the cause that is seen."""
    if "relations" in ours.generate.gist:
        return (
            "1.0 has `relations` in drizzle-orm/_relations. drizzle-kit needs no relations: move them into a file that "
            "`schema` of drizzle.config does not name. With the upgrade, change its import to: "
            'import { relations } from "drizzle-orm/_relations"; or use defineRelations.'
        )
    if completed.comparison and completed.comparison.differences:
        return f"schema.ts differs from the entries. Write that first: {settings.drizzle_kit('generate')}"
    if settings.drizzle and settings.drizzle.get("casing"):
        casing = settings.drizzle.values["casing"].value
        return (
            f"1.0 ignores `casing: '{casing}'` of drizzle.config. Name the columns in schema.ts, such as "
            "userId: integer('user_id')."
        )
    return "1.0 reads schema.ts differently from 0.31. Change schema.ts until generate of both has nothing to write."


def migrate_item(kit: Kit, out: Path, completed: CompletedCopy, rows: tuple[LedgerRow, ...] | None, way: str) -> Item:
    """Run `migrate` on a copy of the ledger: every row gets its name, and only pending entries are added.

    `rows`: those of the live ledger, None for one of every entry. `way`: how to fix what is known to be wrong with it.
    """
    from psycopg import sql

    settings, entries, version = completed.folder.settings, completed.folder.journal.entries, kit.package.version
    applied = len([entry for entry in entries if rows is None or entry.when in {row.created_at for row in rows}])
    replays = replace(completed.replays, recipe=replace(completed.replays.recipe, worth_seconds=None))
    with replays.running(entries[:applied]) as database, connect(database.server.conninfo) as connection:
        if rows:  # the live ledger's rows in place of those of the replay
            table = sql.Identifier(settings.ledger.schema, settings.ledger.table)
            connection.execute(sql.SQL("DELETE FROM {}").format(table))
            names = any(row.name for row in rows)
            if names:
                connection.execute(sql.SQL("ALTER TABLE {} ADD name text, ADD applied_at timestamptz").format(table))
            words = ("id", "hash", "created_at", *(["name"] if names else []))
            columns, values = (sql.SQL(", ").join(map(kind, words)) for kind in (sql.Identifier, sql.Placeholder))
            insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(table, columns, values)
            for row in rows:
                connection.execute(insert, {word: getattr(row, word) for word in words})
        before = read_ledger(connection, settings.ledger)
        output = kit.run("migrate", out, database=Address.of(database.server.conninfo))
        after = read_ledger(connection, settings.ledger)
    pending = len(entries) - applied
    if len(after.rows) != len(before.rows) + pending or not all(row.name for row in after.rows):
        way = way or f"Run: {settings.command('status')}"
        return no_go("v1-migrate", f"drizzle-kit {version} migrate: {output.gist}", way)
    runs = f"runs the {pending} pending" if pending else "runs nothing"
    return go("v1-migrate", f"drizzle-kit {version} migrate then knows every row by name, and {runs}.")
