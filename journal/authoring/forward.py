"""The forward file that a down file is derived of: found, and cut into statements."""

from journal.authoring.writing import NewFile
from journal.errors import JournalError, Place, place_at
from journal.folder.migrations import Migration
from journal.folder.named_files import named_file
from journal.folder.names import Kind
from journal.folder.read import Folder
from journal.sql.parsed import Parsed, ParsedPiece


class DownImpossible(JournalError):
    """What is named is no forward file, or cannot be read as SQL."""

    code = "down-impossible"


def forward_named(folder: Folder, name: str) -> Migration:
    """The forward file, by tag, name or path; also one that the settings ignore.

    Raises FolderUnreadable where there is none, DownImpossible for a down file and the baseline.
    """
    found = named_file(folder, "--down-of", name)
    if found.kind is Kind.FORWARD:
        return found
    what = "a down file itself" if found.kind is Kind.DOWN else "the baseline"
    raise DownImpossible(
        f"--down-of {name}: that is {what}.", hint="Name a forward file.", place=Place(found.path)
    )  # fmt: skip


def as_migration(tag: str, file: NewFile) -> Migration:
    """A forward file that is not written yet."""
    return Migration(tag, Kind.FORWARD, file.path, file.text.encode())


def parsed(migration: Migration) -> list[Parsed]:
    """Its statements. Raises DownImpossible where it does not parse."""
    pieces = [ParsedPiece(piece) for piece in migration.pieces]
    broken = next((piece.problem for piece in pieces if piece.problem), None)
    if broken:
        place = place_at(migration.path, migration.text, broken.offset)
        raise DownImpossible(
            f"{migration.path.name}, line {place.line}: {broken.message}.",
            hint="Put it right first: what PostgreSQL cannot read cannot be reversed.",
            place=place,
        )
    return [statement for piece in pieces for statement in piece.statements]
