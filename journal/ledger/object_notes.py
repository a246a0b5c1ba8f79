"""Notes on what the database has of each migration, where that is not what its ledger says."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from shlex import join

from journal.catalog.quoting import quoted
from journal.connect.search_path import UserPath
from journal.connect.target import NOWHERE, Target
from journal.dataclass import dataclass
from journal.errors import Note, Severity
from journal.folder.read import Folder
from journal.ledger.live_objects import MigrationObjects, Presence
from journal.ledger.manual_table import ManualTable
from journal.ledger.other_ledgers import OtherLedger, OtherLedgers
from journal.ledger.privileges import Privileges
from journal.ledger.read import LiveLedger
from journal.ledger.status import EntryState, EntryStateKind, Status
from journal.project.settings_table import FILE_NAME
from journal.sql.definitions import Family

OBJECTS_THERE = "objects-there"
NOT_THERE = "not-there"
PARTLY_THERE = "partly-there"
PARTLY_MISSING = "partly-missing"
ROW_SECURITY_OFF = "row-security-off"
_SUPABASE = "supabase_migrations.schema_migrations"
_OF_SUPABASE = (
    " The Supabase CLI writes that table. If the CLI applies these migrations, do not use drizzle-kit migrate. If "
    "Drizzle is to apply them from now on, stamp them."
)
_SHOWN = 5
_NOT_RUN = (EntryStateKind.PENDING, EntryStateKind.SKIPPED)


@dataclass(frozen=True)
class LiveFacts:
    """What was read of a database, with the status of each entry and what the database has of it."""

    ledger: LiveLedger
    manual: ManualTable | None
    status: Status
    objects: Mapping[str, MigrationObjects]
    path: UserPath
    privileges: Privileges
    others: OtherLedgers = field(default_factory=OtherLedgers)
    target: Target = NOWHERE


def object_notes(folder: Folder, live: LiveFacts) -> Iterator[Note]:
    """Yield what is recorded and not there, and what is there and not recorded; few notes of a kind."""
    entries, objects = live.status.entries, live.objects
    recorded = [(entry, objects[entry.local.tag]) for entry in entries if entry.row and entry.local.hash]
    waiting = [(one, objects[one.local.tag]) for one in entries if one.state in _NOT_RUN]
    visible = [one for _, one in recorded if one.presence is not Presence.UNSEEN]
    absent = [one for one in visible if one.presence is Presence.ABSENT]
    gone = [one.missing for one in absent if not one.elsewhere and not one.exposed]
    command = folder.settings.command
    yield from _exposed(recorded, live.target)
    if len(gone) == len(visible) > 1:
        yield _all_gone(len(recorded), [name for missing in gone for name in missing], command("locate"))
    else:
        yield from _capped(_recorded(recorded, command))
    yield from _there(waiting, live, command)
    yield from _capped(_partly(waiting, command))
    yield from _names(recorded, command)


def _all_gone(recorded: int, missing: Sequence[str], help_: str) -> Note:
    return Note(
        "tables-gone",
        f"The ledger records {recorded} of these migrations, but the database has none of their objects: "
        f"{_list(missing)}. drizzle-kit migrate does not run a recorded migration again. Is this the right database?",
        help_,
        severity=Severity.ERROR,
    )


def _recorded(found: Iterable[tuple[EntryState, MigrationObjects]], command: Callable[..., str]) -> Iterator[Note]:
    for entry, objects in found:
        tag, total = entry.local.tag, len(objects.seen) + len(objects.missing)
        missing = [name for name in objects.missing if name not in objects.exposed]
        if not missing:
            continue
        if objects.presence is Presence.ABSENT and not objects.elsewhere:
            message = f"The ledger records {tag}, but the database has none of its objects: {_list(missing)}."
            yield Note(NOT_THERE, message, command("locate"), severity=Severity.ERROR)
        elif not objects.elsewhere:
            message = f"The ledger records {tag}, but {len(missing)} of its {total} objects "
            message += f"{'is' if len(missing) == 1 else 'are'} missing: {_list(missing)}."
            yield Note(PARTLY_MISSING, message, command("verify"), severity=Severity.ERROR)


def _exposed(found: Iterable[tuple[EntryState, MigrationObjects]], target: Target) -> Iterator[Note]:
    """Yield a note on the tables whose row level security is off, though a recorded migration enables it."""
    tables = {table: entry.local.tag for entry, objects in found for table in objects.exposed.values()}
    if tables:
        listed = _list([f"{schema}.{table} ({tag} enables it)" for (schema, table), tag in tables.items()])
        message = f"Row level security is off, though the ledger records that it was enabled: {listed}. Policies have "
        message += f"no effect there: every role with a privilege on {'the' if len(tables) == 1 else 'such a'} table "
        message += "reaches all of its rows. If row level security is to stay off there, disable it in a migration."
        statements = [f"ALTER TABLE {quoted(*one)} ENABLE ROW LEVEL SECURITY;" for one in tables]
        help_ = join(["psql", target.printable, "-c", " ".join(statements[:_SHOWN])])
        yield Note(ROW_SECURITY_OFF, message, help_, severity=Severity.ERROR)


def _there(
    found: Sequence[tuple[EntryState, MigrationObjects]], live: LiveFacts, command: Callable[..., str]
) -> Iterator[Note]:
    """Yield one note on the migrations whose objects are there, for each effect of the next migrate on them."""
    groups: dict[tuple[str, bool], list[tuple[str, MigrationObjects]]] = {}
    for entry, objects in found:
        if objects.presence is Presence.THERE:
            tag = entry.local.tag
            known = any(table.has(tag) for table in (live.manual, live.others) if table)
            groups.setdefault((_effect(objects), known), []).append((tag, objects))
    help_ = command(*_record(found)) if found else ""
    for (effect, known), alike in groups.items():
        whose, them, were = ("their", "them", "Were they") if len(alike) > 1 else ("its", "it", "Was it")
        tags, seen = [tag for tag, _ in alike], [name for _, objects in alike for name in objects.seen]
        message = f"The ledger does not record {_list(tags)}, but the database has {whose} objects: {_list(seen)}. "
        message += f"drizzle-kit migrate would {effect.format(them)}."
        message += "" if known else f" {were} run by hand, or by drizzle-kit push?"
        yield Note(OBJECTS_THERE, message, help_, severity=Severity.ERROR)


def _record(waiting: Sequence[tuple[EntryState, MigrationObjects]]) -> tuple[str, ...]:
    """Return the arguments that record what is there: `stamp`, whose replay proves it, where the first ones are there
    and nothing of those after them; else `locate`, which finds how much is there.
    """
    found = [objects.presence for _, objects in waiting]
    there = found.count(Presence.THERE)
    is_clear = found == [Presence.THERE] * there + [Presence.ABSENT] * (len(found) - there)
    return ("stamp", "--to", waiting[there - 1][0].local.tag) if is_clear and there else ("locate",)


def _partly(found: Iterable[tuple[EntryState, MigrationObjects]], command: Callable[..., str]) -> Iterator[Note]:
    for entry, objects in found:
        if objects.presence is Presence.PARTLY:
            message = f"The ledger does not record {entry.local.tag}, but the database has a part of its objects: "
            message += f"{_list(objects.seen)}. It lacks {_list(objects.missing)}. "
            message += f"drizzle-kit migrate would {_effect(objects).format('it')}."
            yield Note(PARTLY_THERE, message, command("locate"), severity=Severity.ERROR)


def _effect(objects: MigrationObjects) -> str:
    """Return what the next migrate does to what is there: an ALTER COLUMN does not fail."""
    return "run {} again" if objects.altered.issuperset(objects.seen) else "fail there"


def _names(found: Iterable[tuple[EntryState, MigrationObjects]], command: Callable[..., str]) -> Iterator[Note]:
    """Yield a note on the constraints and indexes that the database seems to have under other names."""
    others = {name: other for _, objects in found for name, other in objects.other_names.items()}
    if others:
        listed = _list([f"{name}, which may be {other}" for name, other in others.items()])
        message = f"Constraints or indexes with other names than in the migrations: {listed}. A "
        message += "migration that names one of them would fail."
        yield Note("name-differs", message, command("verify"))


def path_notes(folder: Folder, live: LiveFacts) -> Iterator[Note]:
    """Yield notes on objects that are in a schema which the user's SQL does not search, or will be in a wrong one.

    A role with the name of the ledger's schema makes its tables there as soon as the schema exists, by "$user".
    """
    role, schema, path = live.path.role, folder.settings.ledger.schema, live.path
    named = role == schema and '"$user"' in path.setting
    remedy = f"ALTER ROLE {quoted(role)} SET search_path = "
    recorded = {entry.local.tag for entry in live.status.entries if entry.row}
    elsewhere = {
        name: where
        for tag, one in live.objects.items()
        for name, where in one.elsewhere.items()
        if tag in recorded or where == schema  # another schema may well have a table of the name of a pending one
    }
    if elsewhere:
        tables = {name: where for name, where in elsewhere.items() if name.startswith("table ")}
        listed = _list([f"{name} in {where}" for name, where in (tables or elsewhere).items()])
        message = f"These are in a schema that the migrations do not search: {listed} (search_path: {path.setting})."
        help_ = f"If they belong there: {remedy}{quoted(min(elsewhere.values()))};"
        if named:
            message += f' The role {role} has the name of the ledger\'s schema, so "$user" means that schema.'
            help_ = " ".join([*_moves(live.objects.values(), schema), f"{remedy}public;"])
        yield Note("objects-elsewhere", message, help_, severity=Severity.ERROR)
    elif named and not live.ledger.exists and _unqualified(folder):
        message = (
            f"The role {role} has the name of the ledger's schema. drizzle-kit migrate creates the schema {schema}. "
        )
        message += 'Then "$user" in the search_path means that schema, and new tables are created in it.'
        yield Note(
            "role-named-as-ledger", message, f"Before the first migrate: {remedy}public;", severity=Severity.ERROR
        )


def _moves(found: Iterable[MigrationObjects], schema: str) -> Iterator[str]:
    """Yield the statements that move tables without a schema in their SQL out of the schema of the ledger."""
    misplaced = [place for one in found for place in one.misplaced.items()]
    for table in dict.fromkeys(table for table, where in misplaced if where == schema):
        yield f"ALTER TABLE {quoted(schema)}.{quoted(table)} SET SCHEMA public;"


def _unqualified(folder: Folder) -> bool:
    found = (one for migration in folder.by_tag.values() for one in migration.definitions)
    return any(one.family is Family.RELATION and one.within is None for one in found)


def unlisted_note(folder: Folder, live: LiveFacts) -> Iterator[Note]:
    """Yield a note on the files that no entry lists and that no run by hand is recorded of."""
    tables = [table for table in (live.manual, live.others) if table]
    known = folder.journal.tags.union(one.tag for one in folder.forwards if any(t.has(one.tag) for t in tables))
    files = [one for one in folder.forwards if one.tag not in known]
    if files and folder.journal.entries:
        tags = _list([one.tag for one in files])
        message = (
            f"The journal does not list {tags}: drizzle-kit migrate never runs {'it' if len(files) == 1 else 'them'}."
        )
        if len(files) == 1:
            from journal.rules.support.unlisted import effect_of  # rarely needed, and all of the rules' support

            message += f" It would {effect_of(files[0])}."
        yield Note("file-without-entry", message, folder.settings.command("bootstrap"), severity=Severity.ERROR)


def by_hand_notes(folder: Folder, live: LiveFacts) -> Iterator[Note]:
    """Yield a note on the migrations that were run by hand and that Drizzle's ledger does not record."""
    manual = live.manual
    tags = [one.local.tag for one in live.status.entries if manual and one.row is None and manual.has(one.local.tag)]
    tags = [tag for tag in tags if tag not in live.objects or live.objects[tag].presence is not Presence.ABSENT]
    if tags:
        place = folder.settings.ledger
        message = f"{manual} records {_list(tags)}, but {place.schema}.{place.table} does not: drizzle-kit migrate "
        message += f"would run {'it' if len(tags) == 1 else 'them'} again."
        yield Note("run-by-hand", message, folder.settings.command("stamp", "--to", tags[-1]), severity=Severity.ERROR)


