"""The forward file that a down file is derived from: found, and parsed into statements."""

from journal.errors import JournalError, Place, place_at
from journal.folder.file_names import Kind
from journal.folder.migrations import Migration
from journal.folder.named_files import named_file
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
            f"{migration.path.name}, line {place.line}: {broken.message}.",
            hint="Fix the SQL first: only what PostgreSQL can parse can be reverted.",
            place=place,
        )
    return [statement for piece in pieces for statement in piece.statements]
