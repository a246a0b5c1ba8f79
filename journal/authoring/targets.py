"""What the options of new name: a forward file, a table, or a column."""

from journal.authoring.sql_names import spelt
from journal.catalog.values import Key, Schema
from journal.dataclass import dataclass
from journal.errors import JournalError, Place, place_at
from journal.folder.file_names import Kind
from journal.folder.lookup import named_file
from journal.folder.migrations import Migration
from journal.folder.read import Folder
from journal.sql.parsed import Parsed, ParsedPiece


class DownImpossible(JournalError):
    """The file is no forward file, or is not valid SQL."""

    code = "down-impossible"


def forward_named(folder: Folder, name: str) -> Migration:
    """Return the forward file by tag, name or path; also one on the ignore list.

    Raises FolderUnreadable where there is none, DownImpossible for a down file and the baseline.
    """
    found = named_file(folder, "--down-of", name)
    if found.kind is Kind.FORWARD:
        return found
    what = "a down file" if found.kind is Kind.DOWN else "the baseline"
    raise DownImpossible(f"--down-of {name} is {what}.", hint="Name a forward file.", place=Place(found.path))


def parsed(migration: Migration) -> list[Parsed]:
    """Return the file's statements. Raises DownImpossible where it does not parse."""
    pieces = [ParsedPiece(piece) for piece in migration.pieces]
    broken = next((piece.problem for piece in pieces if piece.problem), None)
    if broken:
        place = place_at(migration.path, migration.text, broken.offset)
        raise DownImpossible(
            f"{migration.name}, line {place.line}: {broken.message}.",
            hint="Fix the SQL first. A down file needs SQL that PostgreSQL can parse.",
            place=place,
        )
    return [statement for piece in pieces for statement in piece.statements]


class TargetUnknown(JournalError):
    """After the migrations there is no such table or column."""

    code = "target-unknown"


@dataclass(frozen=True)
class AuthoringTarget:
    """A table, or a column of it."""

    schema: str
    table: str
    column: str = ""

    @property
    def where(self) -> str:
        """The table as SQL writes it, without `public`."""
        return spelt("" if self.schema == "public" else self.schema, self.table)

    @property
    def title(self) -> str:
        """`users.legacy_quota`, for people."""
        return ".".join(filter(None, ("" if self.schema == "public" else self.schema, self.table, self.column)))

    @property
    def key(self) -> Key:
        """The key of the table or column in a Schema."""
        return ("column", self.schema, self.table, self.column) if self.column else ("table", self.schema, self.table)


def target_of(text: str, *, column: bool, schema: Schema | None) -> AuthoringTarget:
    """Parse `[SCHEMA.]TABLE[.COLUMN]`. Raises TargetUnknown where `schema` has no such object."""
    words, most = text.split("."), 3 if column else 2
    if not all(words) or not most - 1 <= len(words) <= most:
        form = "[SCHEMA.]TABLE.COLUMN" if column else "[SCHEMA.]TABLE"
        raise TargetUnknown(f"{text!r} is not of the form {form}.", hint="Names as they are stored, without quotes.")
    target = AuthoringTarget(words[0] if len(words) == most else "public", *(words[-2:] if column else words[-1:]))
    if schema and target.key not in schema.objects:
        siblings = sorted(key[-1] for key in schema.objects if key[: len(target.key) - 1] == target.key[:-1])
        hint = f"There are: {', '.join(siblings[:12])}" if siblings else "Add the schema: SCHEMA.TABLE"
        raise TargetUnknown(f"The migrations create no {target.key[0]} {target.title}.", hint=hint)
    return target