def elsewhere_notes(folder: Folder, live: LiveFacts) -> Iterator[Note]:
    """Yield a note on each table of another runner that records what neither of the two ledgers does."""
    known = {one.local.tag for one in live.status.entries if one.row}
    known |= {one.tag for one in folder.forwards if live.manual and live.manual.has(one.tag)}
    for other in live.others.found:
        tags = [one.tag for one in folder.forwards if one.tag not in known and other.has(one.tag)]
        listed = [tag for tag in tags if tag in folder.journal.tags]
        if tags:
            what = "drizzle-kit migrate would run" if listed else "`drizzle-journal run` does not run"
            them = "it" if len(tags) == 1 else "them"
            message = f"{other} records {_list(tags)}, but the ledger of this project does not: {what} {them}"
            command = folder.settings.command
            way = command("run", "--record-only", tags[-1]) if other.unusable else adopt(other)
            way = command("stamp", "--to", listed[-1]) if listed else way
            why = f" It cannot be the manual ledger: {other.unusable}" if other.unusable else ""
            message += f"{' again' * bool(listed)}.{_OF_SUPABASE if str(other) == _SUPABASE else why}"
            yield Note("recorded-elsewhere", message, way, severity=Severity.ERROR)
    yield from live.others.notes
    yield from live.others.views


def adopt(other: OtherLedger) -> str:
    """Return how to make the table of another runner the manual ledger."""
    return f'To record files there: manual = {{ ledger = "{other}" }} in {FILE_NAME}'


def _capped(notes: Iterable[Note]) -> Iterator[Note]:
    """Yield the first notes of each code; the last of them tells how many more there are."""
    by_code: dict[str, list[Note]] = {}
    for note in notes:
        by_code.setdefault(note.code, []).append(note)
    for found in by_code.values():
        more = len(found) - _SHOWN
        yield from found[: _SHOWN - 1 if more > 0 else _SHOWN]
        if more > 0:
            last = found[_SHOWN - 1]
            yield Note(
                last.code, f"{last.message} (and {more} more such migrations)", last.help, severity=last.severity
            )


def _list(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
