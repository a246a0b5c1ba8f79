"""Why a statement failed, looked up in the project: which file creates the object, drops it, or ended the transaction.

A help says only what was found; where nothing was, it says that.
"""

import re

from journal.folder.read import Folder
from journal.replay.explain import MigrationFailed
from journal.replay.known_objects import extension_with, platforms_with, setting_versions
from journal.replay.later_dump import contained_advice
from journal.replay.project_files import Missing, ProjectFiles, SearchOrder, Sighting
from journal.rules.leaking_setting import settings_left
from journal.rules.support.own_transaction import (
    if_none_has_it,
    own_transaction,
    own_transaction_of,
    statements_in,
)
from journal.server.extensions import ALLOWED, TRUSTED
from journal.sql.definitions import Family
from journal.sql.parsed import ParsedPiece
from journal.sql.statements import Piece, cut


def cause_of(failure: MigrationFailed, folder: Folder) -> str:
    """Return what explains the failure, and what to do; empty where nothing is known of such an error.

    The order of the files is the journal's where it lists the failed one, else that of the names.
    """
    refusal, search = failure.explanation.refusal, _Search(failure, folder)
    if refusal.sqlstate in ("25P01", "25001"):
        return search.of_transaction()
    for pattern, explained in _BY_MESSAGE:
        if found := pattern.search(refusal.message):
            return explained.format(**found.groupdict())
    if found := _SETTING.search(refusal.message):
        return _versions_of(found["name"])
    named = _named(refusal.message)
    if "already exists" in refusal.message:
        return search.already_there(named) if named else ""
    if "does not exist" in refusal.message or "no schema has been selected" in refusal.message:
        return search.not_there(named) if named else search.changed_path()
    return ""


_EXTENSION = (
    "of the extension {extension}, which no file before this statement creates. Put CREATE EXTENSION IF NOT EXISTS "
    '"{extension}" into a migration, or have it created first: extensions = ["{extension}"] in the settings.'
)
_UNSAFE_EXTENSION = (
    "of the extension {extension}, which no file before this statement creates. Put CREATE EXTENSION IF NOT EXISTS "
    '"{extension}" into a migration and name a server that has it (--temp docker:IMAGE), or let --before FILE create '
    "a stand-in."
)
_BY_MESSAGE = (
    (
        re.compile(r"permission denied to create event trigger"),
        "PostgreSQL lets only superusers create event triggers; on Supabase the role that runs migrations may, outside "
        'of DO blocks: --platform supabase, or platform = "supabase" in the settings. If this file is to be trusted '
        "with this machine: --superuser.",
    ),
    (
        re.compile(r"new row violates row-level security policy"),
        "FORCE ROW LEVEL SECURITY applies to the owner, as whom the migrations run. On Supabase and Neon it has "
        'BYPASSRLS: --platform supabase or neon, or platform = "…" in the settings.',
    ),
    (
        re.compile(r"\b(?P<what>lz4|zstd)\b.* not supported"),
        "This server was built without {what}: name another by --pg-bin DIR or --temp docker:postgres:18.",
    ),
    (
        re.compile(r'operator class "(?P<name>\w+)" does not accept data type'),
        "{name} is for columns of another type. `drizzle-kit pull` writes such operator classes: remove it, here and "
        "in schema.ts.",
    ),
    (
        re.compile(r'type (?P<type>.+) has no default operator class for access method "(?P<method>gin|gist)"'),
        "The {method} index on {type} needs an operator class " + _EXTENSION.replace("{extension}", "btree_{method}"),
    ),
)
_MAY_SET_PATH = re.compile(r"search_path|\breset\s+all\b", re.IGNORECASE)
_UNCHANGED = ParsedPiece(Piece("SET search_path = unchanged", 0))
_SETTING = re.compile(r'unrecognized configuration parameter "(?P<name>\w+)"')
_KINDS = {family: (str(family),) for family in Family} | {
    Family.RELATION: ("relation", "table", "view", "materialized view", "sequence", "index", "foreign table"),
    Family.TYPE: ("type", "domain"),
    Family.FUNCTION: ("function", "procedure", "aggregate"),
    Family.OTHER: ("operator class", "access method", "publication", "event trigger", "language"),
}
_FAMILY_OF = {word: family for family, words in _KINDS.items() for word in words}
_QUOTED = re.compile(
    rf"\b(?P<kind>{'|'.join(sorted(_FAMILY_OF, key=len, reverse=True))}) "
    r'"(?P<name>[^"]+)"(?: (?:of|for) (?:relation|table) "(?P<table>[^"]+)")?'
)
_CALL = re.compile(r"\b(?P<kind>function|procedure|aggregate) (?P<name>[\w.]+)\(")
_COLUMN = re.compile(r"\bcolumn (?P<table>\w+)\.(?P<name>\w+) does not exist")


