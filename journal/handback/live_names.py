"""Constraints and indexes with other names in the live database than in the replay: found, and proved on a copy."""

from collections.abc import Iterator, Mapping

from journal.catalog.compare import compare
from journal.catalog.difference import Weight
from journal.catalog.read import read_schema
from journal.catalog.renames import renamed
from journal.catalog.values import Key
from journal.connect.temporary import connect
from journal.dataclass import dataclass
from journal.drizzle.migrate import Address
from journal.handback.checklist import Again, Item, counted_words, go, no_go, note
from journal.handback.complete import CompletedCopy, ReplayOptions
from journal.handback.copy import ProjectCopy, second_copy
from journal.handback.request import Database, LivePlan
from journal.ledger.read import read_ledger
from journal.rebuild.schemas import Exclusions
from journal.verbs.locate import locate_schema

_KINDS = ("constraint", "index")


def live_names(completed: CompletedCopy, database: Database, ignore: tuple[str, ...]) -> Mapping[Key, str]:
    """Return the live name of each object, by its key in the replay, where only names differ."""
    located = locate_schema(completed.replays, database.live, ignore)
    if not located.equal or not located.at[-1].names:
        return {}
    entries = completed.folder.journal.entries
    count = [entry.tag for entry in entries].index(str(located.at[-1].tag)) + 1 if located.at[-1].tag else 0
    schema = completed.replays.after(entries[:count])
    expected, actual = _exclusions(completed, database, ignore).applied(schema, database.live.schema)
    return {ours: theirs[-1] for theirs, ours in renamed(expected, actual).keys.items() if ours[0] in _KINDS}


def _exclusions(completed: CompletedCopy, database: Database, ignore: tuple[str, ...]) -> Exclusions:
    places = database.live.others.places
    return Exclusions(completed.folder, completed.replays.before(), ignore, places)


@dataclass(frozen=True)
class LiveNames:
    """The names of a live database beside those of the entry that it is at."""

    copy: ProjectCopy
    completed: CompletedCopy
    options: ReplayOptions
    database: Database

    def items(self, again: Again, plan: LivePlan) -> Iterator[Item]:
        """Yield the proof that `migrate` gets from these names to those of `schema.ts`; nothing where none differ."""
        if not plan.located or plan.to is None or not plan.located.at[-1].names:
            return
        statements = [one.sql for one in plan.located.differences if one.weight is Weight.NAME and one.sql]
        differ = counted_words(len(statements), "name differs", "names differ")
        message = f"{differ} between the live database and the migrations."
        first = f"First give it the names of the migrations, in psql. Then: {again()}"
        entries = self.completed.folder.journal.entries
        count = [entry.tag for entry in entries].index(plan.to) + 1
        pending = [entry.tag for entry in entries[count:]]
        wrong = self._wrong(count) if pending and self.options.reading_kit else ""
        if wrong:
            message += f" On a copy with its names, drizzle-kit migrate of {', '.join(pending)} fails: {wrong}"
            yield no_go("live-names", message, first, *statements)
        elif self.completed.bridge:
            runs = f"drizzle-kit migrate runs {', '.join(pending)}, and all names are those of schema.ts."
            yield go("live-names", f"{message} On a copy with its names, {runs}")
        else:
            way = f"drizzle-kit names them as schema.ts does. To rename them with a migration: {again('--bridge')}"
            yield note("live-names", message, f"{way}; or in psql:", *statements)

    def _wrong(self, count: int) -> str:
        """Run `migrate` on a copy that is at this entry and has the live names; return what is wrong, or nothing."""
        completed, kit = self.completed, self.options.reading_kit
        if kit is None or completed.comparison is None:
            return ""
        folder, replays = completed.folder, completed.replays.unkept()
        exclusions = _exclusions(completed, self.database, self.options.scope.ignore)
        with (
            replays.running(folder.journal.entries[:count]) as rebuilt,
            connect(rebuilt.server.conninfo) as connection,
        ):
            ours, live = exclusions.applied(read_schema(connection), self.database.live.schema)
            for one in compare(live, ours):
                if one.weight is Weight.NAME and one.sql:
                    connection.execute(one.sql.encode())
            out = second_copy(self.copy.out, self.copy.folder / "live-names")
            output = kit.run("migrate", out, database=Address.of(rebuilt.server.conninfo))
            rows = len(read_ledger(connection, folder.settings.ledger).rows)
            after = read_schema(connection)
        if rows != len(folder.journal.entries):
            return output.gist
        if not completed.bridge:
            return ""
        sides = self.options.scope.applied(after, completed.comparison.expected)
        left = [one.name for one in compare(sides[1], sides[0]) if one.weight is Weight.NAME]
        return f"it leaves other names than schema.ts has: {', '.join(left)}." if left else ""
