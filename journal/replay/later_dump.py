"""Whether a baseline was dumped after some of the files that follow it: it makes all that they make."""

from itertools import dropwhile

from journal.folder.file_names import Kind
from journal.replay.project_files import Missing, ProjectFiles, SearchedFile, SearchOrder
from journal.sql.definitions import Definition

_IN_ORDER = (SearchOrder.EARLIER, SearchOrder.SAME, SearchOrder.LATER)


def contained_advice(files: ProjectFiles, maker: SearchedFile) -> str:
    """Return the setting for a baseline that makes all of the failed file and of those before; else nothing."""
    last = _last_contained(files, maker) if files.folder.by_tag[maker.tag].kind is Kind.BASELINE else None
    if last is None:
        return ""
    return (
        f" It makes all that the files up to {last.tag} make, so it was dumped after them. To leave them out, write in "
        f'journal.toml: contains = {{ "{maker.tag}" = "{last.tag}" }}'
    )


def _last_contained(files: ProjectFiles, dump: SearchedFile) -> SearchedFile | None:
    """Return the last file of those behind the dump that make nothing new; None if the failed one makes something."""
    made = [definition for definition in dump.definitions if not definition.gone]
    behind = dropwhile(lambda file: file is not dump, (file for file in files.of_folder if file.where in _IN_ORDER))
    last, failed = None, False
    for file in list(behind)[1:]:
        new = [one for one in file.definitions if not one.gone]
        if not all(_is_made(one, made) for one in new):
            break
        last, failed = file if new else last, failed or file.where is SearchOrder.SAME
    return last if failed else None


def _is_made(wanted: Definition, made: list[Definition]) -> bool:
    named = Missing(wanted.family, wanted.name, wanted.within)
    return any(named.matches(one) for one in made)