def _named(message: str) -> Missing | None:
    """Return the object that a message of PostgreSQL is about, or None."""
    found = _CALL.search(message) or _QUOTED.search(message)
    if not found:  # a column with an alias of its table
        column = _COLUMN.search(message)
        return Missing(Family.COLUMN, column["name"]) if column else None
    family, table = _FAMILY_OF[found["kind"]], found.groupdict().get("table")
    within, _, name = (None, "", found["name"]) if table else found["name"].rpartition(".")
    return Missing(family, name, table.rpartition(".")[2] if table else within or None, found["kind"])


class _Search:
    """The search for the cause of one failure."""

    def __init__(self, failure: MigrationFailed, folder: Folder) -> None:
        self.failure = failure
        self.settings = folder.settings
        before = () if failure.manual else [applied.tag for applied in failure.before]
        self.files = ProjectFiles(folder, failure.failed, before)
        self.line = failure.explanation.place.line

    def not_there(self, missing: Missing) -> str:
        """Return where the missing object is created or dropped, else what has it, else that nothing was found."""
        everywhere = self.files.sightings(missing)
        seen = [sighting for sighting in everywhere if self._can_be_meant(missing, sighting)]
        if everywhere and not seen:
            return f"No file in this folder adds {missing} to a table that this statement names."
        before = [sighting for sighting in seen if self._runs_before(sighting)]
        if before:
            return self._lost(missing, before[-1])
        later = next((sighting for sighting in seen if not sighting.definition.gone), None)
        if later:
            return self._not_yet(later)
        return self._of_others(missing) or self._created_nowhere(missing)

    def already_there(self, named: Missing) -> str:
        """Return which file and line created the object that is there already."""
        before = [sighting for sighting in self.files.sightings(named) if self._runs_before(sighting)]
        if before and not before[-1].definition.gone:
            inside = "" if before[-1].definition.sure else " inside a DO block, if that ran"
            advice = contained_advice(self.files, before[-1].file)
            return f"{self._at(before[-1])} creates it{inside}.{advice}"
        if named.family is Family.SCHEMA and named.name == self.settings.ledger.schema:
            return (
                "Drizzle creates this schema before the first migration, for its ledger: write CREATE SCHEMA IF NOT "
                "EXISTS here, or name another `schema` in `migrations` of drizzle.config."
            )
        return f"No statement before this one creates {named} by that name."

    def changed_path(self) -> str:
        """Return which line changed search_path for the files after it, or an empty text."""
        for file in () if self.failure.manual else self.files.earlier():
            if not _MAY_SET_PATH.search(file.text):
                continue
            pieces = (_UNCHANGED, *map(ParsedPiece, cut(file.text)))
            path = next((setting for setting in settings_left(pieces) if setting.name == "search_path"), None)
            if path is None:  # reset
                return ""
            if path.value != "unchanged":
                return (
                    f"{self.files.shown(file.path)}:{file.line_of(path.offset)} sets search_path to '{path.value}' for "
                    "the rest of the session, where names without a schema are looked for: remove that line, or end "
                    "that file with RESET search_path."
                )
        return ""

    def of_transaction(self) -> str:
        """Return which line ended Drizzle's transaction, or what a BEGIN with options does to it, or an empty text."""
        refusal = self.failure.explanation.refusal
        if refusal.sqlstate == "25001":
            own = own_transaction_of(self.failure.failed) if "SET TRANSACTION" in refusal.message else None
            return f"{own.effect}. {if_none_has_it(own)}" if own and own.has_options else ""
        ended = {applied.tag for applied in self.failure.before if applied.ended_transaction}
        for file in self.files.earlier():
            own = own_transaction(file.path.name, statements_in(file.text)) if file.tag in ended else None
            if own:
                return (
                    f"{self.files.shown(file.path)}:{file.line_of(own.offset)} ended Drizzle's transaction with "
                    f"{own.word}: if no database has run that file, remove {own.pair}. "
                    "Drizzle runs all pending migrations in one transaction."
                )
        return ""

    def _lost(self, missing: Missing, last: Sighting) -> str:
        """Return why an object that was created before is not found."""
        definition, at = last.definition, self._at(last)
        if definition.gone:
            return f"{at} drops it, or gives it another name, before this statement runs."
        if not definition.sure:
            return f"{at} creates it inside a DO block, which may not have run that statement."
        if missing.family in (Family.RELATION, Family.TYPE, Family.FUNCTION) and not missing.within:
            if definition.within not in (None, "public"):
                return f"{at} creates it in the schema {definition.within}: write {definition.within}.{missing.name}."
            if changed := self.changed_path():
                return changed
        if self.failure.manual:
            return f"{at} creates it. Whether this database has that file: {self.settings.command('status')}"
        return f"{at} creates it; why it is not found here is not known."

    def _not_yet(self, later: Sighting) -> str:
        """Return what to do about an object that a file creates, though not before this statement."""
        at = self._at(later)
        match later.file.where:
            case SearchOrder.SAME:
                return f"{at} creates it, after this statement: put it before."
            case SearchOrder.LATER:
                return f"{at} creates it, and runs after this file."
            case SearchOrder.UNLISTED:
                add = self.settings.command("bootstrap", "--add", later.file.tag, "--in-place")
                return f"{at} creates it, and the journal does not list that file. To put it before this one: {add}"
            case SearchOrder.IGNORED:
                return f"{at} creates it, and the settings ignore that file: remove it from `ignore` or `contains`."
            case _:
                return f"Only {at} creates it, and that is a down file."

    def _of_others(self, missing: Missing) -> str:
        """Return which extension, platform or file outside of the folder has the object, or an empty text."""
        extension = missing.name if missing.family is Family.EXTENSION else extension_with(missing.name, missing.within)
        if extension:
            created = self.files.sightings(Missing(Family.EXTENSION, extension))
            if created and not self._runs_before(created[-1]):
                return f"{missing} is of the extension {extension}. {self._not_yet(created[-1])}"
            advice = _EXTENSION if extension in ALLOWED | TRUSTED else _UNSAFE_EXTENSION
            return f"{missing} is " + advice.format(extension=extension)
        platforms = platforms_with(missing.family, missing.name, missing.within, self.failure.failed.text)
        if platforms:
            options = " or ".join(f"--platform {platform}" for platform in platforms)
            return (
                f"No file in this folder creates {missing}. New databases of the platform have it: {options}, or "
                f'platform = "{platforms[0]}" in the settings.'
            )
        elsewhere = next(self.files.sightings_elsewhere(missing), None)
        return f"No file in this folder creates {missing}; {self._at(elsewhere)} does." if elsewhere else ""

    def _created_nowhere(self, missing: Missing) -> str:
        if missing.family is Family.TYPE and missing.name in ("serial", "bigserial", "smallserial"):
            real = missing.name.replace("serial", "int")
            return (
                f"{missing.name} is a word of CREATE TABLE and ADD COLUMN, no type: write {real}, and add an identity."
            )
        nowhere = f"No file in this folder creates {missing}."
        if missing.family is Family.ROLE:
            return (
                f"{nowhere} Roles belong to the server: dump without them (pg_dump --no-owner --no-privileges), or "
                f'have it created first: roles = ["{missing.name}"] in the settings.'
            )
        return nowhere if missing.within else f"{nowhere} {self.changed_path()}".strip()

    def _can_be_meant(self, missing: Missing, sighting: Sighting) -> bool:
        """Tell whether a column that PostgreSQL named without its table can be of this one."""
        if missing.family is not Family.COLUMN or missing.within:
            return True
        table = rf"(?<!\w){re.escape(sighting.definition.within or '')}(?!\w)"
        return bool(re.search(table, self.failure.explanation.statement, re.IGNORECASE))

    def _runs_before(self, sighting: Sighting) -> bool:
        where = sighting.file.where
        return where is SearchOrder.EARLIER or (where is SearchOrder.SAME and sighting.line < self.line)

    def _at(self, sighting: Sighting) -> str:
        return f"{self.files.shown(sighting.file.path)}:{sighting.line}"


def _versions_of(setting: str) -> str:
    """Return which versions of PostgreSQL have a setting."""
    first, gone = setting_versions(setting)
    if first:
        return (
            f"{setting} came with PostgreSQL {first}: name such a server, by --temp docker:postgres:18 or --pg-bin DIR."
        )
    if gone:
        return (
            f"PostgreSQL {gone} and later have no {setting}: remove the line, or name an older server by --pg-bin DIR."
        )
    return f"Which version or extension has {setting} is not known."
