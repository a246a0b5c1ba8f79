"""Whether a baseline was dumped after some of the files that follow it: it makes all that they make."""

from itertools import dropwhile

from journal.folder.file_names import Kind
from journal.replay.project_files import Missing, ProjectFiles, SearchedFile, SearchOrder

_IN_ORDER = (SearchOrder.EARLIER, SearchOrder.SAME, SearchOrder.LATER)


def contained_advice(files: ProjectFiles, maker: SearchedFile) -> str:
    """Return the setting for a baseline that makes all of the failed file and of those before; else nothing."""
    if files.folder.by_tag[maker.tag].kind is not Kind.BASELINE:
        return ""
    made = [definition for definition in maker.definitions if not definition.gone]
    behind = dropwhile(lambda file: file is not maker, (file for file in files.of_folder if file.where in _IN_ORDER))
    last, failed = None, False  # the last file that makes nothing new, and whether the failed one is among them
    for file in list(behind)[1:]:
        new = [Missing(one.family, one.name, one.within) for one in file.definitions if not one.gone]
        if not all(any(map(one.matches, made)) for one in new):
            break
        last, failed = file if new else last, failed or file.where is SearchOrder.SAME
    if last is None or not failed:
        return ""
    return (
        f" It makes all that the files up to {last.tag} make, so it was dumped after them. To leave them out, write in "
        f'journal.toml: contains = {{ "{maker.tag}" = "{last.tag}" }}'
    )
